// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The weights of one layer as the report draws them: the density of bins at the start and at the
// end, and the density that the initializer states, on one grid.

#include <Eigen/Core>
#include <optional>
#include <outset/outset.hpp>
#include <string>
#include <vector>

namespace compare {

struct Histogram {
  std::vector<double> grid;        // points_per_bin for each bin, then the last bin's end
  int points_per_bin = 1;          // each bin starts at a grid point
  std::vector<double> start, end;  // by bin: share of the weights per unit of their value
  std::vector<double> density;     // of the Distribution, by grid point; empty where there is none
  std::string note;                // what is drawn, and what is left out
};

// `distribution`: what an elementwise initializer states for this layer. Where only some weights
// start at exactly 0 (a sparse start), those are left out and the note says how many.
Histogram histogram(const Eigen::MatrixXf& start, const Eigen::MatrixXf& end,
                    const std::optional<outset::Distribution>& distribution);

}  // namespace compare
