// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Tests that the tests' own linear algebra sees the errors that it is for.

#include "support/algebra.hpp"

#include <cmath>
#include <complex>

#include "support/catch.hpp"

using Eigen::MatrixXcd;
using Eigen::MatrixXd;

TEST_CASE("algebra: the orthonormality of columns, or of rows where there are more columns") {
  MatrixXd w(3, 2);
  w << 0, 0.6, 1, 0, 0, 0.8;
  CHECK(algebra::orthonormality_error(w) < 1e-15);
  CHECK(algebra::orthonormality_error(MatrixXd(w.transpose())) < 1e-15);
  CHECK(algebra::orthonormality_error(MatrixXd(3 * w), 3) < 1e-15);
  w(2, 0) = 0.5;  // the columns' product is 0.4, the first one's square 1.25
  CHECK(algebra::orthonormality_error(w) == Approx(0.4));
  CHECK(algebra::orthonormality_error(MatrixXd(w.transpose())) == Approx(0.4));
  MatrixXcd u(2, 2);
  u << 0, std::complex<double>(0, 1), 1, 0;
  CHECK(algebra::orthonormality_error(u) < 1e-15);
  u(0, 0) = {0, 0.25};  // conj(0.25 i) i, and not 0.25 i i
  CHECK(algebra::orthonormality_error(u) == Approx(0.25));
}

TEST_CASE("algebra: distances, NaN and other sizes included") {
  MatrixXd a = MatrixXd::Zero(2, 3), b = a;
  CHECK(algebra::distance(a, b) == 0);
  b(1, 2) = -3;
  CHECK(algebra::distance(a, b) == 3);
  b(0, 0) = std::nan("");
  CHECK_FALSE(algebra::distance(a, b) <= 1e300);
  CHECK_FALSE(algebra::distance(a, MatrixXd::Zero(3, 2)) <= 1e300);
  MatrixXcd c = MatrixXcd::Zero(2, 3);
  c(1, 1) = {3, 4};
  CHECK(algebra::distance(c, MatrixXcd::Zero(2, 3)) == 5);
}

TEST_CASE("algebra: a reflection, a determinant, a product, a rank") {
  MatrixXd q = MatrixXd::Identity(3, 3);
  algebra::reflect(Eigen::Vector2d(1, 1), q, 1);
  MatrixXd expected(3, 3);
  expected << 1, 0, 0, 0, 0, -1, 0, -1, 0;
  CHECK(algebra::distance(q, expected) < 1e-15);
  CHECK(algebra::determinant(q) == Approx(-1));
  MatrixXd w(3, 3);
  w << 0, 2, 1, 1, 1, 0, 3, 0, 1;
  CHECK(algebra::determinant(w) == Approx(-5));
  MatrixXcd u(2, 2), square(2, 2);
  u << 1, std::complex<double>(0, 1), 2, 0;
  square << std::complex<double>(1, 2), std::complex<double>(0, 1), 2, std::complex<double>(0, 2);
  CHECK(algebra::distance(algebra::product(u, u), square) < 1e-15);
  CHECK(algebra::distance_to_rank_one(Eigen::Vector3d(1, 2, 3) * Eigen::RowVector2d(4, 5)) < 1e-15);
  CHECK(algebra::distance_to_rank_one(w) > 0.1);
}
