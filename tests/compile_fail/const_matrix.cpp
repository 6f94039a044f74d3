// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Eigen's const_cast idiom would overwrite a const matrix.
// unsatisfied: NotConst

#include <outset/outset.hpp>

int main() {
  outset::Rng rng{1};
  Eigen::MatrixXf weights(2, 3);
#if defined(OUTSET_KO)
  const Eigen::MatrixXf& target = weights;
#else
  Eigen::MatrixXf& target = weights;
#endif
  outset::HeNormal{}(target, rng);
}
