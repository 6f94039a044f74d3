// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of variance_scaling.hpp.

#include <string>

#include "outset/exact/number.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Refuses options so large that the distribution leaves double's range.
inline void require_no_overflow(const char* initializer, double gain, double numerator,
                                double result) {
  if (exact::is_finite(result)) return;
  const bool scaled = !exact::equal(numerator, 1.0);
  fail_option(initializer, scaled ? "scale" : "gain", scaled ? numerator : gain,
              "smaller: the weights overflow");
}

[[noreturn]] OUTSET_COLD inline void fail_fan(const char* initializer, const Shape& shape,
                                              Fan which) {
  const char* const names[] = {"fan-in", "fan-out", "mean of fan-in and fan-out",
                               "geometric mean of fan-in and fan-out"};
  const int number = static_cast<int>(which);
  if (number < 0 || number > 3) {
    fail({initializer, ": fan is ", number, ", must be Fan::in, out, avg or geo_avg"});
  }
  fail({initializer, ": the ", names[number], " is 0, must be > 0 (W is ", shape.whole().rows(),
        " x ", shape.whole().cols(), ")"});
}

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {
namespace library {

OUTSET_LINKED double checked_fan(const char* initializer, const Shape& shape, Fan which) {
  const bool known = which >= Fan::in && which <= Fan::geo_avg;
  const double connections = known ? fan(shape.fans(), which) : 0;
  if (!(connections > 0)) detail::fail_fan(initializer, shape, which);
  return connections;
}

OUTSET_LINKED Normal scaled_normal(const char* initializer, double gain, double numerator,
                                   double fan) {
  require_not_negative(initializer, "gain", gain);
  const double std = (gain * sqrt(exact::Number{numerator} / fan)).value;
  detail::require_no_overflow(initializer, gain, numerator, std);
  return {.mean = 0, .std = std};
}

OUTSET_LINKED Uniform scaled_uniform(const char* initializer, double gain, double numerator,
                                     double fan) {
  require_not_negative(initializer, "gain", gain);
  const auto limit = gain * sqrt(3 * exact::Number{numerator} / fan);
  detail::require_no_overflow(initializer, gain, numerator, (2 * limit).value);
  return {.low = (-limit).value, .high = limit.value};
}

OUTSET_LINKED Distribution distribution_of(const VarianceScaling& init, const Shape& shape) {
  require_not_negative(init.name, "scale", init.scale);
  const double connections = checked_fan(init.name, shape, init.fan);
  switch (init.family) {
    case Family::normal:
      return scaled_normal(init.name, 1, init.scale, connections);
    case Family::uniform:
      return scaled_uniform(init.name, 1, init.scale, connections);
    case Family::truncated_normal:
      return TruncatedNormal{.std = scaled_normal(init.name, 1, init.scale, connections).std,
                             .corrected = true};
  }
  fail({VarianceScaling::name, ": family is ", static_cast<int>(init.family),
        ", must be normal, truncated_normal or uniform"});
}

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
