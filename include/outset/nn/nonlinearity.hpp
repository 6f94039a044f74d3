// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The function between a layer's pre-activations and activations, h = f(z): a named Activation with
// its parameter, or any function of a user's own.

#include <algorithm>
#include <cmath>
#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "outset/nn/activation.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// A function double -> double with its derivative.
class Nonlinearity {
 public:
  using Function = std::function<double(double)>;

  /// `parameter`: the slope (leaky_relu, prelu) or alpha (elu).
  Nonlinearity(Activation f, double parameter) : activation_(f), parameter_(parameter) {}
  Nonlinearity(Activation f = Activation::identity)  // NOLINT: implicit, as in `.f = relu`
      : Nonlinearity(f, default_parameter(f)) {}

  /// An own function. Without its derivative, that is a central difference, (f(z + d) - f(z - d)) /
  /// 2d with d = 1e-6 max(1, |z|): its error is near 1e-9 where f is smooth.
  template <class F>
  requires(std::invocable<const F&, double> && !std::same_as<std::remove_cvref_t<F>, Nonlinearity>)
      Nonlinearity(F f,
                   Function derivative = {})  // NOLINT: implicit, for `.f = [](double z) {...}`
      : function_(std::move(f)), derivative_(std::move(derivative)) {}

  /// The named activation; none for an own function.
  std::optional<Activation> activation() const { return activation_; }
  double parameter() const { return parameter_; }

  /// f(z)
  double operator()(double z) const {
    return activation_ ? activate(*activation_, z, parameter_) : function_(z);
  }
  /// f'(z); for a named activation at a kink that of its negative side.
  double derivative(double z) const {
    if (activation_) return nn::derivative(*activation_, z, parameter_);
    if (derivative_) return derivative_(z);
    const double d = 1e-6 * (std::max)(1.0, std::fabs(z));
    return (function_(z + d) - function_(z - d)) / ((z + d) - (z - d));
  }

 private:
  std::optional<Activation> activation_{};
  double parameter_ = 0;
  Function function_{}, derivative_{};
};

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
