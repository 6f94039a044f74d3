// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The images that `--data` names, ready for a network.

#include <Eigen/Core>
#include <string>

#include "data/images.hpp"

namespace examples {

// What the images are, for the texts.
struct DataFacts {
  std::string name;
  Eigen::Index train = 0, test = 0, inputs = 0, classes = 0;
  double chance = 0;  // test accuracy of always saying the commonest class of the training images
};

struct Data {
  Dataset<float> images;
  DataFacts facts;
};

// How pixels become inputs: by images.hpp's `standardize`, or divided by the largest that a pixel
// can be, which is 16 in the digits and 255 in MNIST.
enum class Scaling { standardized, divided };

// `source`: "digits"; a file of digits in the form of digits.csv; or a folder with MNIST's four IDX
// files. Throws std::runtime_error, whose text says which file it looked for.
Data load_data(const std::string& source, Scaling scaling = Scaling::standardized);

}  // namespace examples
