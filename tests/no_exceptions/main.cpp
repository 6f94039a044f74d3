// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "outset/outset.hpp"

int main() {
  outset::Rng rng{1};
  const auto weights = outset::make<Eigen::MatrixXf>(outset::HeNormal{}, 8, 16, rng);
  if (!weights.allFinite()) return 1;

  outset::set_error_handler([](const char* text) {
    std::puts(text);
    std::_Exit(std::strstr(text, "gain") != nullptr ? 0 : 2);
  });
  Eigen::MatrixXf target(2, 2);
  outset::HeNormal{.gain = std::numeric_limits<double>::quiet_NaN()}(target, rng);
  return 3;  // the handler ends the program
}
