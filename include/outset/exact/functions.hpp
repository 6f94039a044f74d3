// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Elementary functions and the normal law's functions in double, from exact.hpp's operations alone:
// the same bits with every compiler, flag and C library. Errors stated below are the largest met in
// tests/exact/functions.cpp against 50-digit values. Results under 2^-1022 are 0.

#include <bit>
#include <cstdint>
#include <span>

#include "outset/exact/arithmetic.hpp"
#include "outset/exact/normal_quantile.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

namespace detail {

inline double polynomial(double x, std::span<const double> coefficients) {  // lowest power first
  double sum = coefficients.back();
  for (std::size_t i = coefficients.size() - 1; i-- > 0;) sum = add(mul(sum, x), coefficients[i]);
  return sum;
}

inline constexpr double ln2_high =
    0x1.62e42fefp-1;  // 33 bits: its multiples by exponents are exact
inline constexpr double ln2_low = 0x1.473de6af278edp-34;
inline constexpr double log_sqrt_2pi = 0x1.d67f1c864beb5p-1;
inline constexpr double inverse_sqrt_2pi = 0x1.9884533d43651p-2;

// (exp(x) - 1 - x) / x^2 for |x| <= ln(2) / 2 (minimax, 2^-62).
inline double exp_remainder(double x) {
  static constexpr double c[] = {0x1p-1,
                                 0x1.5555555555557p-3,
                                 0x1.5555555555557p-5,
                                 0x1.1111111110051p-7,
                                 0x1.6c16c16c156a5p-10,
                                 0x1.a01a01ac1de81p-13,
                                 0x1.a01a01ab9882bp-16,
                                 0x1.71de01acf7608p-19,
                                 0x1.27e4cfaf0e5b1p-22,
                                 0x1.af4ecab92d083p-26,
                                 0x1.1f86f0b04e396p-29};
  return polynomial(x, c);
}

}  // namespace detail

/// e^x, within 1 ulp; 0 for x < -708.
inline double exp(double x) {
  if (is_nan(x)) return x;
  if (x < -708.0) return 0.0;
  if (x > 709.7827) return infinity<double>;
  const double magic = 0x1.8p52;  // its unit is 1: the sum rounds to an integer
  const double k = sub(add(mul(x, 0x1.71547652b82fep+0), magic), magic);
  const double high = sub(x, mul(k, detail::ln2_high));
  const double low = mul(k, detail::ln2_low);
  const double r = sub(high, low);
  const double tail = sub(sub(high, r), low);  // what the last subtraction lost
  const double y = add(1.0, add(r, add(mul(mul(r, r), detail::exp_remainder(r)), tail)));
  const auto by = static_cast<std::int64_t>(k);
  return std::bit_cast<double>(bits(y) + (static_cast<std::uint64_t>(by) << 52));
}

/// e^x - 1, within 3 ulp.
inline double expm1(double x) {
  if (magnitude(x) > 0.34) return sub(exp(x), 1.0);
  return add(x, mul(mul(x, x), detail::exp_remainder(x)));
}

/// ln x for normal x, within 1 ulp; -infinity at 0, NaN below.
inline double log(double x) {
  if (is_nan(x) || magnitude_bits(x) == 0) return is_nan(x) ? x : negate(infinity<double>);
  if (is_negative(x)) return std::bit_cast<double>(0x7ff8000000000000U);
  if (!is_finite(x)) return x;
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(s), s = f / (2 + f), f = m - 1.
  const std::int64_t sqrt_half = 0x3fe6a09e667f3bcd;
  const auto pattern = static_cast<std::int64_t>(bits(x));
  const std::int64_t k = (pattern - sqrt_half) >> 52;
  const double f = sub(std::bit_cast<double>(static_cast<std::uint64_t>(pattern - (k << 52))), 1.0);
  static constexpr double c[] = {0x1.5555555555558p-1, 0x1.9999999995303p-2, 0x1.2492492df3035p-2,
                                 0x1.c71c62e0b72cbp-3, 0x1.7462b661a6659p-3, 0x1.39fe212aea87bp-3,
                                 0x1.2b5b8533b7489p-3};
  const double s = div(f, add(2.0, f));
  const double z = mul(s, s);
  const double half_square = mul(0.5, mul(f, f));
  const double exponent = to_double(static_cast<std::int32_t>(k));
  // ln m = f - f^2/2 + s (f^2/2 + z P(z)): the largest term is exact.
  const double rest = mul(s, add(half_square, mul(z, detail::polynomial(z, c))));
  const double lesser = sub(half_square, add(rest, mul(exponent, detail::ln2_low)));
  return sub(mul(exponent, detail::ln2_high), sub(lesser, f));
}

/// ln(1 + x) for x > -1, within 2 ulp.
inline double log1p(double x) {
  const double u = add(1.0, x);
  if (equal(u, 1.0)) return x;
  if (!is_finite(u)) return log(u);
  const double lost = magnitude(x) < 1.0 ? sub(x, sub(u, 1.0)) : sub(1.0, sub(u, x));
  return add(log(u), div(lost, u));
}

/// Mills' ratio Q(x) / phi(x) for x >= 0 (Q the upper tail, phi the density), within 2 ulp:
/// (1 + x) times it is a polynomial in t = (x - 5) / (x + 5), the transformation of Shepherd and
/// Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", Math. Comp. 36, 1981.
inline double mills_ratio(double x) {
  static constexpr double c[] = {
      0x1.28273b50efa76p+0,   -0x1.d5fd8ffd0f1a1p-3, 0x1.3e97eaf5f2eecp-4,   0x1.9ac85788f3a75p-6,
      -0x1.0f103e712d242p-4,  0x1.f7d96e0da2e3fp-5,  -0x1.37838b3a6480dp-5,  0x1.0bd973a9849d4p-6,
      -0x1.1355f47c3cbbfp-8,  0x1.47abdbea352a4p-16, 0x1.df3ec40839ddfp-12,  -0x1.19cde4770c432p-13,
      -0x1.a02aa1feba12ap-16, 0x1.7d0787c364210p-16, -0x1.7c9ba1c0ac03fp-23, -0x1.b84f6c9c6b952p-19,
      0x1.59b6cd2cacdd1p-22,  0x1.0aba434a78a97p-21, -0x1.2168a6677fed5p-24, -0x1.6193543f2390dp-24,
      0x1.5a721689a3db1p-27,  0x1.e163739915cbbp-27, -0x1.2a287379c1af2p-30, -0x1.184d035dfbe43p-29,
      0x1.1490d7259110ep-34,  0x1.7d0998fba839cp-33};
  if (!is_finite(x)) return 0.0;
  const double t = div(sub(x, 5.0), add(x, 5.0));
  return div(detail::polynomial(t, c), add(x, 1.0));
}

/// The standard normal density, within 3 ulp; 0 for |x| > 37.5, where tails become subnormal.
inline double normal_pdf(double x) {
  if (!(magnitude(x) <= 37.5)) return is_nan(x) ? x : 0.0;
  const double square = mul(x, x);
  const double lost = fma(x, x, negate(square));  // exp must see x^2 whole
  const double factor = detail::inverse_sqrt_2pi;
  return mul(exp(mul(-0.5, square)), sub(factor, mul(mul(0.5, lost), factor)));
}

/// P(0 <= Z <= x) for x >= 0, with relative accuracy at 0 (3 ulp).
inline double normal_half_mass(double x) {
  if (x > 1.0) return sub(0.5, mul(normal_pdf(x), mills_ratio(x)));
  const double square = mul(x, x);  // phi(x) (x + x^3/3 + x^5/15 + ...): every term is positive
  double sum = 1.0;
  for (int k = 16; k >= 1; --k) sum = add(1.0, mul(sum, div(square, to_double(2 * k + 1))));
  return mul(normal_pdf(x), mul(x, sum));
}

/// P(Z <= x), within 4 ulp in the lower tail too; 0 for x < -37.5.
inline double normal_cdf(double x) {
  if (is_nan(x)) return x;
  if (magnitude(x) < 0.5) {
    const double half = normal_half_mass(magnitude(x));
    return is_negative(x) ? sub(0.5, half) : add(0.5, half);
  }
  const double tail = mul(normal_pdf(x), mills_ratio(magnitude(x)));
  return is_negative(x) ? tail : sub(1.0, tail);
}

/// ln P(Z > x), for every x down to where the tail is 1 (there it is -P(Z <= x)): within 4 ulp.
inline double log_normal_tail(double x) {
  if (is_negative(x)) return log1p(negate(normal_cdf(x)));
  if (!(x < 0x1p500)) return negate(infinity<double>);
  const double square = mul(x, x);
  const double lost = fma(x, x, negate(square));
  const double slow = sub(sub(log(mills_ratio(x)), detail::log_sqrt_2pi), mul(0.5, lost));
  return sub(slow, mul(0.5, square));
}

namespace detail {

// z > 1.99 from s = -2 ln P(Z > z), beyond the rationals: Newton's method on ln P(Z > z).
inline double tail_by_newton(double s) {
  double z =
      sqrt(sub(s, log(mul(s, 0x1.921fb54442d18p+2))));  // z^2 = s - ln(2 pi s), leading terms
  for (int i = 0; i < 3; ++i) {
    const double excess = fma(z, z, negate(s));
    const double mills = mills_ratio(z);
    const double log_terms = mul(2.0, sub(detail::log_sqrt_2pi, log(mills)));
    z = sub(z, mul(mul(0.5, add(excess, log_terms)), mills));
  }
  return z;
}

// The same for any s that belongs to z > 1.99, in double.
inline double normal_quantile_tail(double s) {
  if (s < 120.0) return tail_from_square(s, near_tail<double>);
  if (s < 510.0) return tail_from_square(s, middle_tail<double>);
  if (!(s < 0x1p1000)) return infinity<double>;
  return tail_by_newton(s);
}

// z >= 0 from the upper tail 0 < q <= 1/2 and t = 1/2 - q, each with its own relative accuracy.
inline double normal_quantile_half(double t, double q) {
  const double scaled = mul(t, center_scale<double>);
  if (scaled <= center_limit<double>) return quantile_center(scaled, q);
  return normal_quantile_tail(mul(-2.0, log(q)));
}

}  // namespace detail

/// z with P(Z <= z) = p, within 2 ulp of the exact z of the double p; -+infinity at 0 and 1, NaN
/// outside [0, 1].
inline double normal_quantile(double p) {
  if (!(p >= 0.0 && p <= 1.0)) return std::bit_cast<double>(0x7ff8000000000000U);
  if (!(p > 0.0)) return negate(infinity<double>);
  if (!(p < 1.0)) return infinity<double>;
  if (p > 0.5) return detail::normal_quantile_half(sub(p, 0.5), sub(1.0, p));
  return negate(detail::normal_quantile_half(sub(0.5, p), p));
}

/// z with ln P(Z > z) = log_tail <= 0, thousands of standard deviations out too: within 3 ulp.
inline double normal_quantile_log(double log_tail) {
  if (!(log_tail <= 0.0)) return std::bit_cast<double>(0x7ff8000000000000U);
  if (log_tail < -3.8) return detail::normal_quantile_tail(mul(-2.0, log_tail));
  const double lower = negate(expm1(log_tail));  // P(Z <= z), accurate where it is small
  if (lower < 0.5) return normal_quantile(lower);
  return negate(normal_quantile(exp(log_tail)));
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
