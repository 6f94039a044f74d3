// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of WebAssembly's vectors (-msimd128): 4 words or floats, 2 doubles. There is no
// fused multiply-add: floats go through doubles, doubles through sums of doubles, each rounded
// once. Quotients and roots too pass through a barrier, so that no flag relaxes them.

#include "outset/simd/scalar.hpp"

#if defined(__wasm_simd128__) && defined(__clang__) && !OUTSET_PORTABLE

#include <wasm_simd128.h>

#include <cstdint>

#include "outset/exact/arithmetic.hpp"

#define OUTSET_BACKEND wasm
#define OUTSET_TARGET
#if defined(__OPTIMIZE__)
#define OUTSET_OP OUTSET_ALWAYS_INLINE
#else  // everything in one function would need more locals and more stack than an engine has
#define OUTSET_OP inline
#endif
#define OUTSET_HIDE(a) asm("" : "+r"(a))

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

using W = std::uint32_t __attribute__((vector_size(16)));
using F = float __attribute__((vector_size(16)));
using D = double __attribute__((vector_size(16)));

inline constexpr const char* name = "wasm";
inline bool runs(const Processor&) { return true; }

inline constexpr int width = 4;
inline constexpr int together = 1;
inline constexpr std::size_t tile_vectors = 2;
inline constexpr std::int64_t tile_cols = 3;
inline constexpr bool rounds_rows = false;
inline constexpr bool holds_coefficients = false;
inline constexpr const std::uint32_t (&join_order)[16] = lane_order;

OUTSET_OP W all(std::uint32_t x) { return W{x, x, x, x}; }
OUTSET_OP F all(float x) { return F{x, x, x, x}; }
OUTSET_OP D all(double x) { return D{x, x}; }

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
OUTSET_OP W rotate_left(W a) {
  return (a << by) | (a >> (32 - by));
}
OUTSET_OP W saturating_sub(W a, W b) {
  return as<W>(wasm_u16x8_sub_sat(as<v128_t>(a), as<v128_t>(b)));
}
OUTSET_OP W multiply_low(W a, W b) {
  const W left = __builtin_shufflevector(a, a, 0, 2, 0, 2);
  const W right = __builtin_shufflevector(b, b, 0, 2, 0, 2);
  return as<W>(wasm_u64x2_extmul_low_u32x4(as<v128_t>(left), as<v128_t>(right)));
}
OUTSET_OP W low_words(W even, W odd) { return __builtin_shufflevector(even, odd, 0, 4, 2, 6); }
template <int part>
OUTSET_OP W join(W low, W high) {
  if constexpr (part == 0) {
    return __builtin_shufflevector(low, high, 0, 4, 1, 5);
  } else {
    return __builtin_shufflevector(low, high, 2, 6, 3, 7);
  }
}

// The lower (part 0) or upper two floats, exactly.
template <int part>
OUTSET_OP D widened(F a) {
  const F moved = part == 0 ? a : __builtin_shufflevector(a, a, 2, 3, 2, 3);
  return barrier(as<D>(wasm_f64x2_promote_low_f32x4(as<v128_t>(moved))));
}
OUTSET_OP F narrowed(D low, D high) {  // to nearest
  const F first = barrier(as<F>(wasm_f32x4_demote_f64x2_zero(as<v128_t>(low))));
  const F second = barrier(as<F>(wasm_f32x4_demote_f64x2_zero(as<v128_t>(high))));
  return __builtin_shufflevector(first, second, 0, 1, 4, 5);
}

// a b + c, rounded once. The product of two floats is exact in double. Let s be the sum as a
// double, f the float nearest to s. Rounding to double never carries a number across a double, and
// every midpoint of two floats is one; so f is what the exact sum rounds to, unless s is itself a
// midpoint, which the exact sum may be on either side of. A midpoint of normal floats has 25
// significant bits, the last of them set: the lower 29 of its 53 are 1 and 28 zeros. All others are
// below 2^-126, and f is at most that. Both cases are rare; then the lanes are done one by one.
OUTSET_OP F fma(F a, F b, F c) {
  const D low = add(mul(widened<0>(a), widened<0>(b)), widened<0>(c));
  const D high = add(mul(widened<1>(a), widened<1>(b)), widened<1>(c));
  F sum = narrowed(low, high);
  const W last = __builtin_shufflevector(bits(low), bits(high), 0, 2, 4, 6) & all(0x1FFFFFFFU);
  const W midpoint = as<W>(last == all(0x10000000U));
  const W tiny = as<W>((bits(sum) & all(0x7FFFFFFFU)) <= all(0x00800000U));
  if (wasm_v128_any_true(as<v128_t>(midpoint | tiny))) [[unlikely]] {
    for (int lane = 0; lane < 4; ++lane) sum[lane] = exact::fma(a[lane], b[lane], c[lane]);
  }
  return sum;
}
OUTSET_OP F fma_onto(F sum, F a, F b) { return fma(a, b, sum); }
OUTSET_OP F fma_negated(F a, F b, F c) { return fma(flip_sign(a, all(~0U)), b, c); }

OUTSET_OP F div(F a, F b) { return barrier(a / barrier(b)); }
OUTSET_OP F sqrt(F a) { return barrier(as<F>(wasm_f32x4_sqrt(as<v128_t>(a)))); }
OUTSET_OP F select(W top, F yes, F no) {
  return as<F>(wasm_v128_bitselect(as<v128_t>(yes), as<v128_t>(no),
                                   as<v128_t>(shift_right_signed<31>(top))));
}
OUTSET_OP F sub_unless(W top, F a, F b) { return sub(a, select(top, all(0.0f), b)); }
OUTSET_OP F lesser(F a, F b) { return as<F>(wasm_f32x4_pmin(as<v128_t>(b), as<v128_t>(a))); }
OUTSET_OP F greater(F a, F b) { return as<F>(wasm_f32x4_pmax(as<v128_t>(b), as<v128_t>(a))); }

// Doubles.

// The upper 26 bits of a double, to nearest; the rest has 26 bits and a sign.
OUTSET_OP D upper_half(D a) {
  return as_double(as<W>((as<Pairs>(bits(a)) + (1U << 26)) & ~std::uint64_t{0x7FFFFFF}));
}

struct ExactSum {  // sum + error, not rounded
  D sum, error;
};
OUTSET_OP ExactSum exact_sum(D a, D b) {  // Knuth's TwoSum
  const D sum = add(a, b);
  const D b_kept = sub(sum, a);
  return {sum, add(sub(a, sub(sum, b_kept)), sub(b, b_kept))};
}

// a b + c, rounded once (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved
// algorithms using rounding to odd", 2008, figure 4): the product as a sum of two doubles (Dekker),
// three doubles to two and a last one that is rounded to odd, and their sum. It asks for a product
// whose last place, 2^-104 of it, is not lost, and for no overflow; zeros and products far out go
// lane by lane. Not inlined: that would be no faster.
OUTSET_NEVER_INLINE inline D fma(D a, D b, D c) {
  const D a_high = upper_half(a), b_high = upper_half(b);
  const D highs = mul(a_high, b_high);
  const W magnitude = all_64(~std::uint64_t{0} >> 1);
  const W size = bits(highs) & magnitude;
  const W outside = less_64(size, bits(all(0x1p-900))) | less_64(bits(all(0x1p900)), size);
  if (wasm_v128_any_true(as<v128_t>(outside))) [[unlikely]] {
    return D{exact::fma(a[0], b[0], c[0]), exact::fma(a[1], b[1], c[1])};
  }
  const D a_low = sub(a, a_high), b_low = sub(b, b_high);
  const D product = mul(a, b);
  const D crossed = add(add(sub(highs, product), mul(a_high, b_low)), mul(a_low, b_high));
  const ExactSum lower = exact_sum(c, add(crossed, mul(a_low, b_low)));
  const ExactSum upper = exact_sum(product, lower.sum);
  const ExactSum rest = exact_sum(lower.error, upper.error);
  // Towards zero if it is inexact, and the last bit set.
  const Pairs inexact = as<Pairs>(bits(rest.error) & magnitude) != 0;
  const Pairs too_large = as<Pairs>(less_64(bits(rest.sum) ^ bits(rest.error), all(0U))) & inexact;
  const Pairs odd = (as<Pairs>(bits(rest.sum)) + too_large) | (inexact & 1U);
  return add(upper.sum, as_double(as<W>(odd)));
}
OUTSET_OP D fma_onto(D sum, D a, D b) { return fma(a, b, sum); }
OUTSET_OP D fma_negated(D a, D b, D c) { return fma(flip_sign(a, all(~0U)), b, c); }
OUTSET_OP D div(D a, D b) { return barrier(a / barrier(b)); }
OUTSET_OP D sqrt(D a) { return barrier(as<D>(wasm_f64x2_sqrt(as<v128_t>(a)))); }
OUTSET_OP D select(W top, D yes, D no) {
  const Pairs chosen = as<Pairs>(as<SignedPairs>(top) >> 63);
  return as<D>(wasm_v128_bitselect(as<v128_t>(yes), as<v128_t>(no), as<v128_t>(chosen)));
}
OUTSET_OP D lesser(D a, D b) { return as<D>(wasm_f64x2_pmin(as<v128_t>(b), as<v128_t>(a))); }
OUTSET_OP D greater(D a, D b) { return as<D>(wasm_f64x2_pmax(as<v128_t>(b), as<v128_t>(a))); }

OUTSET_OP void store_high(std::uint16_t* to, W x) {
  wasm_v128_store64_lane(
      to, wasm_u16x8_narrow_i32x4(as<v128_t>(shift_right<16>(x)), as<v128_t>(all(0U))), 0);
}
OUTSET_OP void store_half(std::uint16_t* to, F x) {  // at most 65504
  const W magnitude = bits(x) & all(0x7FFFFFFFU);
  const W odd = shift_right<13>(magnitude) & all(1U);
  const W normal = shift_right<13>(magnitude - all((112U << 23) - 0xFFFU) + odd);
  // Below 2^-14: 1/2 has the last place of half's subnormals.
  const W subnormal = bits(add(as_float(magnitude), all(0.5f))) - bits(all(0.5f));
  const W tiny = less(magnitude, all(0x38800000U));
  const W half = (tiny & subnormal) | (~tiny & normal);
  store_high(to, shift_left<16>(half) | (bits(x) & all(0x80000000U)));
}

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
