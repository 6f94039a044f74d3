// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Trains one network for each initializer and seed. For one seed, everything but the first weights
// is the same: the images, their order, the optimizer. All initializers fill a layer from the same
// random stream, so two normal initializers differ only in their scale.

#include <cstdint>
#include <outset/nn/nn.hpp>

#include "parts/data.hpp"
#include "parts/progress.hpp"
#include "results.hpp"
#include "settings.hpp"

namespace compare {

class Experiment {
 public:
  // Reads the names and the images. Throws std::invalid_argument for unknown names,
  // std::runtime_error for data that cannot be read.
  explicit Experiment(const Settings& settings);

  // Trains, with progress on stderr.
  Results run();

 private:
  Run run_one(const Contender& contender, std::uint64_t seed, bool keep_weights);

  Settings settings_;
  outset::nn::Activation activation_;
  examples::Data data_;
  examples::Progress progress_;
  Results results_;
};

}  // namespace compare
