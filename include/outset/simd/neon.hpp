// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of NEON on AArch64, which every such processor has: 4 words or floats, 2 doubles.
// Sums and products pass through a barrier, since both compilers fuse them; fma, division, square
// root and minimum are written as instructions, so that no flag relaxes them.

#include <arm_neon.h>

#include <cstdint>

#include "outset/simd/scalar.hpp"

#define OUTSET_BACKEND neon
#define OUTSET_TARGET
#define OUTSET_OP OUTSET_ALWAYS_INLINE

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace neon {

using W = uint32x4_t;
using F = float32x4_t;
using D = float64x2_t;

inline constexpr int width = 4;
inline constexpr int together = 2;
// What the registers hold of a product: so many vectors of so many columns.
inline constexpr std::size_t tile_vectors = 4;
inline constexpr std::int64_t tile_cols = 6;
inline constexpr bool rounds_rows = false;
inline constexpr bool holds_coefficients = false;
inline constexpr std::uint32_t lane_order[16] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                 8, 9, 10, 11, 12, 13, 14, 15};
inline constexpr const std::uint32_t (&join_order)[16] = lane_order;

template <class V>
OUTSET_OP V barrier(V x) {
  asm("" : "+w"(x));
  return x;
}

// Words, and pairs of words as 64 bits.
OUTSET_OP uint64x2_t pairs(W a) { return vreinterpretq_u64_u32(a); }
OUTSET_OP W words_of(uint64x2_t a) { return vreinterpretq_u32_u64(a); }
OUTSET_OP W all(std::uint32_t x) { return vdupq_n_u32(x); }
OUTSET_OP W all_64(std::uint64_t x) { return words_of(vdupq_n_u64(x)); }
OUTSET_OP W load(const std::uint32_t* from) { return vld1q_u32(from); }
OUTSET_OP void store(std::uint32_t* to, W x) { vst1q_u32(to, x); }
OUTSET_OP W add(W a, W b) { return vaddq_u32(a, b); }
OUTSET_OP W sub(W a, W b) { return vsubq_u32(a, b); }
OUTSET_OP W bit_and(W a, W b) { return vandq_u32(a, b); }
OUTSET_OP W bit_or(W a, W b) { return vorrq_u32(a, b); }
OUTSET_OP W bit_xor(W a, W b) { return veorq_u32(a, b); }
template <int by>
OUTSET_OP W shift_left(W a) {
  return vshlq_n_u32(a, by);
}
template <int by>
OUTSET_OP W shift_right(W a) {
  return vshrq_n_u32(a, by);
}
template <int by>
OUTSET_OP W shift_right_signed(W a) {
  return vreinterpretq_u32_s32(vshrq_n_s32(vreinterpretq_s32_u32(a), by));
}
template <int by>
OUTSET_OP W rotate_left(W a) {
  return vsriq_n_u32(vshlq_n_u32(a, by), a, 32 - by);
}
OUTSET_OP W less(W a, W b) {  // signed; all ones or zeros
  return vcltq_s32(vreinterpretq_s32_u32(a), vreinterpretq_s32_u32(b));
}
OUTSET_OP W saturating_sub(W a, W b) { return vqsubq_u32(a, b); }
OUTSET_OP W add_64(W a, W b) { return words_of(vaddq_u64(pairs(a), pairs(b))); }
OUTSET_OP W sub_64(W a, W b) { return words_of(vsubq_u64(pairs(a), pairs(b))); }
OUTSET_OP W less_64(W a, W b) {
  return words_of(vcltq_s64(vreinterpretq_s64_u32(a), vreinterpretq_s64_u32(b)));
}
OUTSET_OP W high_words(W a) { return words_of(vshrq_n_u64(pairs(a), 32)); }
OUTSET_OP W multiply_low(W a, W b) {
  return words_of(vmull_u32(vmovn_u64(pairs(a)), vmovn_u64(pairs(b))));
}
OUTSET_OP W low_words(W even, W odd) { return words_of(vsliq_n_u64(pairs(even), pairs(odd), 32)); }
// The lower (part 0) or upper half of the lanes, two words to 64 bits.
template <int part>
OUTSET_OP W join(W low, W high) {
  return part == 0 ? vzip1q_u32(low, high) : vzip2q_u32(low, high);
}

// Floats.
OUTSET_OP F all(float x) { return vdupq_n_f32(x); }
OUTSET_OP F load(const float* from) { return vld1q_f32(from); }
OUTSET_OP void store(float* to, F x) { vst1q_f32(to, x); }
OUTSET_OP W bits(F a) { return vreinterpretq_u32_f32(a); }
OUTSET_OP F as_float(W a) { return vreinterpretq_f32_u32(a); }
OUTSET_OP F to_float(W a) { return vcvtq_f32_s32(vreinterpretq_s32_u32(a)); }
OUTSET_OP F unsigned_to_float(W a) { return vcvtq_f32_u32(a); }
OUTSET_OP F add(F a, F b) { return barrier(vaddq_f32(a, b)); }
OUTSET_OP F sub(F a, F b) { return barrier(vsubq_f32(a, b)); }
OUTSET_OP F mul(F a, F b) { return barrier(vmulq_f32(a, b)); }
OUTSET_OP F fma(F a, F b, F c) {
  asm("fmla %0.4s, %1.4s, %2.4s" : "+w"(c) : "w"(a), "w"(b));
  return c;
}
OUTSET_OP F fma_onto(F sum, F a, F b) { return fma(a, b, sum); }
OUTSET_OP F fma_negated(F a, F b, F c) {  // c - a b
  asm("fmls %0.4s, %1.4s, %2.4s" : "+w"(c) : "w"(a), "w"(b));
  return c;
}
OUTSET_OP F div(F a, F b) {
  asm("fdiv %0.4s, %0.4s, %1.4s" : "+w"(a) : "w"(b));
  return a;
}
OUTSET_OP F sqrt(F a) {
  asm("fsqrt %0.4s, %0.4s" : "+w"(a));
  return a;
}
// By the top bit of each word or pair.
OUTSET_OP F select(W top, F yes, F no) { return vbslq_f32(shift_right_signed<31>(top), yes, no); }
OUTSET_OP F sub_unless(W top, F a, F b) { return sub(a, select(top, all(0.0f), b)); }
OUTSET_OP F flip_sign(F a, W top) { return as_float(bits(a) ^ (top & all(0x80000000U))); }
OUTSET_OP F lesser(F a, F b) {  // b where they are equal, zeros too, as on x86
  W below;
  asm("fcmgt %0.4s, %2.4s, %1.4s" : "=w"(below) : "w"(a), "w"(b));
  return vbslq_f32(below, a, b);
}
OUTSET_OP F greater(F a, F b) {
  W above;
  asm("fcmgt %0.4s, %1.4s, %2.4s" : "=w"(above) : "w"(a), "w"(b));
  return vbslq_f32(above, a, b);
}

// Doubles.
OUTSET_OP D all(double x) { return vdupq_n_f64(x); }
OUTSET_OP D load(const double* from) { return vld1q_f64(from); }
OUTSET_OP void store(double* to, D x) { vst1q_f64(to, x); }
OUTSET_OP W bits(D a) { return vreinterpretq_u32_f64(a); }
OUTSET_OP D as_double(W a) { return vreinterpretq_f64_u32(a); }
OUTSET_OP D add(D a, D b) { return barrier(vaddq_f64(a, b)); }
OUTSET_OP D sub(D a, D b) { return barrier(vsubq_f64(a, b)); }
OUTSET_OP D mul(D a, D b) { return barrier(vmulq_f64(a, b)); }
OUTSET_OP D fma(D a, D b, D c) {
  asm("fmla %0.2d, %1.2d, %2.2d" : "+w"(c) : "w"(a), "w"(b));
  return c;
}
OUTSET_OP D fma_onto(D sum, D a, D b) { return fma(a, b, sum); }
OUTSET_OP D fma_negated(D a, D b, D c) {
  asm("fmls %0.2d, %1.2d, %2.2d" : "+w"(c) : "w"(a), "w"(b));
  return c;
}
OUTSET_OP D div(D a, D b) {
  asm("fdiv %0.2d, %0.2d, %1.2d" : "+w"(a) : "w"(b));
  return a;
}
OUTSET_OP D sqrt(D a) {
  asm("fsqrt %0.2d, %0.2d" : "+w"(a));
  return a;
}
OUTSET_OP D select(W top, D yes, D no) {
  return vbslq_f64(vreinterpretq_u64_s64(vshrq_n_s64(vreinterpretq_s64_u32(top), 63)), yes, no);
}
OUTSET_OP D flip_sign(D a, W top) {
  return as_double(bits(a) ^ (top & all_64(std::uint64_t{1} << 63)));
}
OUTSET_OP D lesser(D a, D b) {
  uint64x2_t below;
  asm("fcmgt %0.2d, %2.2d, %1.2d" : "=w"(below) : "w"(a), "w"(b));
  return vbslq_f64(below, a, b);
}
OUTSET_OP D greater(D a, D b) {
  uint64x2_t above;
  asm("fcmgt %0.2d, %1.2d, %2.2d" : "=w"(above) : "w"(a), "w"(b));
  return vbslq_f64(above, a, b);
}
OUTSET_OP D signed_to_double(W a) { return vcvtq_f64_s64(vreinterpretq_s64_u32(a)); }
OUTSET_OP D unsigned_to_double(W a) { return vcvtq_f64_u64(pairs(a)); }
OUTSET_OP D exponent_field(W a) {  // the number in bits 52 to 62
  return vcvtq_f64_u64(vshrq_n_u64(pairs(a), 52));
}
template <int part>
OUTSET_OP D unsigned_64(W low, W high) {
  return unsigned_to_double(join<part>(low, high));
}
template <int part>
OUTSET_OP D signed_64(W low, W high) {
  return signed_to_double(join<part>(low, high));
}
template <int part>
OUTSET_OP D fraction_62(W low, W high) {  // the lower 62 bits as a signed number in [-1, 1)
  const W turned = words_of(vshlq_n_u64(pairs(join<part>(low, high)), 2));
  return mul(signed_to_double(turned), all(0x1p-63));
}

// To 16 bits each.
OUTSET_OP void store_half(std::uint16_t* to, F x) {
  uint16x4_t narrow;
  asm("fcvtn %0.4h, %1.4s" : "=w"(narrow) : "w"(x));
  vst1_u16(to, narrow);
}
OUTSET_OP void store_high(std::uint16_t* to, W x) {  // the upper half of each word
  vst1_u16(to, vshrn_n_u32(x, 16));
}

}  // namespace neon
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/kernels.inl"
#include "outset/simd/product.inl"

#undef OUTSET_OP
#undef OUTSET_TARGET
#undef OUTSET_BACKEND
