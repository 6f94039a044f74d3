// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/outset.hpp"

int main() {
  outset::Rng rng{42};
  Eigen::MatrixXf W(4, 3);
  outset::HeNormal{}(W, rng);
}
