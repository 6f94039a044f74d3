// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The activations of activation.hpp, by name and applied to matrices entry by entry: every unit
// gets the same arithmetic wherever it sits in its matrix, which a packet loop with a scalar tail
// would not give.

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "outset/activation.hpp"
#include "outset/config.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

using outset::Activation;
using outset::to_string;

/// The names of all activations, in the order of the enumeration.
inline constexpr auto activation_names = [] {
  std::array<std::string_view, outset::detail::activation_count> names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = outset::detail::activation_facts[i].name;
  }
  return names;
}();

/// The activation of this name. An unknown name is an error that lists the known ones.
inline Activation activation(std::string_view text) {
  for (std::size_t i = 0; i < activation_names.size(); ++i) {
    if (activation_names[i] == text) return static_cast<Activation>(i);
  }
  std::string known;
  for (const std::string_view name : activation_names) {
    known += known.empty() ? "" : ", ";
    known += name;
  }
  outset::detail::fail(
      {"activation: ", outset::detail::in_quotes(text), " is unknown, must be one of ", known});
}

/// What an activation's parameter is when nobody says: the slope of leaky_relu (0.01) and of prelu
/// at the start (0.25), the alpha of elu (1); 0 for the others.
constexpr double default_parameter(Activation f) { return outset::detail::facts_of(f).parameter; }

/// f(z) of one number. `parameter`: the slope (leaky_relu, prelu) or alpha (elu).
template <class Scalar>
Scalar activate(Activation f, Scalar z, Scalar parameter) {
  Scalar h = 0;
  outset::detail::with_activation(f, [&](auto function) { h = function.value(z, parameter); });
  return h;
}

/// f'(z) of one number; the derivative at a kink is that of its negative side.
template <class Scalar>
Scalar derivative(Activation f, Scalar z, Scalar parameter) {
  Scalar slope = 0;
  outset::detail::with_activation(f, [&](auto function) {
    slope = function.derivative(z, function.value(z, parameter), parameter);
  });
  return slope;
}

/// h = f(z), entry by entry. h has z's size and may be z itself. Nothing is allocated.
template <class Z, class H>
void activate(Activation f, typename Z::Scalar parameter, const Eigen::MatrixBase<Z>& z, H&& h) {
  using Scalar = typename Z::Scalar;
  outset::detail::with_activation(f, [&](auto function) {
    h = z.unaryExpr([=](Scalar value) { return function.value(value, parameter); });
  });
}

/// d = d * f'(z), entry by entry, with h = f(z): dL/dh becomes dL/dz. Nothing is allocated.
template <class Z, class H, class D>
void multiply_by_derivative(Activation f, typename Z::Scalar parameter,
                            const Eigen::MatrixBase<Z>& z, const Eigen::MatrixBase<H>& h, D&& d) {
  using Scalar = typename Z::Scalar;
  outset::detail::with_activation(f, [&](auto function) {
    d.array() *= z.binaryExpr(h, [=](Scalar zi, Scalar hi) {
                    return function.derivative(zi, hi, parameter);
                  }).array();
  });
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
