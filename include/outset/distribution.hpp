// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The four distributions that every elementwise initializer comes down to, as plain data, and what
// is known of each: mean, variance, bounds, density, cumulative and quantile function. They touch
// no memory and no randomness; fill.hpp draws from them. Each is itself an initializer: Normal{.std
// = 0.02}(W, rng).

#include <string>
#include <variant>

#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/exact/truncated_normal.hpp"
#include "outset/initializer.hpp"
#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

[[noreturn]] inline void fail_option(const char* initializer, const char* option, double value,
                                     const char* allowed) {
  fail({initializer, ": ", option, " is ", show(value), ", must be ", allowed});
}

inline void require_finite(const char* initializer, const char* option, double value) {
  if (!exact::is_finite(value)) fail_option(initializer, option, value, "finite");
}

inline void require_not_negative(const char* initializer, const char* option, double value) {
  if (!exact::is_finite(value) || value < 0) {
    fail_option(initializer, option, value, "finite and >= 0");
  }
}

}  // namespace detail

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// Every element is `value`.
struct Constant {
  static constexpr const char* name = "Constant";
  double value = 0;

  OUTSET_KEYED void validate(const char* of = name) const {
    detail::require_finite(of, "value", value);
  }

  OUTSET_KEYED Constant distribution() const { return validate(), *this; }
  OUTSET_KEYED Constant distribution(const Shape&) const { return distribution(); }
  OUTSET_CALL_OPERATORS(Constant);
};

/// Uniform on [low, high): `high` itself is never drawn, in no scalar. low == high is legal: a
/// constant.
struct Uniform {
  static constexpr const char* name = "Uniform";
  double low = -0.05;
  double high = 0.05;

  OUTSET_KEYED void validate(const char* of = name) const {
    detail::require_finite(of, "low", low);
    detail::require_finite(of, "high", high);
    if (low > high) {
      detail::fail(
          {of, ": low is ", detail::show(low), ", must be <= high = ", detail::show(high)});
    }
    if (!exact::is_finite(exact::sub(high, low))) {
      detail::fail({of, ": high - low overflows (low is ", detail::show(low), ", high is ",
                    detail::show(high), ")"});
    }
  }

  OUTSET_KEYED Uniform distribution() const { return validate(), *this; }
  OUTSET_KEYED Uniform distribution(const Shape&) const { return distribution(); }
  OUTSET_CALL_OPERATORS(Uniform);
};

/// Normal with mean `mean` and standard deviation `std` (0 is legal). The default is AlexNet's
/// (Krizhevsky et al. 2012, section 5).
struct Normal {
  static constexpr const char* name = "Normal";
  double mean = 0;
  double std = 0.01;

  OUTSET_KEYED void validate(const char* of = name) const {
    detail::require_finite(of, "mean", mean);
    detail::require_not_negative(of, "std", std);
  }

  OUTSET_KEYED Normal distribution() const { return validate(), *this; }
  OUTSET_KEYED Normal distribution(const Shape&) const { return distribution(); }
  OUTSET_CALL_OPERATORS(Normal);
};

/// Normal, cut off at `lower` and `upper` standard deviations about the mean: nothing is ever
/// outside, in no scalar. The bounds may be one-sided (infinite), asymmetric, and far out.
///
/// `std` is the standard deviation before the cut; what remains has less (0.8796 of it at +-2).
/// With `corrected` the cut normal is widened so that the result has exactly `std`; the bounds are
/// then in the widened deviations, as Keras and JAX have it.
struct TruncatedNormal {
  static constexpr const char* name = "TruncatedNormal";
  double mean = 0;
  double std = 0.01;
  double lower = -2;
  double upper = 2;
  bool corrected = false;

  OUTSET_KEYED void validate(const char* of = name) const {
    detail::require_finite(of, "mean", mean);
    detail::require_not_negative(of, "std", std);
    if (exact::is_nan(lower)) detail::fail_option(of, "lower", lower, "a number below upper");
    if (exact::is_nan(upper)) detail::fail_option(of, "upper", upper, "a number above lower");
    if (!(lower < upper)) {
      detail::fail({of, ": lower is ", detail::show(lower),
                    ", must be below upper = ", detail::show(upper)});
    }
  }

  /// The standard deviation of the normal that is cut.
  OUTSET_KEYED double parent_std() const {
    if (!corrected) return std;
    const double variance = exact::truncated_moments(lower, upper).variance;
    return exact::div(std, exact::sqrt(variance));
  }

  OUTSET_KEYED TruncatedNormal distribution() const { return validate(), *this; }
  OUTSET_KEYED TruncatedNormal distribution(const Shape&) const { return distribution(); }
  OUTSET_CALL_OPERATORS(TruncatedNormal);
};

/// Any of them, where only the run decides which.
using Distribution = std::variant<Constant, Uniform, Normal, TruncatedNormal>;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

/// The mean of a draw.
inline double mean(const Constant& d) { return d.value; }
inline double mean(const Uniform& d) { return d.low + (d.high - d.low) / 2; }
inline double mean(const Normal& d) { return d.mean; }
inline double mean(const TruncatedNormal& d) {
  return d.mean + d.parent_std() * exact::truncated_moments(d.lower, d.upper).mean;
}

/// The variance of a draw.
inline double variance(const Constant&) { return 0; }
inline double variance(const Uniform& d) { return (d.high - d.low) * (d.high - d.low) / 12; }
inline double variance(const Normal& d) { return d.std * d.std; }
inline double variance(const TruncatedNormal& d) {
  if (d.corrected) return d.std * d.std;
  return d.std * d.std * exact::truncated_moments(d.lower, d.upper).variance;
}

/// No draw is below lower_bound or above upper_bound (a Uniform's upper bound is excluded).
inline double lower_bound(const Constant& d) { return d.value; }
inline double lower_bound(const Uniform& d) { return d.low; }
inline double lower_bound(const Normal& d) { return d.std > 0 ? -exact::infinity<double> : d.mean; }
inline double lower_bound(const TruncatedNormal& d) {
  if (!(d.std > 0)) return d.mean;
  return exact::add(d.mean, exact::mul(d.lower, d.parent_std()));
}
inline double upper_bound(const Constant& d) { return d.value; }
inline double upper_bound(const Uniform& d) { return d.high; }
inline double upper_bound(const Normal& d) { return d.std > 0 ? exact::infinity<double> : d.mean; }
inline double upper_bound(const TruncatedNormal& d) {
  if (!(d.std > 0)) return d.mean;
  return exact::add(d.mean, exact::mul(d.upper, d.parent_std()));
}

namespace detail {

// A distribution without width is a step; its density there is infinite.
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
  return exact::normal_pdf((x - d.mean) / d.std) / d.std;
}
inline double pdf(const TruncatedNormal& d, double x) {
  if (!(d.std > 0)) return detail::step_pdf(d.mean, x);
  const double std = d.parent_std();
  return exact::truncated_pdf((x - d.mean) / std, d.lower, d.upper) / std;
}

/// The probability of a draw of at most x.
inline double cdf(const Constant& d, double x) { return detail::step_cdf(d.value, x); }
inline double cdf(const Uniform& d, double x) {
  if (!(d.low < d.high)) return detail::step_cdf(d.low, x);
  return x <= d.low ? 0 : x >= d.high ? 1 : (x - d.low) / (d.high - d.low);
}
inline double cdf(const Normal& d, double x) {
  if (!(d.std > 0)) return detail::step_cdf(d.mean, x);
  return exact::normal_cdf((x - d.mean) / d.std);
}
inline double cdf(const TruncatedNormal& d, double x) {
  if (!(d.std > 0)) return detail::step_cdf(d.mean, x);
  return exact::truncated_cdf((x - d.mean) / d.parent_std(), d.lower, d.upper);
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
  return d.mean + d.std * exact::normal_quantile(p);
}
inline double quantile(const TruncatedNormal& d, double p) {
  detail::require_probability(p);
  if (!(d.std > 0)) return d.mean;
  return d.mean + d.parent_std() * exact::truncated_quantile(p, d.lower, d.upper);
}

inline double mean(const Distribution& d) {
  return std::visit([](const auto& which) { return mean(which); }, d);
}
inline double variance(const Distribution& d) {
  return std::visit([](const auto& which) { return variance(which); }, d);
}
inline double lower_bound(const Distribution& d) {
  return std::visit([](const auto& which) { return lower_bound(which); }, d);
}
inline double upper_bound(const Distribution& d) {
  return std::visit([](const auto& which) { return upper_bound(which); }, d);
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

#include "outset/fill/draws.inl"
