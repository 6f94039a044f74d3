// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The standard normal law in double: density, tails, cumulative and quantile function, each with
// its relative accuracy far out in the tails. tests/exact/normal_law.cpp holds each to the error
// stated here. Results under 2^-1022 are 0.

#include <bit>

#include "outset/exact/functions.hpp"
#include "outset/exact/normal_quantile.hpp"
#include "outset/exact/number.hpp"
#include "outset/exact/polynomial.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

namespace detail {
inline constexpr double log_sqrt_2pi = 0x1.d67f1c864beb5p-1;
inline constexpr double inverse_sqrt_2pi = 0x1.9884533d43651p-2;
}  // namespace detail

/// Mills' ratio Q(x) / phi(x) for x >= 0 (Q the upper tail, phi the density), within 2 ulp:
/// (1 + x) times it is a polynomial in t = (x - 5) / (x + 5), the transformation of Shepherd and
/// Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", Math. Comp. 36, 1981.
inline Double mills_ratio(Double x) {
  static constexpr double c[] = {
      0x1.28273b50efa76p+0,   -0x1.d5fd8ffd0f1a1p-3, 0x1.3e97eaf5f2eecp-4,   0x1.9ac85788f3a75p-6,
      -0x1.0f103e712d242p-4,  0x1.f7d96e0da2e3fp-5,  -0x1.37838b3a6480dp-5,  0x1.0bd973a9849d4p-6,
      -0x1.1355f47c3cbbfp-8,  0x1.47abdbea352a4p-16, 0x1.df3ec40839ddfp-12,  -0x1.19cde4770c432p-13,
      -0x1.a02aa1feba12ap-16, 0x1.7d0787c364210p-16, -0x1.7c9ba1c0ac03fp-23, -0x1.b84f6c9c6b952p-19,
      0x1.59b6cd2cacdd1p-22,  0x1.0aba434a78a97p-21, -0x1.2168a6677fed5p-24, -0x1.6193543f2390dp-24,
      0x1.5a721689a3db1p-27,  0x1.e163739915cbbp-27, -0x1.2a287379c1af2p-30, -0x1.184d035dfbe43p-29,
      0x1.1490d7259110ep-34,  0x1.7d0998fba839cp-33};
  if (!is_finite(x)) return 0.0;
  const Double t = (x - 5.0) / (x + 5.0);
  return horner_mul_add(t, c) / (x + 1.0);
}

/// The standard normal density, within 3 ulp; 0 for |x| > 37.5, where tails become subnormal.
inline Double normal_pdf(Double x) {
  if (!(magnitude(x) <= 37.5)) return is_nan(x) ? x : 0.0;
  const Double square = x * x;
  const Double lost = fma(x, x, -square);  // exp must see x^2 whole
  const Double factor = detail::inverse_sqrt_2pi;
  return exp(-0.5 * square) * (factor - 0.5 * lost * factor);
}

/// P(0 <= Z <= x) for x >= 0, with relative accuracy at 0 (3 ulp).
inline Double normal_half_mass(Double x) {
  if (x > 1.0) return 0.5 - normal_pdf(x) * mills_ratio(x);
  const Double square = x * x;  // phi(x) (x + x^3/3 + x^5/15 + ...): every term is positive
  Double sum = 1.0;
  for (int k = 16; k >= 1; --k) sum = 1.0 + sum * (square / (2 * k + 1));
  return normal_pdf(x) * (x * sum);
}

/// P(Z <= x), within 4 ulp in the lower tail too; 0 for x < -37.5.
inline Double normal_cdf(Double x) {
  if (is_nan(x)) return x;
  if (magnitude(x) < 0.5) {
    const Double half = normal_half_mass(magnitude(x));
    return is_negative(x) ? 0.5 - half : 0.5 + half;
  }
  const Double tail = normal_pdf(x) * mills_ratio(magnitude(x));
  return is_negative(x) ? tail : 1.0 - tail;
}

/// ln P(Z > x), for every x down to where the tail is 1 (there it is -P(Z <= x)): within 4 ulp.
inline Double log_normal_tail(Double x) {
  if (is_negative(x)) return log1p(-normal_cdf(x));
  if (!(x < 0x1p500)) return negate(infinity<double>);
  const Double square = x * x;
  const Double lost = fma(x, x, -square);
  return log(mills_ratio(x)) - detail::log_sqrt_2pi - 0.5 * lost - 0.5 * square;
}

namespace detail {

// z > 1.99 from s = -2 ln P(Z > z), beyond the rationals: Newton's method on ln P(Z > z).
inline Double tail_by_newton(Double s) {
  const Double two_pi = 0x1.921fb54442d18p+2;
  Double z = sqrt(s - log(s * two_pi));  // z^2 = s - ln(2 pi s), leading terms
  for (int i = 0; i < 3; ++i) {
    const Double excess = fma(z, z, -s);
    const Double mills = mills_ratio(z);
    const Double log_terms = 2.0 * (log_sqrt_2pi - log(mills));
    z = z - 0.5 * (excess + log_terms) * mills;
  }
  return z;
}

// The same for any s that belongs to z > 1.99, in double.
inline Double normal_quantile_tail(Double s) {
  if (s < 120.0) return tail_from_square(s, near_tail<double>);
  if (s < 510.0) return tail_from_square(s, middle_tail<double>);
  if (!(s < 0x1p1000)) return infinity<double>;
  return tail_by_newton(s);
}

// z >= 0 from the upper tail 0 < q <= 1/2 and t = 1/2 - q, each with its own relative accuracy.
inline Double normal_quantile_half(Double t, Double q) {
  const Double scaled = t * center_scale<double>;
  if (scaled <= center_limit<double>) return quantile_center(scaled, q);
  return normal_quantile_tail(-2.0 * log(q));
}

}  // namespace detail

/// z with P(Z <= z) = p, within 2 ulp of the exact z of the double p; -+infinity at 0 and 1, NaN
/// outside [0, 1].
inline Double normal_quantile(Double p) {
  if (is_nan(p) || p < 0.0 || p > 1.0) return std::bit_cast<double>(0x7ff8000000000000U);
  if (p == 0.0) return negate(infinity<double>);
  if (p == 1.0) return infinity<double>;
  if (p > 0.5) return detail::normal_quantile_half(p - 0.5, 1.0 - p);
  return -detail::normal_quantile_half(0.5 - p, p);
}

/// z with ln P(Z > z) = log_tail <= 0, thousands of standard deviations out too: within 3 ulp.
inline Double normal_quantile_log(Double log_tail) {
  if (is_nan(log_tail) || log_tail > 0.0) return std::bit_cast<double>(0x7ff8000000000000U);
  if (log_tail < -3.8) return detail::normal_quantile_tail(-2.0 * log_tail);
  const Double lower = -expm1(log_tail);  // P(Z <= z), accurate where it is small
  if (lower < 0.5) return normal_quantile(lower);
  return -normal_quantile(exp(log_tail));
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
