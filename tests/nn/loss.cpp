// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/loss.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"

namespace nn = outset::nn;

namespace {

// As in activation.cpp: at a step of cbrt(eps) the error of a central difference of a function of
// size 1 to 10 stays below 1e-9.
constexpr double tolerance = 1e-9;
const double step = std::cbrt(std::numeric_limits<double>::epsilon());

}  // namespace

TEST_CASE("equal logits have a loss of exactly the logarithm of their number") {
  const std::vector<int> labels = {0, 3, 9, 9, 1};
  // Rounded once from 2.302585092994045684...
  CHECK(nn::softmax_cross_entropy(Eigen::MatrixXd::Zero(10, 5), labels) == 2.302585092994045684);
  CHECK(nn::softmax_cross_entropy(Eigen::MatrixXf::Constant(10, 5, -3.25f), labels) ==
        2.302585092994045684);
  Eigen::MatrixXf gradient(10, 5);
  CHECK(nn::softmax_cross_entropy(Eigen::MatrixXf::Zero(10, 5), labels, gradient) ==
        2.302585092994045684);
}

TEST_CASE("cross-entropy has the values of its formula") {
  Eigen::MatrixXd logits(3, 2);
  logits << 1, 0,  //
      2, 0,        //
      3, 5;
  const std::vector<int> labels = {2, 0};
  const double first = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0)) - 3;
  const double second = std::log(2 + std::exp(5.0));
  CHECK(nn::softmax_cross_entropy(logits, labels) == Approx((first + second) / 2).epsilon(1e-14));
  Eigen::MatrixXd p(3, 2);
  nn::softmax(logits, p);
  CHECK(p.col(0).sum() == Approx(1).epsilon(1e-15));
  CHECK(p(1, 0) / p(0, 0) == Approx(std::exp(1.0)).epsilon(1e-14));
}

TEST_CASE("no logit overflows") {
  Eigen::MatrixXf logits(2, 2);
  logits << 3e38f, -3e38f,  //
      0, 3e38f;
  const std::vector<int> right = {0, 1}, wrong = {1, 1};
  Eigen::MatrixXf gradient(2, 2);
  CHECK(nn::softmax_cross_entropy(logits, right, gradient) == 0);
  CHECK(gradient.isZero(0));
  CHECK(nn::softmax_cross_entropy(logits, wrong) == Approx(1.5e38).epsilon(1e-6));
}

TEST_CASE("gradients of the losses agree with central differences") {
  Eigen::MatrixXd z = Eigen::MatrixXd::Random(4, 6) * 3;
  const Eigen::MatrixXd target = Eigen::MatrixXd::Random(4, 6);
  const std::vector<int> labels = {0, 1, 2, 3, 3, 0};
  Eigen::MatrixXd entropy(4, 6), squares(4, 6), one_hot(4, 6), scratch(4, 6);
  const double value = nn::softmax_cross_entropy(z, labels, entropy);
  CHECK(value == Approx(nn::softmax_cross_entropy(z, labels)).epsilon(1e-15));
  nn::mean_squared_error(z, target, squares);
  nn::mean_squared_error_one_hot(z, labels, one_hot);
  for (Eigen::Index j = 0; j < z.cols(); ++j) {
    for (Eigen::Index i = 0; i < z.rows(); ++i) {
      const double here = z(i, j);
      const auto slope = [&](const auto& loss) {
        z(i, j) = here + step;
        const double above = loss();
        z(i, j) = here - step;
        const double below = loss();
        z(i, j) = here;
        return (above - below) / (2 * step);
      };
      CHECK(std::abs(entropy(i, j) - slope([&] { return nn::softmax_cross_entropy(z, labels); })) <
            tolerance);
      CHECK(std::abs(squares(i, j) - slope([&] {
                       return nn::mean_squared_error(z, target, scratch);
                     })) < tolerance);
      CHECK(std::abs(one_hot(i, j) - slope([&] {
                       return nn::mean_squared_error_one_hot(z, labels, scratch);
                     })) < tolerance);
    }
  }
}

TEST_CASE("mean squared error is the mean over all entries") {
  Eigen::MatrixXd y(2, 2), target(2, 2), gradient(2, 2);
  y << 1, 2, 3, 4;
  target << 1, 0, 0, 4;
  CHECK(nn::mean_squared_error(y, target, gradient) == 13.0 / 4);
  CHECK(gradient(0, 1) == 1);
  CHECK(gradient(1, 0) == 1.5);
  const std::vector<int> labels = {0, 1};
  CHECK(nn::mean_squared_error_one_hot(y, labels, gradient) == (0 + 9 + 4 + 9) / 4.0);
}

TEST_CASE("losses refuse what does not fit") {
  const Eigen::MatrixXd z = Eigen::MatrixXd::Zero(3, 2);
  Eigen::MatrixXd g(3, 2);
  const std::vector<int> few = {0}, high = {0, 3}, negative = {-1, 0}, none;
  CHECK_THROWS_AS(nn::softmax_cross_entropy(z, few), std::invalid_argument);
  CHECK_THROWS_WITH(nn::softmax_cross_entropy(z, high, g), ContainsSubstring("label is 3"));
  CHECK_THROWS_AS(nn::softmax_cross_entropy(z, negative), std::invalid_argument);
  CHECK_THROWS_AS(nn::softmax_cross_entropy(Eigen::MatrixXd(3, 0), none), std::invalid_argument);
  CHECK_THROWS_AS(nn::mean_squared_error(z, Eigen::MatrixXd(2, 3), g), std::invalid_argument);
  CHECK_THROWS_AS(nn::mean_squared_error_one_hot(z, high, g), std::invalid_argument);
}

TEST_CASE("a running mean of equal numbers is that number") {
  nn::Mean mean;
  for (int i = 1; i <= 1000; ++i) mean.add(0.1, 1 + i % 7);
  CHECK(mean.value() == 0.1);
  nn::Mean two;
  two.add(1, 3);
  two.add(5, 1);
  CHECK(two.value() == 2);
  CHECK(two.count() == 4);
}
