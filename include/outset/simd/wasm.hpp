// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of WebAssembly's vectors (-msimd128): 4 words or floats, 2 doubles. There is no
// fused multiply-add: floats go through doubles, doubles through sums of doubles, each rounded
// once. Sums, products, quotients and roots pass through a barrier, so that no flag relaxes them.

#include <wasm_simd128.h>

#include <cstdint>

#include "outset/exact/arithmetic.hpp"
#include "outset/simd/scalar.hpp"

#define OUTSET_BACKEND wasm
#define OUTSET_TARGET
#if defined(__OPTIMIZE__)
#define OUTSET_OP OUTSET_ALWAYS_INLINE
#else  // everything in one function would need more locals and more stack than an engine has
#define OUTSET_OP inline
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace wasm {

using W = std::uint32_t __attribute__((vector_size(16)));
using F = float __attribute__((vector_size(16)));
using D = double __attribute__((vector_size(16)));
using Pairs = std::uint64_t __attribute__((vector_size(16)));  // W as pairs of words
using SignedWords = std::int32_t __attribute__((vector_size(16)));
using SignedPairs = std::int64_t __attribute__((vector_size(16)));

inline constexpr int width = 4;
inline constexpr int together = 1;
// What the registers hold of a product: so many vectors of so many columns.
inline constexpr std::size_t tile_vectors = 2;
inline constexpr std::int64_t tile_cols = 3;
inline constexpr bool rounds_rows = false;
inline constexpr bool holds_coefficients = false;
inline constexpr std::uint32_t lane_order[16] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                 8, 9, 10, 11, 12, 13, 14, 15};
inline constexpr const std::uint32_t (&join_order)[16] = lane_order;

template <class V>
OUTSET_OP V barrier(V x) {
  asm("" : "+r"(x));
  return x;
}
template <class V>
OUTSET_OP v128_t any_type(V x) {
  return reinterpret_cast<v128_t>(x);
}

// Words, and pairs of words as 64 bits. Products are of the low words.
OUTSET_OP Pairs pairs(W a) { return reinterpret_cast<Pairs>(a); }
OUTSET_OP W words_of(Pairs a) { return reinterpret_cast<W>(a); }
OUTSET_OP W all(std::uint32_t x) { return W{x, x, x, x}; }
OUTSET_OP W all_64(std::uint64_t x) { return words_of(Pairs{x, x}); }
OUTSET_OP W load(const std::uint32_t* from) { return reinterpret_cast<W>(wasm_v128_load(from)); }
OUTSET_OP void store(std::uint32_t* to, W x) { wasm_v128_store(to, any_type(x)); }
OUTSET_OP W add(W a, W b) { return a + b; }
OUTSET_OP W sub(W a, W b) { return a - b; }
OUTSET_OP W bit_and(W a, W b) { return a & b; }
OUTSET_OP W bit_or(W a, W b) { return a | b; }
OUTSET_OP W bit_xor(W a, W b) { return a ^ b; }
template <int by>
OUTSET_OP W shift_left(W a) {
  return a << by;
}
template <int by>
OUTSET_OP W shift_right(W a) {
  return a >> by;
}
template <int by>
OUTSET_OP W shift_right_signed(W a) {
  return reinterpret_cast<W>(reinterpret_cast<SignedWords>(a) >> by);
}
template <int by>
OUTSET_OP W rotate_left(W a) {
  return (a << by) | (a >> (32 - by));
}
OUTSET_OP W less(W a, W b) {  // signed; all ones or zeros
  return reinterpret_cast<W>(reinterpret_cast<SignedWords>(a) < reinterpret_cast<SignedWords>(b));
}
// max(a - b, 0) for unsigned numbers whose lower half, 16 bits of 32 or 48 of 64, is 0.
OUTSET_OP W saturating_sub(W a, W b) {
  return reinterpret_cast<W>(wasm_u16x8_sub_sat(any_type(a), any_type(b)));
}
OUTSET_OP W add_64(W a, W b) { return words_of(pairs(a) + pairs(b)); }
OUTSET_OP W sub_64(W a, W b) { return words_of(pairs(a) - pairs(b)); }
OUTSET_OP W less_64(W a, W b) {
  return reinterpret_cast<W>(reinterpret_cast<SignedPairs>(a) < reinterpret_cast<SignedPairs>(b));
}
OUTSET_OP W high_words(W a) { return words_of(pairs(a) >> 32); }
OUTSET_OP W multiply_low(W a, W b) {
  const W left = __builtin_shufflevector(a, a, 0, 2, 0, 2);
  const W right = __builtin_shufflevector(b, b, 0, 2, 0, 2);
  return reinterpret_cast<W>(wasm_u64x2_extmul_low_u32x4(any_type(left), any_type(right)));
}
OUTSET_OP W low_words(W even, W odd) { return __builtin_shufflevector(even, odd, 0, 4, 2, 6); }
// The lower (part 0) or upper half of the lanes, two words to 64 bits.
template <int part>
OUTSET_OP W join(W low, W high) {
  if constexpr (part == 0) {
    return __builtin_shufflevector(low, high, 0, 4, 1, 5);
  } else {
    return __builtin_shufflevector(low, high, 2, 6, 3, 7);
  }
}

// Doubles, as far as floats need them.
OUTSET_OP D all(double x) { return D{x, x}; }
OUTSET_OP W bits(D a) { return reinterpret_cast<W>(a); }
OUTSET_OP D as_double(W a) { return reinterpret_cast<D>(a); }
OUTSET_OP D add(D a, D b) { return barrier(a + b); }
OUTSET_OP D sub(D a, D b) { return barrier(a - b); }
OUTSET_OP D mul(D a, D b) { return barrier(a * b); }

// Floats.
OUTSET_OP F all(float x) { return F{x, x, x, x}; }
OUTSET_OP F load(const float* from) { return reinterpret_cast<F>(wasm_v128_load(from)); }
OUTSET_OP void store(float* to, F x) { wasm_v128_store(to, any_type(x)); }
OUTSET_OP W bits(F a) { return reinterpret_cast<W>(a); }
OUTSET_OP F as_float(W a) { return reinterpret_cast<F>(a); }
OUTSET_OP F to_float(W a) { return reinterpret_cast<F>(wasm_f32x4_convert_i32x4(any_type(a))); }
OUTSET_OP F unsigned_to_float(W a) {
  return reinterpret_cast<F>(wasm_f32x4_convert_u32x4(any_type(a)));
}
OUTSET_OP F add(F a, F b) { return barrier(a + b); }
OUTSET_OP F sub(F a, F b) { return barrier(a - b); }
OUTSET_OP F mul(F a, F b) { return barrier(a * b); }
OUTSET_OP F negate(F a) { return as_float(bits(a) ^ all(0x80000000U)); }

// The lower (part 0) or upper two floats, exactly.
template <int part>
OUTSET_OP D widened(F a) {
  const F moved = part == 0 ? a : __builtin_shufflevector(a, a, 2, 3, 2, 3);
  return barrier(reinterpret_cast<D>(wasm_f64x2_promote_low_f32x4(any_type(moved))));
}
OUTSET_OP F narrowed(D low, D high) {  // to nearest
  const F first = barrier(reinterpret_cast<F>(wasm_f32x4_demote_f64x2_zero(any_type(low))));
  const F second = barrier(reinterpret_cast<F>(wasm_f32x4_demote_f64x2_zero(any_type(high))));
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
  const W midpoint = reinterpret_cast<W>(last == all(0x10000000U));
  const W tiny = reinterpret_cast<W>((bits(sum) & all(0x7FFFFFFFU)) <= all(0x00800000U));
  if (wasm_v128_any_true(any_type(midpoint | tiny))) [[unlikely]] {
    for (int lane = 0; lane < 4; ++lane) sum[lane] = exact::fma(a[lane], b[lane], c[lane]);
  }
  return sum;
}
OUTSET_OP F fma_onto(F sum, F a, F b) { return fma(a, b, sum); }
OUTSET_OP F fma_negated(F a, F b, F c) { return fma(negate(a), b, c); }  // c - a b

OUTSET_OP F div(F a, F b) { return barrier(a / barrier(b)); }
OUTSET_OP F sqrt(F a) { return barrier(reinterpret_cast<F>(wasm_f32x4_sqrt(any_type(a)))); }
// By the top bit of each word or pair.
OUTSET_OP F select(W top, F yes, F no) {
  return reinterpret_cast<F>(
      wasm_v128_bitselect(any_type(yes), any_type(no), any_type(shift_right_signed<31>(top))));
}
OUTSET_OP F sub_unless(W top, F a, F b) { return sub(a, select(top, all(0.0f), b)); }
OUTSET_OP F flip_sign(F a, W top) { return as_float(bits(a) ^ (top & all(0x80000000U))); }
OUTSET_OP F lesser(F a, F b) {  // b where they are equal, zeros too, as on x86
  return reinterpret_cast<F>(wasm_f32x4_pmin(any_type(b), any_type(a)));
}
OUTSET_OP F greater(F a, F b) {
  return reinterpret_cast<F>(wasm_f32x4_pmax(any_type(b), any_type(a)));
}

// Doubles.
OUTSET_OP D load(const double* from) { return reinterpret_cast<D>(wasm_v128_load(from)); }
OUTSET_OP void store(double* to, D x) { wasm_v128_store(to, any_type(x)); }

// The upper 26 bits of a double, to nearest; the rest has 26 bits and a sign.
OUTSET_OP D upper_half(D a) {
  return as_double(words_of((pairs(bits(a)) + (1U << 26)) & ~std::uint64_t{0x7FFFFFF}));
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
  if (wasm_v128_any_true(any_type(outside))) [[unlikely]] {
    return D{exact::fma(a[0], b[0], c[0]), exact::fma(a[1], b[1], c[1])};
  }
  const D a_low = sub(a, a_high), b_low = sub(b, b_high);
  const D product = mul(a, b);
  const D crossed = add(add(sub(highs, product), mul(a_high, b_low)), mul(a_low, b_high));
  const ExactSum lower = exact_sum(c, add(crossed, mul(a_low, b_low)));
  const ExactSum upper = exact_sum(product, lower.sum);
  const ExactSum rest = exact_sum(lower.error, upper.error);
  // Towards zero if it is inexact, and the last bit set.
  const Pairs inexact = pairs(bits(rest.error) & magnitude) != 0;
  const Pairs too_large = pairs(less_64(bits(rest.sum) ^ bits(rest.error), all(0U))) & inexact;
  const Pairs odd = (pairs(bits(rest.sum)) + too_large) | (inexact & 1U);
  return add(upper.sum, as_double(words_of(odd)));
}
OUTSET_OP D fma_onto(D sum, D a, D b) { return fma(a, b, sum); }
OUTSET_OP D fma_negated(D a, D b, D c) {
  return fma(as_double(bits(a) ^ all_64(std::uint64_t{1} << 63)), b, c);
}
OUTSET_OP D div(D a, D b) { return barrier(a / barrier(b)); }
OUTSET_OP D sqrt(D a) { return barrier(reinterpret_cast<D>(wasm_f64x2_sqrt(any_type(a)))); }
OUTSET_OP D select(W top, D yes, D no) {
  const Pairs chosen = reinterpret_cast<Pairs>(reinterpret_cast<SignedPairs>(top) >> 63);
  return reinterpret_cast<D>(wasm_v128_bitselect(any_type(yes), any_type(no), any_type(chosen)));
}
OUTSET_OP D flip_sign(D a, W top) {
  return as_double(bits(a) ^ (top & all_64(std::uint64_t{1} << 63)));
}
OUTSET_OP D lesser(D a, D b) {
  return reinterpret_cast<D>(wasm_f64x2_pmin(any_type(b), any_type(a)));
}
OUTSET_OP D greater(D a, D b) {
  return reinterpret_cast<D>(wasm_f64x2_pmax(any_type(b), any_type(a)));
}
OUTSET_OP D signed_to_double(W a) {
  return barrier(__builtin_convertvector(reinterpret_cast<SignedPairs>(a), D));
}
OUTSET_OP D unsigned_to_double(W a) { return barrier(__builtin_convertvector(pairs(a), D)); }
OUTSET_OP D exponent_field(W a) {  // the number in bits 52 to 62
  return sub(as_double(words_of(pairs(a) >> 52) | all_64(0x4330000000000000)), all(0x1p52));
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
  return mul(signed_to_double(words_of(pairs(join<part>(low, high)) << 2)), all(0x1p-63));
}

// To 16 bits each.
OUTSET_OP void store_high(std::uint16_t* to, W x) {  // the upper half of each word
  wasm_v128_store64_lane(
      to, wasm_u16x8_narrow_i32x4(any_type(shift_right<16>(x)), any_type(all(0U))), 0);
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

}  // namespace wasm
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/kernels.inl"
#include "outset/simd/product.inl"

#undef OUTSET_OP
#undef OUTSET_TARGET
#undef OUTSET_BACKEND
