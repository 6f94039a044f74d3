// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Only initializers of the signatures: a fill by text would compile every initializer.

#include "signatures.hpp"

void fill_with(const outset::HeNormal& init, const outset::Shape& shape, outset::Rng& rng,
               float* weights) {
  Eigen::Map<Eigen::MatrixXf> w(weights, shape.rows(), shape.cols());
  init(w, shape, rng);
}

outset::Normal rule_of(const outset::HeNormal& init, const outset::Shape& shape) {
  return init.distribution(shape);
}

outset::Distribution distribution_of(const outset::AnyInitializer& init,
                                     const outset::Shape& shape) {
  return init.distribution(shape);
}

std::uint64_t first_value(outset::Philox4x32& engine) { return engine(); }
