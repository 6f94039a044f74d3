// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The factor by which a hidden layer multiplies the signal's mean square q, by formula:
//
//   q' = n Var(w) E[f(sqrt(q) z)^2],   z ~ N(0, 1)
//
// for n inputs, independent weights w of mean 0 and biases of 0 (He et al. 2015, equation 8, for
// ReLU; Poole et al. 2016, equation 3, for any f). For ReLU the factor q'/q is n Var(w) / 2 at any
// q; for other activations E[f^2] is taken at q = 1. Orthogonal and sparse weights, which are not
// independent, have the same expectation.

#include <Eigen/Core>
#include <optional>
#include <outset/nn/activation.hpp>
#include <outset/outset.hpp>
#include <string>

namespace compare {

struct Factor {
  double variance = 0;  // n Var(w)
  double kept = 0;      // E[f^2]
  std::string symbols;  // n Var(w) in the initializer's options, such as "gain²"

  double value() const { return variance * kept; }
};

// For a hidden layer with `width` inputs and units. None where the weights' mean is not 0, or where
// they are not random (identity).
std::optional<Factor> factor(const outset::AnyInitializer& init, Eigen::Index width,
                             outset::nn::Activation f);

// "1/2" or three digits.
std::string factor_text(double value);

}  // namespace compare
