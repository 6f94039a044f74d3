// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The figures of a matrix and of several runs, in arithmetic that no compiler, flag or processor
// changes: the table shows the same digits everywhere.

#include <Eigen/Core>
#include <outset/exact/functions.hpp>
#include <vector>

namespace compare {

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

}  // namespace compare
