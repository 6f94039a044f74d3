// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/optimizer.hpp"

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/train.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;

namespace {

// One weight and one bias, input 1, target 1, L = (w + b - 1)^2: from w = b = 0 both move alike, by
// the gradient g = 2 (2 w - 1). Returns w after each step.
std::vector<double> path(const nn::Method& method, int steps) {
  nn::Mlp<double> net({1, 1});
  nn::Optimizer<double> optimizer(method);
  const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(1, 1);
  std::vector<double> weights;
  for (int i = 0; i < steps; ++i) {
    nn::backpropagate(net, one, one);
    optimizer.step(net);
    CHECK(net.layer(0).weight()(0, 0) == net.layer(0).bias()(0));
    weights.push_back(net.layer(0).weight()(0, 0));
  }
  return weights;
}

}  // namespace

TEST_CASE("plain gradient descent, by hand") {
  // g = -2, -1.2, -0.72
  const auto w = path(nn::Sgd{.rate = 0.1}, 3);
  CHECK(w[0] == Approx(0.2).epsilon(1e-14));
  CHECK(w[1] == Approx(0.32).epsilon(1e-14));
  CHECK(w[2] == Approx(0.392).epsilon(1e-14));
}

TEST_CASE("momentum, by hand: v = momentum v + g, w = w - rate v") {
  // g = -2, -1.2, -0.32; v = -2, -2.2, -1.42
  const auto w = path(nn::Sgd{.rate = 0.1, .momentum = 0.5}, 3);
  CHECK(w[0] == Approx(0.2).epsilon(1e-14));
  CHECK(w[1] == Approx(0.42).epsilon(1e-14));
  CHECK(w[2] == Approx(0.562).epsilon(1e-14));
}

TEST_CASE("Adam follows its algorithm") {
  // Algorithm 1 of the paper in another language, from g = -2; the first step is the rate, but for
  // epsilon.
  const auto w = path(nn::Adam{.rate = 0.1}, 3);
  CHECK(w[0] == Approx(0.0999999995).epsilon(1e-14));
  CHECK(w[1] == Approx(0.19881257937657).epsilon(1e-13));
  CHECK(w[2] == Approx(0.29512874902927616).epsilon(1e-13));
}

TEST_CASE("optimizers move every tensor, PReLU's slope too") {
  for (const nn::Method& method :
       {nn::Method(nn::Sgd{.rate = 0.1}), nn::Method(nn::Sgd{.rate = 0.1, .momentum = 0.9}),
        nn::Method(nn::Adam{.rate = 0.1})}) {
    nn::Mlp<float> net({3, 4, 2}, nn::Activation::prelu);
    net.initialize(outset::Normal{.std = 1}, outset::Normal{.std = 1}, outset::Rng(1));
    nn::Mlp<float> before = net;
    nn::Optimizer<float> optimizer(method);
    nn::backpropagate(net, Eigen::MatrixXf::Random(3, 6), Eigen::MatrixXf::Random(2, 6));
    optimizer.step(net);
    for (outset::Index i = 0; i < 2; ++i) {
      CHECK(((net.layer(i).weight() - before.layer(i).weight()).array() != 0).any());
      CHECK(((net.layer(i).bias() - before.layer(i).bias()).array() != 0).all());
    }
    CHECK(net.layer(0).slope() != before.layer(0).slope());
  }
}

TEST_CASE("optimizers refuse what does not fit") {
  using Optimizer = nn::Optimizer<double>;
  const double nan = std::nan("");
  CHECK_THROWS_WITH(Optimizer(nn::Sgd{.rate = -1}), ContainsSubstring("Sgd: rate is -1"));
  CHECK_THROWS_AS(Optimizer(nn::Sgd{.rate = nan}), std::invalid_argument);
  CHECK_THROWS_AS(Optimizer(nn::Sgd{.momentum = 1}), std::invalid_argument);
  CHECK_THROWS_AS(Optimizer(nn::Adam{.rate = nan}), std::invalid_argument);
  CHECK_THROWS_AS(Optimizer(nn::Adam{.beta1 = 1}), std::invalid_argument);
  CHECK_THROWS_AS(Optimizer(nn::Adam{.beta2 = -0.1}), std::invalid_argument);
  CHECK_THROWS_AS(Optimizer(nn::Adam{.epsilon = 0}), std::invalid_argument);
  Optimizer optimizer(nn::Adam{});
  nn::Mlp<double> net({2, 2}), other({2, 3});
  optimizer.step(net);
  CHECK_THROWS_WITH(optimizer.step(other), ContainsSubstring("9 parameters"));
  nn::Mlp<double> as_many({1, 1, 1, 1});
  CHECK_THROWS_WITH(optimizer.step(as_many), ContainsSubstring("are 6 tensors, must be the 2"));
}

TEST_CASE("an optimizer goes on from the state of another one, to the same bits") {
  for (const nn::Method& method :
       {nn::Method(nn::Sgd{.rate = 0.1}), nn::Method(nn::Sgd{.rate = 0.1, .momentum = 0.9}),
        nn::Method(nn::Adam{.rate = 0.1})}) {
    nn::Mlp<float> net({3, 4, 2}, nn::Activation::prelu);
    net.initialize(outset::Normal{.std = 1}, outset::Rng(1));
    const Eigen::MatrixXf x = Eigen::MatrixXf::Random(3, 6), y = Eigen::MatrixXf::Random(2, 6);
    const auto step = [&](nn::Mlp<float>& any, nn::Optimizer<float>& optimizer) {
      nn::backpropagate(any, x, y);
      optimizer.step(any);
    };
    nn::Optimizer<float> optimizer(method);
    for (int i = 0; i < 3; ++i) step(net, optimizer);
    nn::Mlp<float> copy = net;
    nn::Optimizer<float> other(method);
    other.restore(optimizer.state());
    step(net, optimizer);
    step(copy, other);
    CHECK(copy.layer(0).weight() == net.layer(0).weight());
    CHECK(copy.layer(1).bias() == net.layer(1).bias());
    CHECK(copy.layer(0).slope() == net.layer(0).slope());

    const nn::Method without = nn::Sgd{.rate = 0.1};
    nn::Optimizer<float> wrong(method.index() == 0 && optimizer.state().first.size() == 0
                                   ? nn::Method(nn::Adam{})
                                   : without);
    CHECK_THROWS_WITH(wrong.restore(optimizer.state()), ContainsSubstring("Optimizer: the state"));
  }
}
