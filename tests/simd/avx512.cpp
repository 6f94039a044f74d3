// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The AVX-512 backend where there is no AVX-512: its vocabulary and kernels on vectors of 64 bytes
// that the compiler and the macros below split into two registers of AVX2. Not its instructions,
// but the order of its lanes, its conversions and its masks are the ones that AVX-512 runs.

#include "outset/simd/avx2.hpp"

#if OUTSET_X86_SIMD

#include <cstdint>

#define OUTSET_BACKEND avx512_emulated
#define OUTSET_TARGET __attribute__((target("avx2,fma,f16c")))
#define OUTSET_HIDE(a) asm("" : "+m"(a))
#define OUTSET_UNARY(instruction, result, a)                   \
  do {                                                         \
    HalfRegister from_[2], to_[2];                             \
    __builtin_memcpy(from_, &a, sizeof from_);                 \
    asm(instruction " %1, %0" : "=x"(to_[0]) : "x"(from_[0])); \
    asm(instruction " %1, %0" : "=x"(to_[1]) : "x"(from_[1])); \
    __builtin_memcpy(&result, to_, sizeof to_);                \
  } while (false)
#define OUTSET_BINARY(instruction, result, a, b)                            \
  do {                                                                      \
    HalfRegister a_[2], b_[2], to_[2];                                      \
    __builtin_memcpy(a_, &a, sizeof a_);                                    \
    __builtin_memcpy(b_, &b, sizeof b_);                                    \
    asm(instruction " %2, %1, %0" : "=x"(to_[0]) : "x"(a_[0]), "x"(b_[0])); \
    asm(instruction " %2, %1, %0" : "=x"(to_[1]) : "x"(a_[1]), "x"(b_[1])); \
    __builtin_memcpy(&result, to_, sizeof to_);                             \
  } while (false)
#define OUTSET_TERNARY(instruction, a, b, c)                               \
  do {                                                                     \
    HalfRegister a_[2], b_[2], c_[2];                                      \
    __builtin_memcpy(a_, &a, sizeof a_);                                   \
    __builtin_memcpy(b_, &b, sizeof b_);                                   \
    __builtin_memcpy(c_, &c, sizeof c_);                                   \
    asm(instruction " %2, %1, %0" : "+x"(a_[0]) : "x"(b_[0]), "x"(c_[0])); \
    asm(instruction " %2, %1, %0" : "+x"(a_[1]) : "x"(b_[1]), "x"(c_[1])); \
    __builtin_memcpy(&a, a_, sizeof a_);                                   \
  } while (false)
#define OUTSET_NARROW(instruction, result, a)                  \
  do {                                                         \
    HalfRegister from_[2];                                     \
    QuarterRegister to_[2];                                    \
    __builtin_memcpy(from_, &a, sizeof from_);                 \
    asm(instruction " %1, %0" : "=x"(to_[0]) : "x"(from_[0])); \
    asm(instruction " %1, %0" : "=x"(to_[1]) : "x"(from_[1])); \
    __builtin_memcpy(&result, to_, sizeof to_);                \
  } while (false)
#define OUTSET_STREAMED(to, x) (*(to) = (x))
using HalfRegister = std::uint64_t __attribute__((vector_size(32)));
using QuarterRegister = std::uint64_t __attribute__((vector_size(16)));

#define OUTSET_EACH_BACKEND "simd/vocabulary_laws.inl"
#include "outset/simd/avx512.hpp"

#include "support/catch.hpp"
#include "support/kernel_laws.hpp"
#include "support/transpose_laws.hpp"

namespace {

struct Emulated {
  template <class Element, class Parameters>
  outset::simd::Kernel<Element, Parameters> get() const {
    return outset::simd::avx512_emulated::generate;
  }
};

}  // namespace

TEST_CASE("AVX-512 kernels, emulated: the portable bits", "[simd]") {
  if (!outset::simd::processor().avx2) return;
  kernel_laws::check_everything(Emulated{});
  kernel_laws::check_products<float>(outset::simd::avx512_emulated::product_kernels<float>,
                                     outset::simd::avx512_emulated::add_packed_product<float>);
  kernel_laws::check_products<double>(outset::simd::avx512_emulated::product_kernels<double>,
                                      outset::simd::avx512_emulated::add_packed_product<double>);
}

TEST_CASE("AVX-512 vocabulary, emulated: every operation gives what its definition does",
          "[simd]") {
  if (!outset::simd::processor().avx2) return;
  const vocabulary::Report report =
      check_vocabulary(outset::simd::avx512_emulated::Machine{}, 5000);
  CHECK(report.wrong() == "");
}

TEST_CASE("AVX-512 transposing, emulated: columns become rows", "[simd]") {
  if (!outset::simd::processor().avx2) return;
  const auto transpose = [](auto... arguments) {
    outset::simd::avx512_emulated::transpose(arguments...);
  };
  transpose_laws::check<float>(transpose);
  transpose_laws::check<double>(transpose);
  transpose_laws::check<Eigen::half>(transpose);
}

#endif
