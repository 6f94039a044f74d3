// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/signal.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "support/catch.hpp"

namespace nn = outset::nn;
namespace probe = outset::probe;

namespace {

template <class M>
std::optional<double> cosine(const M& m) {
  return probe::mean_cosine(nn::MatrixView<const typename M::Scalar>(m));
}

}  // namespace

TEST_CASE("c is the mean over all pairs") {
  const Eigen::MatrixXd m = Eigen::MatrixXd::Random(5, 7);
  double sum = 0;
  for (int a = 0; a < 7; ++a) {
    for (int b = 0; b < a; ++b) sum += m.col(a).normalized().dot(m.col(b).normalized());
  }
  CHECK(*cosine(m) == Approx(sum / 21).epsilon(1e-13));
}

TEST_CASE("c of columns that point one way, apart, and at right angles") {
  const Eigen::MatrixXf one_way = Eigen::VectorXf::Random(40) * Eigen::RowVector4f(1, 2, 3, 4e-20F);
  CHECK(*cosine(one_way) == Approx(1).epsilon(1e-6));  // floats, rounded to eps of themselves
  Eigen::MatrixXd apart(1, 2);
  apart << 2, -3;
  CHECK(*cosine(apart) == -1);
  CHECK(*cosine(Eigen::MatrixXd::Identity(6, 6).eval()) == 0);
  CHECK(*cosine((1e-200 * Eigen::MatrixXd::Ones(6, 6)).eval()) == Approx(1).epsilon(1e-14));
}

TEST_CASE("columns of zeros have no direction, and NaN none that is known") {
  Eigen::MatrixXd m = Eigen::MatrixXd::Zero(2, 4);
  CHECK_FALSE(cosine(m));
  m.col(1) << 1, 0;
  CHECK_FALSE(cosine(m));
  m.col(3) << 1, 1;
  CHECK(*cosine(m) == Approx(std::sqrt(0.5)).epsilon(1e-15));
  m(0, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(cosine(m));
}
