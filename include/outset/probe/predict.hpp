// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a network's initializers alone say of its signals: mean squares and correlations layer by
// layer, forwards, and gradients backwards, by mean-field theory at finite depth (Poole et al.
// 2016, equations 3 and 5; Schoenholz et al. 2017, equation 9). With fan-in n, weights of variance
// s^2 and biases N(b, t^2), a layer's pre-activations are N(b, v):
//
//   v = n s^2 E[x^2] + t^2,   cov = n s^2 E[x x'] + t^2         over x, x', the layer's inputs
//   E[h^2] = E[f(z)^2],       E[h h'] = E[f(z) f(z')]
//   E[(dL/dz)^2] = E[f'(z)^2] E[(dL/dh)^2],   E[(dL/dx)^2] = fan-out s^2 E[(dL/dz)^2]
//
//   auto p = outset::probe::predict(outset::probe::describe(net, "he_normal", "zeros"));
//   p.layers[3].z.mean_square
//
// Exact as widths go to infinity. One network's figures scatter about these by a relative standard
// deviation of about sqrt(5 depth / width) where f is relu.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "outset/activation.hpp"
#include "outset/config.hpp"
#include "outset/distribution.hpp"
#include "outset/error.hpp"
#include "outset/initializers/elementwise.hpp"
#include "outset/law.hpp"
#include "outset/nn/network.hpp"
#include "outset/nn/nonlinearity.hpp"
#include "outset/probe/gaussian_moments.hpp"
#include "outset/probe/weight_law.hpp"
#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// A layer z = W x + b, h = f(z), and what it is initialized with.
struct LayerDescription {
  std::string name{};
  Shape shape{};                     ///< W's
  Distribution weights = Normal{};   ///< of mean 0
  Distribution biases = Constant{};  ///< of any mean, one that all units share
  nn::Nonlinearity f = Activation::identity;
};

/// The inputs' mean square over their entries, and the cosine between two of them.
struct InputDescription {
  double mean_square = 1;
  double cosine = 0;
};

/// Expected figures of pre-activations or activations, over units.
struct PredictedSignal {
  double mean = 0;
  double std = 0;
  double mean_square = 0;
  double cosine = 0;  ///< between two inputs' signals; 1: they cannot be told apart
};

struct PredictedLayer {
  std::string name{};
  Index out = 0, in = 0;  ///< rows and columns of the weights
  PredictedSignal z{}, h{};
  /// Root mean squares of dL/dz and dL/dh, in units of that of dL/dh of the last layer.
  double z_gradient = 0, h_gradient = 0;
};

/// Layer by layer, in the order of the descriptions; beside `Measured`.
struct Predicted {
  InputDescription input{};
  std::vector<PredictedLayer> layers{};
};

namespace detail {

/// Moments of u -> f(u + shift). Predictions of three digits or more are enough.
inline GaussianMoments moments_of(const nn::Nonlinearity& f, double shift) {
  constexpr double accuracy = 1e-4;
  if (!f.activation()) {
    return GaussianMoments([f, shift](double u) { return f(u + shift); }, accuracy);
  }
  return moments_of(*f.activation(), f.parameter(), accuracy, shift);
}

/// What a larger variance of pre-activations is given as. Twenty layers of weights of std 1e30
/// leave a double's range, and an integral over an infinite signal takes a second and means
/// nothing.
inline constexpr double largest_variance = 1e200;

inline double variance_of_weights(const LayerDescription& layer) {
  const double centre = mean(layer.weights), spread = variance(layer.weights);
  if (std::fabs(centre) > 1e-9 * std::sqrt(spread)) {
    outset::detail::fail(
        {"predict: the weights of ", layer.name, " have mean ", centre, ", must have mean 0"});
  }
  return spread;
}

inline PredictedSignal signal_of(double centre, double variance, double product) {
  PredictedSignal signal{.mean = centre,
                         .std = std::sqrt((std::max)(variance, 0.0)),
                         .mean_square = variance + centre * centre};
  signal.cosine =
      signal.mean_square > 0 ? (std::min)(1.0, (std::max)(-1.0, product / signal.mean_square)) : 1;
  return signal;
}

}  // namespace detail

/// Errors: no layer; weights whose mean is not 0; an input's mean square that is negative or not
/// finite, a cosine outside [-1, 1].
inline Predicted predict(const std::vector<LayerDescription>& layers,
                         const InputDescription& input = {}) {
  if (layers.empty()) outset::detail::fail("predict: no layer is given, must be at least one");
  outset::detail::require_not_negative("predict", "mean_square", input.mean_square);
  if (!(input.cosine >= -1 && input.cosine <= 1)) {
    outset::detail::fail_option("predict", "cosine", input.cosine, "in [-1, 1]");
  }
  Predicted predicted{.input = input};
  std::vector<double> slopes;  // E[f'(z)^2]
  double square = input.mean_square, product = input.mean_square * input.cosine;
  for (const LayerDescription& layer : layers) {
    const double gain = layer.shape.fans().in * detail::variance_of_weights(layer);
    const double centre = mean(layer.biases), spread = variance(layer.biases);
    double z_variance = gain * square + spread;
    double covariance = gain * product + spread;
    if (!(z_variance < detail::largest_variance)) {
      z_variance = detail::largest_variance;
      covariance = z_variance * (square > 0 ? product / square : 1);
    }
    const detail::GaussianMoments f = detail::moments_of(layer.f, centre);
    PredictedLayer own{.name = layer.name,
                       .out = layer.shape.rows(),
                       .in = layer.shape.cols(),
                       .z = detail::signal_of(centre, z_variance, covariance + centre * centre)};
    square = f.square(z_variance);
    const double d = z_variance > 0 ? (std::max)(0.0, 1 - covariance / z_variance) : 0.0;
    product = square - f.distance(z_variance, (std::min)(d, 2.0));
    const double average = f.average(z_variance);
    own.h = detail::signal_of(average, square - average * average, product);
    slopes.push_back(f.slope_square(z_variance));
    predicted.layers.push_back(std::move(own));
  }
  double gradient = 1;  // E[(dL/dh)^2]
  for (std::size_t i = layers.size(); i-- > 0;) {
    predicted.layers[i].h_gradient = std::sqrt(gradient);
    gradient *= slopes[i];
    predicted.layers[i].z_gradient = std::sqrt(gradient);
    gradient *= layers[i].shape.fans().out * variance(layers[i].weights);
  }
  return predicted;
}

/// The layers of an Mlp, or of an own network of which each layer's inputs are the activations of
/// the one before, and what initializers fill them with. `weights` and `biases`: what weight_law
/// takes. Error: a layer without weights.
template <nn::Network Net, class Weights, class Biases>
std::vector<LayerDescription> describe(Net& net, const Weights& weights, const Biases& biases) {
  std::vector<LayerDescription> layers;
  for (const auto& view : nn::layers(net)) {
    if (!view.weight.present()) {
      outset::detail::fail({"describe: ", view.name, " has no weights, must have some"});
    }
    const Shape shape = view.shape.value_or(dense(view.weight.rows(), view.weight.cols()));
    layers.push_back({.name = view.name,
                      .shape = shape,
                      .weights = weight_law(weights, shape),
                      .biases = weight_law(biases, dense(view.weight.rows(), 1)),
                      .f = view.f});
  }
  return layers;
}
/// The same with biases of zero.
template <nn::Network Net, class Weights>
std::vector<LayerDescription> describe(Net& net, const Weights& weights) {
  return describe(net, weights, Zeros{});
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
