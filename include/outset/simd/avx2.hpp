// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of AVX2 with FMA and F16C: 8 words or floats, 4 doubles.

#include <cstdint>

#include "outset/simd/scalar.hpp"

#if OUTSET_X86_SIMD

#define OUTSET_BACKEND avx2
#define OUTSET_TARGET __attribute__((target("avx2,fma,f16c")))
#define OUTSET_OP OUTSET_TARGET OUTSET_ALWAYS_INLINE
#define OUTSET_REGISTER "x"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

using W = std::uint32_t __attribute__((vector_size(32)));
using F = float __attribute__((vector_size(32)));
using D = double __attribute__((vector_size(32)));

inline constexpr const char* name = "avx2";
inline bool runs(const Processor& processor) { return processor.avx2; }

inline constexpr int width = 8;
inline constexpr int together = 2;
inline constexpr std::size_t register_bytes = 32;
inline constexpr std::size_t tile_vectors = 2;
inline constexpr std::int64_t tile_cols = 6;
inline constexpr bool rounds_rows = false;
inline constexpr bool holds_coefficients = false;
inline constexpr std::uint32_t join_order[16] = {0, 1, 4,  5,  2,  3,  6,  7,
                                                 8, 9, 12, 13, 10, 11, 14, 15};

OUTSET_OP W all(std::uint32_t x) { return W{x, x, x, x, x, x, x, x}; }
OUTSET_OP F all(float x) { return F{x, x, x, x, x, x, x, x}; }
OUTSET_OP D all(double x) { return D{x, x, x, x}; }

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/x86.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

OUTSET_OP W mix_words(const W& even,
                      const W& odd) {  // the even words of one, the odd ones of the other
  W mixed;
  asm("vpblendd $0xAA, %2, %1, %0" : "=x"(mixed) : "x"(even), OUTSET_ANY(odd));
  return mixed;
}
OUTSET_OP W low_words(const W& even, const W& odd) {
  return mix_words(even, shift_left_64<32>(odd));
}

// Written out, because g++ 12 would make a comparison and a blend of it.
OUTSET_OP F select(const W& top, const F& yes, const F& no) {
  F chosen;
  asm("vblendvps %3, %2, %1, %0" : "=x"(chosen) : "x"(no), "x"(yes), "x"(top));
  return chosen;
}
OUTSET_OP D select(const W& top, const D& yes, const D& no) {
  D chosen;
  asm("vblendvpd %3, %2, %1, %0" : "=x"(chosen) : "x"(no), "x"(yes), "x"(top));
  return chosen;
}
OUTSET_OP F sub_unless(const W& top, const F& a, const F& b) {
  return sub(a, select(top, all(0.0f), b));
}

OUTSET_OP F unsigned_to_float(const W& a) {  // it rounds in the sum
  return fma(to_float(shift_right<16>(a)), all(65536.0f), to_float(a & all(0xFFFFU)));
}
OUTSET_OP D exponent_field(const W& a) {
  return sub(as_double(shift_right_64<52>(a) | all_64(0x4330000000000000)), all(0x1p52));
}

// Numbers of 64 bits are rounded once, in the last sum: the low word is set into the lower bits of
// 2^52, the high word into those of 2^84 (2^82 for 62 bits).
OUTSET_OP D unsigned_to_double(const W& a) {
  const D upper = as_double(high_words(a) | all_64(0x4530000000000000));
  return add(sub(upper, all(0x1p84 + 0x1p52)), as_double(mix_words(a, all(0x43300000U))));
}
template <int part>
OUTSET_OP D unsigned_64(const W& low, const W& high) {
  const D upper = as_double(join<part>(high, all(0x45300000U)));
  const D lower = as_double(join<part>(low, all(0x43300000U)));
  return add(sub(upper, all(0x1p84 + 0x1p52)), lower);
}
template <int part>
OUTSET_OP D signed_64(const W& low, const W& high) {
  const D upper = as_double(join<part>(high ^ all(0x80000000U), all(0x45300000U)));
  const D lower = as_double(join<part>(low, all(0x43300000U)));
  return add(sub(upper, all(0x1p84 + 0x1p63 + 0x1p52)), lower);
}
template <int part>
OUTSET_OP D fraction_62(const W& low, const W& high) {
  const W turned = (high << 2) ^ all(0x80000000U);
  const D upper = as_double(join<part>(turned, all(0x45100000U)));
  const D lower = as_double(join<part>(low, all(0x43300000U)));
  return mul(add(sub(upper, all(0x1p82 + 0x1p61 + 0x1p52)), lower), all(0x1p-61));
}

OUTSET_OP void store_half(std::uint16_t* to, const F& x) {
  std::uint64_t __attribute__((vector_size(16))) narrow;
  asm("vcvtps2ph $0, %1, %0" : "=x"(narrow) : "x"(x));  // 0: to nearest, whatever the mode
  __builtin_memcpy(to, &narrow, sizeof narrow);
}
OUTSET_OP void store_high(std::uint16_t* to, const W& x) {
  const W upper = x >> 16;
  W packed;
  OUTSET_BINARY("vpackusdw", packed, upper, upper);
  asm("vpermq $0xD8, %1, %0" : "=x"(packed) : "x"(packed));
  __builtin_memcpy(to, &packed, width * sizeof *to);
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

#endif
