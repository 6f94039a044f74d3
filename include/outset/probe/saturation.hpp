// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Where an activation is saturated: on a side where f(z) tends to a constant without reaching it,
// from the pre-activation on at which |f'(z)| stays below 1/20 of its greatest value. For tanh that
// is |h| > 0.975 (Karpathy's makemore draws the share with |h| > 0.97). ReLU is exactly 0 below 0,
// which is not saturated but without slope: see dead_units in measure.hpp.

#include <limits>
#include <optional>

#include "outset/activation.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// Saturated are z < below and z > above.
struct Saturation {
  double below = -std::numeric_limits<double>::infinity();
  double above = std::numeric_limits<double>::infinity();

  bool at(double z) const { return z < below || z > above; }
};

/// An activation's own bounds; none for those that saturate on no side. elu's and selu's do not
/// depend on alpha: below 0 both have the slope e^z times the one at -0.
inline std::optional<Saturation> saturation(Activation f) {
  const double none = std::numeric_limits<double>::infinity();
  switch (f) {
    case Activation::tanh:
      return Saturation{-2.1782722103008765, 2.1782722103008765};  // tanh^2 = 19/20
    case Activation::sigmoid:
      return Saturation{-4.356544420601753, 4.356544420601753};  // twice tanh's
    case Activation::elu:
    case Activation::selu:
      return Saturation{-2.995732273553991, none};  // ln 1/20
    case Activation::softplus:
      return Saturation{-2.9444389791664403, none};  // ln 1/19
    case Activation::gelu:
      return Saturation{-2.278560698788475, none};  // by bisection, as the next two
    case Activation::silu:
      return Saturation{-3.9298973247902107, none};
    case Activation::mish:
      return Saturation{-3.9812515252905634, none};
    case Activation::identity:
    case Activation::relu:
    case Activation::leaky_relu:
    case Activation::prelu:
      break;
  }
  return std::nullopt;
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
