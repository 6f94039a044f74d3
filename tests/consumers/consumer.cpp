// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A user's program, built in each of the ways that outset can come to a user.

#include <cstdio>
#include <outset/outset.hpp>

int main() {
  outset::Rng rng{42};
  const auto weights = outset::make<Eigen::MatrixXf>(outset::HeNormal{}, 16, 32, rng);
  std::printf("%dx%d weights, the first is %.9g\n", static_cast<int>(weights.rows()),
              static_cast<int>(weights.cols()), static_cast<double>(weights(0, 0)));
  return weights.allFinite() ? 0 : 1;
}
