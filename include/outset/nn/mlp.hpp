// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A multilayer perceptron: dense layers one after the other, all hidden ones with one activation.
// It has what one needs to see what an initializer does, and no more.
//
//   outset::nn::Mlp<float> net({64, 128, 10}, outset::nn::Activation::relu);
//   net.initialize(outset::HeNormal{}, outset::Rng{1});           // or "he_normal"
//   net.layer(1).initialize(outset::XavierNormal{}, rng, net.layer_name(1));

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/executor.hpp"
#include "outset/initializers/elementwise.hpp"
#include "outset/nn/activation.hpp"
#include "outset/nn/layer.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Options of an Mlp.
struct MlpOptions {
  /// The last layer's; identity for logits and regression.
  Activation output = Activation::identity;
  /// The hidden activation's slope or alpha; default_parameter(hidden) where not given.
  std::optional<double> parameter = std::nullopt;
};

/// Layer i maps sizes[i] inputs to sizes[i + 1] units. Scalar is float, double or long double.
/// Copies are independent nets.
template <std::floating_point Scalar>
class Mlp {
 public:
  using Layer = DenseLayer<Scalar>;
  using Matrix = typename Layer::Matrix;
  using Vector = typename Layer::Vector;

  /// Errors: fewer than two sizes, a size below 1, a parameter that is not finite.
  explicit Mlp(const std::vector<Index>& sizes, Activation hidden = Activation::relu,
               const MlpOptions& options = {}) {
    if (sizes.size() < 2) {
      outset::detail::fail(
          {"Mlp: ", sizes.size(), " sizes, must be at least 2 (inputs and outputs)"});
    }
    layers_.reserve(sizes.size() - 1);
    for (std::size_t i = 0; i + 2 < sizes.size(); ++i) {
      layers_.emplace_back(sizes[i + 1], sizes[i], hidden,
                           options.parameter.value_or(default_parameter(hidden)));
    }
    layers_.emplace_back(sizes[sizes.size() - 1], sizes[sizes.size() - 2], options.output);
  }

  /// The number of layers that have weights.
  Index depth() const { return static_cast<Index>(layers_.size()); }
  Index inputs() const { return layers_.front().in(); }
  Index outputs() const { return layers_.back().out(); }

  Layer& layer(Index i) { return layers_[checked(i)]; }
  const Layer& layer(Index i) const { return layers_[checked(i)]; }
  /// "layer.0" for the first: what its streams are named after.
  std::string layer_name(Index i) const { return "layer." + std::to_string(checked(i)); }

  /// Initializes every layer, as DenseLayer::initialize; the weights of layer i come from
  /// rng.stream("layer.<i>.weight") and the biases from rng.stream("layer.<i>.bias"), so that a
  /// layer's values do not depend on the other layers. The rng does not move.
  template <class Weights, class Biases>
  void initialize(const Weights& weights, const Biases& biases, const Rng& rng) {
    decltype(auto) weight_rule = detail::resolve(weights);
    decltype(auto) bias_rule = detail::resolve(biases);
    for (Index i = 0; i < depth(); ++i) {
      layer(i).initialize(weight_rule, bias_rule, rng, layer_name(i));
    }
  }
  /// The same with biases of zero.
  template <class Weights>
  void initialize(const Weights& weights, const Rng& rng) {
    initialize(weights, Zeros{}, rng);
  }

  /// All layers' large products run on a copy of `executor` from now on, with the same bits; see
  /// executor.hpp. A copy of the net has it too.
  template <Executor E>
  void run_on(const E& executor) {
    for (Layer& layer : layers_) layer.run_on(executor);
  }

  /// Makes room for batches of up to `batch` columns; smaller ones then allocate nothing.
  void reserve(Index batch) {
    for (Layer& layer : layers_) layer.reserve(batch);
  }

  /// The outputs (outputs, batch) for a batch x (inputs, batch); they live until the next call.
  /// Errors: x has not inputs() rows.
  auto forward(const Eigen::Ref<const Matrix>& x) {
    if (x.rows() != inputs()) {
      outset::detail::fail({"Mlp: a batch has ", x.rows(), " rows, must have ", inputs(),
                            " (one example per column)"});
    }
    layers_.front().forward(x);
    for (std::size_t i = 1; i < layers_.size(); ++i) {
      layers_[i].forward(layers_[i - 1].activations());
    }
    return output();
  }

  /// The last forward's outputs.
  auto output() const { return layers_.back().activations(); }

  /// Where dL/doutput (outputs, batch) is written before `backward`.
  auto output_gradient() { return layers_.back().output_gradient(); }

  /// All gradients, for the batch that `forward` has just seen and the gradient written to
  /// `output_gradient()`. They are in the layers afterwards, dL/dz of every layer too.
  void backward(const Eigen::Ref<const Matrix>& x) { backward_to(0, x); }

  /// What a step of training needs of it: below the first layer that is not frozen, the gradients
  /// stay what they were.
  void backward_trainable(const Eigen::Ref<const Matrix>& x) {
    std::size_t first = 0;
    while (first < layers_.size() && layers_[first].frozen()) ++first;
    backward_to(first, x);
  }

  /// Calls use(values, gradients) for every tensor, first layer first; see DenseLayer.
  template <class Use>
  void for_each_parameter(Use&& use) {
    for (Layer& layer : layers_) layer.for_each_parameter(use);
  }
  Index parameter_count() const {
    Index count = 0;
    for (const Layer& layer : layers_) count += layer.parameter_count();
    return count;
  }
  /// How many tensors `for_each_parameter` visits.
  Index tensor_count() const {
    Index count = 0;
    for (const Layer& layer : layers_) count += layer.activation() == Activation::prelu ? 3 : 2;
    return count;
  }

 private:
  void backward_to(std::size_t first, const Eigen::Ref<const Matrix>& x) {
    for (std::size_t i = layers_.size(); i-- > first;) {
      if (i == 0) {
        layers_[i].backward(x);
        continue;
      }
      layers_[i].backward(layers_[i - 1].activations());
      if (i > first) layers_[i].input_gradient(layers_[i - 1].output_gradient());
    }
  }

  std::size_t checked(Index i) const {
    if (i < 0 || i >= depth()) {
      outset::detail::fail({"Mlp: layer is ", i, ", must be in [0, ", depth(), ")"});
    }
    return static_cast<std::size_t>(i);
  }

  std::vector<Layer> layers_{};
};

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
