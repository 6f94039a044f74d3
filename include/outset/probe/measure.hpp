// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Measures a network on a batch: what reaches each layer, forwards and backwards, and what one step
// would change. The network is an nn::Mlp or any nn::Network.
//
//   const auto m = outset::probe::measure(net, X, labels, {.method = outset::nn::Sgd{.rate =
//   0.1}}); for (const auto& layer : m.layers) std::cout << layer.name << layer.z->moments.std;

#include <optional>

#include "outset/nn/network.hpp"
#include "outset/nn/optimizer.hpp"
#include "outset/probe/measured.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// Options of `measure`.
struct MeasureOptions {
  /// The method of the trial step that update_to_weight is measured with; none: no trial step.
  std::optional<nn::Method> method = std::nullopt;
  /// What units may differ by and count as the same; see nn::equal_units.
  double equal_tolerance = 1e-6;
};

template <nn::Network Net>
Measured measure(Net& net, const nn::BatchOf<Net>& x, const MeasureOptions& options = {});
template <nn::Network Net, class Y>
Measured measure(Net& net, const nn::BatchOf<Net>& x, const Y& labels,
                 const MeasureOptions& options = {});

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
