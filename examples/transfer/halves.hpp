// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The images of a task: those that are learned first, and those that are learned then.

#include <Eigen/Core>
#include <outset/rng.hpp>

#include "experiment.hpp"

namespace transfer {

using Examples = examples::Examples<float>;

struct Halves {
  Examples source;       // all images of what is learned first
  Examples train, test;  // the first k * classes columns of `train` have k of each class
  Eigen::Index source_classes = 0, classes = 0;
};

// `rng` decides which image is where.
Halves halves(Task task, const examples::Dataset<float>& digits, const outset::Rng& rng);

}  // namespace transfer
