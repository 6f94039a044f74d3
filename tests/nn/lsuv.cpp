// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/lsuv.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/orthogonal.hpp"
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

const std::vector<Index> ten_layers{64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 10};

template <class Net, class X>
void check_refused(Net& net, const X& x, const std::string& text,
                   const nn::LsuvOptions& options = {}) {
  support::check_refused(net, text, [&] { nn::lsuv(net, x, options); });
}

}  // namespace

// With biases of 0 the variance is quadratic in the scale, so that one division is exact but for
// rounding: that of 64 products per unit, far below 1e-12. (Measured on these digits by another
// program: one division per layer, and 2e-16.)
TEST_CASE("ten layers on the digits: one division each, then variance 1, then nothing to do") {
  // Twice as large, or an orthogonal first layer would have variance 1 from the start.
  const Eigen::MatrixXd x = 2 * support::training_digits<double>().x;
  for (const Activation f : {Activation::relu, Activation::tanh}) {
    INFO(std::string(to_string(f)));
    nn::Mlp<double> net(ten_layers, f);
    net.initialize(outset::Orthogonal{}, Rng(1));
    const Eigen::MatrixXd first = net.layer(0).weight();
    const auto report = nn::lsuv(net, x);
    REQUIRE(report.size() == 10);
    for (const nn::LsuvLayer& layer : report) {
      CHECK(layer.tries == 1);
      CHECK(std::fabs(layer.after - 1) < 1e-12);
      CHECK(layer.factor == Approx(1 / std::sqrt(layer.before)).epsilon(1e-14));
    }
    CHECK(report[3].name == "layer.3");
    CHECK(net.layer(0).weight().isApprox(first * report[0].factor, 1e-14));
    net.forward(x);
    for (Index i = 0; i < 10; ++i) {
      const auto z = net.layer(i).preactivations();
      const double mean = z.mean();
      CHECK(std::fabs((z.array() - mean).square().mean() - 1) < 1e-12);
    }
    const std::string bytes = support::parameter_bytes(net);
    for (const nn::LsuvLayer& layer : nn::lsuv(net, x)) CHECK(layer.tries == 0);
    CHECK(support::parameter_bytes(net) == bytes);
  }
}

TEST_CASE("a net of floats, and biases that take several tries") {
  const auto& x = support::training_digits<float>().x;
  nn::Mlp<float> net({64, 50, 40, 10}, Activation::gelu);
  net.initialize(outset::XavierUniform{}, outset::Normal{0.0, 0.3}, Rng(2));
  const Eigen::VectorXf bias = net.layer(1).bias();
  const auto report = nn::lsuv(net, x, {.tolerance = 1e-3, .tries = 20});
  for (const nn::LsuvLayer& layer : report) {
    CHECK(layer.tries >= 2);
    CHECK(std::fabs(layer.after - 1) <= 1e-3);
  }
  CHECK(net.layer(1).bias() == bias);
}

TEST_CASE("an own network with a residual branch") {
  own::Residual net(8, 16, 3, 1);
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(8, 40);
  const auto report = nn::lsuv(net, x);
  REQUIRE(report.size() == 4);  // the sum has no weights
  CHECK(report[2].name == "branch end");
  net.forward(x);
  for (const auto* z : {&net.z1, &net.z2, &net.r, &net.z4}) {
    CHECK(std::fabs((z->array() - z->mean()).square().mean() - 1) <= 0.02);
  }
}

TEST_CASE("lsuv refuses what it cannot scale, names the layer and changes nothing") {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(6, 20);
  nn::Mlp<double> net({6, 5, 4, 3});
  net.initialize(outset::HeNormal{}, Rng(1));

  check_refused(net, Eigen::MatrixXd::Constant(6, 20, 0.5).eval(),
                "\"layer.0\" has the same pre-activations for every example");
  check_refused(net, Eigen::MatrixXd::Zero(6, 20).eval(), "\"layer.0\" has the same");
  check_refused(net, x.leftCols(1).eval(), "1 examples, must have two or more");
  Eigen::MatrixXd broken = x;
  broken(2, 3) = std::numeric_limits<double>::quiet_NaN();
  check_refused(net, broken, "\"layer.0\" has 5 pre-activations that are infinite or NaN");
  check_refused(net, x, "tolerance is 0", {.tolerance = 0});
  check_refused(net, x, "tries is 0", {.tries = 0});

  nn::Mlp<double> zero = net;
  zero.layer(2).weight().setZero();
  check_refused(zero, x, "\"layer.2\" has the same pre-activations");

  nn::Mlp<double> dead = net;
  dead.layer(1).bias().setConstant(-100);
  check_refused(dead, x, "\"layer.1\" has the same activations");

  nn::Mlp<double> biased = net;  // variance 2 of biases alone, for any weights
  biased.layer(1).bias() << 2, -2, 1, -1;
  check_refused(biased, x, "\"layer.1\" has pre-activations of variance");

  nn::Mlp<double> infinite = net;
  infinite.layer(2).weight()(0, 0) = std::numeric_limits<double>::infinity();
  check_refused(infinite, x, "\"layer.2\" has");
}
