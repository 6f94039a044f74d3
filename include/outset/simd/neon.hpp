// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of NEON on AArch64, which every such processor has: 4 words or floats, 2 doubles.
// What a flag could relax (fma, division, square root, minimum) is written as its instruction.

#include "outset/simd/scalar.hpp"

#if defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__) && defined(__GNUC__) && \
    !OUTSET_PORTABLE

#include <arm_neon.h>

#include <cstdint>

#define OUTSET_BACKEND neon
#define OUTSET_TARGET
#define OUTSET_OP OUTSET_ALWAYS_INLINE
#define OUTSET_HIDE(a) asm("" : "+w"(a))

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

using W = uint32x4_t;
using F = float32x4_t;
using D = float64x2_t;

inline constexpr const char* name = "neon";
inline bool runs(const Processor&) { return true; }

inline constexpr int width = 4;
inline constexpr int together = 2;
inline constexpr std::size_t tile_vectors = 4;
inline constexpr std::int64_t tile_cols = 6;
inline constexpr bool rounds_rows = false;
inline constexpr bool holds_coefficients = false;
inline constexpr const std::uint32_t (&join_order)[16] = lane_order;

OUTSET_OP W all(std::uint32_t x) { return vdupq_n_u32(x); }
OUTSET_OP F all(float x) { return vdupq_n_f32(x); }
OUTSET_OP D all(double x) { return vdupq_n_f64(x); }

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/common.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

template <int by>
OUTSET_OP W rotate_left(W a) {  // one instruction less than shifts and an or
  return vsriq_n_u32(vshlq_n_u32(a, by), a, 32 - by);
}
OUTSET_OP W saturating_sub(W a, W b) { return vqsubq_u32(a, b); }
OUTSET_OP W multiply_low(W a, W b) {
  return as<W>(vmull_u32(vmovn_u64(as<Pairs>(a)), vmovn_u64(as<Pairs>(b))));
}
OUTSET_OP W low_words(W even, W odd) {
  return as<W>(vsliq_n_u64(as<Pairs>(even), as<Pairs>(odd), 32));
}
template <int part>
OUTSET_OP W join(W low, W high) {
  return part == 0 ? vzip1q_u32(low, high) : vzip2q_u32(low, high);
}

// Floats.
OUTSET_OP F fma(F a, F b, F c) {
  asm("fmla %0.4s, %1.4s, %2.4s" : "+w"(c) : "w"(a), "w"(b));
  return c;
}
OUTSET_OP F fma_onto(F sum, F a, F b) { return fma(a, b, sum); }
OUTSET_OP F fma_negated(F a, F b, F c) {
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
OUTSET_OP F select(W top, F yes, F no) { return vbslq_f32(shift_right_signed<31>(top), yes, no); }
OUTSET_OP F sub_unless(W top, F a, F b) { return sub(a, select(top, all(0.0f), b)); }
OUTSET_OP F lesser(F a, F b) {
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
  return vbslq_f64(as<Pairs>(as<SignedPairs>(top) >> 63), yes, no);
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
OUTSET_OP void store_half(std::uint16_t* to, F x) {
  uint16x4_t narrow;
  asm("fcvtn %0.4h, %1.4s" : "=w"(narrow) : "w"(x));
  vst1_u16(to, narrow);
}
OUTSET_OP void store_high(std::uint16_t* to, W x) { vst1_u16(to, vshrn_n_u32(x, 16)); }

using scalar::transpose;  // on vectors of as many bytes

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/conversions.inl"
#include "outset/simd/kernels.inl"
#include "outset/simd/product.inl"

#include "outset/simd/elementwise.inl"
#include "outset/simd/machine.inl"

#endif
