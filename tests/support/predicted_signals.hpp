// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Signals of networks of width 512, measured over many draws and predicted. probe/predict.cpp asks
// for an agreement within 10 %, statistical/predict.cpp for 5 %, of three times as many draws.

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "outset/activation.hpp"
#include "outset/initializers/elementwise.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/probe/predict.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"
#include "support/stats.hpp"

namespace predicted_signals {

namespace nn = outset::nn;
namespace probe = outset::probe;
using outset::Activation;
using outset::Index;
using outset::Rng;

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
inline Eigen::MatrixXf pairs_of_inputs(Index inputs, Index pairs, float cosine, Rng& rng) {
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

inline std::vector<Shown> measured(nn::Mlp<float>& net, const Recipe& recipe, float cosine) {
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
inline void check_agrees(const Estimate& shown, double expected, double share) {
  CHECK(stats::bound(stats::false_alarm, shown.standard_error()) <= share * expected);
  CHECK(std::abs(shown.mean() - expected) <= share * expected);
}

// A draw's mean squares scatter by up to 17 % (relu, after layer 5). The recipes' draws leave a
// standard error of at most 5 % / 6.1, which check_agrees asks for where the share is 5 %.
inline void check(double share, int fewer_draws = 1) {
  const Recipe recipes[] = {
      {Activation::relu, "he_normal", "zeros", 384},
      {Activation::tanh, "xavier_normal(gain=1.6)", "normal(0, 0.2)", 144},
      {Activation::gelu, "he_uniform", "constant(0.1)", 384},
      {Activation::selu, "lecun_normal", "zeros", 128},
      {Activation::silu, "orthogonal(1.6)", "uniform(-0.1, 0.3)", 256},
      {Activation::elu, "truncated_normal(0, 0.06)", "zeros", 160},
  };
  const float cosine = 0.5F;
  for (Recipe recipe : recipes) {
    recipe.draws /= fewer_draws;
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
      check_agrees(shown[l].z, layer.z.mean_square, share);
      check_agrees(shown[l].h, layer.h.mean_square, share);
      check_agrees(shown[l].gradient, layer.z_gradient * layer.z_gradient, share);
      check_agrees(shown[l].cosine, layer.z.cosine, share);
    }
  }
}

}  // namespace predicted_signals
