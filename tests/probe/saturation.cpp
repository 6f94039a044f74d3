// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/saturation.hpp"

#include <cmath>
#include <string>

#include "outset/nn/activation.hpp"
#include "support/catch.hpp"

namespace nn = outset::nn;
using outset::probe::saturation;

namespace {

double slope(nn::Activation f, double z) {
  return std::fabs(nn::derivative(f, z, nn::default_parameter(f)));
}

// The greatest |f'|, on a grid with steps of 1/1000. (SELU's jumps at 0; below 0 it is compared
// with the slope at -0.)
double greatest_slope(nn::Activation f) {
  if (f == nn::Activation::selu) return slope(f, -1e-300);
  double greatest = 0;
  for (int i = -30000; i <= 30000; ++i) greatest = std::fmax(greatest, slope(f, i / 1000.0));
  return greatest;
}

}  // namespace

TEST_CASE("saturated is where the slope stays below 1/20 of the greatest") {
  for (const auto name : nn::activation_names) {
    INFO(std::string(name));
    const nn::Activation f = nn::activation(name);
    const auto bounds = saturation(f);
    const double bound = greatest_slope(f) / 20;
    if (!bounds) {
      // None: the slope far out is not small, but for ReLU, which is exactly 0.
      CHECK((slope(f, -30) >= 0.01 || f == nn::Activation::relu));
      CHECK(slope(f, 30) >= 0.01);
      continue;
    }
    for (const double side : {-1.0, 1.0}) {
      const double edge = side < 0 ? bounds->below : bounds->above;
      if (!std::isfinite(edge)) {
        CHECK(slope(f, side * 30) > bound);
        continue;
      }
      // The grid's greatest slope is within f'''/2 * 0.0005^2 = 1e-6 of the true one.
      CHECK(slope(f, edge) == Approx(bound).epsilon(2e-6));
      for (double z = edge + side * 0.001; std::fabs(z) < 30; z += side * 0.01) {
        if (!(slope(f, z) < bound && bounds->at(z))) FAIL("not saturated at " << z);
      }
      CHECK_FALSE(bounds->at(edge - side * 0.001));
    }
  }
}

TEST_CASE("tanh is saturated beyond |h| = sqrt(19/20)") {
  const auto bounds = *saturation(nn::Activation::tanh);
  CHECK(std::tanh(bounds.above) == Approx(std::sqrt(0.95)).epsilon(1e-15));
  CHECK(bounds.at(3));
  CHECK(bounds.at(-3));
  CHECK_FALSE(bounds.at(2));
}
