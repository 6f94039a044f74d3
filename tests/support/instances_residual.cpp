// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/distribution.hpp"
#include "outset/rng.hpp"
#include "support/instances.hpp"
#include "support/residual.hpp"

namespace own {

Residual::Residual(outset::Index in, outset::Index width, outset::Index out, std::uint64_t seed) {
  w1.resize(width, in), w2.resize(width, width), w3.resize(width, width), w4.resize(out, width);
  b1.resize(width), b2.resize(width), b4.resize(out);
  const outset::Normal normal{0.0, 0.4};
  outset::Rng rng(seed);
  normal(w1, rng), normal(w2, rng), normal(w3, rng), normal(w4, rng);
  normal(b1, rng), normal(b2, rng), normal(b4, rng);
}

std::vector<outset::nn::LayerView<double>> Residual::layers() {
  using outset::nn::Activation;
  return {{.name = "stem",
           .weight = w1,
           .bias = b1,
           .z = z1,
           .h = h1,
           .f = Activation::relu,
           .weight_gradient = dw1,
           .bias_gradient = db1,
           .z_gradient = dz1},
          {.name = "branch",
           .weight = w2.transpose(),
           .bias = b2,
           .z = z2,
           .h = h2,
           .f = Activation::tanh,
           .weight_gradient = dw2.transpose(),
           .bias_gradient = db2,
           .z_gradient = dz2},
          {.name = "branch end",
           .weight = w3,
           .z = r,
           .h = r,
           .weight_gradient = dw3,
           .z_gradient = ds},
          {.name = "sum", .h = s, .h_gradient = ds},
          {.name = "out",
           .weight = w4,
           .bias = b4,
           .input = s,
           .z = z4,
           .h = z4,
           .weight_gradient = dw4,
           .bias_gradient = db4,
           .z_gradient = dz4}};
}

void Residual::forward(const Matrix& x) {
  z1 = (w1 * x).colwise() + b1;
  h1 = z1.cwiseMax(0.0);
  z2 = (w2.transpose() * h1).colwise() + b2;
  h2 = z2.array().tanh();
  r = w3 * h2;
  s = h1 + r;
  z4 = (w4 * s).colwise() + b4;
}

void Residual::backward(const Matrix& x, const Matrix& gradient) {
  dz4 = gradient;
  dw4 = dz4 * s.transpose();
  db4 = dz4.rowwise().sum();
  ds = w4.transpose() * dz4;
  dw3 = ds * h2.transpose();
  dz2 = (w3.transpose() * ds).array() * (1 - h2.array().square());
  dw2 = h1 * dz2.transpose();
  db2 = dz2.rowwise().sum();
  dz1 = (ds + w2 * dz2).array() * (z1.array() > 0).cast<double>();
  dw1 = dz1 * x.transpose();
  db1 = dz1.rowwise().sum();
}

}  // namespace own
