// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A contender's runs over all seeds, in numbers and in words. The table and the report both say
// this.

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "parts/figures.hpp"
#include "results.hpp"

namespace compare {

// Entry `index` of one of Run's lists, over the seeds.
examples::Summary summarize(const Contender& c, std::vector<double> Run::*list, std::size_t index);

// The fewest distinct units over the seeds, by hidden layer.
std::vector<Eigen::Index> fewest_distinct(const Contender& c);

// The measured factor by which a hidden layer multiplies the signal's mean square before the first
// step: the geometric mean over layers and seeds. None with fewer than two hidden layers.
std::optional<double> measured_factor(const Contender& c);

// By contender: whether its last test accuracy is the highest one, or within two standard errors of
// it (those of the two accuracies' difference). An accuracy's variance is that over the seeds plus
// the binomial one of a share of `test` images. A contender that diverged, or whose accuracy is at
// most twice chance, never leads.
std::vector<bool> leaders(const Results& results);

// "3", "3.4" over several seeds, "3.5 (2 of 5)" where only some reached 90 %, "-" where none did.
std::string epochs_to_90_text(const Contender& c);

// "64", "63 to 64" over the hidden layers, "-" where there is no hidden layer.
std::string distinct_text(const Contender& c);

// "diverged in epoch 1, first in layer 3"; over several seeds "diverged with 2 of 5 seeds, first in
// epoch 1, layer 3". Empty where none did.
std::string divergence_text(const Contender& c);

}  // namespace compare
