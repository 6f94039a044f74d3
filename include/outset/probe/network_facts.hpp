// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the checks of a network on a batch look at: for each layer with weights the measured
// figures, the gain that its activation asks for, and, where the layers follow each other in a
// chain, what mean-field theory predicts for weights and biases of the measured variances
// (predict.hpp).

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "outset/gain.hpp"
#include "outset/nn/nonlinearity.hpp"
#include "outset/probe/gaussian_moments.hpp"
#include "outset/probe/measured.hpp"
#include "outset/probe/predict.hpp"
#include "outset/probe/subject.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// A layer with weights.
struct LayerFacts {
  std::string name{};
  std::size_t measured = 0;           ///< its place in Measured::layers
  std::size_t weight = 0;             ///< its weights among the subjects
  std::optional<std::size_t> bias{};  ///< its biases among the subjects
  nn::Nonlinearity f{};
  Shape shape{};
  double gain = 1;         ///< 1 / sqrt(E[f(z)^2]) of the activation that feeds it
  Index random_units = 0;  ///< how many random units its inputs were given to,
  Index random_dead = 0;   ///< and how many of them are dead there

  /// fan-in times the weights' mean square, over what the activation asks for.
  double relative_variance(const std::vector<Subject>& all) const {
    const WeightFigures& f_of = all[weight].fit.figures;
    const double used = all[weight].fit.form == Form::sparse
                            ? static_cast<double>(f_of.count) / static_cast<double>(shape.size())
                            : 1;
    return shape.fans().in * f_of.mean_square * used / (gain * gain);
  }
};

struct NetworkFacts {
  Measured measured{};
  std::vector<LayerFacts> layers{};
  std::vector<Subject> subjects{};
  /// Of layers that follow each other, else none.
  std::optional<Predicted> predicted{};
  /// The same with all biases 0.
  std::optional<Predicted> without_biases{};
  double epsilon = 0;  ///< of the network's scalar

  const Layer& figures(std::size_t i) const { return measured.layers[layers[i].measured]; }
};

/// The gain of an activation: what keeps pre-activations of mean square 1. For tanh 1, the edge of
/// chaos (Schoenholz et al. 2017): 1.59, which keeps the mean square, lets gradients grow.
inline double gain_of(const nn::Nonlinearity& f) {
  if (!f.activation()) {
    const double kept = GaussianMoments([&](double z) { return f(z); }, 1e-4).square(1);
    return kept > 0 && exact::is_finite(kept) ? 1 / std::sqrt(kept) : 1;
  }
  switch (*f.activation()) {
    case Activation::identity:
    case Activation::tanh:
    case Activation::selu:
      return 1;
    case Activation::leaky_relu:
    case Activation::prelu:
    case Activation::elu:
      return outset::detail::gain_with(outset::detail::facts_of(*f.activation()), f.parameter());
    case Activation::relu:
    case Activation::sigmoid:
    case Activation::gelu:
    case Activation::silu:
    case Activation::softplus:
    case Activation::mish:
      break;
  }
  return outset::detail::facts_of(*f.activation()).gain;
}

/// Predictions for weights and biases of the measured moments.
inline Predicted predict_measured(const NetworkFacts& net, bool with_biases) {
  std::vector<LayerDescription> chain;
  for (const LayerFacts& layer : net.layers) {
    const double variance =
        layer.relative_variance(net.subjects) * layer.gain * layer.gain / layer.shape.fans().in;
    LayerDescription own{.name = layer.name, .shape = layer.shape};
    own.weights = Normal{.mean = 0, .std = std::sqrt(variance)};
    if (layer.bias && with_biases) {
      const WeightFigures& b = net.subjects[*layer.bias].fit.figures;
      own.biases = Normal{.mean = b.mean,
                          .std = std::sqrt((std::max)(0.0, b.mean_square - b.mean * b.mean))};
    }
    own.f = layer.f;
    chain.push_back(std::move(own));
  }
  const Signal& input = net.measured.input;
  return predict(chain, {.mean_square = input.moments.mean_square,
                         .cosine = (std::clamp)(input.cosine.value_or(0), -1.0, 1.0)});
}

/// What makes pre-activations of mean square q into such of mean square 1, in the family of the
/// layer's weights.
inline std::string scaled_cure(const NetworkFacts& net, std::size_t i, double q) {
  const LayerFacts& layer = net.layers[i];
  const Form form = net.subjects[layer.weight].fit.form;
  const double kept = layer.relative_variance(net.subjects) * layer.gain * layer.gain;
  const double gain = rounded(std::sqrt(kept / q));
  return form == Form::orthogonal ? call_text("orthogonal", {gain_argument(gain)})
                                  : scaling_text(form, Fan::in, gain);
}

/// One finding about a layer's weights or biases; an empty `cure` says that no initializer helps.
inline void add_finding(const NetworkFacts& net, std::size_t subject, Problem problem,
                        double measured, double expected, const std::string& text, Diagnosis& out,
                        const std::optional<std::string>& cure = std::nullopt) {
  const Subject& s = net.subjects[subject];
  out.findings.push_back({problem, s.name(), measured, expected, s.name() + text,
                          cure ? *cure : cure_of(s, net.subjects)});
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
