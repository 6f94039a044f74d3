// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A pruned net for inference, its weights in Eigen::SparseMatrix: memory and time in proportion to
// the weights that are left.

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <concepts>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/nn/activation.hpp"
#include "outset/nn/mlp.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {

/// h = f(W x + b), layer by layer, with the weights that are not 0. The sums are Eigen's, so the
/// outputs agree with the dense net's to rounding, not to the bit.
template <std::floating_point Scalar>
class SparseMlp {
 public:
  using Matrix = typename nn::Mlp<Scalar>::Matrix;
  using Vector = typename nn::Mlp<Scalar>::Vector;
  struct Layer {
    Eigen::SparseMatrix<Scalar, Eigen::RowMajor> weight;
    Vector bias;
    Activation activation;
    Scalar slope;
  };

  explicit SparseMlp(const nn::Mlp<Scalar>& net) {
    for (Index i = 0; i < net.depth(); ++i) {
      const auto& layer = net.layer(i);
      layers_.push_back(
          {layer.weight().sparseView(), layer.bias(), layer.activation(), layer.slope()});
      layers_.back().weight.makeCompressed();
    }
  }

  const std::vector<Layer>& layers() const { return layers_; }
  /// How many weights are stored.
  Index count() const {
    Index total = 0;
    for (const Layer& layer : layers_) total += layer.weight.nonZeros();
    return total;
  }

  /// The outputs (outputs, batch) for a batch x (inputs, batch). Error: x has other rows.
  Matrix forward(const Eigen::Ref<const Matrix>& x) const {
    const Index inputs = layers_.front().weight.cols();
    if (x.rows() != inputs) {
      outset::detail::fail({"SparseMlp: a batch has ", x.rows(), " rows, must have ", inputs,
                            " (one example per column)"});
    }
    // A weight of a sparse row meets the same input of all examples. Side by side in memory they
    // are a vector's work; of few examples, each is better summed by itself.
    constexpr Index few = 4;
    return x.cols() < few ? layer_by_layer<Matrix>(x) : layer_by_layer<ByRows>(x);
  }

 private:
  using ByRows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  template <class Work>
  Matrix layer_by_layer(const Eigen::Ref<const Matrix>& x) const {
    Work h = x;
    for (const Layer& layer : layers_) {
      Work z(layer.weight.rows(), h.cols());
      z.noalias() = layer.weight * h;
      z.colwise() += layer.bias;
      // Entry by entry, so in the order of memory.
      Eigen::Map<Vector> entries(z.data(), z.size());
      nn::activate(layer.activation, layer.slope, entries, entries);
      h.swap(z);
    }
    return h;
  }
  std::vector<Layer> layers_{};
};

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
