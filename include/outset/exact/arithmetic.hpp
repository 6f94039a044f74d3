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

#include <cmath>
#include <cstdint>

#include "outset/exact/bits.hpp"
#include "outset/exact/software_fma.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

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

// a b + c where the processor may have no instruction for it. What is rare or long is not inlined,
// because it would be compiled at each place.
OUTSET_ALWAYS_INLINE double fma_in_software(double a, double b, double c) {
  if (!is_finite(a) || !is_finite(b)) return add(mul(a, b), c);
  if (!is_finite(c)) return c;
  if (magnitude_bits(a) == 0 || magnitude_bits(b) == 0) return add(mul(a, b), c);
  if (magnitude_bits(c) == 0) return mul(a, b);
  return fma_by_integers(a, b, c);
}

// product + addend rounded to a float, where `sum`, which is rounded to double, is the middle of
// two floats, or so small that middles are elsewhere. The sum is rounded to odd (its lowest bit set
// if it is inexact), and so the last rounding to float is right (Boldo and Melquiond, "Emulation of
// FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008).
OUTSET_NEVER_INLINE inline float rounded_once(double product, double addend, double sum) {
  const double addend_kept = sub(sum, product);  // Knuth's TwoSum: sum + error is exact
  const double error = add(sub(product, sub(sum, addend_kept)), sub(addend, addend_kept));
  std::uint64_t odd = bits(sum);
  if (magnitude_bits(error) != 0 && (odd & 1U) == 0 && is_finite(sum)) {
    odd += is_negative(error) == is_negative(sum) ? std::uint64_t{1} : ~std::uint64_t{0};
  }
  return to_float(std::bit_cast<double>(odd));
}

// The product is exact in double, and the sum may be rounded to double first: unless that is the
// middle of two floats, it lies on the same side of each middle as the exact sum.
OUTSET_ALWAYS_INLINE float fma_in_software(float a, float b, float c) {
  const double addend = opaque(static_cast<double>(opaque(c)));
  const double product =
      mul(opaque(static_cast<double>(opaque(a))), opaque(static_cast<double>(opaque(b))));
  const double sum = add(product, addend);
  const bool middle = (bits(sum) & 0x1FFFFFFFU) == 0x10000000U;
  if (!middle && magnitude_bits(sum) >= magnitude_bits(0x1p-126)) return to_float(sum);
  return rounded_once(product, addend, sum);
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
  return detail::fma_in_software(a, b, c);
#endif
}
OUTSET_ALWAYS_INLINE float fma(float a, float b, float c) {
#if defined(__GNUC__) && OUTSET_EXACT_X86 && defined(__FMA__)
  asm("vfmadd231ss %2, %1, %0" : "+x"(c) : "x"(a), "x"(b));
  return c;
#elif defined(__GNUC__) && defined(__aarch64__)
  float sum;
  asm("fmadd %s0, %s1, %s2, %s3" : "=w"(sum) : "w"(a), "w"(b), "w"(c));
  return sum;
#else
  return detail::fma_in_software(a, b, c);
#endif
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
