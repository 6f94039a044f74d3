// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the experiment measures.

#include <Eigen/Core>
#include <algorithm>
#include <optional>
#include <outset/outset.hpp>
#include <outset/probe/diagnosis.hpp>
#include <string>
#include <vector>

#include "factor.hpp"
#include "parts/data.hpp"

namespace compare {

// Where a run's numbers first stopped being finite.
struct Divergence {
  int epoch = 0;           // from 1; 0: before the first step
  Eigen::Index layer = 0;  // from 1
};

// One initializer from one seed.
struct Run {
  // By epoch; entry 0 is the network before its first step. NaN from the epoch in which it
  // diverged.
  std::vector<double> train_cost, train_accuracy, test_accuracy;
  // By layer, before the first step, over training images: the standard deviation of a layer's
  // outputs, and of one image's loss differentiated by the layer's pre-activations (Glorot & Bengio
  // 2010, figure 7).
  std::vector<double> activation_std, gradient_std;
  // By layer, before the first step: the mean square of a layer's outputs.
  std::vector<double> mean_square;
  // By hidden layer, after the last step: units whose weights differ.
  std::vector<Eigen::Index> distinct_units;
  // By layer; kept for the first seed only.
  std::vector<Eigen::MatrixXf> initial_weights, final_weights;
  std::optional<Divergence> diverged;
  // What is wrong before the first step; asked for the first seed only.
  outset::probe::Diagnosis diagnosis;

  // Epochs until the test accuracy first reaches 90 %.
  std::optional<int> epochs_to_90() const {
    for (std::size_t e = 0; e < test_accuracy.size(); ++e) {
      if (test_accuracy[e] >= 0.9) return static_cast<int>(e);
    }
    return std::nullopt;
  }
};

struct Contender {
  std::string name;       // as given on the command line
  std::string canonical;  // as the library prints it
  outset::AnyInitializer init;
  // By layer; none where the initializer is not elementwise.
  std::vector<std::optional<outset::Distribution>> distributions{};
  std::optional<Factor> factor{};  // by formula, of a hidden layer
  std::vector<Run> runs{};         // by seed

  std::size_t diverged() const {
    return static_cast<std::size_t>(std::count_if(
        runs.begin(), runs.end(), [](const Run& run) { return run.diverged.has_value(); }));
  }
};

struct Results {
  examples::DataFacts data;
  std::vector<Contender> contenders;
};

}  // namespace compare
