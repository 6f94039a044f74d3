// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/within_layer.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/first_batch.hpp"
#include "support/catch.hpp"
#include "support/digits.hpp"
#include "support/instances_nn.hpp"
#include "support/instances_solver.hpp"
#include "support/residual.hpp"

namespace nn = outset::nn;
using nn::Activation;
using nn::Directions;
using outset::Index;
using outset::Rng;

namespace {

// The largest |mean - bias| and |std - 1| over all units of the layers with weights, as forward
// leaves them.
template <class Net, class X>
double largest_error(Net& net, const X& x, double bias) {
  nn::forward(net, x);
  double worst = 0;
  for (const auto& view : nn::layers(net)) {
    if (!view.weight.present()) continue;
    for (Index i = 0; i < view.z.rows(); ++i) {
      const Eigen::ArrayXd z = view.z.row(i).map().transpose().template cast<double>();
      const double std = std::sqrt((z - z.mean()).square().mean());
      worst = std::fmax(worst, std::fmax(std::fabs(z.mean() - bias), std::fabs(std - 1)));
    }
  }
  return worst;
}

template <class Net, class X>
void check_refused(Net& net, const X& x, const std::string& text,
                   const nn::WithinLayerOptions& options = {}) {
  support::check_refused(net, text, [&] { nn::within_layer(net, x, options); });
}

}  // namespace

// Rounding of sums over 64 inputs and 1437 examples is near 1e-14 in double (another program
// measured 7e-15) and 1e-6 in float.
TEST_CASE("every unit has mean `bias` and std 1 on the batch") {
  const auto& x = support::training_digits<double>().x;
  for (const auto weights :
       {Directions::elementwise, Directions::pca, Directions::kmeans, Directions::kept}) {
    INFO(static_cast<int>(weights));
    nn::Mlp<double> net({64, 32, 40, 10}, Activation::relu);
    net.initialize(outset::HeNormal{}, outset::Constant{3}, Rng(1));
    const auto report = nn::within_layer(net, x, {.weights = weights, .bias = 0.1, .rng = Rng(2)});
    CHECK(largest_error(net, x, 0.1) < 1e-10);
    REQUIRE(report.size() == 3);
    CHECK(report[1].name == "layer.1");
    CHECK(report[1].mean.size() == 40);
    CHECK(report[1].std.size() == 40);
    const bool of_data = weights == Directions::pca || weights == Directions::kmeans;
    CHECK(report[0].from_data == (of_data ? 32 : 0));
    // 32 activations have at most 32 components, but 1437 examples.
    if (weights == Directions::kmeans) CHECK(report[1].from_data == 40);
    if (weights == Directions::pca) CHECK(report[1].from_data <= 32);
  }
}

TEST_CASE("within_layer draws from the Rng by the layer's name, whatever was there") {
  const auto& x = support::training_digits<float>().x;
  nn::Mlp<float> a({64, 20, 10}), b({64, 20, 10});
  b.initialize(outset::HeNormal{}, Rng(9));
  nn::within_layer(a, x, {.rng = Rng(5)});
  nn::within_layer(b, x, {.rng = Rng(5)});
  CHECK(support::parameter_bytes(a) == support::parameter_bytes(b));
  CHECK(largest_error(a, x, 0) < 1e-4);
  nn::within_layer(b, x, {.rng = Rng(6)});
  CHECK_FALSE(support::parameter_bytes(a) == support::parameter_bytes(b));
}

TEST_CASE("the first batch keeps directions and gives mean 0 and std 1") {
  const auto& x = support::training_digits<double>().x;
  nn::Mlp<double> net({64, 30, 10}, Activation::tanh);
  net.initialize(outset::XavierUniform{}, Rng(1));
  const Eigen::MatrixXd before = net.layer(0).weight();
  const auto report = nn::first_batch(net, x);
  CHECK(largest_error(net, x, 0) < 1e-10);
  for (Index i = 0; i < 30; ++i) {
    const double g = 1 / report[0].std[static_cast<std::size_t>(i)];
    CHECK(net.layer(0).weight().row(i).isApprox(before.row(i) * g, 1e-14));
    CHECK(net.layer(0).bias()(i) ==
          Approx(-report[0].mean[static_cast<std::size_t>(i)] * g).epsilon(1e-12).margin(1e-14));
  }
}

TEST_CASE("an own network: its output layer multiplies the sum that it tells") {
  own::Residual net(8, 12, 3, 1);
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(8, 60);
  // The end of the branch has no bias to shift its mean with.
  check_refused(net, x, "\"branch end\" has 12 rows of weights, must have as many biases");
}

TEST_CASE("within_layer refuses what it cannot normalize, and changes nothing") {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(6, 20);
  nn::Mlp<double> net({6, 5, 4, 3});
  net.initialize(outset::HeNormal{}, Rng(1));
  const nn::WithinLayerOptions kept{.weights = Directions::kept};
  for (const auto weights : {Directions::elementwise, Directions::pca, Directions::kmeans}) {
    check_refused(net, Eigen::MatrixXd::Constant(6, 20, 0.5).eval(), "\"layer.0\" has the same",
                  {.weights = weights});
  }
  Eigen::MatrixXd broken = x;
  broken(2, 3) = std::numeric_limits<double>::infinity();
  for (const auto weights : {Directions::elementwise, Directions::pca, Directions::kmeans}) {
    check_refused(net, broken, "infinite or NaN", {.weights = weights});
  }
  check_refused(net, x, "bias is nan", {.bias = std::nan("")});
  check_refused(net, x, "\"layer.0\" has the same activations", {.bias = -100});  // dead

  nn::Mlp<double> one_unit = net;
  one_unit.layer(1).weight().row(2).setZero();
  check_refused(one_unit, x, "\"layer.1\" has the same pre-activation of unit 2", kept);
  const std::string before = support::parameter_bytes(one_unit);
  CHECK_THROWS_WITH(nn::first_batch(one_unit, x),
                    ContainsSubstring("first_batch: layer \"layer.1\""));
  CHECK(support::parameter_bytes(one_unit) == before);
}
