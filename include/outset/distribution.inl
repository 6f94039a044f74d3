// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of distribution.hpp.

#include <variant>

#include "outset/exact/arithmetic.hpp"
#include "outset/exact/truncated_law.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

OUTSET_COLD OUTSET_LINKED void fail_option(const char* initializer, const char* option,
                                           double value, const char* allowed) {
  fail({initializer, ": ", option, " is ", value, ", must be ", allowed});
}

OUTSET_LINKED void require_finite(const char* initializer, const char* option, double value) {
  if (!exact::is_finite(value)) fail_option(initializer, option, value, "finite");
}

OUTSET_LINKED void require_not_negative(const char* initializer, const char* option, double value) {
  if (!exact::is_finite(value) || value < 0) {
    fail_option(initializer, option, value, "finite and >= 0");
  }
}

OUTSET_LINKED void validate(const Constant& d, const char* of) {
  detail::require_finite(of, "value", d.value);
}

OUTSET_LINKED void validate(const Uniform& d, const char* of) {
  detail::require_finite(of, "low", d.low);
  detail::require_finite(of, "high", d.high);
  if (d.low > d.high) {
    detail::fail({of, ": low is ", d.low, ", must be <= high = ", d.high});
  }
  if (!exact::is_finite(exact::sub(d.high, d.low))) {
    detail::fail({of, ": high - low overflows (low is ", d.low, ", high is ", d.high, ")"});
  }
}

OUTSET_LINKED void validate(const Normal& d, const char* of) {
  detail::require_finite(of, "mean", d.mean);
  detail::require_not_negative(of, "std", d.std);
}

OUTSET_LINKED void validate(const TruncatedNormal& d, const char* of) {
  detail::require_finite(of, "mean", d.mean);
  detail::require_not_negative(of, "std", d.std);
  if (exact::is_nan(d.lower)) detail::fail_option(of, "lower", d.lower, "a number below upper");
  if (exact::is_nan(d.upper)) detail::fail_option(of, "upper", d.upper, "a number above lower");
  if (!(d.lower < d.upper)) {
    detail::fail({of, ": lower is ", d.lower, ", must be below upper = ", d.upper});
  }
}

OUTSET_LINKED double parent_std(const TruncatedNormal& d) {
  if (!d.corrected) return d.std;
  return (d.std / sqrt(exact::truncated_moments(d.lower, d.upper).variance)).value;
}

}  // namespace library

}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

/// use(the one that d holds). std::visit costs every file of the include ten times as much.
template <class Use>
double of_held(const Distribution& d, const Use& use) {
  static_assert(std::variant_size_v<Distribution> == 4);
  if (const auto* held = std::get_if<0>(&d)) return use(*held);
  if (const auto* held = std::get_if<1>(&d)) return use(*held);
  if (const auto* held = std::get_if<2>(&d)) return use(*held);
  return use(*std::get_if<3>(&d));
}

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

OUTSET_LINKED double lower_bound(const Constant& d) { return d.value; }
OUTSET_LINKED double lower_bound(const Uniform& d) { return d.low; }
OUTSET_LINKED double lower_bound(const Normal& d) {
  return d.std > 0 ? -exact::infinity<double> : d.mean;
}
OUTSET_LINKED double lower_bound(const TruncatedNormal& d) {
  if (!(d.std > 0)) return d.mean;
  return (d.mean + exact::Double{d.lower} * d.parent_std()).value;
}
OUTSET_LINKED double upper_bound(const Constant& d) { return d.value; }
OUTSET_LINKED double upper_bound(const Uniform& d) { return d.high; }
OUTSET_LINKED double upper_bound(const Normal& d) {
  return d.std > 0 ? exact::infinity<double> : d.mean;
}
OUTSET_LINKED double upper_bound(const TruncatedNormal& d) {
  if (!(d.std > 0)) return d.mean;
  return (d.mean + exact::Double{d.upper} * d.parent_std()).value;
}
OUTSET_LINKED double lower_bound(const Distribution& d) {
  return detail::of_held(d, [](const auto& which) { return lower_bound(which); });
}
OUTSET_LINKED double upper_bound(const Distribution& d) {
  return detail::of_held(d, [](const auto& which) { return upper_bound(which); });
}

}  // namespace OUTSET_LINK
}  // namespace outset
