// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// make takes an initializer, and not the number that it might fill with.
// unsatisfied: Initializer

#include <outset/outset.hpp>

int main() {
  outset::Rng rng{1};
  Eigen::MatrixXf weights(2, 3);
#if defined(OUTSET_KO)
  const double one = 1;
#else
  const outset::Constant one{.value = 1};
#endif
  weights = outset::make<Eigen::MatrixXf>(one, 2, 3, rng);
}
