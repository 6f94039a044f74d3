// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The four distributions that elementwise initializers draw from, as plain data, and their bounds.
// They touch no memory and no randomness: fill/ draws from them, law.hpp has their densities and
// moments. Each is itself an initializer: Normal{.std = 0.02}(W, rng).

#include <string>
#include <variant>

#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/exact/truncated_law.hpp"
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

/// Uniform on [low, high): `high` itself is never drawn, in any scalar. low == high is legal: a
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

/// Normal, cut off at `lower` and `upper` standard deviations about the mean: no draw is ever
/// outside, in any scalar. The bounds may be one-sided (infinite), asymmetric, and far out.
///
/// `std` is the standard deviation before the cut; after the cut it is less (0.8796 std at +-2).
/// With `corrected` the normal is widened before the cut, so that the result has exactly `std`. The
/// bounds are then in widened standard deviations, as in Keras and JAX.
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
    return (std / sqrt(exact::truncated_moments(lower, upper).variance)).value;
  }

  OUTSET_KEYED TruncatedNormal distribution() const { return validate(), *this; }
  OUTSET_KEYED TruncatedNormal distribution(const Shape&) const { return distribution(); }
  OUTSET_CALL_OPERATORS(TruncatedNormal);
};

/// Any of the four, chosen at run time.
using Distribution = std::variant<Constant, Uniform, Normal, TruncatedNormal>;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

/// No draw is below lower_bound or above upper_bound (a Uniform's upper bound is excluded).
inline double lower_bound(const Constant& d) { return d.value; }
inline double lower_bound(const Uniform& d) { return d.low; }
inline double lower_bound(const Normal& d) { return d.std > 0 ? -exact::infinity<double> : d.mean; }
inline double lower_bound(const TruncatedNormal& d) {
  if (!(d.std > 0)) return d.mean;
  return (d.mean + exact::Double{d.lower} * d.parent_std()).value;
}
inline double upper_bound(const Constant& d) { return d.value; }
inline double upper_bound(const Uniform& d) { return d.high; }
inline double upper_bound(const Normal& d) { return d.std > 0 ? exact::infinity<double> : d.mean; }
inline double upper_bound(const TruncatedNormal& d) {
  if (!(d.std > 0)) return d.mean;
  return (d.mean + exact::Double{d.upper} * d.parent_std()).value;
}
inline double lower_bound(const Distribution& d) {
  return std::visit([](const auto& which) { return lower_bound(which); }, d);
}
inline double upper_bound(const Distribution& d) {
  return std::visit([](const auto& which) { return upper_bound(which); }, d);
}

}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/fill/draws.inl"
