// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/histogram.hpp"

#include <Eigen/Core>
#include <limits>
#include <numeric>
#include <vector>

#include "support/catch.hpp"

namespace probe = outset::probe;
using outset::Index;

TEST_CASE("entries fall between the edges, the last bin has both of its own") {
  Eigen::MatrixXd m(2, 5);
  m << -1, 0, 0.5, 0.999, 1, 2, 2.5, 3, 3.0001, std::numeric_limits<double>::infinity();
  const auto h = probe::histogram(m, 3, 0, 3);
  CHECK(h.counts == std::vector<Index>{3, 1, 3});
  CHECK(h.below == 1);
  CHECK(h.above == 1);
  CHECK(h.not_finite == 1);
  CHECK(h.edge(0) == 0);
  CHECK(h.edge(3) == 3);
}

TEST_CASE("every finite entry is counted where the edges say, though tenths are not exact") {
  Eigen::VectorXd m(41);
  for (Index i = 0; i < 41; ++i) m(i) = -2 + static_cast<double>(i) * 0.1;
  const auto h = probe::histogram(m, 40, -2, 2);
  CHECK(std::accumulate(h.counts.begin(), h.counts.end(), h.below + h.above) == 41);
  for (std::size_t bin = 0; bin < 40; ++bin) {
    Index count = 0;
    for (const double x : m) {
      count += x >= h.edge(bin) && (x < h.edge(bin + 1) || (bin == 39 && x <= 2)) ? 1 : 0;
    }
    CHECK(h.counts[bin] == count);
  }
}

TEST_CASE("a histogram without bins or range is refused") {
  const Eigen::VectorXf m = Eigen::VectorXf::Zero(3);
  CHECK_THROWS_WITH(probe::histogram(m, 0, 0, 1), ContainsSubstring("bins is 0"));
  CHECK_THROWS_WITH(probe::histogram(m, 3, 1, 1), ContainsSubstring("low is 1"));
}
