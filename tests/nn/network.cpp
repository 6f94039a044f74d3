// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/network.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"
#include "support/residual.hpp"

namespace nn = outset::nn;
using outset::Index;

namespace {

// By free functions, for a type that cannot be changed.
struct Closed {
  Eigen::MatrixXd w = Eigen::MatrixXd::Ones(2, 3), z;
};
std::vector<nn::LayerView<double>> layers(Closed& net) {
  return {{.name = "only", .weight = net.w, .z = net.z, .h = net.z}};
}
void forward(Closed& net, const Eigen::MatrixXd& x) { net.z = net.w * x; }

struct Unfinished {
  std::vector<nn::LayerView<double>> views{};
  auto layers() { return views; }
  void forward(const Eigen::MatrixXd&) {}
  void backward(const Eigen::MatrixXd&, const Eigen::MatrixXd&) {}
};

}  // namespace

static_assert(nn::Network<nn::Mlp<float>>);
static_assert(nn::Network<own::Residual>);
static_assert(nn::Network<Closed>);
static_assert(!nn::Network<int>);
static_assert(!nn::Network<std::vector<double>>);

TEST_CASE("an Mlp tells its own matrices") {
  nn::Mlp<double> net({4, 3, 2}, nn::Activation::prelu);
  net.initialize(outset::HeNormal{}, outset::Rng(1));
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(4, 5);
  const std::vector<int> labels{0, 1, 1, 0, 1};
  const double loss = nn::loss_and_gradients(net, x, labels);
  const auto views = nn::layers(net);
  REQUIRE(views.size() == 2);
  for (Index i = 0; i < 2; ++i) {
    const auto& layer = net.layer(i);
    const auto& view = views[static_cast<std::size_t>(i)];
    CHECK(view.name == net.layer_name(i));
    CHECK(view.weight.data() == layer.weight().data());
    CHECK(view.bias.data() == layer.bias().data());
    CHECK(view.z.data() == layer.preactivations().data());
    CHECK(view.h.map() == layer.activations());
    CHECK(view.z_gradient.map() == layer.preactivation_gradient());
    CHECK(view.weight_gradient.map() == layer.weight_gradient());
    CHECK(view.bias_gradient.map() == layer.bias_gradient());
  }
  CHECK(views[0].extra(0) == 0.25);
  CHECK_FALSE(views[1].extra.present());
  nn::Mlp<double> same = net;
  CHECK(nn::backpropagate(same, x, labels).loss == loss);
}

TEST_CASE("an own network's gradients are those of the loss") {
  // Central differences of the loss, whose error is d^2 of a third derivative (near 1 here), plus
  // rounding over d: eps^(2/3) each for d = eps^(1/3), and some tens of terms.
  own::Residual net(3, 5, 2, 1);
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(3, 4);
  const std::vector<int> labels{0, 1, 1, 0};
  nn::loss_and_gradients(net, x, labels);
  const double d = std::cbrt(std::numeric_limits<double>::epsilon());
  const auto views = nn::layers(net);
  for (const auto& view : views) {
    if (!view.weight.present()) continue;
    INFO(view.name);
    const double given = view.weight_gradient(1, 2), kept = view.weight(1, 2);
    own::Residual up = net, down = net;
    nn::layers(up)[static_cast<std::size_t>(&view - views.data())].weight(1, 2) += d;
    nn::layers(down)[static_cast<std::size_t>(&view - views.data())].weight(1, 2) -= d;
    const double difference =
        nn::loss_and_gradients(up, x, labels) - nn::loss_and_gradients(down, x, labels);
    CHECK(std::fabs(difference / (2 * d) - given) < 50 * d * d);
    CHECK(view.weight(1, 2) == kept);
  }
}

TEST_CASE("free functions do instead of members") {
  Closed net;
  nn::BatchOf<Closed> x = Eigen::MatrixXd::Constant(3, 2, 2);
  forward(net, x);
  CHECK(layers(net)[0].z(1, 1) == 6);
}

TEST_CASE("targets have the mean squared error") {
  own::Residual net(3, 4, 2, 1);
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(3, 6), target = Eigen::MatrixXd::Random(2, 6);
  const double loss = nn::loss_and_gradients(net, x, target);
  CHECK(loss == Approx((net.z4 - target).squaredNorm() / 12).epsilon(1e-14));
  CHECK(net.dz4.isApprox((net.z4 - target) / 6, 1e-14));
}

TEST_CASE("what a network does not tell is an error that says so") {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(3, 4);
  const std::vector<int> labels(4, 0);
  Unfinished none;
  CHECK_THROWS_WITH(nn::loss_and_gradients(none, x, labels), ContainsSubstring("gives no layer"));
  Unfinished no_output{{{.name = "head"}}};
  CHECK_THROWS_WITH(nn::loss_and_gradients(no_output, x, labels),
                    ContainsSubstring("\"head\", has no .h"));
}

TEST_CASE("a function between z and h is a named one or an own one") {
  const nn::Nonlinearity relu = nn::Activation::relu;
  CHECK(relu(-2) == 0);
  CHECK(relu.derivative(3) == 1);
  CHECK(relu.derivative(0) == 0);
  CHECK(nn::Nonlinearity(nn::Activation::leaky_relu, 0.5)(-2) == -1);
  CHECK(nn::Nonlinearity(nn::Activation::elu).parameter() == 1);
  const nn::Nonlinearity sine = [](double z) { return std::sin(z); };
  CHECK_FALSE(sine.activation());
  CHECK(sine(0.5) == std::sin(0.5));
  // d^2 / 6 = 2e-13 of the method and eps / d = 2e-10 of rounding
  CHECK(std::fabs(sine.derivative(0.5) - std::cos(0.5)) < 1e-9);
  const nn::Nonlinearity exact([](double z) { return std::sin(z); },
                               [](double z) { return std::cos(z); });
  CHECK(exact.derivative(0.5) == std::cos(0.5));
}
