// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the experiment measures, and means over seeds: the table and the report both read this.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <optional>
#include <outset/outset.hpp>
#include <string>
#include <vector>

#include "factor.hpp"

namespace compare {

// Where a run's numbers first stopped being finite.
struct Divergence {
  int epoch = 0;           // from 1; 0: before the first step
  Eigen::Index layer = 0;  // from 1
};

// One initializer from one seed.
struct Run {
  // By epoch; entry 0 is the network before its first step. NaN from the epoch on that diverged.
  std::vector<double> train_cost, train_accuracy, test_accuracy;
  // By layer, before the first step, over training images: of a layer's outputs, and of the
  // derivatives of an image's loss by the layer's pre-activations (Glorot & Bengio 2010, figure 7).
  std::vector<double> activation_std, gradient_std;
  // By layer, before the first step: of a layer's outputs.
  std::vector<double> mean_square;
  // By hidden layer, after the last step.
  std::vector<Eigen::Index> distinct_units;
  // By layer; kept for the first seed only.
  std::vector<Eigen::MatrixXf> initial_weights, final_weights;
  std::optional<Divergence> diverged;

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

// What the images are, for the texts.
struct DataFacts {
  std::string name;
  Eigen::Index train = 0, test = 0, inputs = 0, classes = 0;
  double chance = 0;  // test accuracy of always saying the commonest class of the training images
};

struct Results {
  DataFacts data;
  std::vector<Contender> contenders;
};

struct Summary {
  double mean = 0;
  double error = 0;  // standard error of the mean; 0 for a single seed
};

inline Summary summarize(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  Summary s;
  for (const double v : values) s.mean += v / n;
  double squares = 0;
  for (const double v : values) squares += (v - s.mean) * (v - s.mean);
  if (values.size() > 1) s.error = std::sqrt(squares / (n - 1) / n);
  return s;
}

// Entry `index` of one of Run's lists, over the seeds.
inline Summary summarize(const Contender& c, std::vector<double> Run::*list, std::size_t index) {
  std::vector<double> values;
  for (const Run& run : c.runs) values.push_back((run.*list)[index]);
  return summarize(values);
}

// The fewest over the seeds, by hidden layer.
inline std::vector<Eigen::Index> fewest_distinct(const Contender& c) {
  std::vector<Eigen::Index> fewest = c.runs.front().distinct_units;
  for (const Run& run : c.runs) {
    for (std::size_t l = 0; l < fewest.size(); ++l) {
      fewest[l] = (std::min)(fewest[l], run.distinct_units[l]);
    }
  }
  return fewest;
}

// By what the hidden layers multiplied the signal's mean square before the first step, measured:
// the geometric mean over layers and seeds. None with fewer than two hidden layers.
std::optional<double> measured_factor(const Contender& c);

// By contender: whether its last test accuracy cannot be told from the highest one. Two
// accuracies are told apart where they are more than two standard errors of their difference apart;
// an accuracy's standard error is that over the seeds and that of a share of `test` images
// together. A contender that diverged, or that does no better than twice chance, never leads.
std::vector<bool> leaders(const Results& results);

// "3", "3.4" over several seeds, "3.5 (2 of 5)" where only some got there, "-" where none did.
std::string epochs_to_90_text(const Contender& c);

// "64", "63 to 64" over the hidden layers, "-" where there is none.
std::string distinct_text(const Contender& c);

// "diverged in epoch 1, first in layer 3"; over several seeds "diverged with 2 of 5 seeds, first in
// epoch 1, layer 3". Empty where none did.
std::string divergence_text(const Contender& c);

}  // namespace compare
