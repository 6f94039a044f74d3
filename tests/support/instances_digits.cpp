// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "support/digits.hpp"

#include "data/digits.hpp"

namespace support {

template <class Scalar>
const examples::Examples<Scalar>& training_digits() {
  static const auto data = [] {
    const auto [train, test] =
        examples::split(examples::read_digits(OUTSET_SOURCE_DIR "/examples/data/digits.csv"));
    return examples::standardize<Scalar>(train, test);
  }();
  return data.train;
}

template const examples::Examples<float>& training_digits<float>();
template const examples::Examples<double>& training_digits<double>();

}  // namespace support
