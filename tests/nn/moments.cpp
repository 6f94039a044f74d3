// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/moments.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "support/catch.hpp"

namespace nn = outset::nn;

TEST_CASE("moments of numbers with a known answer") {
  Eigen::MatrixXd m(2, 3);
  m << 1, 2, 3, 4, 5, 9;
  const nn::Moments found = nn::moments(m);
  CHECK(found.count == 6);
  CHECK(found.not_finite == 0);
  CHECK(found.mean == 4);
  CHECK(found.mean_square == Approx(136.0 / 6).epsilon(1e-15));
  CHECK(found.rms == Approx(std::sqrt(136.0 / 6)).epsilon(1e-15));
  CHECK(found.std == Approx(std::sqrt(40.0 / 6)).epsilon(1e-15));
}

TEST_CASE("equal numbers have a std of exactly 0") {
  const nn::Moments found = nn::moments(Eigen::MatrixXf::Constant(7, 11, 0.1F).eval());
  CHECK(found.mean == static_cast<double>(0.1F));
  CHECK(found.std == 0);
}

TEST_CASE("moments neither overflow nor vanish") {
  for (const double size : {1e-300, 1e300}) {
    Eigen::VectorXd m(2);
    m << -size, size;
    CHECK(nn::moments(m).rms == size);
    CHECK(nn::moments(m).std == size);
  }
  Eigen::VectorXf smallest(1);
  smallest << std::numeric_limits<float>::denorm_min();
  CHECK(nn::moments(smallest).rms == static_cast<double>(smallest(0)));
}

TEST_CASE("numbers that are not finite are counted, and nothing is averaged over them") {
  Eigen::VectorXd m(4);
  m << 1, std::numeric_limits<double>::infinity(), std::nan(""), 2;
  const nn::Moments found = nn::moments(m);
  CHECK(found.not_finite == 2);
  CHECK(std::isnan(found.mean));
  CHECK(std::isnan(found.std));
  CHECK(std::isnan(found.rms));
  CHECK(nn::moments(Eigen::VectorXd(0)).count == 0);
}
