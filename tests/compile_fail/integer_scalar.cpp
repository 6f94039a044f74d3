// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Weights are real or complex numbers.
// unsatisfied: HasWeightScalar

#include <outset/outset.hpp>

int main() {
  outset::Rng rng{1};
  Eigen::MatrixXf weights(2, 3);
#if defined(OUTSET_KO)
  Eigen::MatrixXi target(2, 3);
#else
  Eigen::MatrixXf target(2, 3);
#endif
  outset::Normal{}(target, rng);
}
