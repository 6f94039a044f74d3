// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A sum is computed, not stored: there is nothing to write into.
// unsatisfied: HasWritableStorage

#include <outset/outset.hpp>

int main() {
  outset::Rng rng{1};
  Eigen::MatrixXf weights(2, 3);
#if defined(OUTSET_KO)
  outset::HeNormal{}(weights + weights, rng);
#else
  outset::HeNormal{}(weights, rng);
#endif
}
