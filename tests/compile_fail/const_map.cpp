// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A Map of const memory is not const itself, its memory is.
// unsatisfied: HasWritableStorage

#include <outset/outset.hpp>

int main() {
  outset::Rng rng{1};
  Eigen::MatrixXf weights(2, 3);
#if defined(OUTSET_KO)
  using Target = Eigen::Map<const Eigen::MatrixXf>;
#else
  using Target = Eigen::Map<Eigen::MatrixXf>;
#endif
  outset::HeNormal{}(Target(weights.data(), 2, 3), rng);
}
