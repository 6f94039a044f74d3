// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A contender's runs over all seeds, in numbers and in words. The table and the report both say
// this.

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "results.hpp"

namespace compare {

struct Summary {
  double mean = 0;
  double error = 0;  // standard error of the mean; 0 for a single seed
};

// Over the seeds.
Summary summarize(const std::vector<double>& values);

// Entry `index` of one of Run's lists, over the seeds.
Summary summarize(const Contender& c, std::vector<double> Run::*list, std::size_t index);

// The fewest distinct units over the seeds, by hidden layer.
std::vector<Eigen::Index> fewest_distinct(const Contender& c);

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
