// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The standard normal law cut off at two bounds: density, cumulative and quantile function, mean
// and variance, for any bounds (one-sided, asymmetric, far out, very narrow), without the
// cancellation of the textbook formulas, in exact.hpp's arithmetic. Everything is measured against
// the law's highest point in the interval, its mode c: exp(-(x^2 - c^2) / 2) is 1 there and never
// overflows.

#include <algorithm>
#include <cstdint>

#include "outset/exact/arithmetic.hpp"
#include "outset/exact/functions.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

struct TruncatedMoments {
  double mean, variance;
};

namespace detail {

// The point of the interval that is nearest to 0.
inline double mode(double lower, double upper) {
  return lower > 0.0 ? lower : upper < 0.0 ? upper : 0.0;
}

struct Integrals {  // of 1, x - origin and (x - origin)^2 times the weight
  double zeroth, first, second;
};

// Gauss and Legendre's rule of 16 points on panels that are narrow against the weight's scale.
// Arguments are offsets from the mode; beyond `reach` the weight is below e^-45.
inline Integrals integrate(double c, double from, double to, double origin) {
  static constexpr double nodes[] = {
      0x1.fa92c264d787ep-1, 0x1.e39f56616f9b0p-1, 0x1.bb3403514e483p-1, 0x1.82c45dda4726bp-1,
      0x1.3c5a466d5e8b8p-1, 0x1.d50259a43a772p-2, 0x1.205cae642337cp-2, 0x1.852bd6676a9f9p-4};
  static constexpr double weights[] = {
      0x1.bcddab4b7c211p-6, 0x1.fdfb1a2c1265dp-5, 0x1.85c4ee79cc258p-4, 0x1.fe7af2bad386ap-4,
      0x1.325f61bca3cbfp-3, 0x1.5a6ebbb5a75fcp-3, 0x1.75f8c77e0c00fp-3, 0x1.83feae80e4dfcp-3};
  const double height = magnitude(c);
  const double reach = div(90.0, add(height, sqrt(add(mul(height, height), 90.0))));
  from = from > negate(reach) ? from : negate(reach);
  to = to < reach ? to : reach;
  const double widest = div(3.0, add(1.0, mul(0.25, height)));
  const double length = sub(to, from);
  const auto panels = static_cast<std::int32_t>(div(length, widest)) + 1;
  const double half = div(mul(0.5, length), to_double(panels));
  Integrals sum = {0.0, 0.0, 0.0};
  for (std::int32_t panel = 0; panel < panels; ++panel) {
    const double middle = add(from, mul(half, to_double(2 * panel + 1)));
    for (int i = 0; i < 16; ++i) {
      const double node = i < 8 ? nodes[i] : negate(nodes[i - 8]);
      const double x = add(middle, mul(half, node));
      const double weight = mul(weights[i & 7], exp(negate(mul(x, add(c, mul(0.5, x))))));
      const double distance = sub(x, origin);
      sum.zeroth = add(sum.zeroth, weight);
      sum.first = add(sum.first, mul(weight, distance));
      sum.second = add(sum.second, mul(mul(weight, distance), distance));
    }
  }
  return {mul(half, sum.zeroth), mul(half, sum.first), mul(half, sum.second)};
}

// The integral of exp(-(x^2 - c^2) / 2) over the interval.
inline double mass_over_peak(double lower, double upper) {
  const double c = mode(lower, upper);
  return integrate(c, sub(lower, c), sub(upper, c), 0.0).zeroth;
}

// The mass of one interval as a fraction of that of another which contains it.
inline double mass_ratio(double lower, double upper, double whole_lower, double whole_upper) {
  const double c = mode(lower, upper), whole_c = mode(whole_lower, whole_upper);
  const double fall = exp(mul(-0.5, mul(sub(c, whole_c), add(c, whole_c))));
  if (fall < 0x1p-900) return 0.0;  // not into the subnormals
  return mul(fall, div(mass_over_peak(lower, upper), mass_over_peak(whole_lower, whole_upper)));
}

// Q(upper) / Q(lower) for 0 <= lower <= upper, Q the upper tail.
inline double tail_ratio(double lower, double upper) {
  if (!(upper < 0x1p500)) return 0.0;
  const double fall = exp(mul(-0.5, mul(sub(upper, lower), add(upper, lower))));
  if (fall < 0x1p-900) return 0.0;
  return mul(fall, div(mills_ratio(upper), mills_ratio(lower)));
}

// Bounds [-b, b]: the variance is u / (1 + u), u = b^2/3 (1 + b^2/5 (1 + b^2/7 (...))), from
// integrating phi by parts again and again: every term is positive.
inline double symmetric_variance(double b) {
  const double square = mul(b, b);
  double series = 1.0;
  for (int k = 41; k >= 2; --k) series = add(1.0, mul(series, div(square, to_double(2 * k + 1))));
  const double u = mul(div(square, 3.0), series);
  return div(u, add(1.0, u));
}

}  // namespace detail

/// Mean and variance of the standard normal cut off at lower < upper (infinite ones too), each to a
/// relative 4e-15 (variance 2e-15).
inline TruncatedMoments truncated_moments(double lower, double upper) {
  if (!is_finite(lower) && !is_finite(upper)) return {0.0, 1.0};
  if (equal(upper, negate(lower)) && upper <= 3.0) return {0.0, detail::symmetric_variance(upper)};
  // So that mirrored bounds have exactly mirrored moments.
  if (magnitude(lower) > magnitude(upper)) {
    const TruncatedMoments mirrored = truncated_moments(negate(upper), negate(lower));
    return {negate(mirrored.mean), mirrored.variance};
  }
  const double c = detail::mode(lower, upper);
  if (magnitude(c) > 0x1p200) return {c, 0.0};
  const double from = sub(lower, c), to = sub(upper, c);
  detail::Integrals about = detail::integrate(c, from, to, 0.0);
  const double offset = div(about.first, about.zeroth);
  about = detail::integrate(c, from, to, offset);
  const double correction = div(about.first, about.zeroth);
  const double variance = sub(div(about.second, about.zeroth), mul(correction, correction));
  if (!equal(c, 0.0)) return {add(c, add(offset, correction)), variance};
  // Around 0 the integral of x phi is phi(lower) - phi(upper), by expm1 without cancellation.
  double fall = -1.0;
  if (is_finite(upper)) fall = expm1(mul(-0.5, mul(sub(upper, lower), add(upper, lower))));
  const double peak = exp(mul(-0.5, mul(lower, lower)));
  return {div(mul(negate(fall), peak), about.zeroth), variance};
}

/// The density at x.
inline double truncated_pdf(double x, double lower, double upper) {
  if (!(x >= lower && x <= upper)) return 0.0;
  const double c = detail::mode(lower, upper);
  const double weight = exp(mul(-0.5, mul(sub(x, c), add(x, c))));
  return div(weight, detail::mass_over_peak(lower, upper));
}

/// The probability of a draw of at most x.
inline double truncated_cdf(double x, double lower, double upper) {
  if (is_nan(x)) return x;
  if (x <= lower) return 0.0;
  if (x >= upper) return 1.0;
  return (std::min)(1.0, detail::mass_ratio(lower, x, lower, upper));
}

/// The x of which truncated_cdf is p, for p in [0, 1].
inline double truncated_quantile(double p, double lower, double upper) {
  if (p <= 0.0) return lower;
  if (p >= 1.0) return upper;
  if (upper <= 0.0) {
    return negate(truncated_quantile(sub(1.0, p), negate(upper), negate(lower)));
  }
  double z;
  if (lower >= 0.0) {
    const double beyond = detail::tail_ratio(lower, upper);
    const double tail = sub(1.0, mul(p, sub(1.0, beyond)));  // as a fraction of lower's tail
    z = normal_quantile_log(add(log_normal_tail(lower), log(tail)));
  } else {
    const double below = normal_cdf(lower), above = normal_cdf(negate(upper));
    const double mass = sub(sub(1.0, below), above);
    const double q = add(above, mul(sub(1.0, p), mass));
    z = q < 0.5 ? negate(normal_quantile(q)) : normal_quantile(add(below, mul(p, mass)));
  }
  return z < lower ? lower : z > upper ? upper : z;
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
