// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/diagnose_network.hpp"

#include <Eigen/Core>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/starts.hpp"

namespace {

using namespace outset::probe;
using outset::Activation;
using outset::Index;
using outset::Rng;
using starts::Net;

// tests/statistical/diagnose.cpp does these two with many seeds.
TEST_CASE("Nothing is said of good starts") {
  for (const auto& recipe : starts::recipes()) {
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      INFO(recipe.name << ", seed " << seed);
      Net net = recipe.net(seed);
      const auto batch = starts::batch(seed);
      CHECK(diagnose(net, batch.x, batch.labels).text() == Diagnosis{}.text());
    }
  }
}

TEST_CASE("Faults of real projects are found first, and their cures cure") {
  std::uint64_t seed = 0;
  for (const auto& fault : starts::faults()) {
    ++seed;
    INFO(fault.name << ", seed " << seed);
    Net net = fault.net(Rng{seed});
    const auto batch = starts::batch(seed);
    const Diagnosis found = diagnose(net, batch.x, batch.labels);
    INFO(found.text());
    REQUIRE_FALSE(found.healthy());
    CHECK(found.findings[0].problem == fault.problem);
    apply_cures(net, found, Rng{seed}.stream("cure"));
    CHECK(diagnose(net, batch.x, batch.labels).text() == Diagnosis{}.text());
  }
}

TEST_CASE("A finding names the layer, the measurement, the prediction and the cure") {
  Net net(starts::widths(30), Activation::relu);
  net.initialize("lecun_normal", Rng{1});
  const auto batch = starts::batch(1);
  const Diagnosis d = diagnose(net, batch.x, batch.labels);
  REQUIRE(d.findings.size() >= 28);
  const Finding& first = d.findings[0];
  CHECK(first.problem == Problem::vanishing_signal);
  CHECK(first.where == "layer.1.weight");
  CHECK(first.cure == "he_normal");
  // 28 layers of factor 1/2; the spread of ln q is at most sqrt(5 * 28 / 64) = 1.5.
  CHECK(std::log(first.measured / first.expected) == Approx(-28 * std::log(2.0)).margin(6 * 1.5));
  CHECK_THAT(first.text, ContainsSubstring("expected 2 for its activation"));
  CHECK_THAT(first.text, ContainsSubstring("mean-field theory predicts"));
  CHECK(d.json().find("\"where\":\"layer.28.weight\"") != std::string::npos);
}

TEST_CASE("A gradient below rounding noise is said as such") {
  Net net(starts::widths(20), Activation::sigmoid);
  net.initialize("xavier_normal", Rng{1});
  const auto batch = starts::batch(1);
  const Diagnosis d = diagnose(net, batch.x, batch.labels);
  REQUIRE_FALSE(d.healthy());
  CHECK(d.findings[0].problem == Problem::vanishing_gradient);
  CHECK_THAT(d.findings[0].text, ContainsSubstring("below rounding noise"));
}

TEST_CASE("Steps are judged where a method is given: too large, too small, and right") {
  Net net({64, 64, 64, 10}, Activation::relu);
  net.initialize("he_normal", Rng{1});
  const auto batch = starts::batch(0);
  const auto with = [&](double rate) {
    return diagnose(net, batch.x, batch.labels, {.method = outset::nn::Sgd{.rate = rate}});
  };
  CHECK(with(0.01).healthy());
  REQUIRE_FALSE(with(100).healthy());
  CHECK(with(100).findings[0].problem == Problem::update_too_large);
  CHECK_THAT(with(100).findings[0].text, ContainsSubstring("divide the learning rate by"));
  CHECK(with(100).findings[0].cure.empty());  // the weights are right
  REQUIRE_FALSE(with(1e-9).healthy());
  CHECK(with(1e-9).findings[0].problem == Problem::update_too_small);
  CHECK(diagnose(net, batch.x, batch.labels, {.method = outset::nn::Adam{}}).healthy());
}

TEST_CASE("The gain of an own function is that of its mean square") {
  const auto gain = [](auto f) { return detail::gain_of(outset::nn::Nonlinearity(f)); };
  CHECK(gain([](double z) { return std::tanh(z); }) == Approx(1.592537419723).epsilon(1e-4));
  CHECK(gain([](double z) { return z > 0 ? z : 0.0; }) == Approx(std::sqrt(2.0)).epsilon(1e-4));
  CHECK(gain([](double) { return 0.0; }) == 1);  // nothing passes, whatever the weights
  CHECK(gain(Activation::tanh) == 1);            // the edge of chaos
}

TEST_CASE("A diagnosis changes no weight") {
  Net net = starts::recipes()[0].net(3), before = net;
  const auto batch = starts::batch(3);
  diagnose(net, batch.x, batch.labels, {.method = outset::nn::Adam{}});
  for (Index i = 0; i < net.depth(); ++i) {
    const auto& now = net.layer(i).weight();
    const auto size = sizeof(float) * static_cast<std::size_t>(now.size());
    CHECK(std::memcmp(now.data(), before.layer(i).weight().data(), size) == 0);
  }
}

TEST_CASE("Without labels, and with targets, the rest is judged") {
  Net net(starts::widths(30), Activation::relu);
  net.initialize("xavier_normal", Rng{1});
  const auto batch = starts::batch(1);
  CHECK(diagnose(net, batch.x).findings[0].problem == Problem::vanishing_signal);
  const Eigen::MatrixXf targets = Eigen::MatrixXf::Zero(10, 128);
  CHECK(diagnose(net, batch.x, targets).findings[0].problem == Problem::vanishing_signal);
  net.initialize("he_normal", Rng{1});
  CHECK(diagnose(net, batch.x, targets).healthy());
}

TEST_CASE("Inputs that are not finite and signals that overflow are named") {
  Net net(starts::widths(6), Activation::relu);
  net.initialize("he_normal", Rng{1});
  auto batch = starts::batch(1);
  for (Index i = 0; i < net.depth(); ++i) net.layer(i).weight() *= 1e8F;
  const Diagnosis overflow = diagnose(net, batch.x, batch.labels);
  REQUIRE_FALSE(overflow.healthy());
  CHECK(overflow.findings[0].problem == Problem::wrong_gain);
  batch.x(1, 1) = std::numeric_limits<float>::infinity();
  const Diagnosis input = diagnose(net, batch.x, batch.labels);
  CHECK(input.findings[0].problem == Problem::not_finite);
  CHECK(input.findings[0].where == "input");
}

TEST_CASE("Units that are dead by bias are told by number") {
  Net net({64, 32, 32, 10}, Activation::relu);
  net.initialize("he_normal", Rng{1});
  net.layer(0).bias().head(9).setConstant(-50);
  const auto batch = starts::batch(1);
  const Diagnosis d = diagnose(net, batch.x, batch.labels);
  REQUIRE_FALSE(d.healthy());
  CHECK(d.findings[0].problem == Problem::dead_units);
  CHECK(d.findings[0].where == "layer.0.bias");
  CHECK(d.findings[0].measured == 9);
  CHECK_THAT(d.findings[0].text, ContainsSubstring("9 of 32 units (0, 1, 2, 3, 4, 5, 6, 7, ...)"));
}

// h = relu(W1 x + b1), y = W3 (h + relu(W2 h + b2)) + b3.
struct Residual {
  Eigen::MatrixXd w1{32, 16}, w2{32, 32}, w3{4, 32}, z1, h1, z2, h2, sum, y, g, g1, g2, g3;
  Eigen::VectorXd b1 = Eigen::VectorXd::Zero(32), b2 = b1, b3 = Eigen::VectorXd::Zero(4);

  std::vector<LayerView<double>> layers() {
    return {{.name = "first", .weight = w1, .bias = b1, .z = z1, .h = h1, .f = Activation::relu},
            {.name = "branch", .weight = w2, .bias = b2, .z = z2, .h = h2, .f = Activation::relu},
            {.name = "sum", .h = sum},
            {.name = "head", .weight = w3, .bias = b3, .input = sum, .z = y, .h = y}};
  }
  void forward(const Eigen::MatrixXd& x) {
    z1 = (w1 * x).colwise() + b1;
    h1 = z1.cwiseMax(0);
    z2 = (w2 * h1).colwise() + b2;
    h2 = z2.cwiseMax(0);
    sum = h1 + h2;
    y = (w3 * sum).colwise() + b3;
  }
};

TEST_CASE("An own network with a skip connection is diagnosed and cured") {
  Residual net;
  outset::HeNormal{}(net.w1, Rng{1});
  outset::HeNormal{}(net.w2, Rng{2});
  outset::HeNormal{}(net.w3, Rng{3});
  Eigen::MatrixXd x(16, 40);
  outset::Normal{.mean = 0, .std = 1}(x, Rng{4});
  CHECK(diagnose(net, x).text() == Diagnosis{}.text());
  net.w2 *= 0.01;
  const Diagnosis d = diagnose(net, x);
  REQUIRE(d.findings.size() == 1);
  CHECK(d.findings[0].problem == Problem::wrong_gain);
  CHECK(d.findings[0].where == "branch.weight");
  CHECK(apply_cures(net, d, Rng{5}) == 1);
  CHECK(diagnose(net, x).healthy());
}

}  // namespace
