// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// How each of the four distributions of distribution.hpp is drawn. Bounds are rounded inwards, and
// what a scalar cannot hold is refused. half and bfloat16 are rounded from float.
//
// The parts of a complex draw are the distribution shrunk by sqrt 2 about its mean, so that
// E|w - mean|^2 is the variance; the mean goes to the real part.

#include <algorithm>
#include <type_traits>

#include "outset/exact/number.hpp"
#include "outset/exact/rounding.hpp"
#include "outset/fill/sampler.hpp"
#include "outset/fill/scalar.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

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
      exact::round_up<Scalar>((std::max)(low, -limit)),
      exact::round_down<Scalar>((std::min)(open ? exact::next_below(high) : high, limit))};
  if (static_cast<double>(bounds.lowest) > static_cast<double>(bounds.highest)) {
    fail({name, ": no ", scalar_name<Scalar>(), " lies between ", low, " and ", high});
  }
  return bounds;
}

inline constexpr exact::Double part_shrink = 0.70710678118654752440;

template <>
struct Draws<Constant> {
  template <class Scalar>
  static const Constant& fitted(const Constant& d, const char* name) {
    d.validate(name);
    require_holds<Scalar>(name, "value", d.value);
    return d;
  }
  static bool is_constant(const Constant&) { return true; }
  static double center(const Constant& d) { return d.value; }
  static Parts<Constant> parts(const Constant& d) { return {d, {.value = 0}}; }
};

template <>
struct Draws<Uniform> {
  template <class Scalar>
  static const Uniform& fitted(const Uniform& d, const char* name) {
    d.validate(name);
    require_holds<Scalar>(name, "low", d.low);
    require_holds<Scalar>(name, "high", d.high);
    if (sizeof(Scalar) > 2) {  // half and bfloat16 are computed in float
      require_holds<Scalar>(name, "high - low", exact::sub(d.high, d.low));
    }
    return d;
  }
  static bool is_constant(const Uniform& d) { return !(d.low < d.high); }
  static double center(const Uniform& d) { return d.low; }

  template <class Scalar>
  static auto parameters(const Uniform& d, const char* name) {
    using Real = Working<Scalar>;
    const Bounds<Real> bounds = inner_bounds<Real>(d, name);
    const Bounds<Scalar> inside = inner_bounds<Scalar>(d, name);
    const double width = exact::sub(d.high, static_cast<double>(bounds.lowest));
    return simd::UniformParameters<Real>{bounds.lowest, exact::nearest<Real>(width),
                                         static_cast<Real>(inside.lowest),
                                         static_cast<Real>(inside.highest)};
  }
  static Parts<Uniform> parts(const Uniform& d) {
    const exact::Double width = exact::Double{d.high} - d.low;
    const exact::Double half_width = width * 0.5 * part_shrink;
    const exact::Double middle = d.low + width * 0.5;  // (low + high) / 2 may overflow
    return {{.low = (middle + -half_width).value, .high = (middle + half_width).value},
            {.low = (-half_width).value, .high = half_width.value}};
  }
};

template <>
struct Draws<Normal> {
  template <class Scalar>
  static const Normal& fitted(const Normal& d, const char* name) {
    // The largest |z| of the maps: sqrt(66 ln 2) of 32 bits, sqrt(130 ln 2) of 64.
    constexpr exact::Double reach = sizeof(Scalar) == sizeof(double) ? 9.5 : 6.8;
    d.validate(name);
    require_holds<Scalar>(name, "mean", d.mean);
    require_holds<Scalar>(name, "std", d.std);
    require_holds<Scalar>(name, "the largest draw",
                          (exact::magnitude(d.mean) + reach * d.std).value);
    return d;
  }
  static bool is_constant(const Normal& d) { return !(d.std > 0); }
  static double center(const Normal& d) { return d.mean; }

  template <class Scalar>
  static auto parameters(const Normal& d, const char*) {
    using Real = Working<Scalar>;
    return simd::NormalParameters<Real>{exact::nearest<Real>(d.mean), exact::nearest<Real>(d.std)};
  }
  static Parts<Normal> parts(const Normal& d) {
    const double std = (d.std * part_shrink).value;
    return {{.mean = d.mean, .std = std}, {.mean = 0, .std = std}};
  }
};

template <>
struct Draws<TruncatedNormal> {
  /// `corrected` costs an integral, which a call computes here and nowhere else.
  template <class Scalar>
  static TruncatedNormal fitted(const TruncatedNormal& d, const char* name) {
    d.validate(name);
    require_holds<Scalar>(name, "mean", d.mean);
    TruncatedNormal plain = d;
    plain.corrected = false;
    if (d.std > 0) plain.std = d.parent_std();
    require_holds<Scalar>(name, "std", plain.std);
    return plain;
  }
  static bool is_constant(const TruncatedNormal& d) { return !(d.std > 0); }
  static double center(const TruncatedNormal& d) { return d.mean; }

  template <class Scalar>
  static auto parameters(const TruncatedNormal& d, const char* name) {
    using Real = Working<Scalar>;
    const Bounds<Scalar> inside = inner_bounds<Scalar>(d, name);
    return simd::TruncatedParameters<Real>{
        random::TruncatedMap<Real>::make(d.lower, d.upper), exact::nearest<Real>(d.mean),
        exact::nearest<Real>(d.std), static_cast<Real>(inside.lowest),
        static_cast<Real>(inside.highest)};
  }
  /// With asymmetric bounds, the mean of the draws is not d.mean.
  static Parts<TruncatedNormal> parts(const TruncatedNormal& d) {
    const exact::Double offset = d.std * exact::truncated_moments(d.lower, d.upper).mean;
    const exact::Double mean = -(offset * part_shrink);
    Parts<TruncatedNormal> parts{d, d};
    parts.real.mean = (d.mean + offset + mean).value;
    parts.imaginary.mean = mean.value;
    parts.real.std = parts.imaginary.std = (d.std * part_shrink).value;
    return parts;
  }
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
