// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/train.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "data/digits.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/nn.hpp"
#include "support/catch.hpp"
#include "support/executors.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
using nn::Activation;
using outset::Index;
using outset::Rng;

namespace {

template <class Scalar>
examples::Dataset<Scalar> digits() {
  const auto [train, test] =
      examples::split(examples::read_digits(OUTSET_SOURCE_DIR "/examples/data/digits.csv"));
  return examples::standardize<Scalar>(train, test);
}

template <class Scalar>
bool same_parameters(nn::Mlp<Scalar>& a, nn::Mlp<Scalar>& b) {
  for (Index i = 0; i < a.depth(); ++i) {
    if (a.layer(i).weight() != b.layer(i).weight()) return false;
    if (a.layer(i).bias() != b.layer(i).bias()) return false;
    if (a.layer(i).slope() != b.layer(i).slope()) return false;
  }
  return true;
}

}  // namespace

TEMPLATE_TEST_CASE("a small net learns the digits within five epochs", "", float, double) {
  const auto data = digits<TestType>();
  for (const nn::Method& method :
       {nn::Method(nn::Sgd{.rate = 0.02, .momentum = 0.9}), nn::Method(nn::Adam{.rate = 0.005})}) {
    nn::Mlp<TestType> net({64, 64, 10});
    net.initialize(outset::HeNormal{}, Rng(1));
    nn::Trainer trainer(net, method, Rng(1));
    nn::Score last;
    for (int e = 0; e < 5; ++e) last = trainer.epoch(data.train.x, data.train.labels);
    CHECK(trainer.epochs() == 5);
    CHECK(last.accuracy > 0.95);
    CHECK(nn::evaluate(net, data.train.x, data.train.labels).accuracy > 0.97);
    const nn::Score test = nn::evaluate(net, data.test.x, data.test.labels);
    CHECK(test.accuracy > 0.95);
    CHECK(test.loss < 0.2);
  }
}

TEST_CASE("every activation and both losses learn the digits") {
  const auto data = digits<float>();
  for (const auto name : nn::activation_names) {
    for (const nn::Loss loss : {nn::Loss::cross_entropy, nn::Loss::mean_squared_error}) {
      INFO(std::string(name) << ", " << std::string(nn::to_string(loss)));
      nn::Mlp<float> net({64, 32, 10}, nn::activation(name));
      net.initialize(outset::XavierNormal{}, Rng(1));
      nn::Trainer trainer(net, nn::Adam{.rate = 0.01}, Rng(1), {.loss = loss});
      for (int e = 0; e < 4; ++e) trainer.epoch(data.train.x, data.train.labels);
      CHECK(nn::evaluate(net, data.test.x, data.test.labels, loss).accuracy > 0.85);
    }
  }
}

TEST_CASE("training: the same seed gives the same bits") {
  const auto data = digits<float>();
  const auto run = [&](std::uint64_t init, std::uint64_t order) {
    nn::Mlp<float> net({64, 30, 10}, Activation::prelu);
    net.initialize(outset::HeNormal{}, Rng(init));
    nn::Trainer trainer(net, nn::Sgd{.rate = 0.02, .momentum = 0.9}, Rng(order));
    for (int e = 0; e < 2; ++e) trainer.epoch(data.train.x, data.train.labels);
    return net;
  };
  auto a = run(1, 1), b = run(1, 1), c = run(2, 1), d = run(1, 2);
  CHECK(same_parameters(a, b));
  CHECK_FALSE(same_parameters(a, c));
  CHECK_FALSE(same_parameters(a, d));
}

TEST_CASE("training takes data in either storage order") {
  const auto data = digits<float>();
  const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows =
      data.train.x;
  nn::Mlp<float> a({64, 10}), b({64, 10});
  nn::Trainer of_a(a, nn::Sgd{}, Rng(1)), of_b(b, nn::Sgd{}, Rng(1));
  of_a.epoch(data.train.x, data.train.labels);
  of_b.epoch(by_rows, data.train.labels);
  CHECK(same_parameters(a, b));
}

TEST_CASE("an epoch sees every example once, in an order of its own") {
  // Rate 0: the scores are those of the whole set, and each step's batch can be told from its loss.
  Eigen::MatrixXd x(1, 10);
  x << 0, 1, 2, 3, 4, 5, 6, 7, 8, 9;
  const Eigen::MatrixXd target = Eigen::MatrixXd::Zero(1, 10);
  nn::Mlp<double> net({1, 1});
  net.layer(0).weight()(0, 0) = 1;
  nn::Trainer trainer(net, nn::Sgd{.rate = 0}, Rng(1), {.batch = 4});
  CHECK(trainer.epoch(x, target).loss == Approx(28.5).epsilon(1e-14));
  const Eigen::MatrixXd first = net.layer(0).preactivations();
  CHECK(first.cols() == 2);  // 4 + 4 + 2
  CHECK(trainer.epoch(x, target).loss == Approx(28.5).epsilon(1e-14));
  CHECK(net.layer(0).preactivations() != first);
}

TEST_CASE("regression to targets") {
  // y = 2 x1 - x2 + 0.5: a linear net finds it.
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(2, 100);
  const Eigen::MatrixXd y = (2 * x.row(0) - x.row(1)).array() + 0.5;
  nn::Mlp<double> net({2, 1});
  nn::Trainer trainer(net, nn::Sgd{.rate = 0.1}, Rng(1), {.batch = 10});
  nn::Score score;
  for (int e = 0; e < 100; ++e) score = trainer.epoch(x, y);
  CHECK(score.loss < 1e-12);
  CHECK(std::isnan(score.accuracy));
  CHECK(net.layer(0).weight()(0, 0) == Approx(2).epsilon(1e-6));
  CHECK(net.layer(0).weight()(0, 1) == Approx(-1).epsilon(1e-6));
  CHECK(net.layer(0).bias()(0) == Approx(0.5).epsilon(1e-6));
}

TEST_CASE("evaluation does not depend on how it is cut, and moves nothing") {
  const auto data = digits<double>();
  nn::Mlp<double> net({64, 20, 10}, Activation::tanh);
  net.initialize(outset::XavierUniform{}, Rng(1));
  nn::Mlp<double> before = net;
  const nn::Score whole = nn::evaluate(net, data.train.x, data.train.labels);
  const nn::Score batch = nn::backpropagate(net, data.train.x, data.train.labels);
  // A mean of 1437 numbers of size 2 or 3, summed in two orders.
  CHECK(whole.loss == Approx(batch.loss).epsilon(1e-12));
  CHECK(whole.accuracy == Approx(batch.accuracy).epsilon(1e-12));
  CHECK(same_parameters(net, before));
}

TEST_CASE("of equal outputs the first counts") {
  nn::Mlp<float> net({2, 3});
  const std::vector<int> labels = {0, 1, 0, 2};
  CHECK(nn::evaluate(net, Eigen::MatrixXf::Ones(2, 4), labels).accuracy == 0.5);
}

TEST_CASE("outputs of NaN read nothing") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  nn::Mlp<float> net({1, 3});
  net.layer(0).weight().setConstant(nan);
  CHECK(nn::evaluate(net, Eigen::MatrixXf::Ones(1, 3), std::vector<int>{0, 1, 2}).accuracy == 0);
  net.layer(0).weight() << 2, 1, nan;
  CHECK(nn::evaluate(net, Eigen::MatrixXf::Ones(1, 3), std::vector<int>{0, 1, 2}).accuracy == 0);
}

TEST_CASE("training that diverges stops where it is asked to, and names the layer") {
  const auto data = digits<float>();
  nn::Mlp<float> net({64, 32, 32, 10});
  net.initialize(outset::HeNormal{}, Rng(1));
  nn::Trainer calm(net, nn::Sgd{.rate = 0.01}, Rng(1), {.stop_when_diverged = true});
  CHECK(std::isfinite(calm.epoch(data.train.x, data.train.labels).loss));
  CHECK_FALSE(calm.diverged().has_value());
  nn::Trainer wild(net, nn::Sgd{.rate = 1e6}, Rng(1), {.stop_when_diverged = true});
  CHECK_FALSE(std::isfinite(wild.epoch(data.train.x, data.train.labels).loss));
  CHECK(wild.diverged() == nn::first_not_finite(net));
  CHECK(wild.diverged().has_value());
}

TEMPLATE_TEST_CASE("a net trains to the same bits on any executor", "", float, double) {
  using Matrix = typename nn::Mlp<TestType>::Matrix;
  Matrix x(200, 240);  // products of three or five pieces
  outset::Uniform{-1, 1}(x, Rng(2));
  std::vector<int> labels;
  for (int j = 0; j < 240; ++j) labels.push_back(j % 10);
  const auto train = [&](nn::Mlp<TestType>& net) {
    net.initialize(outset::HeNormal{}, Rng(1));
    nn::Trainer<TestType> trainer(net, nn::Sgd{.rate = 0.02, .momentum = 0.9}, Rng(3),
                                  {.batch = 120});
    return trainer.epoch(x, labels).loss;
  };
  nn::Mlp<TestType> expected({200, 192, 10});
  const double loss = train(expected);
  const auto check = [&](const auto& executor) {
    nn::Mlp<TestType> net({200, 192, 10});
    net.run_on(executor);
    nn::Mlp<TestType> copy = net;
    CHECK(train(net) == loss);
    CHECK(same_parameters(net, expected));
    CHECK(train(copy) == loss);
    CHECK(same_parameters(copy, expected));
  };
  check(Threads{2});
  check(Threads{3});
  check(Backwards{});
  Index pieces = 0;
  check(Counting{&pieces});
  CHECK(pieces > 0);
}

TEST_CASE("training refuses what does not fit") {
  nn::Mlp<float> net({2, 3});
  const Eigen::MatrixXf x = Eigen::MatrixXf::Zero(2, 4);
  const std::vector<int> few = {0, 1}, high = {0, 1, 2, 3}, right = {0, 1, 2, 0};
  CHECK_THROWS_WITH(nn::Trainer(net, nn::Sgd{}, Rng(1), {.batch = 0}),
                    ContainsSubstring("batch is 0"));
  nn::Trainer trainer(net, nn::Sgd{}, Rng(1));
  CHECK_THROWS_AS(trainer.epoch(x, few), std::invalid_argument);
  CHECK_THROWS_AS(trainer.epoch(x, high), std::invalid_argument);
  CHECK_THROWS_AS(trainer.epoch(Eigen::MatrixXf::Zero(3, 4), right), std::invalid_argument);
  CHECK_THROWS_AS(trainer.epoch(x, Eigen::MatrixXf::Zero(2, 4)), std::invalid_argument);
  CHECK_THROWS_AS(trainer.epoch(x, Eigen::MatrixXf::Zero(3, 5)), std::invalid_argument);
  CHECK_THROWS_AS(nn::evaluate(net, x, few), std::invalid_argument);
  trainer.epoch(x, right);
}
