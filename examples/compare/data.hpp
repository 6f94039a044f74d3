// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The images that `--data` names, ready for a network.

#include <string>

#include "data/images.hpp"
#include "results.hpp"

namespace compare {

struct Data {
  examples::Dataset<float> images;
  DataFacts facts;
};

// `source`: "digits"; a file of digits in the form of digits.csv; or a folder with MNIST's four IDX
// files. Throws std::runtime_error, whose text says which file it looked for.
Data load_data(const std::string& source);

}  // namespace compare
