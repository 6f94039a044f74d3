// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// a == b for Eigen's objects, by elements. Eigen's own compiles a reduction of an expression of
// both types, and Catch2 the printing of either, for every pair that a test compares.

#include <Eigen/Core>

/// The same size, and equal elements everywhere.
template <class A, class B>
bool same(const A& a, const B& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      if (a.coeff(i, j) != b.coeff(i, j)) return false;
    }
  }
  return true;
}
