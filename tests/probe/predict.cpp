// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/predict.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "outset/any_initializer.hpp"
#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/identity.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/probe/mean_field.hpp"
#include "support/catch.hpp"
#include "support/predicted_signals.hpp"

namespace nn = outset::nn;
namespace probe = outset::probe;
using outset::Index;
using outset::Rng;
using Activation = outset::Activation;

namespace {

bool near(double a, double b, double relative = 1e-9) {
  return std::abs(a - b) <= relative * std::abs(b);
}

// A list of one layer, 100 inputs to 50 units.
probe::LayerDescription one_layer() {
  return {
      .name = "layer.0", .shape = outset::dense(50, 100), .weights = outset::Normal{.std = 0.1}};
}

}  // namespace

TEST_CASE("predicted and measured signals agree within 10 % at width 512", "[predict]") {
  predicted_signals::check(0.1, 3);
}

TEST_CASE("a prediction goes to mean_field's fixed point", "[predict]") {
  // Width 300: weights of variance sigma_w^2 / 300.
  const double sigma_w = 2.5, sigma_b = 0.3;
  const std::vector<probe::LayerDescription> layers(
      100, {.name = "",
            .shape = outset::dense(300, 300),
            .weights = outset::Normal{.std = sigma_w / std::sqrt(300.0)},
            .biases = outset::Normal{.std = sigma_b},
            .f = Activation::tanh});
  const auto p = probe::predict(layers, {.mean_square = 2, .cosine = 0.1});
  const auto m = probe::mean_field(Activation::tanh, sigma_w, sigma_b);
  CHECK(near(p.layers.back().z.mean_square, m.q_star(), 1e-6));
  CHECK(std::abs(p.layers.back().z.cosine - m.c_star()) <= 1e-4);
  // Each layer back multiplies a squared gradient by chi_1.
  const double ratio = p.layers[80].z_gradient / p.layers[90].z_gradient;
  CHECK(near(ratio, std::pow(m.chi_1(), 5), 1e-6));
}

TEST_CASE("one layer by hand: fans, biases with a mean, the units of gradients", "[predict]") {
  auto layer = one_layer();
  layer.biases = outset::Normal{.mean = 3, .std = 2};
  const auto p = probe::predict({layer}, {.mean_square = 5, .cosine = 0.5});
  const auto& z = p.layers[0].z;
  CHECK(p.layers[0].out == 50);
  CHECK(p.layers[0].in == 100);
  CHECK(near(z.mean, 3));
  CHECK(near(z.std, 3));  // 100 * 0.01 * 5 + 4 = 9
  CHECK(near(z.mean_square, 18));
  CHECK(near(z.cosine, (2.5 + 4 + 9) / 18));
  CHECK(near(p.layers[0].h.mean_square, 18));
  CHECK(near(p.layers[0].h.cosine, z.cosine, 1e-6));
  CHECK(near(p.layers[0].h_gradient, 1));
  CHECK(near(p.layers[0].z_gradient, 1));

  // Two layers: dL/dx has the second one's fan-out, and relu lets half of the square through.
  auto first = one_layer(), second = one_layer();
  first.f = Activation::relu;
  second.shape = outset::dense(70, 50);
  const auto two = probe::predict({first, second});
  CHECK(near(two.layers[0].h_gradient, std::sqrt(70 * 0.01)));
  CHECK(near(two.layers[0].z_gradient, std::sqrt(70 * 0.01 / 2)));
  CHECK(near(two.layers[0].h.mean, std::sqrt(1 / (2 * 3.14159265358979323846))));
  CHECK(near(two.layers[0].h.mean_square, 0.5));
  CHECK(near(two.layers[1].z.mean_square, 50 * 0.01 / 2));

  // An own function in place of the table's.
  first.f = [](double u) { return u > 0 ? u : 0.0; };
  const auto own = probe::predict({first, second});
  CHECK(near(own.layers[1].z.mean_square, two.layers[1].z.mean_square));
  CHECK(near(own.layers[0].z_gradient, two.layers[0].z_gradient));
}

TEST_CASE("the law of a weight: of objects, texts and structured initializers", "[predict]") {
  const outset::Shape shape = outset::dense(30, 120);
  CHECK(near(outset::variance(probe::weight_law(outset::HeNormal{}, shape)), 2.0 / 120));
  CHECK(near(outset::variance(probe::weight_law("he_normal(fan=out)", shape)), 2.0 / 30));
  CHECK(near(outset::variance(probe::weight_law(outset::initializer("xavier_uniform"), shape)),
             2.0 / 150));
  CHECK(near(outset::variance(probe::weight_law(outset::Constant{0.5}, shape)) + 1, 1));
  // Each row of a wide orthogonal matrix has norm gain.
  CHECK(near(outset::variance(probe::weight_law("orthogonal(gain=2)", shape)), 4.0 / 120));
  CHECK(near(outset::variance(probe::weight_law("sparse(sparsity=0.9, std=0.5)", shape)), 0.025));
  CHECK_THROWS_WITH(probe::weight_law(outset::Identity{}, shape),
                    ContainsSubstring("must be elementwise, Orthogonal or Sparse"));
}

TEST_CASE("what predict refuses, and how it says so", "[predict]") {
  CHECK_THROWS_WITH(probe::predict({}), "outset: predict: no layer is given, must be at least one");
  CHECK_THROWS_WITH(probe::predict({one_layer()}, {.mean_square = -1}),
                    "outset: predict: mean_square is -1, must be finite and >= 0");
  CHECK_THROWS_WITH(probe::predict({one_layer()}, {.cosine = 2}),
                    "outset: predict: cosine is 2, must be in [-1, 1]");
  auto shifted = one_layer();
  shifted.weights = outset::Uniform{.low = 0, .high = 0.5};
  CHECK_THROWS_WITH(probe::predict({shifted}),
                    "outset: predict: the weights of layer.0 have mean 0.25, must have mean 0");
}

TEST_CASE("a signal that leaves the range of a double is predicted at its end, at once") {
  std::vector<outset::probe::LayerDescription> layers;
  for (int i = 0; i < 30; ++i) {
    layers.push_back({.name = "layer",
                      .shape = outset::dense(16, 16),
                      .weights = outset::Normal{.mean = 0, .std = 1e30},
                      .f = outset::Activation::relu});
  }
  const auto predicted = outset::probe::predict(layers);
  CHECK(predicted.layers[0].z.mean_square == Approx(1.6e61));
  CHECK(predicted.layers[29].z.mean_square == Approx(1e200));
  CHECK(predicted.layers[29].z.cosine <= 1);
  CHECK(predicted.layers[29].z.cosine > 0.9);
}
