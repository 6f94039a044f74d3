// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// README shows this program from its includes on. A test compares the two, and what it
// prints.

#include <iostream>
#include <outset/outset.hpp>

int main() {
  outset::Rng rng{42};
  Eigen::MatrixXf W(256, 784);  // y = W x: rows = fan-out, cols = fan-in
  outset::HeNormal{}(W, rng);

  const auto rule = outset::HeNormal{}.distribution(outset::dense(256, 784));
  std::cout << "drawn from a normal with std " << rule.std << "\n"
            << "first weights: " << W.col(0).head(3).transpose() << "\n";
}
