// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What many layers do together. A signal's mean square q, a gradient's and the distance 1 - c of
// two inputs change by a factor a layer; a network trains to a depth of about six times the depth
// in which they change by a factor e (Schoenholz et al. 2017). So a change by more than e^6 between
// the first and the last hidden layer is a finding, where mean-field theory predicts it for the
// network's own variances, or where more is measured than chance explains. By chance the logarithm
// of q, and of a gradient's square, has a variance of at most 5 / width a layer (ReLU with He's
// rule; others have less), and a mean of -5 / (2 width).

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "outset/probe/network_facts.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

inline constexpr double trainable = 6;

/// The logarithm of a change over the hidden layers: measured, predicted if there is a prediction,
/// and how far the measured one may be off by chance.
struct Change {
  double measured = 0;
  std::optional<double> predicted{};
  double noise = 0;

  /// Whether it is beyond `trainable` in the direction of `sign`.
  bool beyond(double sign) const {
    if (predicted && sign * *predicted > trainable && sign * measured > trainable / 2) return true;
    return sign * measured > trainable + noise;
  }
};

/// Six standard errors and the mean.
inline double noise_of_depth(const NetworkFacts& net) {
  double variance = 0;
  for (std::size_t i = 1; i + 1 < net.layers.size(); ++i) {
    variance += 5 / net.layers[i].shape.fans().in;
  }
  return 6 * std::sqrt(variance) + variance / 2;
}

/// n Var(w), and what it should be.
inline std::string variance_text(const NetworkFacts& net, std::size_t i) {
  const LayerFacts& layer = net.layers[i];
  const double wanted = layer.gain * layer.gain;
  return joined({" has fan-in times variance ",
                 figure(layer.relative_variance(net.subjects) * wanted), ", expected ",
                 figure(wanted), " for its activation"});
}

/// Findings in the hidden layers whose variance is off in the direction of `sign` by more than a
/// tenth, which is what makes a signal or gradient change; without such a layer, one finding in the
/// last hidden one.
inline void blame(const NetworkFacts& net, Problem problem, double sign, double measured,
                  double expected, const std::string& why, Diagnosis& out) {
  std::vector<std::size_t> guilty;
  for (std::size_t i = 1; i + 1 < net.layers.size(); ++i) {
    const double off = std::log(net.layers[i].relative_variance(net.subjects));
    if (sign * off > std::log(1.1)) guilty.push_back(i);
  }
  const bool known = !guilty.empty();
  if (!known) guilty.push_back(net.layers.size() - 2);
  for (const std::size_t i : guilty) {
    add_finding(net, net.layers[i].weight, problem, measured, expected,
                variance_text(net, i) + ": " + why +
                    (known ? "."
                           : ", though the variances are right: choose another activation, "
                             "or fewer layers."),
                out, known ? std::nullopt : std::optional<std::string>(""));
  }
}

inline std::string prediction_text(const std::optional<double>& predicted) {
  return predicted ? " (mean-field theory predicts " + figure(*predicted) + " for this variance)"
                   : std::string();
}

inline void check_signal(const NetworkFacts& net, Diagnosis& out) {
  const std::size_t last = net.layers.size() - 2;
  const double first_q = net.figures(0).z->moments.mean_square;
  const double last_q = net.figures(last).z->moments.mean_square;
  Change change{std::log(last_q / first_q), {}, noise_of_depth(net)};
  std::optional<double> expected;
  if (net.predicted) {
    expected = net.predicted->layers[last].z.mean_square;
    change.predicted = std::log(*expected / net.predicted->layers[0].z.mean_square);
  }
  for (const double sign : {1.0, -1.0}) {
    if (!change.beyond(sign)) continue;
    blame(net, sign > 0 ? Problem::exploding_signal : Problem::vanishing_signal, sign, last_q,
          first_q,
          joined({"the pre-activations' mean square ", sign > 0 ? "grows" : "falls", " from ",
                  figure(first_q), " in ", net.layers[0].name, " to ", figure(last_q), " in ",
                  net.layers[last].name, prediction_text(expected)}),
          out);
  }
}

/// The sum of ln(in / out), which takes the layers' shapes out of a gradient's change: with
/// fan-in's variance, dL/dz grows by out / in a layer.
inline double shapes_of(const NetworkFacts& net) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < net.layers.size(); ++i) {
    const Fans fans = net.layers[i].shape.fans();
    sum += std::log(fans.in / fans.out);
  }
  return sum;
}

/// Whether a layer's gradient is too small to be added to its weights, even at a rate of 1, though
/// it is not 0.
inline bool below_rounding(const NetworkFacts& net, std::size_t i) {
  const auto& ratio = net.figures(i).gradient_to_weight;
  return ratio && *ratio > 0 && *ratio < net.epsilon / 2;
}

inline void check_gradient(const NetworkFacts& net, Diagnosis& out) {
  const std::size_t last = net.layers.size() - 2;
  const auto& first_g = net.figures(0).z_gradient;
  const auto& last_g = net.figures(last).z_gradient;
  if (!first_g || !last_g || !(first_g->rms > 0 && last_g->rms > 0)) return;
  const double shapes = shapes_of(net);
  Change change{2 * std::log(first_g->rms / last_g->rms) + shapes, {}, noise_of_depth(net)};
  std::optional<double> expected;
  if (net.predicted) {
    const double ratio =
        net.predicted->layers[0].z_gradient / net.predicted->layers[last].z_gradient;
    expected = ratio * last_g->rms;
    change.predicted = 2 * std::log(ratio) + shapes;
    const auto& unbiased = net.without_biases->layers;
    const double without =
        2 * std::log(unbiased[0].z_gradient / unbiased[last].z_gradient) + shapes;
    // Where the biases make it vanish, check_inputs says so.
    if (*change.predicted < -trainable && without > -trainable) return;
  }
  const double even = std::exp(-shapes / 2) * last_g->rms;  // where the variances are right
  for (const double sign : {1.0, -1.0}) {
    const bool lost = sign < 0 && below_rounding(net, 0) && change.measured < -trainable / 2;
    if (!change.beyond(sign) && !lost) continue;
    blame(net, sign > 0 ? Problem::exploding_gradient : Problem::vanishing_gradient, sign,
          first_g->rms, even,
          joined({"the rms gradient of the pre-activations ", sign > 0 ? "grows" : "falls",
                  " from ", figure(last_g->rms), " in ", net.layers[last].name, " to ",
                  figure(first_g->rms), " in ", net.layers[0].name, prediction_text(expected),
                  below_rounding(net, 0)
                      ? ", and the first weights' gradient is below rounding noise: even a step of "
                        "rate 1 would not move them"
                      : ""}),
          out);
  }
}

inline void check_inputs(const NetworkFacts& net, Diagnosis& out) {
  const std::size_t last = net.layers.size() - 2;
  const auto& first_c = net.measured.input.cosine;
  const auto& last_c = net.figures(last).z->cosine;
  if (!first_c || !last_c || !net.predicted || !(*first_c < 1 - 1e-6)) return;
  const double first_d = 1 - *first_c, last_d = 1 - *last_c;
  const auto change = [&](const Predicted& p) {
    return std::log((std::max)(1e-12, 1 - p.layers[last].z.cosine) / first_d);
  };
  const double predicted = change(*net.predicted);
  const double measured = std::log((std::max)(last_d, 1e-12) / first_d);
  if (!(predicted < -trainable && measured < -trainable / 2)) return;
  const std::string why = joined(
      {"the mean cosine between two examples goes from ", figure(*first_c), " in the inputs to ",
       *last_c, " in ", net.layers[last].name, " (mean-field theory predicts 1 - ",
       figure(std::exp(predicted) * first_d), "), so the layers after it cannot tell them apart"});
  if (change(*net.without_biases) < -trainable) {
    blame(net, Problem::indistinguishable_inputs, -1, *last_c, *first_c, why, out);
    return;
  }
  for (std::size_t i = 0; i < last + 1; ++i) {
    if (!net.layers[i].bias) continue;
    const double size = net.subjects[*net.layers[i].bias].fit.figures.std();
    if (!(size > 0)) continue;
    add_finding(net, *net.layers[i].bias, Problem::indistinguishable_inputs, *last_c, *first_c,
                " has root mean square " + figure(size) + ", expected 0: " + why + ".", out);
  }
}

/// Overflow, where the weights are finite.
inline bool check_overflow(const NetworkFacts& net, Diagnosis& out) {
  for (std::size_t i = 0; i < net.layers.size(); ++i) {
    const auto& z = net.figures(i).z;
    if (!z || z->moments.not_finite == 0) continue;
    blame(net, Problem::exploding_signal, 1, exact::infinity<double>, 1,
          "pre-activations in " + net.layers[i].name + " are beyond the range of their scalar",
          out);
    return true;
  }
  return false;
}

/// All of these; nothing for fewer than two hidden layers.
inline void check_depth(const NetworkFacts& net, Diagnosis& out) {
  if (net.layers.size() < 3) return;
  if (check_overflow(net, out)) return;
  for (const std::size_t i : {std::size_t{0}, net.layers.size() - 2}) {
    if (!net.figures(i).z || !(net.figures(i).z->moments.mean_square > 0)) return;
  }
  check_signal(net, out);
  check_gradient(net, out);
  check_inputs(net, out);
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
