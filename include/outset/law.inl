// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of law.hpp.

#include "outset/exact/normal_law.hpp"
#include "outset/exact/truncated_law.hpp"

namespace outset {
inline namespace OUTSET_LINK {

OUTSET_LINKED double mean(const Constant& d) { return d.value; }
OUTSET_LINKED double mean(const Uniform& d) { return d.low + (d.high - d.low) / 2; }
OUTSET_LINKED double mean(const Normal& d) { return d.mean; }
OUTSET_LINKED double mean(const TruncatedNormal& d) {
  const exact::TruncatedMoments cut = exact::truncated_moments(d.lower, d.upper);
  const exact::Double parent_std = d.corrected ? d.std / sqrt(cut.variance) : d.std;
  return (d.mean + parent_std * cut.mean).value;
}

OUTSET_LINKED double variance(const Constant&) { return 0; }
OUTSET_LINKED double variance(const Uniform& d) { return (d.high - d.low) * (d.high - d.low) / 12; }
OUTSET_LINKED double variance(const Normal& d) { return d.std * d.std; }
OUTSET_LINKED double variance(const TruncatedNormal& d) {
  if (d.corrected) return d.std * d.std;
  return (exact::Double{d.std} * d.std * exact::truncated_moments(d.lower, d.upper).variance).value;
}

}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

// A distribution without width has a cumulative function that is a step; its density at the step is
// infinite.
inline double step_pdf(double at, double x) {
  return exact::equal(x, at) ? exact::infinity<double> : 0;
}
inline double step_cdf(double at, double x) { return x < at ? 0 : 1; }

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

OUTSET_LINKED double pdf(const Constant& d, double x) { return detail::step_pdf(d.value, x); }
OUTSET_LINKED double pdf(const Uniform& d, double x) {
  if (!(d.low < d.high)) return detail::step_pdf(d.low, x);
  return x < d.low || x >= d.high ? 0 : 1 / (d.high - d.low);
}
OUTSET_LINKED double pdf(const Normal& d, double x) {
  if (!(d.std > 0)) return detail::step_pdf(d.mean, x);
  return (exact::normal_pdf((x - d.mean) / d.std) / d.std).value;
}
OUTSET_LINKED double pdf(const TruncatedNormal& d, double x) {
  if (!(d.std > 0)) return detail::step_pdf(d.mean, x);
  const double std = d.parent_std();
  return (exact::truncated_pdf((x - d.mean) / std, d.lower, d.upper) / std).value;
}

OUTSET_LINKED double cdf(const Constant& d, double x) { return detail::step_cdf(d.value, x); }
OUTSET_LINKED double cdf(const Uniform& d, double x) {
  if (!(d.low < d.high)) return detail::step_cdf(d.low, x);
  return x <= d.low ? 0 : x >= d.high ? 1 : (x - d.low) / (d.high - d.low);
}
OUTSET_LINKED double cdf(const Normal& d, double x) {
  if (!(d.std > 0)) return detail::step_cdf(d.mean, x);
  return exact::normal_cdf((x - d.mean) / d.std).value;
}
OUTSET_LINKED double cdf(const TruncatedNormal& d, double x) {
  if (!(d.std > 0)) return detail::step_cdf(d.mean, x);
  return exact::truncated_cdf((x - d.mean) / d.parent_std(), d.lower, d.upper).value;
}

}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {
inline void require_probability(double p) {
  if (!(p >= 0 && p <= 1)) fail_option("quantile", "p", p, "in [0, 1]");
}
}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

OUTSET_LINKED double quantile(const Constant& d, double p) {
  detail::require_probability(p);
  return d.value;
}
OUTSET_LINKED double quantile(const Uniform& d, double p) {
  detail::require_probability(p);
  return d.low + p * (d.high - d.low);
}
OUTSET_LINKED double quantile(const Normal& d, double p) {
  detail::require_probability(p);
  if (!(d.std > 0)) return d.mean;
  return (d.mean + d.std * exact::normal_quantile(p)).value;
}
OUTSET_LINKED double quantile(const TruncatedNormal& d, double p) {
  detail::require_probability(p);
  if (!(d.std > 0)) return d.mean;
  return (d.mean + d.parent_std() * exact::truncated_quantile(p, d.lower, d.upper)).value;
}

OUTSET_LINKED double mean(const Distribution& d) {
  return detail::of_held(d, [](const auto& which) { return mean(which); });
}
OUTSET_LINKED double variance(const Distribution& d) {
  return detail::of_held(d, [](const auto& which) { return variance(which); });
}
OUTSET_LINKED double pdf(const Distribution& d, double x) {
  return detail::of_held(d, [x](const auto& which) { return pdf(which, x); });
}
OUTSET_LINKED double cdf(const Distribution& d, double x) {
  return detail::of_held(d, [x](const auto& which) { return cdf(which, x); });
}
OUTSET_LINKED double quantile(const Distribution& d, double p) {
  return detail::of_held(d, [p](const auto& which) { return quantile(which, p); });
}

}  // namespace OUTSET_LINK
}  // namespace outset
