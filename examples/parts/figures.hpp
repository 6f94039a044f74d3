// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The figures of several runs, in arithmetic that no compiler, flag or processor changes: the table
// shows the same digits everywhere.

#include <outset/exact/functions.hpp>
#include <vector>

namespace examples {

using outset::exact::Double;

/// Over the seeds.
struct Summary {
  double mean = 0;
  double error = 0;  // standard error of the mean; 0 for a single seed
};

inline Summary summarize(const std::vector<double>& values) {
  const Double n = static_cast<double>(values.size());
  Double mean = 0;
  for (const double v : values) mean = mean + v / n;
  Double squares = 0;
  for (const double v : values) squares = squares + (v - mean) * (v - mean);
  Summary s{.mean = mean.value};
  if (values.size() > 1) s.error = sqrt(squares / (n - 1.0) / n).value;
  return s;
}

}  // namespace examples
