// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The weights of one layer as the report draws them, on one grid: the share of the weights in each
// bin at the start and after training, and the share that the initializer's distribution states.
// Shares are drawn and not densities, because equal weights have no density.

#include <Eigen/Core>
#include <optional>
#include <outset/outset.hpp>
#include <string>
#include <vector>

namespace compare {

struct Histogram {
  std::vector<double> grid;  // points_per_bin for each bin, then the last bin's end
  int points_per_bin = 1;    // each bin starts at a grid point
  std::vector<double> start,
      end;  // by bin: share of the weights, %; no `end` where weights are not finite
  std::vector<double> stated;  // by grid point: what the Distribution states for a bin around
                               // it, %; empty where there is none
  std::string note;            // says what is drawn and what is left out
};

// `distribution`: what an elementwise initializer states for this layer. Where only some weights
// start at exactly 0 (a sparse start), those are left out and the note says how many.
Histogram histogram(const Eigen::MatrixXf& start, const Eigen::MatrixXf& end,
                    const std::optional<outset::Distribution>& distribution);

}  // namespace compare
