// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Starts of networks for the tests of the diagnosis: twelve good recipes, and the faults of real
// projects, each with the problem that must be found first. Networks see 128 of the digits, or
// Gaussian inputs, by turns.

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/digits.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/probe/diagnose_network.hpp"

namespace starts {

using outset::Activation;
using outset::Index;
using outset::Rng;
using outset::Shape;
using outset::probe::Diagnosis;
using outset::probe::Problem;
using Net = outset::nn::Mlp<float>;
using Eigen::MatrixXf;

struct Batch {
  MatrixXf x;
  std::vector<int> labels;
};

/// 128 examples: of the digits for even seeds, N(0, 1) with random labels for odd ones.
inline Batch batch(std::uint64_t seed) {
  static const auto digits = [] {
    const auto images =
        examples::split(examples::read_digits(OUTSET_SOURCE_DIR "/examples/data/digits.csv"));
    return examples::standardize<float>(images.first, images.second).train;
  }();
  Batch batch{MatrixXf(64, 128), {}};
  if (seed % 2 == 0) {
    const auto first = static_cast<Index>(seed / 2 * 61 % 1300);
    // They are sorted by label.
    for (Index j = 0; j < 128; ++j) {
      const Index image = (first + j * 11) % digits.x.cols();
      batch.x.col(j) = digits.x.col(image);
      batch.labels.push_back(digits.labels[static_cast<std::size_t>(image)]);
    }
  } else {
    outset::Normal{.mean = 0, .std = 1}(batch.x, Rng{seed}.stream("inputs"));
    for (Index j = 0; j < 128; ++j) batch.labels.push_back(static_cast<int>(j % 10));
  }
  return batch;
}

inline std::vector<Index> widths(Index layers, Index width = 64) {
  std::vector<Index> sizes(static_cast<std::size_t>(layers), width);
  sizes[0] = 64;
  sizes.push_back(10);
  return sizes;
}

/// PyTorch's biases, U(-1, 1) / sqrt(fan-in).
inline void torch_biases(Net& net, const Rng& rng) {
  for (Index i = 0; i < net.depth(); ++i) {
    const double bound = 1 / std::sqrt(static_cast<double>(net.layer(i).in()));
    outset::Uniform{-bound, bound}(net.layer(i).bias(), rng.stream(net.layer_name(i) + ".bias"));
  }
}

inline constexpr const char* torch_weights = "he_uniform(gain=leaky_relu(2.23606797749979))";

struct Recipe {
  const char* name;
  Activation f;
  std::vector<Index> sizes;
  const char* weights;
  bool has_torch_biases = false;

  Net net(std::uint64_t seed) const {
    Net net(sizes, f);
    net.initialize(weights, Rng{seed});
    if (has_torch_biases) torch_biases(net, Rng{seed});
    return net;
  }
};

inline const std::vector<Recipe>& recipes() {
  static const std::vector<Recipe> all = {
      {"He, ReLU", Activation::relu, {64, 256, 128, 64, 10}, "he_normal"},
      {"He, ReLU, 30 layers", Activation::relu, widths(30), "he_normal"},
      {"He uniform, leaky ReLU", Activation::leaky_relu, widths(8), "he_uniform"},
      {"Keras' truncated He, ReLU", Activation::relu, widths(6, 128), "variance_scaling(scale=2)"},
      {"Xavier uniform, tanh", Activation::tanh, {64, 128, 96, 64, 10}, "xavier_uniform"},
      {"Xavier with PyTorch's gain, tanh", Activation::tanh, widths(8),
       "xavier_normal(gain=torch.tanh)"},
      {"LeCun, SELU", Activation::selu, widths(10), "lecun_normal"},
      {"orthogonal, ReLU", Activation::relu, widths(10), "orthogonal(gain=relu)"},
      {"orthogonal, tanh", Activation::tanh, widths(10), "orthogonal"},
      {"PyTorch's defaults, ReLU", Activation::relu, widths(4), torch_weights, true},
      {"Kaiming weights, PyTorch's biases", Activation::relu, widths(5), "he_normal", true},
      {"He, GELU", Activation::gelu, widths(5, 128), "he_normal"},
  };
  return all;
}

/// A fault in a network.
struct Fault {
  const char* name;
  Problem problem;
  std::function<Net(const Rng&)> net;
};

inline Net made(const std::vector<Index>& sizes, Activation f, const char* weights, const Rng& rng,
                const char* biases = "zeros") {
  Net net(sizes, f);
  net.initialize(weights, biases, rng);
  return net;
}

/// Every layer filled by `fill(weights, shape, rng)`.
template <class Fill>
Net filled(const std::vector<Index>& sizes, Activation f, const Rng& rng, const Fill& fill) {
  Net net(sizes, f);
  for (Index i = 0; i < net.depth(); ++i) {
    fill(net.layer(i).weight(), net.layer(i).shape(), rng.stream(net.layer_name(i) + ".weight"));
  }
  return net;
}

inline const std::vector<Fault>& faults() {
  const auto relu = Activation::relu;
  static const std::vector<Fault> all = {
      {"a NaN", Problem::not_finite,
       [=](const Rng& rng) {
         Net net = made(widths(4), relu, "he_normal", rng);
         net.layer(2).weight()(3, 5) = std::nanf("");
         return net;
       }},
      {"all zeros", Problem::constant,
       [=](const Rng& rng) { return made(widths(4), relu, "zeros", rng); }},
      {"a constant", Problem::constant,
       [=](const Rng& rng) { return made(widths(4), Activation::tanh, "constant(0.05)", rng); }},
      {"a layer grown by copies of its units", Problem::symmetric_units,
       [=](const Rng& rng) {
         Net net = made(widths(4), relu, "he_normal", rng);
         MatrixXf& w = net.layer(1).weight();
         w.bottomRows(32) = w.topRows(32).eval();
         return net;
       }},
      {"one seed for every layer (FluCoMa)", Problem::duplicate,
       [=](const Rng& rng) {
         return filled(widths(4), relu, rng, [&](MatrixXf& w, const Shape& shape, const Rng&) {
           outset::HeNormal{}(w, shape, Rng(rng));
         });
       }},
      {"one seed, scaled for every layer", Problem::duplicate,
       [=](const Rng& rng) {
         return filled({64, 128, 64, 32, 10}, relu, rng,
                       [&](MatrixXf& w, const Shape& shape, const Rng&) {
                         outset::XavierUniform{}(w, shape, Rng(rng));
                       });
       }},
      {"(in, out) filled as (out, in)", Problem::wrong_axis,
       [=](const Rng& rng) {
         return filled({64, 512, 64, 10}, relu, rng,
                       [](MatrixXf& w, const Shape&, const Rng& stream) {
                         MatrixXf stored(w.cols(), w.rows());
                         outset::HeNormal{}(stored, Rng(stream));
                         w = stored.transpose();
                       });
       }},
      {"biases by the weights' rule (OpenNN)", Problem::odd_bias,
       [=](const Rng& rng) {
         Net net = made({64, 128, 64, 10}, Activation::tanh, "xavier_uniform", rng);
         for (Index i = 0; i < net.depth(); ++i) {
           const auto d = outset::XavierUniform{}.distribution(net.layer(i).shape());
           d(net.layer(i).bias(), rng.stream("bias").stream(static_cast<std::uint64_t>(i)));
         }
         return net;
       }},
      {"large random biases", Problem::odd_bias,
       [=](const Rng& rng) { return made(widths(5), relu, "he_normal", rng, "normal(std=3)"); }},
      {"1 / n for 1 / sqrt n (neural-fortran)", Problem::wrong_gain,
       [=](const Rng& rng) {
         return filled(widths(5), relu, rng, [](MatrixXf& w, const Shape&, const Rng& stream) {
           outset::Normal{.mean = 0, .std = 1 / static_cast<double>(w.cols())}(w, Rng(stream));
         });
       }},
      {"all weights counted as the fan (mlpack)", Problem::wrong_gain,
       [=](const Rng& rng) {
         return filled(widths(5, 100), relu, rng, [](MatrixXf& w, const Shape&, const Rng& stream) {
           const auto size = static_cast<double>(w.size() + w.rows());
           outset::Normal{.mean = 0, .std = std::sqrt(2 / size)}(w, Rng(stream));
         });
       }},
      {"normal 0.01 everywhere (AlexNet, ggml)", Problem::wrong_gain,
       [=](const Rng& rng) { return made(widths(5), relu, "normal(std=0.01)", rng); }},
      {"normal 1 everywhere", Problem::wrong_gain,
       [=](const Rng& rng) { return made(widths(5), relu, "normal(std=1)", rng); }},
      {"only positive weights (JAX's uniform)", Problem::wrong_gain,
       [=](const Rng& rng) { return made(widths(4), relu, "uniform(0, 0.1)", rng); }},
      {"one layer ten times too large", Problem::wrong_gain,
       [=](const Rng& rng) {
         Net net = made(widths(6), relu, "he_normal", rng);
         net.layer(3).weight() *= 10;
         return net;
       }},
      {"LeCun's rule for 30 ReLU layers (Flashlight)", Problem::vanishing_signal,
       [=](const Rng& rng) { return made(widths(30), relu, "lecun_normal", rng); }},
      {"gain 2 for 20 ReLU layers", Problem::exploding_signal,
       [=](const Rng& rng) { return made(widths(20), relu, "he_normal(gain=2)", rng); }},
      {"PyTorch's defaults, 20 layers", Problem::vanishing_gradient,
       [=](const Rng& rng) {
         Net net = made(widths(20), relu, torch_weights, rng);
         torch_biases(net, rng);
         return net;
       }},
      {"gain 1.9 for 30 tanh layers", Problem::exploding_gradient,
       [=](const Rng& rng) {
         return made(widths(30), Activation::tanh, "he_normal(gain=1.9)", rng);
       }},
      {"biases of -10", Problem::dead_units,
       [=](const Rng& rng) { return made(widths(5), relu, "he_normal", rng, "constant(-10)"); }},
      {"gain 3 with tanh", Problem::saturated_units,
       [=](const Rng& rng) { return made(widths(4), Activation::tanh, "he_normal(gain=3)", rng); }},
      {"biases that drown the inputs", Problem::indistinguishable_inputs,
       [=](const Rng& rng) {
         return made(widths(14), Activation::tanh, "lecun_normal", rng, "normal(std=0.5)");
       }},
      {"logits far too large (makemore)", Problem::loss_at_start,
       [=](const Rng& rng) {
         Net net = made(widths(3, 80), relu, "he_normal", rng);
         outset::HeNormal{.gain = 5}(net.layer(2).weight(), rng.stream("head"));
         return net;
       }},
  };
  return all;
}

}  // namespace starts
