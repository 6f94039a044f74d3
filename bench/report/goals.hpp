// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a fill should reach, and whether it did.

#include <string>
#include <vector>

#include "results.hpp"

namespace report {

struct Verdict {
  std::string what;  // as in "normal float, AVX-512"
  std::string goal;  // as in ">= 0.45 of memset"
  Figure reached;
  double at_least = 0;
  Order order = Order::inconclusive;  // less: missed
};

/// The goals of all backends that were measured.
std::vector<Verdict> judge_goals(const Results& results);

/// The part of memset that a benchmark of bench_fill should reach; 0 where there is no goal.
double goal_of(const std::string& name);

}  // namespace report
