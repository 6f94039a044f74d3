// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What `measure` finds in a network on one batch: figures by layer. Standard deviations are those
// of the population (divided by the count). A figure that could not be measured is absent: a layer
// without weights has no gradient : weight, a forward pass alone no gradients.

#include <optional>
#include <string>
#include <vector>

#include "outset/config.hpp"
#include "outset/nn/moments.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

using nn::Moments;
using nn::moments;

/// Pre-activations or activations of a batch, (units, examples).
struct Signal {
  Moments moments{};
  /// c, the mean over all pairs of examples of the cosine between their columns (Poole et al. 2016,
  /// the correlation). 1: the examples cannot be told apart. Columns of zeros have no direction and
  /// are left out. Absent with fewer than two other columns, or a value that is not finite.
  std::optional<double> cosine{};
};

/// One layer, or one signal without weights, in the order of `nn::layers(net)`.
struct Layer {
  std::string name{};
  Index out = 0;  ///< units
  Index in = 0;   ///< inputs of a unit, the columns of its weights; 0 without weights

  std::optional<Signal> z{};          ///< pre-activations
  std::optional<Signal> h{};          ///< activations
  std::vector<Index> dead{};          ///< units with f'(z) = 0 in every example; see dead_units
  std::optional<double> saturated{};  ///< share of pre-activations; see saturation.hpp

  std::optional<Moments> weight{}, bias{};
  std::optional<Moments> weight_gradient{}, bias_gradient{};  ///< dL/dW, dL/db
  std::optional<Moments> z_gradient{}, h_gradient{};          ///< dL/dz, dL/dh

  std::optional<double> gradient_to_weight{};  ///< rms dL/dW : rms W; absent where W is 0
  std::optional<double> update_to_weight{};    ///< rms change of W in a trial step : rms W

  /// Groups of units with the same weights and bias, each of two or more; see nn::equal_units.
  std::vector<std::vector<Index>> equal_units{};
};

/// A network on a batch.
struct Measured {
  Index examples = 0;
  Signal input{};
  std::vector<Layer> layers{};
  std::optional<double> loss{};  ///< absent without labels
  double log_classes = 0;        ///< ln K, K the rows of the last layer: the loss of 1/K each
  std::optional<double> prior_entropy{};  ///< of the labels' shares: the least loss without inputs
};

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
