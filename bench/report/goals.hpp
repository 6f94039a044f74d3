// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What fills and Orthogonal should reach, and whether they did.

#include <string>
#include <vector>

#include "results.hpp"

namespace report {

struct Verdict {
  std::string what;  // as in "normal/float, avx512"
  std::string goal;  // as in "at least 0.450 of memset"
  Figure reached;
  Order order = Order::inconclusive;  // less: missed, also where less would be better
};

/// The goals of all that was measured.
std::vector<Verdict> judge_goals(const Results& results);

/// The part of memset that a benchmark of bench_fill should reach; 0 where there is no goal.
double goal_of(const std::string& name);

}  // namespace report
