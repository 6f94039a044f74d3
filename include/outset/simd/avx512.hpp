// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of AVX-512 (F, DQ, BW, VL): 16 words or floats, 8 doubles. It converts numbers of
// 64 bits by itself.

#include <cstdint>

#include "outset/simd/avx2.hpp"

#if OUTSET_X86_SIMD

#if !defined(OUTSET_BACKEND)  // a test has its own definitions, for registers of half the size
#define OUTSET_BACKEND avx512
#define OUTSET_FEATURES "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c"
#if defined(__clang__)  // it splits vectors for processors that prefer 256 bits, unless told
#define OUTSET_TARGET __attribute__((target(OUTSET_FEATURES), min_vector_width(512)))
#else
#define OUTSET_TARGET __attribute__((target(OUTSET_FEATURES)))
#endif
#define OUTSET_REGISTER "v"
#endif
#define OUTSET_OP OUTSET_TARGET OUTSET_ALWAYS_INLINE

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

using W = std::uint32_t __attribute__((vector_size(64)));
using F = float __attribute__((vector_size(64)));
using D = double __attribute__((vector_size(64)));
using Halves = std::uint16_t __attribute__((vector_size(32)));

inline constexpr const char* name = "avx512";
inline bool runs(const Processor& processor) { return processor.avx512; }

inline constexpr int width = 16;
inline constexpr int together = 1;
inline constexpr std::size_t register_bytes = 64;
inline constexpr std::size_t tile_vectors = 2;
inline constexpr std::int64_t tile_cols = 8;
inline constexpr bool rounds_rows = true;
inline constexpr bool holds_coefficients = true;
inline constexpr std::uint32_t join_order[16] = {0, 1, 8,  9,  2, 3, 10, 11,
                                                 4, 5, 12, 13, 6, 7, 14, 15};

OUTSET_OP W all(std::uint32_t x) { return W{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
OUTSET_OP F all(float x) { return F{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
OUTSET_OP D all(double x) { return D{x, x, x, x, x, x, x, x}; }

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/x86.inl"

#include "outset/simd/conversions.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

OUTSET_OP W low_words(const W& even, const W& odd) {
  return (even & all_64(0xFFFFFFFFU)) | shift_left_64<32>(odd);
}

OUTSET_OP F select(const W& top, const F& yes, const F& no) {
  return as<SignedWords>(top) < 0 ? yes : no;
}
OUTSET_OP D select(const W& top, const D& yes, const D& no) {
  return as<SignedPairs>(top) < 0 ? yes : no;
}
OUTSET_OP F sub_unless(const W& top, const F& a, const F& b) {
  return barrier(select(top, a, a - b));
}

OUTSET_OP void store_half(std::uint16_t* to, const F& x) {
  Halves narrow;
  OUTSET_NARROW("vcvtps2ph $0,", narrow, x);  // 0: to nearest, whatever the mode
  __builtin_memcpy(to, &narrow, sizeof narrow);
}
OUTSET_OP void store_high(std::uint16_t* to, const W& x) {
  const Halves narrow = __builtin_convertvector(x >> 16, Halves);
  __builtin_memcpy(to, &narrow, sizeof narrow);
}

// The upper halves of the words, and 1 where the lower halves are more than a half, or a half below
// an odd number.
OUTSET_OP void store_rows(std::uint16_t* to, const W& first, const W& second) {
  using Parts = std::uint16_t __attribute__((vector_size(64)));
  const Parts a = as<Parts>(first);
  const Parts b = as<Parts>(second);
  const Parts upper =
      __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33,
                              35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63);
  const Parts lower =
      __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32,
                              34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62);
  const Parts rounded = upper - as<Parts>(lower > 0x8000 - (upper & 1));
  __builtin_memcpy(to, &rounded, sizeof rounded);
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/kernels.inl"
#include "outset/simd/product.inl"
#include "outset/simd/transpose.inl"

#include "outset/simd/elementwise.inl"
#include "outset/simd/machine.inl"

#undef OUTSET_FEATURES

#endif
