// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The four distributions that elementwise initializers draw from, as plain data, and their bounds.
// They touch no memory and no randomness: fill/ draws from them, law.hpp has their densities and
// moments. Each is itself an initializer: Normal{.std = 0.02}(W, rng).

#include <variant>

#include "outset/error.hpp"
#include "outset/initializer.hpp"
#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

struct Constant;
struct Uniform;
struct Normal;
struct TruncatedNormal;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {
namespace library {

/// Refuse an option of an initializer. `allowed` ends the sentence "must be ...".
[[noreturn]] OUTSET_LINKED void fail_option(const char* initializer, const char* option,
                                            double value, const char* allowed);
OUTSET_LINKED void require_finite(const char* initializer, const char* option, double value);
OUTSET_LINKED void require_not_negative(const char* initializer, const char* option, double value);

/// Refuse what a distribution may not have; `of` is the initializer's name.
OUTSET_LINKED void validate(const Constant& d, const char* of);
OUTSET_LINKED void validate(const Uniform& d, const char* of);
OUTSET_LINKED void validate(const Normal& d, const char* of);
OUTSET_LINKED void validate(const TruncatedNormal& d, const char* of);

OUTSET_LINKED double parent_std(const TruncatedNormal& d);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_VALUES {

/// Every element is `value`.
struct Constant {
  static constexpr const char* name = "Constant";
  double value = 0;

  OUTSET_KEYED void validate(const char* of = name) const { library::validate(*this, of); }

  OUTSET_KEYED Constant distribution() const { return validate(), *this; }
  OUTSET_KEYED Constant distribution(const Shape&) const { return distribution(); }
  OUTSET_LIBRARY_CALL_OPERATORS(Constant);
};

/// Uniform on [low, high): `high` itself is never drawn, in any scalar. low == high is legal: a
/// constant.
struct Uniform {
  static constexpr const char* name = "Uniform";
  double low = -0.05;
  double high = 0.05;

  OUTSET_KEYED void validate(const char* of = name) const { library::validate(*this, of); }

  OUTSET_KEYED Uniform distribution() const { return validate(), *this; }
  OUTSET_KEYED Uniform distribution(const Shape&) const { return distribution(); }
  OUTSET_LIBRARY_CALL_OPERATORS(Uniform);
};

/// Normal with mean `mean` and standard deviation `std` (0 is legal). The default is AlexNet's
/// (Krizhevsky et al. 2012, section 5).
struct Normal {
  static constexpr const char* name = "Normal";
  double mean = 0;
  double std = 0.01;

  OUTSET_KEYED void validate(const char* of = name) const { library::validate(*this, of); }

  OUTSET_KEYED Normal distribution() const { return validate(), *this; }
  OUTSET_KEYED Normal distribution(const Shape&) const { return distribution(); }
  OUTSET_LIBRARY_CALL_OPERATORS(Normal);
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

  OUTSET_KEYED void validate(const char* of = name) const { library::validate(*this, of); }

  /// The standard deviation of the normal that is cut.
  OUTSET_KEYED double parent_std() const { return library::parent_std(*this); }

  OUTSET_KEYED TruncatedNormal distribution() const { return validate(), *this; }
  OUTSET_KEYED TruncatedNormal distribution(const Shape&) const { return distribution(); }
  OUTSET_LIBRARY_CALL_OPERATORS(TruncatedNormal);
};

/// Any of the four, chosen at run time.
using Distribution = std::variant<Constant, Uniform, Normal, TruncatedNormal>;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {

/// No draw is below lower_bound or above upper_bound (a Uniform's upper bound is excluded).
OUTSET_LINKED double lower_bound(const Constant& d);
OUTSET_LINKED double lower_bound(const Uniform& d);
OUTSET_LINKED double lower_bound(const Normal& d);
OUTSET_LINKED double lower_bound(const TruncatedNormal& d);
OUTSET_LINKED double lower_bound(const Distribution& d);
OUTSET_LINKED double upper_bound(const Constant& d);
OUTSET_LINKED double upper_bound(const Uniform& d);
OUTSET_LINKED double upper_bound(const Normal& d);
OUTSET_LINKED double upper_bound(const TruncatedNormal& d);
OUTSET_LINKED double upper_bound(const Distribution& d);

}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::fail_option;
using library::require_finite;
using library::require_not_negative;

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/distribution.inl"
#include "outset/fill/draws.inl"
#endif
