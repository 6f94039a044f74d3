// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Floating-point arithmetic that no flag can change: add, sub, mul, div, sqrt and fma of floats and
// doubles, each rounded to nearest even exactly once, under -ffast-math, -Ofast,
// -funsafe-math-optimizations, -ffp-contract=fast, -mfma, -mrecip, -march=native, -O0 and x87. Two
// means: an empty asm statement that hides a value from the optimizer (no contraction,
// reassociation or reciprocal crosses it), and integers. The thread's rounding mode must be to
// nearest (the default); results below the smallest normal number depend on flush-to-zero, which
// linking with -ffast-math sets, so callers keep away from them.

#include <bit>
#include <cfloat>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "outset/config.hpp"

#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)
#if !defined(__SSE2__) && !defined(_M_X64) && !(defined(_M_IX86_FP) && _M_IX86_FP >= 2)
#error "outset: 32-bit x86 needs SSE2 for reproducible bits: compile with -msse2 (MSVC: /arch:SSE2)"
#endif
#include <emmintrin.h>
#define OUTSET_EXACT_X86 1
#else
#define OUTSET_EXACT_X86 0
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "outset: floats must be evaluated in their own precision (FLT_EVAL_METHOD 0)"
#endif
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

template <class Real>
concept Binary = std::same_as<Real, float> || std::same_as<Real, double>;

template <Binary Real>
using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;

template <Binary Real>
constexpr Bits<Real> bits(Real x) {
  return std::bit_cast<Bits<Real>>(x);
}

// The value as the optimizer must take it: unknown, in a register, already rounded. A `fresh` one
// is also unlike every other: two divisions by one value would share its reciprocal.
#if defined(__GNUC__) && OUTSET_EXACT_X86
#define OUTSET_EXACT_REGISTER "+x"
#elif defined(__GNUC__) && defined(__aarch64__)
#define OUTSET_EXACT_REGISTER "+w"
#elif defined(__GNUC__) && defined(__wasm__)
#define OUTSET_EXACT_REGISTER "+r"
#elif defined(__GNUC__)
#define OUTSET_EXACT_REGISTER "+m"
#endif
#if defined(__GNUC__)
template <Binary Real>
OUTSET_ALWAYS_INLINE Real opaque(Real x) {
  asm("" : OUTSET_EXACT_REGISTER(x));
  return x;
}
template <Binary Real>
OUTSET_ALWAYS_INLINE Real fresh(Real x) {
  asm volatile("" : OUTSET_EXACT_REGISTER(x));
  return x;
}
#undef OUTSET_EXACT_REGISTER
#else
template <Binary Real>
OUTSET_ALWAYS_INLINE Real opaque(Real x) {
  volatile Real hidden = x;
  return hidden;
}
template <Binary Real>
OUTSET_ALWAYS_INLINE Real fresh(Real x) {
  return opaque(x);
}
#endif

// Tests by bit pattern: -ffinite-math-only folds the usual ones to a constant.
template <Binary Real>
constexpr Bits<Real> magnitude_bits(Real x) {
  if (!std::is_constant_evaluated()) x = opaque(x);
  return static_cast<Bits<Real>>(bits(x) << 1U) >> 1U;
}
template <Binary Real>
inline constexpr Bits<Real> infinity_bits = static_cast<Bits<Real>>(
    sizeof(Real) == 4 ? std::uint64_t{0x7f800000} : std::uint64_t{0x7ff0000000000000});
template <Binary Real>
inline constexpr Real infinity = std::bit_cast<Real>(infinity_bits<Real>);

template <Binary Real>
constexpr bool is_finite(Real x) {
  return magnitude_bits(x) < infinity_bits<Real>;
}
template <Binary Real>
constexpr bool is_nan(Real x) {
  return magnitude_bits(x) > infinity_bits<Real>;
}
template <Binary Real>
constexpr bool is_negative(Real x) {
  return (bits(x) >> (8 * sizeof(Real) - 1)) != 0;
}
template <Binary Real>
constexpr Real negate(Real x) {
  return std::bit_cast<Real>(bits(x) ^ (Bits<Real>{1} << (8 * sizeof(Real) - 1)));
}
template <Binary Real>
constexpr Real magnitude(Real x) {
  return std::bit_cast<Real>(magnitude_bits(x));
}

/// Whether two numbers are the same one, meant so: 0 is -0, NaN is not itself.
template <Binary Real>
constexpr bool equal(Real a, Real b) {
  return a <= b && a >= b;
}

// The arithmetic. Operands are hidden too: a caller's own product must not fuse with our sum.
// Where doubles would go through the x87 unit, its double rounding is avoided by SSE2 intrinsics.
#if OUTSET_EXACT_X86 && !defined(__SSE2_MATH__) && defined(__GNUC__)
#define OUTSET_EXACT_OP(name, sign, instruction)                                              \
  OUTSET_ALWAYS_INLINE double name(double a, double b) {                                      \
    return opaque(                                                                            \
        _mm_cvtsd_f64(_mm_##instruction##_sd(_mm_set_sd(opaque(a)), _mm_set_sd(opaque(b))))); \
  }                                                                                           \
  OUTSET_ALWAYS_INLINE float name(float a, float b) {                                         \
    return opaque(                                                                            \
        _mm_cvtss_f32(_mm_##instruction##_ss(_mm_set_ss(opaque(a)), _mm_set_ss(opaque(b))))); \
  }
#else
#define OUTSET_EXACT_OP(name, sign, instruction)         \
  OUTSET_ALWAYS_INLINE double name(double a, double b) { \
    return opaque(opaque(a) sign opaque(b));             \
  }                                                      \
  OUTSET_ALWAYS_INLINE float name(float a, float b) { return opaque(opaque(a) sign opaque(b)); }
#endif
OUTSET_EXACT_OP(add, +, add)
OUTSET_EXACT_OP(sub, -, sub)
OUTSET_EXACT_OP(mul, *, mul)
#undef OUTSET_EXACT_OP

// To nearest, in a register of the type itself (x87 would keep the wider value).
OUTSET_ALWAYS_INLINE float to_float(double x) {
#if OUTSET_EXACT_X86
  return opaque(_mm_cvtss_f32(_mm_cvtsd_ss(_mm_setzero_ps(), _mm_set_sd(opaque(x)))));
#else
  return opaque(static_cast<float>(opaque(x)));
#endif
}
OUTSET_ALWAYS_INLINE float to_float(std::int32_t x) {
#if OUTSET_EXACT_X86
  return opaque(_mm_cvtss_f32(_mm_cvtsi32_ss(_mm_setzero_ps(), x)));
#else
  return opaque(static_cast<float>(x));
#endif
}
OUTSET_ALWAYS_INLINE double to_double(std::int32_t x) { return opaque(static_cast<double>(x)); }
OUTSET_ALWAYS_INLINE double to_double(std::int64_t x) {
  const auto high = static_cast<std::int32_t>(x >> 32);
  const auto low = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) ^ 0x80000000U);
  return add(mul(to_double(high), 0x1p32), add(to_double(low), 0x1p31));  // only the sum rounds
}
template <Binary Real>
OUTSET_ALWAYS_INLINE Real narrow(double x) {  // to nearest
  if constexpr (sizeof(Real) == 4) {
    return to_float(x);
  } else {
    return x;
  }
}

OUTSET_ALWAYS_INLINE double div(double a, double b) {
#if defined(__GNUC__) && defined(__aarch64__)
  double quotient;
  asm("fdiv %d0, %d1, %d2" : "=w"(quotient) : "w"(a), "w"(b));
  return quotient;
#elif OUTSET_EXACT_X86
  return opaque(_mm_cvtsd_f64(_mm_div_sd(_mm_set_sd(opaque(a)), _mm_set_sd(fresh(b)))));
#else
  return opaque(opaque(a) / fresh(b));
#endif
}

OUTSET_ALWAYS_INLINE double sqrt(double a) {
#if defined(__GNUC__) && defined(__aarch64__)
  double root;
  asm("fsqrt %d0, %d1" : "=w"(root) : "w"(a));
  return root;
#elif OUTSET_EXACT_X86
  const __m128d x = _mm_set_sd(opaque(a));
  return opaque(_mm_cvtsd_f64(_mm_sqrt_sd(x, x)));
#else
  return opaque(std::sqrt(opaque(a)));
#endif
}

// In double and rounded again, which is the same (53 >= 2 * 24 + 2; Figueroa, "When is double
// rounding innocuous?", 1995): compilers replace the float instructions by estimates, not these.
OUTSET_ALWAYS_INLINE float div(float a, float b) {
  return to_float(div(opaque(static_cast<double>(a)), opaque(static_cast<double>(b))));
}
OUTSET_ALWAYS_INLINE float sqrt(float a) { return to_float(sqrt(opaque(static_cast<double>(a)))); }

namespace detail {

struct Wide {  // an unsigned number of 128 bits
  std::uint64_t high, low;
};

constexpr Wide multiply(std::uint64_t a, std::uint64_t b) {
#if defined(__SIZEOF_INT128__)
  __extension__ using Native = unsigned __int128;
  const Native product = static_cast<Native>(a) * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#else
  const std::uint64_t mask = 0xffffffffU;
  const std::uint64_t a1 = a >> 32, a0 = a & mask, b1 = b >> 32, b0 = b & mask;
  const std::uint64_t low = a0 * b0, mid = a1 * b0 + (low >> 32), cross = (mid & mask) + a0 * b1;
  return {a1 * b1 + (mid >> 32) + (cross >> 32), (cross << 32) | (low & mask)};
#endif
}

constexpr Wide shift_left(Wide x, int by) {  // 0 <= by < 128
  if (by == 0) return x;
  if (by >= 64) return {x.low << (by - 64), 0};
  return {(x.high << by) | (x.low >> (64 - by)), x.low << by};
}

constexpr Wide shift_right_sticky(Wide x, int by) {  // by >= 0; bits lost stay as the lowest bit
  if (by == 0) return x;
  if (by >= 128) return {0, (x.high | x.low) != 0};
  Wide lost = shift_left(x, 128 - by);
  Wide kept = by >= 64 ? Wide{0, by == 64 ? x.high : x.high >> (by - 64)}
                       : Wide{x.high >> by, (x.high << (64 - by)) | (x.low >> by)};
  kept.low |= static_cast<std::uint64_t>((lost.high | lost.low) != 0);
  return kept;
}

struct Parts {  // |x| = mantissa 2^exponent, mantissa of exactly 53 bits; x is not 0
  std::uint64_t mantissa;
  int exponent;
};

constexpr Parts parts(double x) {
  const std::uint64_t magnitude = magnitude_bits(x);
  const int field = static_cast<int>(magnitude >> 52);
  const std::uint64_t fraction = magnitude & 0xfffffffffffffU;
  if (field != 0) return {fraction | 0x10000000000000U, field - 1075};
  const int by = std::countl_zero(fraction) - 11;
  return {fraction << by, -1074 - by};
}

// a b + c by integers, for finite nonzero operands (faster than the algorithms that take forty
// additions and products, and right in the whole range). The larger term has its top bit at 124 or
// 125 of 128; the smaller is aligned to it, and loses bits (kept as one sticky bit) only when it is
// so far below that no cancellation can bring them into the result.
constexpr double fma_by_integers(double a, double b, double c) {
  const Parts pa = parts(a), pb = parts(b), pc = parts(c);
  Wide product = shift_left(multiply(pa.mantissa, pb.mantissa), 20);
  Wide addend{0, pc.mantissa};
  int exponent = pa.exponent + pb.exponent - 20;
  const int up = pc.exponent - exponent;
  if (up > 73) {
    product = shift_right_sticky(product, up - 73);
    addend = shift_left(addend, 73);
    exponent = pc.exponent - 73;
  } else {
    addend = up >= 0 ? shift_left(addend, up) : shift_right_sticky(addend, -up);
  }
  bool negative = is_negative(a) != is_negative(b);
  Wide sum;
  if (negative == is_negative(c)) {
    sum.low = product.low + addend.low;
    sum.high = product.high + addend.high + static_cast<std::uint64_t>(sum.low < addend.low);
  } else {
    if (product.high < addend.high || (product.high == addend.high && product.low < addend.low)) {
      const Wide smaller = product;
      product = addend;
      addend = smaller;
      negative = !negative;
    }
    sum.low = product.low - addend.low;
    sum.high = product.high - addend.high - static_cast<std::uint64_t>(product.low < addend.low);
    if ((sum.high | sum.low) == 0) return 0.0;
  }
  const int zeros = sum.high != 0 ? std::countl_zero(sum.high) : 64 + std::countl_zero(sum.low);
  sum = shift_left(sum, zeros);
  const int leading = exponent - zeros + 127;  // the exponent of the result's leading bit
  Wide kept{0, sum.high | static_cast<std::uint64_t>(sum.low != 0)};
  const int field = leading > -1023 ? leading + 1022 : 0;
  if (leading < -1022) kept = shift_right_sticky(kept, -1022 - leading);
  const std::uint64_t half_even = 0x3ffU + ((kept.low >> 11) & 1U);
  const std::uint64_t rounded = (kept.low >> 11) + (((kept.low & 0x7ffU) + half_even) >> 11);
  std::uint64_t result = infinity_bits<double>;
  if (leading <= 1023) result = (static_cast<std::uint64_t>(field) << 52) + rounded;
  return std::bit_cast<double>(result | (static_cast<std::uint64_t>(negative) << 63));
}

}  // namespace detail

// a b + c, rounded once.
OUTSET_ALWAYS_INLINE double fma(double a, double b, double c) {
#if defined(__GNUC__) && OUTSET_EXACT_X86 && defined(__FMA__)
  asm("vfmadd231sd %2, %1, %0" : "+x"(c) : "x"(a), "x"(b));
  return c;
#elif defined(__GNUC__) && defined(__aarch64__)
  double sum;
  asm("fmadd %d0, %d1, %d2, %d3" : "=w"(sum) : "w"(a), "w"(b), "w"(c));
  return sum;
#else
  if (!is_finite(a) || !is_finite(b)) return add(mul(a, b), c);
  if (!is_finite(c)) return c;
  if (magnitude_bits(a) == 0 || magnitude_bits(b) == 0) return add(mul(a, b), c);
  if (magnitude_bits(c) == 0) return mul(a, b);
  return detail::fma_by_integers(a, b, c);
#endif
}

// Without the instruction: the product is exact in double, and the sum may be rounded to double
// first: unless that is the middle of two floats, it lies on the same side of each middle as the
// exact sum. If it is one, or so small that middles are elsewhere, the sum is rounded to odd (its
// lowest bit set if it is inexact), and so the last rounding to float is right (Boldo and
// Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to
// odd", 2008).
OUTSET_ALWAYS_INLINE float fma(float a, float b, float c) {
#if defined(__GNUC__) && OUTSET_EXACT_X86 && defined(__FMA__)
  asm("vfmadd231ss %2, %1, %0" : "+x"(c) : "x"(a), "x"(b));
  return c;
#elif defined(__GNUC__) && defined(__aarch64__)
  float sum;
  asm("fmadd %s0, %s1, %s2, %s3" : "=w"(sum) : "w"(a), "w"(b), "w"(c));
  return sum;
#else
  const double addend = opaque(static_cast<double>(opaque(c)));
  const double product =
      mul(opaque(static_cast<double>(opaque(a))), opaque(static_cast<double>(opaque(b))));
  const double sum = add(product, addend);
  const bool middle = (bits(sum) & 0x1FFFFFFFU) == 0x10000000U;
  if (!middle && magnitude_bits(sum) >= magnitude_bits(0x1p-126)) return to_float(sum);
  const double addend_kept = sub(sum, product);  // Knuth's TwoSum: sum + error is exact
  const double error = add(sub(product, sub(sum, addend_kept)), sub(addend, addend_kept));
  std::uint64_t odd = bits(sum);
  if (magnitude_bits(error) != 0 && (odd & 1U) == 0 && is_finite(sum)) {
    odd += is_negative(error) == is_negative(sum) ? std::uint64_t{1} : ~std::uint64_t{0};
  }
  return to_float(std::bit_cast<double>(odd));
#endif
}

// The neighbours of a finite x in the type's own grid; the largest finite number's is infinity.
template <Binary Real>
constexpr Real next_above(Real x) {
  if (magnitude_bits(x) == 0) return std::bit_cast<Real>(Bits<Real>{1});
  return std::bit_cast<Real>(static_cast<Bits<Real>>(is_negative(x) ? bits(x) - 1 : bits(x) + 1));
}
template <Binary Real>
constexpr Real next_below(Real x) {
  return negate(next_above(negate(x)));
}

// The smallest Real >= x and the largest <= x; infinities stay.
template <Binary Real>
Real narrow_up(double x) {
  const Real nearest = narrow<Real>(x);
  const bool below = is_finite(x) && opaque(static_cast<double>(nearest)) < opaque(x);
  return below ? next_above(nearest) : nearest;
}
template <Binary Real>
Real narrow_down(double x) {
  return negate(narrow_up<Real>(negate(x)));
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
