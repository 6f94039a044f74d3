// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a scalar is computed in, what it is called, and what it holds.

#include <Eigen/Core>
#include <limits>
#include <type_traits>

#include "outset/error.hpp"
#include "outset/exact/bits.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// half and bfloat16 are computed in float and rounded at the end.
template <class Scalar>
using Working = std::conditional_t<sizeof(Scalar) == 2, float, Scalar>;

template <class Scalar>
constexpr const char* scalar_name() {
  if constexpr (std::is_same_v<Scalar, float>) return "float";
  if constexpr (std::is_same_v<Scalar, double>) return "double";
  if constexpr (std::is_same_v<Scalar, Eigen::half>) return "half";
  if constexpr (std::is_same_v<Scalar, Eigen::bfloat16>) return "bfloat16";
}

template <class Scalar>
double largest_finite() {
  return static_cast<double>((std::numeric_limits<Scalar>::max)());
}

[[noreturn]] OUTSET_COLD inline void fail_too_large(const char* initializer, const char* option,
                                                    double value, const char* scalar,
                                                    double largest) {
  fail({initializer, ": ", option, " is ", value, ", more than ", scalar, " holds (at most ",
        largest, ")"});
}

/// Refuses an option's value that a scalar cannot hold.
template <class Scalar>
void require_holds(const char* initializer, const char* option, double value) {
  const double largest = largest_finite<Scalar>();
  if (exact::magnitude(value) > largest) {
    fail_too_large(initializer, option, value, scalar_name<Scalar>(), largest);
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
