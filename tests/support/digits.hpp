// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The training digits, standardized, and a network's parameters as bytes.

#include <Eigen/Core>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "data/digits.hpp"
#include "outset/nn/network.hpp"

namespace support {

template <class Scalar>
const auto& training_digits() {
  static const auto data = [] {
    const auto [train, test] =
        examples::split(examples::read_digits(OUTSET_SOURCE_DIR "/examples/data/digits.csv"));
    return examples::standardize<Scalar>(train, test);
  }();
  return data.train;
}

// Every weight, bias and slope of a network, to compare to the bit.
template <class Net>
std::string parameter_bytes(Net& net) {
  std::string bytes;
  for (const auto& view : outset::nn::layers(net)) {
    for (const auto& parameter : {view.weight, view.bias, view.extra}) {
      for (outset::Index j = 0; j < parameter.cols(); ++j) {
        for (outset::Index i = 0; i < parameter.rows(); ++i) {
          char piece[sizeof parameter(i, j)];
          std::memcpy(piece, &parameter(i, j), sizeof piece);
          bytes.append(piece, sizeof piece);
        }
      }
    }
  }
  return bytes;
}

}  // namespace support
