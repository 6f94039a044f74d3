// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/lines.hpp"

#include <Eigen/Core>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"

namespace {

using namespace outset::probe;
using outset::Index;

Index equal_rows(const Eigen::MatrixXd& w) {
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = w;
  const Index found = detail::equal_lines_of(tensor("w", w)).rows;
  CHECK(detail::equal_lines_of(tensor("w", by_rows)).rows == found);
  CHECK(detail::equal_lines_of(tensor("w", w.transpose())).cols == found);
  return found;
}

TEST_CASE("Equal lines are counted, whatever their places, up to rounding") {
  Eigen::MatrixXd w(40, 7);
  outset::Normal{.mean = 0, .std = 1}(w, outset::Rng{1});
  CHECK(equal_rows(w) == 0);
  w.row(3) = w.row(30);
  CHECK(equal_rows(w) == 2);
  w.row(17) = w.row(3) * (1 + 1e-9);
  CHECK(equal_rows(w) == 3);
  w.row(20) = w.row(21);
  CHECK(equal_rows(w) == 5);
  w(21, 6) += 1e-4;
  CHECK(equal_rows(w) == 3);
  CHECK(equal_rows(Eigen::MatrixXd::Ones(5, 5)) == 5);
  CHECK(equal_rows(Eigen::MatrixXd::Zero(5, 5)) == 0);  // lines of zeros are not counted
  CHECK(equal_rows(Eigen::MatrixXd::Ones(5, 2)) == 0);  // nor lines that chance may make equal
}

TEST_CASE("Equal lines are found beyond one run of memory, and with their biases") {
  Eigen::MatrixXd w(6, 2500);
  outset::Normal{.mean = 0, .std = 1}(w, outset::Rng{1});
  w.row(1) = w.row(4);
  CHECK(equal_rows(w) == 2);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(6);
  const Tensor biases = tensor("b", b);
  CHECK(detail::equal_lines_of(tensor("w", w), &biases).rows == 2);
  b(4) = 1;
  CHECK(detail::equal_lines_of(tensor("w", w), &biases).rows == 0);
  w(4, 2499) += 1;
  CHECK(equal_rows(w) == 0);
}

TEST_CASE("Correlation finds multiples as far as both go") {
  std::vector<double> a, b;
  outset::Rng rng{1};
  Eigen::VectorXd v(100);
  outset::Normal{.mean = 0, .std = 1}(v, rng);
  for (Index k = 0; k < 100; ++k) {
    a.push_back(v(k));
    if (k < 60) b.push_back(-3 * v(k));
  }
  CHECK(detail::correlation(a, b) == Approx(-1));
  b.resize(7);
  CHECK(detail::correlation(a, b) == 0);
}

}  // namespace
