// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The standard normal law cut off at two bounds: density, cumulative and quantile function, mean
// and variance, for any bounds (one-sided, asymmetric, far out, very narrow), without the
// cancellation of the textbook formulas, in arithmetic.hpp's operations. Everything is measured
// against the law's highest point in the interval, its mode c: exp(-(x^2 - c^2) / 2) is 1 there and
// never overflows.

#include <cstdint>

#include "outset/exact/functions.hpp"
#include "outset/exact/normal_law.hpp"
#include "outset/exact/number.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

struct TruncatedMoments {
  Double mean, variance;
};

namespace detail {

// The point of the interval that is nearest to 0.
inline Double mode(Double lower, Double upper) {
  return lower > 0.0 ? lower : upper < 0.0 ? upper : 0.0;
}

struct Integrals {  // of 1, x - origin and (x - origin)^2 times the weight
  Double zeroth, first, second;
};

// Gauss and Legendre's rule of 16 points on panels that are narrow against the weight's scale.
// Arguments are offsets from the mode; beyond `reach` the weight is below e^-45.
inline Integrals moment_integrals(Double c, Double from, Double to, Double origin) {
  static constexpr double nodes[] = {
      0x1.fa92c264d787ep-1, 0x1.e39f56616f9b0p-1, 0x1.bb3403514e483p-1, 0x1.82c45dda4726bp-1,
      0x1.3c5a466d5e8b8p-1, 0x1.d50259a43a772p-2, 0x1.205cae642337cp-2, 0x1.852bd6676a9f9p-4};
  static constexpr double weights[] = {
      0x1.bcddab4b7c211p-6, 0x1.fdfb1a2c1265dp-5, 0x1.85c4ee79cc258p-4, 0x1.fe7af2bad386ap-4,
      0x1.325f61bca3cbfp-3, 0x1.5a6ebbb5a75fcp-3, 0x1.75f8c77e0c00fp-3, 0x1.83feae80e4dfcp-3};
  const Double height = magnitude(c);
  const Double reach = 90.0 / (height + sqrt(height * height + 90.0));
  from = from > -reach ? from : -reach;
  to = to < reach ? to : reach;
  const Double widest = 3.0 / (1.0 + 0.25 * height);
  const Double length = to - from;
  const auto panels = static_cast<std::int32_t>((length / widest).value) + 1;
  const Double half = 0.5 * length / panels;
  Integrals sum = {0.0, 0.0, 0.0};
  for (std::int32_t panel = 0; panel < panels; ++panel) {
    const Double middle = from + half * (2 * panel + 1);
    for (int i = 0; i < 16; ++i) {
      const Double node = i < 8 ? nodes[i] : negate(nodes[i - 8]);
      const Double x = middle + half * node;
      const Double weight = weights[i & 7] * exp(-(x * (c + 0.5 * x)));
      const Double distance = x - origin;
      sum.zeroth = sum.zeroth + weight;
      sum.first = sum.first + weight * distance;
      sum.second = sum.second + weight * distance * distance;
    }
  }
  return {half * sum.zeroth, half * sum.first, half * sum.second};
}

// The integral of exp(-(x^2 - c^2) / 2) over the interval.
inline Double mass_over_peak(Double lower, Double upper) {
  const Double c = mode(lower, upper);
  return moment_integrals(c, lower - c, upper - c, 0.0).zeroth;
}

// phi(to) / phi(from), without the cancellation of to^2 - from^2.
inline Double fall(Double from, Double to) { return exp(-0.5 * ((to - from) * (to + from))); }

// The mass of one interval as a fraction of that of another which contains it.
inline Double mass_ratio(Double lower, Double upper, Double whole_lower, Double whole_upper) {
  const Double peaks = fall(mode(whole_lower, whole_upper), mode(lower, upper));
  if (peaks < 0x1p-900) return 0.0;  // not into the subnormals
  return peaks * (mass_over_peak(lower, upper) / mass_over_peak(whole_lower, whole_upper));
}

// Q(upper) / Q(lower) for 0 <= lower <= upper, Q the upper tail.
inline Double tail_ratio(Double lower, Double upper) {
  if (!(upper < 0x1p500)) return 0.0;
  const Double densities = fall(lower, upper);
  if (densities < 0x1p-900) return 0.0;
  return densities * (mills_ratio(upper) / mills_ratio(lower));
}

// Bounds [-b, b]: the variance is u / (1 + u), u = b^2/3 (1 + b^2/5 (1 + b^2/7 (...))), from
// integrating phi by parts again and again: every term is positive.
inline Double symmetric_variance(Double b) {
  const Double square = b * b;
  Double series = 1.0;
  for (int k = 41; k >= 2; --k) series = 1.0 + series * (square / (2 * k + 1));
  const Double u = square / 3.0 * series;
  return u / (1.0 + u);
}

}  // namespace detail

/// Mean and variance of the standard normal cut off at lower < upper (infinite ones too), the mean
/// to a relative 4e-15, the variance to a relative 2e-15.
inline TruncatedMoments truncated_moments(Double lower, Double upper) {
  if (!is_finite(lower) && !is_finite(upper)) return {0.0, 1.0};
  if (upper == -lower && upper <= 3.0) return {0.0, detail::symmetric_variance(upper)};
  // So that mirrored bounds have exactly mirrored moments.
  if (magnitude(lower) > magnitude(upper)) {
    const TruncatedMoments mirrored = truncated_moments(-upper, -lower);
    return {-mirrored.mean, mirrored.variance};
  }
  const Double c = detail::mode(lower, upper);
  if (magnitude(c) > 0x1p200) return {c, 0.0};
  const Double from = lower - c, to = upper - c;
  detail::Integrals about = detail::moment_integrals(c, from, to, 0.0);
  const Double offset = about.first / about.zeroth;
  about = detail::moment_integrals(c, from, to, offset);
  const Double correction = about.first / about.zeroth;
  const Double variance = about.second / about.zeroth - correction * correction;
  if (c != 0.0) return {c + (offset + correction), variance};
  // Around 0 the integral of x phi is phi(lower) - phi(upper), by expm1 without cancellation.
  Double fall = -1.0;
  if (is_finite(upper)) fall = expm1(-0.5 * ((upper - lower) * (upper + lower)));
  const Double peak = exp(-0.5 * (lower * lower));
  return {-fall * peak / about.zeroth, variance};
}

/// The density at x.
inline Double truncated_pdf(Double x, Double lower, Double upper) {
  if (!(x >= lower && x <= upper)) return 0.0;
  return detail::fall(detail::mode(lower, upper), x) / detail::mass_over_peak(lower, upper);
}

/// The probability of a draw of at most x.
inline Double truncated_cdf(Double x, Double lower, Double upper) {
  if (is_nan(x)) return x;
  if (x <= lower) return 0.0;
  if (x >= upper) return 1.0;
  const Double ratio = detail::mass_ratio(lower, x, lower, upper);
  return ratio < 1.0 ? ratio : 1.0;
}

/// The x of which truncated_cdf is p, for p in [0, 1].
inline Double truncated_quantile(Double p, Double lower, Double upper) {
  if (p <= 0.0) return lower;
  if (p >= 1.0) return upper;
  if (upper <= 0.0) return -truncated_quantile(1.0 - p, -upper, -lower);
  Double z = 0.0;
  if (lower >= 0.0) {
    const Double beyond = detail::tail_ratio(lower, upper);
    const Double tail = 1.0 - p * (1.0 - beyond);  // as a fraction of lower's tail
    z = normal_quantile_log(log_normal_tail(lower) + log(tail));
  } else {
    const Double below = normal_cdf(lower), above = normal_cdf(-upper);
    const Double mass = 1.0 - below - above;
    const Double q = above + (1.0 - p) * mass;
    z = q < 0.5 ? -normal_quantile(q) : normal_quantile(below + p * mass);
  }
  return z < lower ? lower : z > upper ? upper : z;
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
