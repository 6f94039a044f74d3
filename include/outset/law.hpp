// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Functions of each distribution: mean, variance, density (per unit of x), cumulative function and
// quantile function. No fill needs any of them.

#include <variant>

#include "outset/distribution.hpp"
#include "outset/exact/normal_law.hpp"
#include "outset/exact/truncated_law.hpp"

namespace outset {
inline namespace OUTSET_ABI {

/// The mean of a draw.
inline double mean(const Constant& d) { return d.value; }
inline double mean(const Uniform& d) { return d.low + (d.high - d.low) / 2; }
inline double mean(const Normal& d) { return d.mean; }
inline double mean(const TruncatedNormal& d) {
  const exact::TruncatedMoments cut = exact::truncated_moments(d.lower, d.upper);
  const exact::Double parent_std = d.corrected ? d.std / sqrt(cut.variance) : d.std;
  return (d.mean + parent_std * cut.mean).value;
}

/// The variance of a draw.
inline double variance(const Constant&) { return 0; }
inline double variance(const Uniform& d) { return (d.high - d.low) * (d.high - d.low) / 12; }
inline double variance(const Normal& d) { return d.std * d.std; }
inline double variance(const TruncatedNormal& d) {
  if (d.corrected) return d.std * d.std;
  return (exact::Double{d.std} * d.std * exact::truncated_moments(d.lower, d.upper).variance).value;
}

namespace detail {

// A distribution without width has a cumulative function that is a step; its density at the step is
// infinite.
inline double step_pdf(double at, double x) {
  return exact::equal(x, at) ? exact::infinity<double> : 0;
}
inline double step_cdf(double at, double x) { return x < at ? 0 : 1; }

}  // namespace detail

/// The density at x, per unit of x.
inline double pdf(const Constant& d, double x) { return detail::step_pdf(d.value, x); }
inline double pdf(const Uniform& d, double x) {
  if (!(d.low < d.high)) return detail::step_pdf(d.low, x);
  return x < d.low || x >= d.high ? 0 : 1 / (d.high - d.low);
}
inline double pdf(const Normal& d, double x) {
  if (!(d.std > 0)) return detail::step_pdf(d.mean, x);
  return (exact::normal_pdf((x - d.mean) / d.std) / d.std).value;
}
inline double pdf(const TruncatedNormal& d, double x) {
  if (!(d.std > 0)) return detail::step_pdf(d.mean, x);
  const double std = d.parent_std();
  return (exact::truncated_pdf((x - d.mean) / std, d.lower, d.upper) / std).value;
}

/// The probability of a draw of at most x.
inline double cdf(const Constant& d, double x) { return detail::step_cdf(d.value, x); }
inline double cdf(const Uniform& d, double x) {
  if (!(d.low < d.high)) return detail::step_cdf(d.low, x);
  return x <= d.low ? 0 : x >= d.high ? 1 : (x - d.low) / (d.high - d.low);
}
inline double cdf(const Normal& d, double x) {
  if (!(d.std > 0)) return detail::step_cdf(d.mean, x);
  return exact::normal_cdf((x - d.mean) / d.std).value;
}
inline double cdf(const TruncatedNormal& d, double x) {
  if (!(d.std > 0)) return detail::step_cdf(d.mean, x);
  return exact::truncated_cdf((x - d.mean) / d.parent_std(), d.lower, d.upper).value;
}

namespace detail {
inline void require_probability(double p) {
  if (!(p >= 0 && p <= 1)) fail_option("quantile", "p", p, "in [0, 1]");
}
}  // namespace detail

/// The x with cdf(x) = p. Throws std::invalid_argument unless p is in [0, 1].
inline double quantile(const Constant& d, double p) {
  detail::require_probability(p);
  return d.value;
}
inline double quantile(const Uniform& d, double p) {
  detail::require_probability(p);
  return d.low + p * (d.high - d.low);
}
inline double quantile(const Normal& d, double p) {
  detail::require_probability(p);
  if (!(d.std > 0)) return d.mean;
  return (d.mean + d.std * exact::normal_quantile(p)).value;
}
inline double quantile(const TruncatedNormal& d, double p) {
  detail::require_probability(p);
  if (!(d.std > 0)) return d.mean;
  return (d.mean + d.parent_std() * exact::truncated_quantile(p, d.lower, d.upper)).value;
}

inline double mean(const Distribution& d) {
  return std::visit([](const auto& which) { return mean(which); }, d);
}
inline double variance(const Distribution& d) {
  return std::visit([](const auto& which) { return variance(which); }, d);
}
inline double pdf(const Distribution& d, double x) {
  return std::visit([x](const auto& which) { return pdf(which, x); }, d);
}
inline double cdf(const Distribution& d, double x) {
  return std::visit([x](const auto& which) { return cdf(which, x); }, d);
}
inline double quantile(const Distribution& d, double p) {
  return std::visit([p](const auto& which) { return quantile(which, p); }, d);
}

}  // namespace OUTSET_ABI
}  // namespace outset
