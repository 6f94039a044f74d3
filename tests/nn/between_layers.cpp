// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/between_layers.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "support/catch.hpp"
#include "support/digits.hpp"
#include "support/instances_nn.hpp"
#include "support/residual.hpp"

namespace nn = outset::nn;
using nn::Activation;
using outset::Index;
using outset::Rng;

namespace {

template <class Net, class X>
void check_refused(Net& net, const X& x, const std::string& text,
                   const nn::BetweenLayersOptions& options = {}) {
  support::check_refused(net, text, [&] { nn::between_layers(net, x, options); });
}

}  // namespace

// f(a z) = a f(z) makes one round exact: only rounding remains, and the outputs are the same.
TEST_CASE("ReLU layers get one gradient : weight, and the function stays, biases too") {
  const auto& x = support::training_digits<double>().x;
  for (const double bias : {0.0, 0.3}) {
    nn::Mlp<double> net({64, 50, 40, 30, 10});
    net.initialize(outset::HeNormal{}, outset::Normal{0, bias}, Rng(1));
    net.layer(2).weight() *= 7;
    net.forward(x);
    const Eigen::MatrixXd outputs = net.output();
    const auto report = nn::between_layers(net, x, {.rng = Rng(4)});
    REQUIRE(report.size() == 4);
    double product = 1;
    for (const nn::BalancedLayer& layer : report) {
      CHECK(layer.after == Approx(report[0].after).epsilon(1e-10));
      product *= layer.factor;
    }
    CHECK(product == Approx(1).epsilon(1e-13));
    CHECK(report[2].before < report[1].before / 3);
    net.forward(x);
    CHECK(net.output().isApprox(outputs, 1e-12));
    const std::string bytes = support::parameter_bytes(net);
    nn::between_layers(net, x, {.rng = Rng(4)});
    CHECK(support::parameter_bytes(net) == bytes);  // nothing more to do
  }
}

TEST_CASE("other activations take more rounds, in float too") {
  const auto& x = support::training_digits<float>().x;
  nn::Mlp<float> net({64, 30, 30, 30, 10}, Activation::tanh);
  net.initialize(outset::XavierNormal{}, Rng(1));
  const auto report = nn::between_layers(net, x, {.tolerance = 0.01, .tries = 10});
  double low = report[0].after, high = low;
  for (const nn::BalancedLayer& layer : report) {
    low = std::min(low, layer.after);
    high = std::max(high, layer.after);
  }
  CHECK(high / low <= std::exp(0.02));  // each within 0.01 of the same target, in logarithms
}

TEST_CASE("an own network") {
  own::Residual net(8, 12, 3, 1);
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(8, 60);
  const auto report = nn::between_layers(net, x, {.tries = 50});
  REQUIRE(report.size() == 4);
  double low = report[0].after, high = low;
  for (const nn::BalancedLayer& layer : report) {
    low = std::min(low, layer.after);
    high = std::max(high, layer.after);
  }
  CHECK(high / low <= std::exp(0.02));
}

TEST_CASE("between_layers refuses what has no gradient, and changes nothing") {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(6, 20);
  nn::Mlp<double> net({6, 5, 4, 3});
  net.initialize(outset::HeNormal{}, Rng(1));
  nn::Mlp<double> zero = net;
  zero.layer(2).weight().setZero();
  check_refused(zero, x, "\"layer.2\" has the same pre-activations");
  nn::Mlp<double> dead = net;
  dead.layer(1).bias().setConstant(-100);
  check_refused(dead, x, "\"layer.1\" has the same activations");
  check_refused(net, Eigen::MatrixXd::Zero(6, 20).eval(), "\"layer.0\" has the same");
  check_refused(net, x, "tries is 0", {.tries = 0});
  check_refused(net, x, "tolerance is -1", {.tolerance = -1});
  // Sigmoids are not homogeneous: small weights scale their activations hardly at all.
  nn::Mlp<double> sigmoid({6, 30, 30, 30, 3}, Activation::sigmoid);
  sigmoid.initialize(outset::XavierNormal{}, Rng(1));
  check_refused(sigmoid, x, "after 1 rounds", {.tolerance = 1e-6, .tries = 1});
}
