// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/directions.hpp"

#include <Eigen/Core>
#include <cmath>
#include <set>
#include <vector>

#include "outset/distribution.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"
#include "support/instances_solver.hpp"

namespace nn = outset::nn;
using outset::Index;
using outset::Rng;

TEST_CASE("principal directions: the axes of the data, the largest first, then none") {
  // Three axes with standard deviations 1, 3 and 2, and a fourth that follows from the others.
  Eigen::MatrixXd x(4, 8);
  x.setZero();
  for (Index j = 0; j < 8; ++j) {
    x(0, j) = (j & 1) != 0 ? 1 : -1;
    x(1, j) = (j & 2) != 0 ? 3 : -3;
    x(2, j) = (j & 4) != 0 ? 2 : -2;
  }
  x.colwise() += Eigen::Vector4d(5, -7, 0, 2);  // the mean is taken out
  Eigen::MatrixXd rows = Eigen::MatrixXd::Constant(4, 4, 9);
  CHECK(nn::detail::principal_directions(x, rows) == 3);
  Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(3, 4);
  expected(0, 1) = expected(1, 2) = expected(2, 0) = 1;
  CHECK((rows.topRows(3) - expected).cwiseAbs().maxCoeff() < 1e-14);
  CHECK((rows.row(3).array() == 9).all());
}

TEST_CASE("k-means finds groups that are far apart") {
  // Three groups on a circle, 40 points each, a tenth of their distance wide.
  Eigen::MatrixXd points(2, 120);
  Rng rng(3);
  outset::Normal{0.0, 0.05}(points, rng);
  for (Index j = 0; j < 120; ++j) {
    const double angle = 2 * 3.14159265358979 / 3 * static_cast<double>(j % 3);
    points.col(j) += Eigen::Vector2d(std::cos(angle), std::sin(angle));
  }
  // Lloyd's algorithm may stop with two centres in one group: of ten starts most must not.
  int good = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Eigen::MatrixXd centres = nn::detail::kmeans(points, 3, Rng(seed));
    std::set<Index> groups;
    for (Index k = 0; k < 3; ++k) {
      Index nearest = 0;
      (points.leftCols(3).colwise() - centres.col(k)).colwise().norm().minCoeff(&nearest);
      groups.insert(nearest);
    }
    good += groups.size() == 3 ? 1 : 0;
  }
  CHECK(good >= 5);
}

TEST_CASE("k-means with a centre for each point has the points") {
  const Eigen::MatrixXd points = Eigen::MatrixXd::Random(3, 6);
  const Eigen::MatrixXd centres = nn::detail::kmeans(points, 6, Rng(1));
  for (Index j = 0; j < 6; ++j) {
    CHECK((centres.colwise() - points.col(j)).colwise().norm().minCoeff() == 0);
  }
}
