// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// By what a hidden layer multiplies the mean square of the signal that passes it, by formula:
//
//   q' = n Var(w) E[f(sqrt(q) z)^2],   z ~ N(0, 1)
//
// (He et al. 2015, equation 8, for ReLU; Poole et al. 2016, equation 3, for any f), for n inputs,
// independent weights of mean 0, biases of 0. For ReLU the factor q'/q is n Var(w) / 2 at any q;
// for others E[f^2] is that at q = 1. Orthogonal and sparse weights have the same mean.

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

// For a hidden layer of `width` units on as many. None where the weights have another mean than 0
// or are not random (identity).
std::optional<Factor> factor(const outset::AnyInitializer& init, Eigen::Index width,
                             outset::nn::Activation f);

// "1/2" or three digits.
std::string factor_text(double value);

}  // namespace compare
