// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How fast each layer of a net learns, to fine-tune a trained one: lower layers frozen, and
// discriminative fine-tuning (Howard & Ruder 2018, "Universal Language Model Fine-tuning", section
// 3.2), where every layer has a lower rate than the one above it: rate_l = rate / 2.6^(L - l).
//
//   outset::nn::set_layer_rates(net, {.frozen = net.depth() - 1});  // only the last layer learns
//   outset::nn::set_layer_rates(net, {.ratio = 2.6});               // all do, the lower the slower
//
// Between the epochs of one trainer it unfreezes a net gradually, from the top (section 3.3):
//
//   for (outset::Index frozen = net.depth() - 1; frozen >= 0; --frozen) {
//     outset::nn::set_layer_rates(net, {.frozen = frozen, .ratio = 2.6});
//     trainer.epoch(X, labels);
//   }

#include <concepts>

#include "outset/error.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/mlp.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Options of set_layer_rates.
struct LayerRates {
  Index frozen = 0;  ///< the first so many layers do not move; in [0, depth)
  double ratio = 1;  ///< a layer's rate over that of the layer below it; finite, > 0
};

/// Sets the rate factor of every layer: 0 for frozen ones, then ratio^-(L - l), which is 1 for the
/// last layer L. Errors: an option out of its range; nothing is changed then.
template <std::floating_point Scalar>
void set_layer_rates(Mlp<Scalar>& net, const LayerRates& rates) {
  if (rates.frozen < 0 || rates.frozen >= net.depth()) {
    outset::detail::fail(
        {"set_layer_rates: frozen is ", rates.frozen, ", must be in [0, ", net.depth(), ")"});
  }
  exact::Double factor = 1;
  for (Index i = net.depth() - 1; i > rates.frozen; --i) factor = factor / rates.ratio;
  if (!(exact::is_finite(rates.ratio) && rates.ratio > 0 && exact::is_finite(factor.value))) {
    outset::detail::fail(
        {"set_layer_rates: ratio is ", rates.ratio, ", must be finite and > 0, and so its powers"});
  }
  for (Index i = 0; i < rates.frozen; ++i) net.layer(i).set_rate_factor(0);
  factor = 1;
  for (Index i = net.depth() - 1; i >= rates.frozen; --i) {
    net.layer(i).set_rate_factor(factor.value);
    factor = factor / rates.ratio;
  }
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
