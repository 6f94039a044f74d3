// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A Distribution as the parameters of its kernel, for one scalar: bounds rounded inwards, and what
// the scalar cannot hold refused. half and bfloat16 are the float's numbers rounded.

#include <algorithm>
#include <limits>
#include <type_traits>

#include "outset/distribution.hpp"
#include "outset/exact/rounding.hpp"
#include "outset/simd/backend.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// What a scalar is computed in.
template <class Scalar>
using Working = std::conditional_t<sizeof(Scalar) == 2, float, Scalar>;

template <class Scalar>
constexpr const char* scalar_name() {
  if constexpr (std::is_same_v<Scalar, float>) return "float";
  if constexpr (std::is_same_v<Scalar, double>) return "double";
  if constexpr (std::is_same_v<Scalar, Eigen::half>) return "half";
  if constexpr (std::is_same_v<Scalar, Eigen::bfloat16>) return "bfloat16";
}

// The largest |z| of the normal maps: sqrt(66 ln 2) of 32 bits, sqrt(130 ln 2) of 64.
template <class Scalar>
inline constexpr double largest_normal = sizeof(Scalar) == sizeof(double) ? 9.5 : 6.8;

template <class Scalar>
double largest_finite() {
  return static_cast<double>((std::numeric_limits<Scalar>::max)());
}

/// The scalar nearest to a double that is in its range.
template <class Scalar>
Scalar nearest(double x) {
  if constexpr (sizeof(Scalar) == 2) {
    return random::narrow<Scalar>(exact::narrow<float>(x));
  } else {
    return exact::narrow<Scalar>(x);
  }
}
template <class Scalar>
Scalar nearest_above(double x) {
  if constexpr (sizeof(Scalar) == 2) {
    return random::narrow_up<Scalar>(exact::narrow_up<float>(x));
  } else {
    return exact::narrow_up<Scalar>(x);
  }
}
template <class Scalar>
Scalar nearest_below(double x) {
  if constexpr (sizeof(Scalar) == 2) {
    return random::narrow_down<Scalar>(exact::narrow_down<float>(x));
  } else {
    return exact::narrow_down<Scalar>(x);
  }
}

template <class Scalar>
void require_holds(const char* initializer, const char* option, double value) {
  if (exact::magnitude(value) > largest_finite<Scalar>()) {
    fail({initializer, ": ", option, " is ", show(value), ", more than ", scalar_name<Scalar>(),
          " holds (at most ", show(largest_finite<Scalar>()), ")"});
  }
}

/// Refuses a distribution whose draws a scalar cannot hold.
template <class Scalar>
void require_fits(const Constant& d, const char* name) {
  d.validate(name);
  require_holds<Scalar>(name, "value", d.value);
}
template <class Scalar>
void require_fits(const Uniform& d, const char* name) {
  d.validate(name);
  require_holds<Scalar>(name, "low", d.low);
  require_holds<Scalar>(name, "high", d.high);
  if (sizeof(Scalar) > 2) {  // the others are computed in float
    require_holds<Scalar>(name, "high - low", exact::sub(d.high, d.low));
  }
}
template <class Scalar>
void require_fits(const Normal& d, const char* name) {
  d.validate(name);
  require_holds<Scalar>(name, "mean", d.mean);
  require_holds<Scalar>(name, "std", d.std);
  const double reach = largest_normal<Scalar>;
  require_holds<Scalar>(name, "the largest draw",
                        exact::add(exact::magnitude(d.mean), exact::mul(reach, d.std)));
}
template <class Scalar>
void require_fits(const TruncatedNormal& d, const char* name) {
  d.validate(name);
  require_holds<Scalar>(name, "mean", d.mean);
  require_holds<Scalar>(name, "std", d.parent_std());
}

/// The outermost values of a scalar that a distribution allows.
template <class Scalar>
struct Bounds {
  Scalar lowest, highest;
};

template <class Scalar, class D>
Bounds<Scalar> inner_bounds(const D& d, const char* name) {
  const double limit = largest_finite<Scalar>();
  const double low = lower_bound(d);
  const double high = upper_bound(d);
  const bool open = std::is_same_v<D, Uniform> && low < high;
  const Bounds<Scalar> bounds{
      nearest_above<Scalar>((std::max)(low, -limit)),
      nearest_below<Scalar>((std::min)(open ? exact::next_below(high) : high, limit))};
  if (static_cast<double>(bounds.lowest) > static_cast<double>(bounds.highest)) {
    fail({name, ": no ", scalar_name<Scalar>(), " lies between ", show(low), " and ", show(high)});
  }
  return bounds;
}

/// A distribution as its kernel's parameters, for one scalar.
template <class Scalar>
auto kernel_parameters(const Uniform& d, const char* name) {
  using Real = Working<Scalar>;
  const Bounds<Real> bounds = inner_bounds<Real>(d, name);
  const Bounds<Scalar> inside = inner_bounds<Scalar>(d, name);
  const double width = exact::sub(d.high, static_cast<double>(bounds.lowest));
  return simd::UniformParameters<Real>{bounds.lowest, exact::narrow<Real>(width),
                                       static_cast<Real>(inside.lowest),
                                       static_cast<Real>(inside.highest)};
}
template <class Scalar>
auto kernel_parameters(const Normal& d, const char*) {
  using Real = Working<Scalar>;
  return simd::NormalParameters<Real>{exact::narrow<Real>(d.mean), exact::narrow<Real>(d.std)};
}
template <class Scalar>
auto kernel_parameters(const TruncatedNormal& d, const char* name) {
  using Real = Working<Scalar>;
  const Bounds<Scalar> inside = inner_bounds<Scalar>(d, name);
  return simd::TruncatedParameters<Real>{
      random::TruncatedMap<Real>::make(d.lower, d.upper), exact::narrow<Real>(d.mean),
      exact::narrow<Real>(d.parent_std()), static_cast<Real>(inside.lowest),
      static_cast<Real>(inside.highest)};
}

inline bool has_width(const Constant&) { return false; }
inline bool has_width(const Uniform& d) { return d.low < d.high; }
template <class D>
bool has_width(const D& d) {
  return d.std > 0;
}
inline double center(const Constant& d) { return d.value; }
inline double center(const Uniform& d) { return d.low; }
template <class D>
double center(const D& d) {
  return d.mean;
}

/// What a complex draw's parts are: each the distribution shrunk by sqrt 2 about its mean, so that
/// E|w - mean|^2 is the variance; the mean goes to the real part.
struct Parts {
  static constexpr double shrink = 0.70710678118654752440;

  static Constant real(const Constant& d) { return d; }
  static Constant imaginary(const Constant&) { return {.value = 0}; }
  static Normal real(const Normal& d) { return {.mean = d.mean, .std = exact::mul(d.std, shrink)}; }
  static Normal imaginary(const Normal& d) { return {.mean = 0, .std = exact::mul(d.std, shrink)}; }
  static Uniform imaginary(const Uniform& d) {
    const double half_width = exact::mul(exact::mul(exact::sub(d.high, d.low), 0.5), shrink);
    return {.low = exact::negate(half_width), .high = half_width};
  }
  static Uniform real(const Uniform& d) {
    // Not (low + high) / 2, which may overflow.
    const double middle = exact::add(d.low, exact::mul(exact::sub(d.high, d.low), 0.5));
    const Uniform centred = imaginary(d);
    return {.low = exact::add(middle, centred.low), .high = exact::add(middle, centred.high)};
  }
  // The mean of what is drawn is not the cut normal's where the bounds are asymmetric.
  static TruncatedNormal imaginary(const TruncatedNormal& d) {
    const double std = d.parent_std();
    const double offset = exact::mul(std, exact::truncated_moments(d.lower, d.upper).mean);
    return {.mean = exact::negate(exact::mul(offset, shrink)),
            .std = exact::mul(std, shrink),
            .lower = d.lower,
            .upper = d.upper};
  }
  static TruncatedNormal real(const TruncatedNormal& d) {
    TruncatedNormal part = imaginary(d);
    const double offset =
        exact::mul(d.parent_std(), exact::truncated_moments(d.lower, d.upper).mean);
    part.mean = exact::add(exact::add(d.mean, offset), part.mean);
    return part;
  }
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
