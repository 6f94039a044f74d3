// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// As instances.hpp, for the tests that train: declared here, compiled once, in instances_nn.cpp.

#include <span>
#include <vector>

#include "outset/nn/moments.hpp"
#include "outset/nn/network.hpp"
#include "outset/nn/train.hpp"
#include "support/instances.hpp"

// `prefix` is extern, to declare, or nothing, to define.
#define OUTSET_TEST_NN(prefix, Scalar)                                                    \
  prefix template outset::nn::Score outset::nn::backpropagate<Scalar>(                    \
      outset::nn::Mlp<Scalar>&, const Eigen::Ref<const outset::nn::Mlp<Scalar>::Matrix>&, \
      std::span<const int>, outset::nn::Loss);                                            \
  prefix template outset::nn::Score outset::nn::backpropagate<Scalar>(                    \
      outset::nn::Mlp<Scalar>&, const Eigen::Ref<const outset::nn::Mlp<Scalar>::Matrix>&, \
      const Eigen::Ref<const outset::nn::Mlp<Scalar>::Matrix>&);                          \
  prefix template outset::nn::Score outset::nn::evaluate<Scalar>(                         \
      outset::nn::Mlp<Scalar>&, const Eigen::Ref<const outset::nn::Mlp<Scalar>::Matrix>&, \
      std::span<const int>, outset::nn::Loss);                                            \
  prefix template class outset::nn::Trainer<Scalar>;                                      \
  prefix template class outset::nn::DenseLayer<Scalar>;                                   \
  prefix template class outset::nn::Mlp<Scalar>;                                          \
  prefix template std::vector<outset::nn::LayerView<Scalar>> outset::nn::layers(          \
      outset::nn::Mlp<Scalar>&);                                                          \
  prefix template outset::nn::Moments outset::nn::moments(                                \
      const outset::nn::MatrixView<const Scalar>&);                                       \
  prefix template outset::nn::Moments outset::nn::moments(const outset::nn::MatrixView<Scalar>&);

OUTSET_TEST_NN(extern, float)
OUTSET_TEST_NN(extern, double)
