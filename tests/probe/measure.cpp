// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/measure.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "support/catch.hpp"
#include "support/digits.hpp"
#include "support/instances_nn.hpp"
#include "support/residual.hpp"

namespace nn = outset::nn;
namespace probe = outset::probe;
using nn::Activation;
using outset::Index;
using outset::Rng;

namespace {

template <class M>
double rms(const M& m) {
  return std::sqrt(m.squaredNorm() / static_cast<double>(m.size()));
}

}  // namespace

// The logits are 0, the loss is ln 10 exactly, and only the output's bias has a gradient, 1/10 less
// the classes' shares.
TEMPLATE_TEST_CASE("a network of zeros", "", float, double) {
  const auto& data = support::training_digits<TestType>();
  std::vector<double> share(10, 0);
  for (const int label : data.labels) share[static_cast<std::size_t>(label)] += 1.0 / 1437;
  double entropy = 0, largest = 0;
  for (const double p : share) {
    entropy -= p * std::log(p);
    largest = std::fmax(largest, std::fabs(p - 0.1));
  }
  for (const Activation f : {Activation::relu, Activation::tanh}) {
    nn::Mlp<TestType> net({64, 20, 20, 10}, f);
    const auto m = probe::measure(net, data.x, data.labels, {.method = nn::Sgd{.rate = 0.1}});
    CHECK(m.examples == 1437);
    CHECK(*m.loss == 2.302585092994045684);
    CHECK(m.log_classes == *m.loss);
    CHECK(*m.prior_entropy == Approx(entropy).epsilon(1e-14));
    REQUIRE(m.layers.size() == 3);
    for (const probe::Layer& layer : m.layers) {
      CHECK(layer.z->moments.mean_square == 0);
      CHECK_FALSE(layer.z->cosine);
      CHECK(layer.weight->rms == 0);
      CHECK(layer.weight_gradient->rms == 0);
      CHECK_FALSE(layer.gradient_to_weight);
      CHECK_FALSE(layer.update_to_weight);
      REQUIRE(layer.equal_units.size() == 1);
      CHECK(layer.equal_units[0].size() == static_cast<std::size_t>(layer.out));
    }
    CHECK(m.layers[0].dead.size() == (f == Activation::relu ? 20 : 0));
    CHECK(m.layers[1].bias_gradient->rms == 0);
    // The gradient is the mean of 1437 errors below 1: 1437 roundings of at most eps.
    CHECK(std::fabs(static_cast<double>(net.layer(2).bias_gradient().cwiseAbs().maxCoeff()) -
                    largest) <
          1437 * static_cast<double>(std::numeric_limits<TestType>::epsilon()));
    CHECK(m.layers[2].dead.empty());
  }
}

TEST_CASE("a constant network has one unit per layer") {
  const auto& data = support::training_digits<double>();
  nn::Mlp<double> net({64, 20, 20, 10}, Activation::tanh);
  net.initialize(outset::Constant{0.05}, Rng(1));
  const auto m = probe::measure(net, data.x, data.labels);
  for (std::size_t l = 0; l < 3; ++l) CHECK(m.layers[l].equal_units.size() == 1);
  // All units the same: each pair of examples points the same way or the opposite one, and the
  // logits are equal, so that the loss is ln 10 and no gradient reaches what is below.
  CHECK(*m.loss == Approx(m.log_classes).epsilon(1e-14));
  CHECK(m.layers[1].weight_gradient->rms < 1e-17);
  CHECK(m.layers[0].weight->std == 0);
  CHECK(m.layers[0].weight->mean == 0.05);
}

// Sums of up to 64 * 1437 entries in another order than Eigen's: that many eps at most, 2e-11.
TEST_CASE("figures of a layer are those of its matrices") {
  const auto& data = support::training_digits<double>();
  nn::Mlp<double> net({64, 30, 20, 10}, Activation::relu);
  net.initialize(outset::HeNormal{}, outset::Normal{0, 0.1}, Rng(1));
  const auto m = probe::measure(net, data.x, data.labels, {.method = nn::Sgd{.rate = 0.25}});
  CHECK(m.input.moments.mean_square == Approx(data.x.squaredNorm() / (64 * 1437)).epsilon(2e-11));
  nn::backpropagate(net, data.x, data.labels);
  for (Index l = 0; l < 3; ++l) {
    const auto& layer = net.layer(l);
    const probe::Layer& measured = m.layers[static_cast<std::size_t>(l)];
    CHECK(measured.name == net.layer_name(l));
    CHECK(measured.out == layer.out());
    CHECK(measured.in == layer.in());
    const Eigen::MatrixXd z = layer.preactivations(), h = layer.activations();
    CHECK(measured.z->moments.mean == Approx(z.mean()).epsilon(2e-11));
    CHECK(measured.z->moments.std ==
          Approx(std::sqrt((z.array() - z.mean()).square().mean())).epsilon(2e-11));
    CHECK(measured.z->moments.rms == Approx(rms(z)).epsilon(2e-11));
    CHECK(measured.h->moments.rms == Approx(rms(h)).epsilon(2e-11));
    CHECK(measured.z_gradient->rms == Approx(rms(layer.preactivation_gradient())).epsilon(2e-11));
    CHECK_FALSE(measured.h_gradient);
    CHECK(measured.bias->rms == Approx(rms(layer.bias())).epsilon(2e-11));
    const double ratio = rms(layer.weight_gradient()) / rms(layer.weight());
    CHECK(*measured.gradient_to_weight == Approx(ratio).epsilon(2e-11));
    // A plain step is rate times the gradient, and rounding of w - step: eps / ratio of it.
    CHECK(*measured.update_to_weight == Approx(0.25 * ratio).epsilon(1e-10));
    CHECK_FALSE(measured.saturated);
    CHECK(measured.equal_units.empty());
  }
}

TEST_CASE("without labels nothing is said of gradients, even after training") {
  const auto& data = support::training_digits<float>();
  nn::Mlp<float> net({64, 12, 10}, Activation::tanh);
  net.initialize(outset::XavierNormal{}, Rng(1));
  nn::backpropagate(net, data.x, data.labels);
  const auto m = probe::measure(net, data.x);
  CHECK_FALSE(m.loss);
  CHECK_FALSE(m.prior_entropy);
  CHECK_FALSE(m.layers[0].weight_gradient);
  CHECK_FALSE(m.layers[0].gradient_to_weight);
  CHECK(m.layers[0].weight);
  CHECK(m.layers[0].saturated);
}

TEST_CASE("an own network: the ends of the residual branch and of the sum are both measured") {
  own::Residual net(64, 30, 10, 1);
  const auto& data = support::training_digits<double>();
  const auto m = probe::measure(net, data.x, data.labels, {.method = nn::Sgd{.rate = 0.1}});
  REQUIRE(m.layers.size() == 5);
  CHECK(m.layers[2].name == "branch end");
  CHECK(m.layers[2].h->moments.rms == Approx(rms(net.r)).epsilon(1e-12));
  CHECK(m.layers[3].name == "sum");
  CHECK(m.layers[3].h->moments.rms == Approx(rms(net.s)).epsilon(1e-12));
  CHECK(m.layers[3].h_gradient->rms == Approx(rms(net.ds)).epsilon(1e-12));
  CHECK(m.layers[3].out == 30);
  CHECK(m.layers[3].in == 0);
  CHECK_FALSE(m.layers[3].z);
  CHECK_FALSE(m.layers[3].weight);
  CHECK(m.layers[1].saturated);
  CHECK(*m.layers[2].update_to_weight == Approx(0.1 * rms(net.dw3) / rms(net.w3)).epsilon(1e-10));
  CHECK_FALSE(m.layers[3].update_to_weight);
}

TEST_CASE("targets instead of labels") {
  own::Residual net(5, 6, 3, 1);
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(5, 9), y = Eigen::MatrixXd::Random(3, 9);
  const auto m = probe::measure(net, x, y);
  CHECK(*m.loss == Approx((net.z4 - y).squaredNorm() / 27).epsilon(1e-13));
  CHECK_FALSE(m.prior_entropy);
}

TEST_CASE("numbers that are not finite are counted") {
  nn::Mlp<double> net({3, 4, 2});
  net.initialize(outset::HeNormal{}, Rng(1));
  net.layer(0).weight()(1, 1) = std::numeric_limits<double>::infinity();
  const auto m = probe::measure(net, Eigen::MatrixXd::Random(3, 6), std::vector<int>(6, 1));
  CHECK(m.layers[0].weight->not_finite == 1);
  CHECK(m.layers[0].z->moments.not_finite == 6);
  CHECK(std::isnan(m.layers[0].z->moments.rms));
  CHECK_FALSE(m.layers[0].z->cosine);
}

TEST_CASE("the prior's entropy") {
  CHECK(probe::prior_entropy(std::vector<int>{4, 4, 4}) == 0);
  CHECK(probe::prior_entropy(std::vector<int>{1, 0, 1, 0}) == Approx(std::log(2)).epsilon(1e-15));
}

TEST_CASE("an empty batch is refused") {
  nn::Mlp<double> net({3, 2});
  CHECK_THROWS_WITH(probe::measure(net, Eigen::MatrixXd(3, 0)),
                    ContainsSubstring("measure: the batch is empty"));
}
