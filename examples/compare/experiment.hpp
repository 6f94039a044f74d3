// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Trains one network from each initializer and seed. Everything but the weights is the same for
// all initializers of a seed: images, their order, optimizer; and layer by layer they draw from the
// same stream, so that two normal starts differ by their scale alone.

#include <cstdint>
#include <outset/nn/nn.hpp>

#include "data.hpp"
#include "progress.hpp"
#include "results.hpp"
#include "settings.hpp"

namespace compare {

class Experiment {
 public:
  // Reads the names and the images. Throws std::invalid_argument for unknown names,
  // std::runtime_error for data that cannot be read.
  explicit Experiment(const Settings& settings);

  // Trains; tells stderr how far it is.
  Results run();

 private:
  Run run_one(const Contender& contender, std::uint64_t seed, bool keep_weights);

  Settings settings_;
  outset::nn::Activation activation_;
  Data data_;
  Progress progress_;
  Results results_;
};

}  // namespace compare
