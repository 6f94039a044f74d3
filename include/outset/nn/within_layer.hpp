// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Within-layer normalization (Krahenbuhl et al. 2016, "Data-dependent initializations of
// convolutional neural networks", algorithm 1): layer after layer, weights get their directions,
// then each unit is scaled and shifted so that on the batch its pre-activations have mean `bias`
// and standard deviation 1: W_i = W_i / std_i, b_i = bias - mean_i / std_i. As in the authors'
// program, the directions are random, or the data's principal components, or centres of k-means.

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "outset/distribution.hpp"
#include "outset/error.hpp"
#include "outset/nn/data_dependent.hpp"
#include "outset/nn/directions.hpp"
#include "outset/nn/network.hpp"
#include "outset/nn/parameters.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Where the rows of W come from, before they are scaled.
enum class Directions {
  elementwise,  ///< each weight from N(0, 1)
  pca,          ///< principal components of the layer's inputs, the largest first
  kmeans,       ///< centres of the layer's whitened inputs of length 1
  kept          ///< what is there
};

/// Options of within_layer.
struct WithinLayerOptions {
  Directions weights = Directions::elementwise;
  double bias = 0;  ///< each unit's mean afterwards; the authors run their program with 0.1
  /// Layer `name` draws from rng.stream(name + ".weight"); the Rng does not move.
  Rng rng = Rng(0);
};

/// What was done to a layer.
struct NormalizedLayer {
  std::string name{};
  Index from_data = 0;         ///< rows that are components or centres; the others were drawn
  std::vector<double> mean{};  ///< by unit, of the pre-activations before, with biases of 0
  std::vector<double> std{};   ///< likewise
};

namespace detail {

// The rows of W, (out, in), for inputs (in, examples).
template <std::floating_point Real>
Index set_directions(Directions directions, const MatrixView<Real>& w,
                     const MatrixView<const Real>& inputs, const Rng& rng) {
  if (directions == Directions::kept) return 0;
  Matrix<double> rows(w.rows(), w.cols());
  Rng drawn = rng.stream("drawn");
  Normal{0, 1}(rows, drawn);
  Index from_data = 0;
  if (directions == Directions::pca) {
    from_data = principal_directions<double>(inputs.map().template cast<double>(), rows);
  } else if (directions == Directions::kmeans) {
    from_data =
        kmeans_directions<double>(inputs.map().template cast<double>(), rng.stream("kmeans"), rows);
  }
  w.map() = rows.template cast<Real>();
  return from_data;
}

// Scales and shifts each unit of a layer whose biases are 0, after forward.
template <std::floating_point Real>
void normalize_units(const char* method, const LayerView<Real>& view, double bias,
                     NormalizedLayer& done) {
  require_variation(method, view, "pre-activations", view.z);
  if (view.z.rows() != view.weight.rows() || view.bias.size() != view.weight.rows()) {
    fail_at(method, view.name,
            {"has ", view.weight.rows(),
             " rows of weights, must have as many biases and rows of z, not ", view.bias.size(),
             " and ", view.z.rows()});
  }
  for (Index i = 0; i < view.z.rows(); ++i) {
    const Moments unit = moments(view.z.row(i));
    if (!(unit.std > least_std<Real>(view.weight.cols(), unit.rms))) {
      fail_at(method, view.name,
              {"has the same pre-activation of unit ", i,
               " for every example, must vary so that it can be scaled"});
    }
    done.mean.push_back(unit.mean);
    done.std.push_back(unit.std);
    divide(view.weight.row(i), unit.std);
    outset::detail::in_standard_mode([&] {
      const Sum<Real> shift = Sum<Real>(unit.mean) / Sum<Real>(unit.std);
      view.bias(i) = narrowed<Real>(Sum<Real>(bias) - shift);
    });
  }
}

// What a layer multiplies: what it tells, or the activations of the layer before.
template <Network Net>
MatrixView<const ScalarOf<Net>> inputs_of(const char* method,
                                          const std::vector<LayerView<ScalarOf<Net>>>& views,
                                          std::size_t i, const BatchOf<Net>& x) {
  const auto& view = views[i];
  const MatrixView<const ScalarOf<Net>> inputs = view.input.present() ? view.input
                                                 : i == 0             ? x
                                                                      : views[i - 1].h;
  if (inputs.rows() != view.weight.cols()) {
    fail_at(method, view.name,
            {"has ", view.weight.cols(), " inputs, and the layer before it ", inputs.rows(),
             " activations: it must tell its .input"});
  }
  return inputs;
}

template <Network Net>
std::vector<NormalizedLayer> normalize_within(const char* method, Net& net, const BatchOf<Net>& x,
                                              const WithinLayerOptions& options) {
  require_batch(method, x.cols());
  forward(net, x);
  auto views = layers(net);
  Rollback rollback(views);
  std::vector<NormalizedLayer> report;
  for (const std::size_t i : weighted_layers(method, views)) {
    NormalizedLayer done{.name = views[i].name};
    if (options.weights == Directions::pca || options.weights == Directions::kmeans) {
      const auto inputs = inputs_of<Net>(method, views, i, x);
      require_variation(method, views[i], "inputs", inputs);
      done.from_data = set_directions(options.weights, views[i].weight, inputs,
                                      options.rng.stream(done.name + ".weight"));
    } else {
      set_directions(options.weights, views[i].weight, {},
                     options.rng.stream(done.name + ".weight"));
    }
    if (views[i].bias.present()) views[i].bias.map().setZero();
    forward(net, x);
    views = layers(net);
    normalize_units(method, views[i], options.bias, done);
    forward(net, x);
    views = layers(net);
    require_variation(method, views[i]);
    report.push_back(std::move(done));
  }
  rollback.keep();
  return report;
}

}  // namespace detail

/// Gives every layer's units mean `bias` and standard deviation 1 on the batch x, (inputs,
/// examples), before their activation. Where there are more units than components or examples, the
/// other units are drawn. Weights of pca and kmeans depend on the machine in their last bits.
/// Errors, which name the layer and leave the network's parameters as they were: numbers that are
/// not finite, a unit that is the same for every example, a layer whose activations are, a layer
/// without biases; a `bias` that is not finite.
template <Network Net>
std::vector<NormalizedLayer> within_layer(Net& net, const BatchOf<Net>& x,
                                          const WithinLayerOptions& options = {}) {
  if (!std::isfinite(options.bias)) {
    outset::detail::fail({"within_layer: bias is ", options.bias, ", must be finite"});
  }
  return detail::normalize_within("within_layer", net, x, options);
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
