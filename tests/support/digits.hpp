// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The training digits, standardized, and a network's parameters as bytes, which an error leaves as
// they were.

#include <Eigen/Core>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "data/images.hpp"
#include "outset/nn/network.hpp"
#include "support/catch.hpp"

namespace support {

// For float and double; compiled once, in instances_digits.cpp.
template <class Scalar>
const examples::Examples<Scalar>& training_digits();

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

// That change() throws an error with `text`, and that every parameter of the net stays as it was.
template <class Net, class Change>
void check_refused(Net& net, const std::string& text, const Change& change) {
  const std::string before = parameter_bytes(net);
  CHECK_THROWS_WITH(change(), ContainsSubstring(text));
  CHECK(parameter_bytes(net) == before);
}

}  // namespace support
