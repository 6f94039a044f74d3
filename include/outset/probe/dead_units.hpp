// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Units through which no gradient comes on a whole batch (He et al. 2015 and others call them
// dead), and the share of saturated pre-activations.

#include <optional>
#include <vector>

#include "outset/exact/number.hpp"
#include "outset/nn/network.hpp"
#include "outset/probe/saturation.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

// f'(z) in the network's own precision, in which tanh'(20) is 0.
template <class Real>
bool has_slope(const nn::Nonlinearity& f, Real z) {
  const double slope = f.activation() ? static_cast<double>(nn::derivative(
                                            *f.activation(), z, static_cast<Real>(f.parameter())))
                                      : f.derivative(static_cast<double>(z));
  return !(slope >= 0 && slope <= 0);  // NaN is no zero
}

template <class Real, class Alive>
std::vector<Index> units_without(const nn::MatrixView<const Real>& m, const Alive& alive) {
  std::vector<Index> dead;
  for (Index i = 0; i < m.rows() && m.cols() > 0; ++i) {
    Index j = 0;
    while (j < m.cols() && !alive(m(i, j))) ++j;
    if (j == m.cols()) dead.push_back(i);
  }
  return dead;
}

}  // namespace detail

/// The units, from 0, with f'(z) = 0 in every example, so that no gradient reaches their weights.
/// Where the layer tells no z, those with h = 0 in every example.
template <class Real>
std::vector<Index> dead_units(const nn::LayerView<Real>& layer) {
  if (layer.z.size() > 0) {
    return detail::units_without(layer.z, [&](Real z) { return detail::has_slope(layer.f, z); });
  }
  return detail::units_without(layer.h, [](Real h) { return !(h >= 0 && h <= 0); });
}

/// The share of z, over units and examples, where the activation is saturated (saturation.hpp).
/// Absent for an activation that never is, an own function, and a layer without z.
template <class Real>
std::optional<double> saturated_share(const nn::LayerView<Real>& layer) {
  if (layer.z.size() == 0 || !layer.f.activation()) return std::nullopt;
  const auto bounds = saturation(*layer.f.activation());
  if (!bounds) return std::nullopt;
  Index count = 0;
  for (Index j = 0; j < layer.z.cols(); ++j) {
    for (Index i = 0; i < layer.z.rows(); ++i) {
      count += bounds->at(static_cast<double>(layer.z(i, j))) ? 1 : 0;
    }
  }
  return exact::div(static_cast<double>(count), static_cast<double>(layer.z.size()));
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
