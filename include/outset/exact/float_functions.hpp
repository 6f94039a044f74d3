// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// exp, expm1, log1p and the normal law of floats, for the activations of nets: functions.hpp and
// normal_law.hpp have those of doubles. Every step is an operation that the vectors of simd/ have
// too, and simd/activation.inl takes the same steps in the same order. There are no tables and no
// branches but selections. Each is a template, so that a plain double is never taken for a Float.
// The coefficients are minimax polynomials (Remez), rounded to floats.

#include <bit>
#include <concepts>
#include <cstdint>

#include "outset/exact/number.hpp"
#include "outset/exact/polynomial.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

using Float = Number<float>;

namespace detail {

inline constexpr float float_log2_e = 0x1.715476p+0f;
inline constexpr float float_ln2_high = 0x1.62e43p-1f;
inline constexpr float float_ln2_low = -0x1.05c61p-29f;  // ln(2) - float_ln2_high
inline constexpr float float_inverse_sqrt_2pi = 0x1.988454p-2f;
inline constexpr float float_magic = 0x1.8p23f;  // its unit is 1: a sum with it is a whole number

// (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2: exp within 2^-27.
inline constexpr float exp_coefficients[] = {0x1p-1f, 0x1.55548ep-3f, 0x1.55545ep-5f,
                                             0x1.123b7ep-7f, 0x1.6db478p-10f};

// (2 atanh(s) - 2 s) / s^3 for s <= 1/3, in powers of s^2.
inline constexpr float log1p_coefficients[] = {0x1.555558p-1f, 0x1.99966cp-2f, 0x1.2508c6p-2f,
                                               0x1.b6e3ccp-3f, 0x1.f18156p-3f};

// (a + 5) Q(a) / phi(a) in powers of t = (a - 5) / (a + 5), for 0 <= a <= 15.
inline constexpr float mills_coefficients[] = {
    0x1.ed96b8p+0f, -0x1.aaf94ep+0f, 0x1.3dd62ap+0f,  -0x1.926312p-1f, 0x1.a7896cp-2f,
    -0x1.62d42p-3f, 0x1.aca292p-5f,  -0x1.e54972p-8f, -0x1.3b56b6p-9f, 0x1.0d4414p-10f};

// x = k ln 2 + r with |r| <= ln(2) / 2, k a whole number.
struct ReducedFloat {
  std::int32_t k;
  Float rest;
};
inline ReducedFloat reduce_by_ln2(Float x) {
  const Float shifted = fma(x, float_log2_e, float_magic);
  const Float k = shifted - float_magic;
  const Float rest = fma(k, -float_ln2_low, fma(k, -float_ln2_high, x));
  return {static_cast<std::int32_t>(bits(shifted.value) - bits(float_magic)), rest};
}

// e^r - 1.
inline Float expm1_of_rest(Float r) { return fma(r * r, horner_fma(r, exp_coefficients), r); }

inline Float power_of_2(std::int32_t k) {  // -127 < k < 128
  return std::bit_cast<float>(static_cast<std::uint32_t>(k + 127) << 23U);
}

inline Float raised(Float x, float lowest) { return x < lowest ? Float{lowest} : x; }
inline Float lowered(Float x, float highest) { return x > highest ? Float{highest} : x; }

}  // namespace detail

/// e^x, within 2 ulp.
template <std::same_as<float> Real>
Number<Real> exp(Number<Real> x) {
  if (is_nan(x)) return x;
  const auto [k, r] = detail::reduce_by_ln2(detail::lowered(detail::raised(x, -104.0f), 89.0f));
  const std::int32_t half = k >> 1;  // 2^k itself may be no float
  const Float y = 1.0f + detail::expm1_of_rest(r);
  return y * detail::power_of_2(half) * detail::power_of_2(k - half);
}

/// e^x - 1 for x <= 88, within 3 ulp.
template <std::same_as<float> Real>
Number<Real> expm1(Number<Real> x) {
  if (is_nan(x)) return x;
  const auto [k, r] = detail::reduce_by_ln2(detail::raised(x, -25.0f));
  const Float scale = detail::power_of_2(k);
  return fma(scale, detail::expm1_of_rest(r), scale - 1.0f);
}

/// ln(1 + x) for 0 <= x <= 1, within 3 ulp.
template <std::same_as<float> Real>
Number<Real> log1p(Number<Real> x) {
  const Float s = x / (2.0f + x);
  const Float square = s * s;
  return fma(s * square, horner_fma(square, detail::log1p_coefficients), s + s);
}

/// The standard normal density, within 4 ulp; 0 for |x| > 15.
template <std::same_as<float> Real>
Number<Real> normal_pdf(Number<Real> x) {
  if (is_nan(x)) return x;
  const Float a = detail::lowered(magnitude(x), 15.0f);
  const Float square = a * a;
  const Float lost = fma(a, a, -square);  // exp must see x^2 whole
  const Float factor = detail::float_inverse_sqrt_2pi;
  return exp(-0.5f * square) * fma(-0.5f * lost, factor, factor);
}

/// P(Z <= x) of a standard normal Z, within 8 ulp; 0 for x < -15.
template <std::same_as<float> Real>
Number<Real> normal_cdf(Number<Real> x) {
  if (is_nan(x)) return x;
  const Float a = detail::lowered(magnitude(x), 15.0f);
  const Float inverse = 1.0f / (a + 5.0f);
  const Float t = (a - 5.0f) * inverse;
  const Float tail = normal_pdf(a) * (inverse * horner_fma(t, detail::mills_coefficients));
  return is_negative(x) ? tail : 1.0f - tail;
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
