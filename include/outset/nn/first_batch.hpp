// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Initialization by the first batch (Salimans and Kingma 2016, "Weight normalization", section 3,
// equations 5 and 6): g_i = 1 / std_i and b_i = -mean_i / std_i, with w_i = g_i v_i / |v_i|. It
// keeps the directions of the weights that are there, and gives every unit's pre-activations mean 0
// and variance 1 on the batch.

#include <vector>

#include "outset/nn/network.hpp"
#include "outset/nn/within_layer.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Layer after layer; biases are replaced. x: (inputs, examples). Errors: as within_layer.
template <Network Net>
std::vector<NormalizedLayer> first_batch(Net& net, const BatchOf<Net>& x) {
  return detail::normalize_within("first_batch", net, x, {.weights = Directions::kept});
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
