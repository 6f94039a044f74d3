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
#include "support/instances_nn.hpp"
#include "support/stats.hpp"

namespace nn = outset::nn;
namespace probe = outset::probe;
using outset::Index;
using outset::Rng;
using Activation = outset::Activation;

namespace {

struct Recipe {
  Activation f;
  const char *weights, *biases;
  int draws = 0;
};

// A figure's mean over draws, and the standard error of that.
class Estimate {
 public:
  void add(double x) { ++count_, sum_ += x, squares_ += x * x; }
  double mean() const { return sum_ / count_; }
  double standard_error() const {
    return std::sqrt((squares_ / count_ - mean() * mean()) / (count_ - 1));
  }

 private:
  double count_ = 0, sum_ = 0, squares_ = 0;
};

// Of one layer: mean squares of z, h and dL/dz, and the mean cosine between z of two inputs.
struct Shown {
  Estimate z, h, gradient, cosine;
};

template <class M>
double mean_square(const M& m) {
  return static_cast<double>(m.squaredNorm()) / static_cast<double>(m.size());
}

// Pairs of inputs in the two halves of a batch: of mean square 1 and this cosine to the bit of
// rounding, so that no input's scatter is in the figures.
Eigen::MatrixXf pairs_of_inputs(Index inputs, Index pairs, float cosine, Rng& rng) {
  Eigen::MatrixXf x(inputs, 2 * pairs);
  outset::Normal{.std = 1}(x, rng);
  for (Index j = 0; j < pairs; ++j) {
    const Eigen::VectorXf a = x.col(j).normalized();
    Eigen::VectorXf b = x.col(j + pairs);
    b -= a * a.dot(b);
    x.col(j) = a;
    x.col(j + pairs) = cosine * a + std::sqrt(1 - cosine * cosine) * b.normalized();
  }
  return x * std::sqrt(static_cast<float>(inputs));
}

std::vector<Shown> measured(nn::Mlp<float>& net, const Recipe& recipe, float cosine) {
  constexpr Index pairs = 4;
  std::vector<Shown> shown(static_cast<std::size_t>(net.depth()));
  for (int draw = 0; draw < recipe.draws; ++draw) {
    Rng rng = Rng{20}.stream(static_cast<std::uint64_t>(draw));
    net.initialize(recipe.weights, recipe.biases, rng);
    const Eigen::MatrixXf x = pairs_of_inputs(net.inputs(), pairs, cosine, rng);
    net.forward(x);
    Eigen::MatrixXf gradient(net.outputs(), 2 * pairs);
    outset::Normal{.std = 1}(gradient, rng);
    gradient *= std::sqrt(static_cast<float>(gradient.size())) / gradient.norm();
    net.output_gradient() = gradient;
    net.backward(x);
    for (std::size_t l = 0; l < shown.size(); ++l) {
      const auto& layer = net.layer(static_cast<Index>(l));
      shown[l].z.add(mean_square(layer.preactivations()));
      shown[l].h.add(mean_square(layer.activations()));
      shown[l].gradient.add(mean_square(layer.preactivation_gradient()));
      const Eigen::MatrixXf z = layer.preactivations();
      double sum = 0;
      for (Index j = 0; j < pairs; ++j) {
        sum += static_cast<double>(z.col(j).normalized().dot(z.col(j + pairs).normalized()));
      }
      shown[l].cosine.add(sum / pairs);
    }
  }
  return shown;
}

// Within `share` of what is expected, by an estimate that is sure to that: the mean of the draws is
// off by as much as `share` with a probability below stats::false_alarm.
void check_agrees(const Estimate& shown, double expected, double share) {
  CHECK(stats::bound(stats::false_alarm, shown.standard_error()) <= share * expected);
  CHECK(std::abs(shown.mean() - expected) <= share * expected);
}

bool near(double a, double b, double relative = 1e-9) {
  return std::abs(a - b) <= relative * std::abs(b);
}

// A list of one layer, 100 inputs to 50 units.
probe::LayerDescription one_layer() {
  return {
      .name = "layer.0", .shape = outset::dense(50, 100), .weights = outset::Normal{.std = 0.1}};
}

}  // namespace

// A draw's mean squares scatter by up to 17 % (relu, after layer 5). The draws leave a standard
// error of at most 5 % / 6.1, which check_agrees asks for.
TEST_CASE("predicted and measured signals agree within 5 % at width 512", "[predict]") {
  const Recipe recipes[] = {
      {Activation::relu, "he_normal", "zeros", 384},
      {Activation::tanh, "xavier_normal(gain=1.6)", "normal(0, 0.2)", 144},
      {Activation::gelu, "he_uniform", "constant(0.1)", 384},
      {Activation::selu, "lecun_normal", "zeros", 128},
      {Activation::silu, "orthogonal(1.6)", "uniform(-0.1, 0.3)", 256},
      {Activation::elu, "truncated_normal(0, 0.06)", "zeros", 160},
  };
  const float cosine = 0.5F;
  for (const Recipe& recipe : recipes) {
    CAPTURE(outset::to_string(recipe.f));
    nn::Mlp<float> net({512, 512, 512, 512, 512, 512}, recipe.f, {.output = recipe.f});
    const probe::Predicted predicted =
        probe::predict(probe::describe(net, recipe.weights, recipe.biases),
                       {.mean_square = 1, .cosine = static_cast<double>(cosine)});
    const std::vector<Shown> shown = measured(net, recipe, cosine);
    REQUIRE(predicted.layers.size() == shown.size());
    for (std::size_t l = 0; l < shown.size(); ++l) {
      CAPTURE(l);
      const probe::PredictedLayer& layer = predicted.layers[l];
      CHECK(layer.name == net.layer_name(static_cast<Index>(l)));
      check_agrees(shown[l].z, layer.z.mean_square, 0.05);
      check_agrees(shown[l].h, layer.h.mean_square, 0.05);
      check_agrees(shown[l].gradient, layer.z_gradient * layer.z_gradient, 0.05);
      check_agrees(shown[l].cosine, layer.z.cosine, 0.05);
    }
  }
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
