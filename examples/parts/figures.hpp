// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The figures of a matrix and of several runs, in arithmetic that no compiler, flag or processor
// changes: the table shows the same digits everywhere.

#include <Eigen/Core>
#include <outset/exact/functions.hpp>
#include <vector>

namespace examples {

using outset::exact::Double;

/// The mean of use(value) over a matrix, column by column.
template <class M, class Use>
Double mean_of(const Eigen::MatrixBase<M>& values, const Use& use) {
  Double sum = 0;
  for (Eigen::Index j = 0; j < values.cols(); ++j) {
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      sum = sum + use(Double(static_cast<double>(values.coeff(i, j))));
    }
  }
  return sum / static_cast<double>(values.size());
}

template <class M>
double mean_square(const Eigen::MatrixBase<M>& values) {
  return mean_of(values, [](Double x) { return x * x; }).value;
}

template <class M>
double deviation(const Eigen::MatrixBase<M>& values) {
  const Double mean = mean_of(values, [](Double x) { return x; });
  return sqrt(mean_of(values, [&](Double x) { return (x - mean) * (x - mean); })).value;
}

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
