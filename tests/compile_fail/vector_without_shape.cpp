// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A vector has no fan of its own: is it a bias, or a layer with one output?
// says: the fans of a vector are not known

#include <outset/outset.hpp>

int main() {
  outset::Rng rng{1};
  Eigen::MatrixXf weights(2, 3);
  Eigen::VectorXf bias(3);
#if defined(OUTSET_KO)
  outset::HeNormal{}(bias, rng);
#else
  outset::HeNormal{}(bias, outset::dense(3, 1), rng);
#endif
}
