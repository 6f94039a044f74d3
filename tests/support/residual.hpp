// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A network as a user writes one with Eigen: dense layers around a residual block,
// s = h1 + W3 tanh(W2 h1 + b2), with weights stored in several ways. Its functions are compiled
// once, in instances_residual.cpp.

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "outset/nn/network.hpp"

namespace own {

struct Residual {
  using Matrix = Eigen::MatrixXd;
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Vector = Eigen::VectorXd;

  RowMajor w1, w3;  // (out, in)
  Matrix w2;        // (in, out)
  Matrix w4;
  Vector b1, b2, b4;
  Matrix z1, h1, z2, h2, r, s, z4;
  Matrix dw1, dw2, dw3, dw4, dz1, dz2, ds, dz4;
  Vector db1, db2, db4;

  Residual(outset::Index in, outset::Index width, outset::Index out, std::uint64_t seed);
  std::vector<outset::nn::LayerView<double>> layers();
  void forward(const Matrix& x);
  void backward(const Matrix& x, const Matrix& gradient);
};

}  // namespace own
