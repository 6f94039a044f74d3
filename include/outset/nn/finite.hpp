// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Where a net stopped being finite. Training that diverges ends in infinities and NaN, which reach
// every layer within one step. The activations and gradients of that step still show which layer
// had the first of them. The tests look at the numbers' bits, so that no compiler flag changes
// what they find.

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <optional>

#include "outset/config.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/nn/layer.hpp"
#include "outset/nn/mlp.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

template <std::floating_point Scalar>
bool is_finite(Scalar x) {
  if constexpr (sizeof(Scalar) <= sizeof(double)) {
    return outset::exact::is_finite(x);
  } else {
    return std::isfinite(x);
  }
}

template <std::floating_point Scalar>
bool is_nan(Scalar x) {
  if constexpr (sizeof(Scalar) <= sizeof(double)) {
    return outset::exact::is_nan(x);
  } else {
    return std::isnan(x);
  }
}

template <class Column>
bool has_nan(const Eigen::MatrixBase<Column>& column) {
  for (Index i = 0; i < column.size(); ++i) {
    if (is_nan(column(i))) return true;
  }
  return false;
}

}  // namespace detail

/// Whether no entry is infinite or NaN.
template <class M>
bool all_finite(const Eigen::MatrixBase<M>& m) {
  const auto& values = m.derived();
  for (Index j = 0; j < values.cols(); ++j) {
    unsigned bad = 0;  // without an early return the compiler makes vectors of the loop
    for (Index i = 0; i < values.rows(); ++i) {
      bad |= static_cast<unsigned>(!detail::is_finite(values.coeff(i, j)));
    }
    if (bad != 0) return false;
  }
  return true;
}

/// Whether all weights and biases and the activation's slope are finite.
template <std::floating_point Scalar>
bool finite_parameters(const DenseLayer<Scalar>& layer) {
  return all_finite(layer.weight()) && all_finite(layer.bias()) && detail::is_finite(layer.slope());
}
template <std::floating_point Scalar>
bool finite_parameters(const Mlp<Scalar>& net) {
  for (Index l = 0; l < net.depth(); ++l) {
    if (!finite_parameters(net.layer(l))) return false;
  }
  return true;
}

/// The layer of the first number that is not finite, from 0, in the order in which a step computes
/// them: activations from the first layer to the last, gradients from the last to the first, then
/// parameters. For a net that has just done forward and backward, with or without a step after
/// them. None where all are finite.
template <std::floating_point Scalar>
std::optional<Index> first_not_finite(const Mlp<Scalar>& net) {
  for (Index l = 0; l < net.depth(); ++l) {
    if (!all_finite(net.layer(l).activations())) return l;
  }
  for (Index l = net.depth() - 1; l >= 0; --l) {
    const auto& layer = net.layer(l);
    if (!(all_finite(layer.preactivation_gradient()) && all_finite(layer.weight_gradient()) &&
          all_finite(layer.bias_gradient()) && detail::is_finite(layer.slope_gradient()))) {
      return l;
    }
  }
  for (Index l = 0; l < net.depth(); ++l) {
    if (!finite_parameters(net.layer(l))) return l;
  }
  return std::nullopt;
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
