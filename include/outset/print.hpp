// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Printing. A Shape prints as the call that makes it, an initializer as the text that names it:
//
//   conv2d(64, 32, 3, 3, {.groups = 4, .stride = 2})      he_normal(fan=out)
//
// Where two makers make the same Shape, the more general one is printed: kernel(8, 4, 9) prints as
// conv1d(8, 4, 9), and depthwise(8, {3, 3}) as conv2d(8, 8, 3, 3, {.groups = 8}).

#include <concepts>
#include <iosfwd>
#include <string>
#include <variant>

#include "outset/any_initializer.hpp"
#include "outset/config.hpp"
#include "outset/distribution.hpp"
#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_LINK {

/// "in", "out", "avg" or "geo_avg", as in `he_normal(fan=out)`.
OUTSET_LINKED std::string to_string(Fan fan);

/// "normal", "truncated_normal" or "uniform", as in `variance_scaling(family=uniform)`.
OUTSET_LINKED std::string to_string(Family family);

/// Such as "Fans{.in = 784, .out = 256}".
OUTSET_LINKED std::string to_string(const Fans& fans);

/// The call that makes an equal Shape: "conv2d(64, 32, 3, 3, {.stride = 2})",
/// "slice(fused(dense(64, 64), 3), 0, 0, 64, 64)".
OUTSET_LINKED std::string to_string(const Shape& shape);

}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {

/// The text of the distribution that it holds, such as "normal(std=0.02)".
template <std::same_as<Distribution> D>
std::string to_string(const D& distribution) {
  return std::visit([](const auto& which) { return to_string(which); }, distribution);
}

namespace detail {

template <class T>
inline constexpr bool is_any_initializer = false;
template <class Registered>
inline constexpr bool is_any_initializer<BasicAnyInitializer<Registered>> = true;

/// The types that print as their to_string. Only these exact types: nothing that merely converts to
/// one of them is printed as one.
template <class T>
concept PrintsAsText = std::same_as<T, Shape> || std::same_as<T, Fans> || std::same_as<T, Fan> ||
    std::same_as<T, Family> || std::same_as<T, Distribution> || is_any_initializer<T> ||
    Registered<T>;

}  // namespace detail

/// Prints to_string(value): initializers, distributions, Shapes, Fans and the options'
/// enumerations.
template <detail::PrintsAsText T>
std::ostream& operator<<(std::ostream& out, const T& value) {
  return out << to_string(value);
}

}  // namespace OUTSET_ABI
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/print.inl"
#endif
