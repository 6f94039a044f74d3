// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Two random words to two normal numbers: (r cos a, r sin a) with r = sqrt(-2 ln u), u uniform in
// (0, 1) and a uniform on the circle. G. E. P. Box and M. E. Muller, "A note on the generation of
// random normal deviates", Ann. Math. Statist. 29, 1958. This is the definition; vector kernels
// follow it operation by operation, so every step is exact or rounded once.
//
//   words   float: u = (w + 1/2) 2^-32, all 32 bits: |z| up to 6.76. double: u = (w | 1) 2^-64, the
//           63-bit midpoints: |z| up to 9.42. The angle's top two bits are the quadrant, the rest a
//           midpoint in (-pi/4, pi/4): no sine or cosine is ever 0, and each is exactly symmetric.
//   radius  u >= 1/2: t = u - 1, k = 0; else u = m 2^-k with m in [1/2, 1), t = m - 1.
//           r^2 = 2 k ln 2 - 2 ln(1 + t) >= 0 in both terms, so r is as good for u next to 1 as for
//           u next to 0. -2 ln(1 + t) / t by minimax polynomials (Sollya's fpminimax), relative
//           error 2^-25.3 for float, 2^-54.3 for double.
//   angle   minimax polynomials for the sine (relative 2^-25.1, 2^-54.5) and the cosine (2^-24.6,
//           2^-53.9) of pi/4 y, |y| < 1.
//   normal  fma(std r, cos a, mean), std r rounded. A mean of 0 counts as -0, so that the result is
//           the plain product whatever its sign.
//
// Errors, which tests/random and tests/exhaustive hold to the limits here. Measured: of floats over
// all 2^32 words, of doubles over 9 million words of every magnitude.
//           radius within 1.9 ulp (measured 1.85 and 1.73), cosine within 1.6 ulp (1.57 and 1.47),
//           and sine within 2.4 ulp (2.38 and 2.25).

#include <bit>
#include <cstdint>

#include "outset/exact/number.hpp"
#include "outset/exact/polynomial.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace random {

// Lowest power first.
template <class Real>
inline constexpr Real log_coefficients[] = {0};  // -2 ln(1 + t) / t
template <>
inline constexpr float log_coefficients<float>[] = {
    -0x1p1f,         0x1.fffeb8p-1f, -0x1.55a49p-1f, 0x1.f2fa54p-2f, -0x1.0e4386p-1f,
    -0x1.741c46p-2f, -0x1.35bfbep1f, -0x1.a3ff3p1f,  -0x1.6a33a6p1f};
template <>
inline constexpr double log_coefficients<double>[] = {-0x1p1,
                                                      0x1.0000000000184p0,
                                                      -0x1.5555555519c35p-1,
                                                      0x1.00000019e4e25p-1,
                                                      -0x1.99998e1872d2bp-2,
                                                      0x1.5556decdd4bb6p-2,
                                                      -0x1.246f9e89c27e6p-2,
                                                      0x1.02229371369d1p-2,
                                                      -0x1.962d7a8701cfbp-3,
                                                      0x1.9e0f596141ebcp-2,
                                                      0x1.255d4f1beaf84p0,
                                                      0x1.b2a3b896c0bfcp2,
                                                      0x1.95848b8c918e8p4,
                                                      0x1.2f09b39daa2e4p6,
                                                      0x1.567208a4a2db8p7,
                                                      0x1.23d207c6ea5d7p8,
                                                      0x1.69a39a7a4fb88p8,
                                                      0x1.35a356fe3bp8,
                                                      0x1.483eec1c52ebep7,
                                                      0x1.4a4913f552f53p5};

template <class Real>
inline constexpr Real sine_coefficients[] = {0};  // sin(pi/4 y) / y in y^2
template <>
inline constexpr float sine_coefficients<float>[] = {0x1.921fb6p-1f, -0x1.4abbecp-4f, 0x1.466b2p-9f,
                                                     -0x1.2f5992p-15f};
template <>
inline constexpr double sine_coefficients<double>[] = {
    0x1.921fb54442d18p-1,  -0x1.4abbce625be09p-4,  0x1.466bc67754fffp-9, -0x1.32d2ccdfe9424p-15,
    0x1.50782d5f14825p-22, -0x1.e2fe76fdffd2bp-30, 0x1.e357ef99eb0bap-38};

template <class Real>
inline constexpr Real cosine_coefficients[] = {0};  // cos(pi/4 y) in y^2
template <>
inline constexpr float cosine_coefficients<float>[] = {1.0f, -0x1.3bd39cp-2f, 0x1.03b068p-6f,
                                                       -0x1.4e7de8p-12f};
template <>
inline constexpr double cosine_coefficients<double>[] = {1.0,
                                                         -0x1.3bd3cc9be459dp-2,
                                                         0x1.03c1f081b0e01p-6,
                                                         -0x1.55d3c7dc3b7f3p-12,
                                                         0x1.e1f4fb8227887p-19,
                                                         -0x1.a6c9c96ed0881p-26,
                                                         0x1.f3dca8531a138p-34};

template <class Real>
inline constexpr Real two_ln2 = static_cast<Real>(1.38629436111989061883);

using exact::Number;

/// sqrt(-2 ln u), u = (w + 1/2) 2^-32.
inline float radius(std::uint32_t w) {
  const auto centered = static_cast<std::int32_t>(w);  // u >= 1/2 is negative: u - 1
  const float x = exact::fma(exact::to_float(centered), 0x1p-32f, 0x1p-33f);
  const std::uint32_t exponent = exact::bits(x) & 0xFF800000U;
  const std::uint32_t half = 126U << 23;                           // the exponent of [1/2, 1)
  const std::uint32_t up = exponent < half ? half - exponent : 0;  // k 2^23; a sign bit gives 0
  const Number m = std::bit_cast<float>(exact::bits(x) + up);
  const Number t = m - (centered < 0 ? 0.0f : 1.0f);
  const Number k = exact::to_float(static_cast<std::int32_t>(up >> 23));
  return sqrt(fma(t, paired_fma(t, log_coefficients<float>), k * two_ln2<float>)).value;
}

/// sqrt(-2 ln u), u = (w | 1) 2^-64.
inline double radius(std::uint64_t w) {
  const auto centered = static_cast<std::int64_t>(w | 1U);
  const double x = exact::mul(exact::to_double(centered), 0x1p-64);
  const std::uint64_t exponent = exact::bits(x) & 0xFFF0000000000000U;
  const std::uint64_t half = std::uint64_t{1022} << 52;
  const std::uint64_t up = exponent < half ? half - exponent : 0;
  const Number m = std::bit_cast<double>(exact::bits(x) + up);
  const Number t = m - (centered < 0 ? 0.0 : 1.0);
  const Number k = exact::to_double(static_cast<std::int32_t>(up >> 52));
  return sqrt(fma(t, paired_fma(t, log_coefficients<double>), k * two_ln2<double>)).value;
}

template <class Real>
struct Direction {
  Real cos, sin;
};

template <class Real>
Direction<Real> direction(Number<Real> y, bool swap, bool negate_cosine) {
  const Number<Real> square = y * y;
  const Number<Real> sine = y * horner_fma(square, sine_coefficients<Real>);
  Number<Real> cosine = horner_fma(square, cosine_coefficients<Real>);
  if (negate_cosine) cosine = -cosine;
  if (swap) return {sine.value, cosine.value};
  return {cosine.value, sine.value};
}

/// A point of the unit circle: bit 31 negates the cosine, bit 30 swaps the two, the other bits are
/// the angle's, signed.
inline Direction<float> angle(std::uint32_t w) {
  const auto y = static_cast<std::int32_t>((w << 2) | 2U);
  return direction(Number{exact::to_float(y)} * 0x1p-31f, (w >> 30 & 1) != 0, w >> 31 != 0);
}

/// A point of the unit circle, as for 32 bits with bits 63 and 62; the lowest bit counts as set.
inline Direction<double> angle(std::uint64_t w) {
  const auto y = static_cast<std::int64_t>((w | 1U) << 2);
  return direction(Number{exact::to_double(y)} * 0x1p-63, (w >> 62 & 1) != 0, w >> 63 != 0);
}

template <class Real>
struct Pair {
  Real first, second;
};

/// The number that is added for a mean. It is -0 for either zero, because x + -0 is x for every x.
template <class Real>
Real addend(Real mean) {
  return exact::magnitude_bits(mean) == 0 ? exact::negate(Real{0}) : mean;
}

/// Two normal numbers from a radius word and an angle word.
template <class Real>
Pair<Real> normal_pair(exact::Bits<Real> radius_word, exact::Bits<Real> angle_word, Real mean,
                       Real std) {
  const Number<Real> r = Number{radius(radius_word)} * std;
  const Direction<Real> d = angle(angle_word);
  return {fma(r, d.cos, addend(mean)).value, fma(r, d.sin, addend(mean)).value};
}

}  // namespace random
}  // namespace OUTSET_ABI
}  // namespace outset
