// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/mlp.hpp"

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/train.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
using nn::Activation;
using outset::Rng;

namespace {

const auto wild = [](auto& w, const outset::Shape&, Rng& rng) { outset::Normal{0, 0.6}(w, rng); };

std::vector<double> gradients(nn::Mlp<double>& net) {
  std::vector<double> all;
  net.for_each_parameter(
      [&](auto&&, const auto& g) { all.insert(all.end(), g.data(), g.data() + g.size()); });
  return all;
}

template <class Use>
void with_parameter(nn::Mlp<double>& net, std::size_t index, Use use) {
  auto at = static_cast<Eigen::Index>(index);
  net.for_each_parameter([&](auto&& w, const auto&) {
    if (at >= 0 && at < w.size()) use(w(at));
    at -= w.size();
  });
}

// Every parameter's derivative against a central difference of the whole net's loss. Steps of
// cbrt(eps) err by about 4e-11 times third derivative or loss; those are below 100 here.
template <class Backpropagate>
void check_gradients(nn::Mlp<double>& net, Backpropagate loss) {
  const double h = std::cbrt(std::numeric_limits<double>::epsilon());
  loss();
  const std::vector<double> g = gradients(net);
  REQUIRE(static_cast<outset::Index>(g.size()) == net.parameter_count());
  for (std::size_t i = 0; i < g.size(); ++i) {
    double here = 0, above = 0, below = 0;
    with_parameter(net, i, [&](double& w) { here = w, w = here + h; });
    above = loss();
    with_parameter(net, i, [&](double& w) { w = here - h; });
    below = loss();
    with_parameter(net, i, [&](double& w) { w = here; });
    INFO("parameter " << i);
    CHECK(std::abs(g[i] - (above - below) / (2 * h)) < 5e-9);
  }
}

}  // namespace

TEST_CASE("gradients of deep nets agree with central differences: activations x losses") {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(4, 7) * 2;
  const Eigen::MatrixXd target = Eigen::MatrixXd::Random(3, 7);
  const std::vector<int> labels = {0, 1, 2, 0, 1, 2, 2};
  for (const auto name : nn::activation_names) {
    INFO(std::string(name));
    nn::Mlp<double> net({4, 5, 6, 3}, nn::activation(name));
    net.initialize(wild, wild, Rng(11));
    check_gradients(net, [&] { return nn::backpropagate(net, x, labels).loss; });
    check_gradients(
        net, [&] { return nn::backpropagate(net, x, labels, nn::Loss::mean_squared_error).loss; });
    check_gradients(net, [&] { return nn::backpropagate(net, x, target).loss; });
  }
}

TEST_CASE("the output layer may have an activation") {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(3, 5);
  const Eigen::MatrixXd target = Eigen::MatrixXd::Random(2, 5);
  nn::Mlp<double> net({3, 4, 2}, Activation::elu, {.output = Activation::tanh, .parameter = 0.5});
  CHECK(net.layer(0).slope() == 0.5);
  net.initialize(wild, wild, Rng(2));
  check_gradients(net, [&] { return nn::backpropagate(net, x, target).loss; });
  CHECK(net.output().cwiseAbs().maxCoeff() < 1);
}

TEST_CASE("a layer's values come from its name alone") {
  const Rng rng(5);
  nn::Mlp<float> deep({8, 16, 16, 4}), shallow({8, 16, 4});
  deep.initialize(outset::HeNormal{}, rng);
  shallow.initialize(outset::HeNormal{}, rng);
  CHECK(deep.layer(0).weight() == shallow.layer(0).weight());
  Eigen::MatrixXf expected(16, 16);
  outset::HeNormal{}(expected, rng.stream("layer.1.weight"));
  CHECK(deep.layer(1).weight() == expected);
  // One layer anew by itself: the others stay, and it gets what the whole net would have given it.
  nn::Mlp<float> other = deep;
  other.layer(1).initialize(outset::XavierNormal{}, rng, other.layer_name(1));
  CHECK(other.layer(1).weight() != deep.layer(1).weight());
  CHECK(other.layer(0).weight() == deep.layer(0).weight());
  other.layer(1).initialize(outset::HeNormal{}, rng, other.layer_name(1));
  CHECK(other.layer(1).weight() == deep.layer(1).weight());
}

TEST_CASE("what a batch left can be looked at, layer by layer") {
  nn::Mlp<double> net({4, 5, 3}, Activation::tanh);
  net.initialize(wild, wild, Rng(1));
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(4, 6);
  const std::vector<int> labels = {0, 1, 2, 0, 1, 2};
  nn::backpropagate(net, x, labels);
  const auto& first = net.layer(0);
  const auto& last = net.layer(1);
  CHECK(first.preactivations().isApprox((first.weight() * x).colwise() + first.bias(), 1e-14));
  CHECK(first.activations().isApprox(first.preactivations().array().tanh().matrix(), 1e-14));
  CHECK(last.weight_gradient().isApprox(
      last.preactivation_gradient() * first.activations().transpose(), 1e-13));
  CHECK(last.bias_gradient().isApprox(last.preactivation_gradient().rowwise().sum(), 1e-13));
  const Eigen::MatrixXd back = (last.weight().transpose() * last.preactivation_gradient()).array() *
                               (1 - first.activations().array().square());
  CHECK(first.preactivation_gradient().isApprox(back, 1e-13));
}

TEST_CASE("a net counts its parameters and refuses what does not fit") {
  nn::Mlp<float> net({64, 32, 10});
  CHECK(net.depth() == 2);
  CHECK(net.inputs() == 64);
  CHECK(net.outputs() == 10);
  CHECK(net.parameter_count() == 64 * 32 + 32 + 32 * 10 + 10);
  CHECK(net.layer_name(1) == "layer.1");
  CHECK(nn::Mlp<float>({64, 32, 10}, Activation::prelu).parameter_count() ==
        net.parameter_count() + 1);
  CHECK_THROWS_AS(nn::Mlp<float>({64}), std::invalid_argument);
  CHECK_THROWS_AS(nn::Mlp<float>({64, 0, 10}), std::invalid_argument);
  CHECK_THROWS_WITH(net.layer(2), ContainsSubstring("layer is 2"));
  CHECK_THROWS_AS(net.layer(-1), std::invalid_argument);
  CHECK_THROWS_WITH(net.forward(Eigen::MatrixXf::Zero(63, 2)), ContainsSubstring("63 rows"));
}
