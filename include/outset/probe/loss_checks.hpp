// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The loss at the start, and what one step does to it.

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "outset/probe/network_facts.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// Logits that are more than twice as large as He's rule makes them from inputs of mean square 1,
/// so that the cross-entropy is more than twice that of guessing: the first epochs only
/// unlearn them.
inline void check_loss(const NetworkFacts& net, Diagnosis& out) {
  if (!net.measured.prior_entropy || !net.measured.loss || net.layers.empty()) return;
  const std::size_t last = net.layers.size() - 1;
  const Layer& figures = net.figures(last);
  if (!figures.z || !(net.measured.log_classes > 0)) return;
  const double q = figures.z->moments.mean_square;
  const double predicted = net.predicted ? net.predicted->layers[last].z.mean_square : q;
  const double guessing = net.measured.log_classes;
  if (!(*net.measured.loss > 2 * guessing && predicted > 8 && q > 8)) return;
  const std::string why = joined(
      {"the loss is ", figure(*net.measured.loss), " at the start, guessing would give ln ",
       figure(std::exp(guessing)), " = ", figure(guessing), ": the logits' mean square is ",
       figure(q), net.predicted ? " (mean-field theory predicts " + figure(predicted) + ")" : "",
       ", which makes wrong answers certain; 1 is enough."});
  if (net.predicted && net.without_biases->layers[last].z.mean_square <= 8) {
    for (const LayerFacts& layer : net.layers) {
      if (!layer.bias) continue;
      const double size = net.subjects[*layer.bias].fit.figures.std();
      if (!(size > 0)) continue;
      add_finding(net, *layer.bias, Problem::loss_at_start, *net.measured.loss, guessing,
                  " has root mean square " + figure(size) + ", expected 0: " + why, out);
    }
    return;
  }
  add_finding(net, net.layers[last].weight, Problem::loss_at_start, *net.measured.loss, guessing,
              ": " + why, out, scaled_cure(net, last, q));
}

/// A cure for a step of the wrong size: none where the weights suit their activation, because then
/// it is the learning rate that is wrong.
inline std::optional<std::string> cure_of_step(const NetworkFacts& net, std::size_t i) {
  const double off = std::log(net.layers[i].relative_variance(net.subjects));
  return std::fabs(off) < std::log(1.1) ? std::optional<std::string>("") : std::nullopt;
}

/// A trial step that would change the loss by more than the loss itself, to first order: beyond
/// Polyak's step (loss / |gradient|^2, Polyak 1987), which would reach a loss of 0 on a line. And
/// steps that are lost when they are added to the weights.
inline void check_update(const NetworkFacts& net, Diagnosis& out) {
  double change = 0, most = 0;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < net.layers.size(); ++i) {
    const Layer& figures = net.figures(i);
    if (!figures.update_to_weight || !figures.weight || !figures.weight_gradient) continue;
    const double own = *figures.update_to_weight * figures.weight->rms *
                       figures.weight_gradient->rms * static_cast<double>(figures.weight->count);
    change += own;
    if (own > most) {
      most = own;
      worst = i;
    }
    const bool moves = figures.weight_gradient->rms > 0;
    if (moves && *figures.update_to_weight < net.epsilon / 2) {
      add_finding(net, net.layers[i].weight, Problem::update_too_small, *figures.update_to_weight,
                  net.epsilon,
                  joined({" changes by ", figure(*figures.update_to_weight),
                          " of its size in one step, expected more than the rounding of its "
                          "scalar, ",
                          figure(net.epsilon),
                          ": the step is lost; its gradient has "
                          "rms ",
                          figure(figures.weight_gradient->rms), "."}),
                  out, cure_of_step(net, i));
    }
  }
  if (!net.measured.loss || !(change > *net.measured.loss)) return;
  add_finding(net, net.layers[worst].weight, Problem::update_too_large, change, *net.measured.loss,
              joined({": one step would change the loss by ", figure(change),
                      " to first order, more than the loss itself, ", figure(*net.measured.loss),
                      ": most of it comes from this layer; divide the learning rate by ",
                      figure(std::ceil(change / *net.measured.loss)), " or more."}),
              out, cure_of_step(net, worst));
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
