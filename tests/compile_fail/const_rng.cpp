// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Drawing moves the Rng, so it cannot be const.
// unsatisfied: RandomSource

#include <outset/outset.hpp>

int main() {
  outset::Rng rng{1};
  Eigen::MatrixXf weights(2, 3);
#if defined(OUTSET_KO)
  const outset::Rng& source = rng;
#else
  outset::Rng& source = rng;
#endif
  outset::HeNormal{}(weights, source);
}
