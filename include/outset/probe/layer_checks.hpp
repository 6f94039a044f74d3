// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What single layers of a network show on a batch: weights scaled for another axis or activation,
// dead and saturated units.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "outset/probe/depth_checks.hpp"
#include "outset/probe/network_facts.hpp"
#include "outset/probe/saturation.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// How far a layer's variance is from gain^2 / fan, in standard errors.
inline double errors_from(const NetworkFacts& net, std::size_t i, double fan, double gain) {
  const Fit& fit = net.subjects[net.layers[i].weight].fit;
  const double n = static_cast<double>(fit.figures.count);
  return std::fabs(fit.figures.mean_square * fan / (gain * gain) - 1) /
         family_of(fit.form).relative_error_of_mean_square(n);
}
inline bool fits(const NetworkFacts& net, std::size_t i, double fan, double gain) {
  return errors_from(net, i, fan, gain) < z_allowed;
}

inline bool is_drawn(const NetworkFacts& net, std::size_t i) {
  const Form form = net.subjects[net.layers[i].weight].fit.form;
  return form == Form::normal || form == Form::truncated_normal || form == Form::uniform ||
         form == Form::unknown;
}

inline bool has_unequal_fans(const NetworkFacts& net, std::size_t i) {
  const Fans fans = net.layers[i].shape.fans();
  return std::fabs(std::log(fans.in / fans.out)) > std::log(1.5);
}

/// Whether layer i fits gain^2 / fan-out and the network does not speak against it. Few weights fit
/// several rules, so a layer alone must fit within three standard errors; where another layer fits
/// its fan-in, it must also have so many weights that this is within a tenth; and every layer must
/// fit one of its fans.
inline bool fits_other_axis(const NetworkFacts& net, std::size_t i, double gain) {
  std::size_t like_it = 0, unlike_it = 0;
  for (std::size_t j = 0; j < net.layers.size(); ++j) {
    if (!is_drawn(net, j)) continue;
    const Fans fans = net.layers[j].shape.fans();
    const bool in = fits(net, j, fans.in, gain), out = fits(net, j, fans.out, gain);
    if (!in && !out) return false;
    if (in == out || !has_unequal_fans(net, j)) continue;
    ++(out ? like_it : unlike_it);
  }
  const double fan_out = net.layers[i].shape.fans().out;
  const double z = errors_from(net, i, fan_out, gain);
  if (unlike_it == 0) return z < (like_it > 1 ? z_allowed : 3);
  return z < 3 && net.subjects[net.layers[i].weight].fit.figures.count > 1800;
}

/// Weights whose variance fits gain^2 / fan-out and no gain^2 / fan-in, nor Xavier's rule, where
/// the fans differ by more than a factor 1.5: filled as the transposed matrix.
inline bool is_wrong_axis(const NetworkFacts& net, std::size_t i) {
  if (!is_drawn(net, i) || !has_unequal_fans(net, i)) return false;
  const Fans fans = net.layers[i].shape.fans();
  const double own = net.layers[i].gain, mean = (fans.in + fans.out) / 2;
  for (const double gain :
       {own, 1.0, gain::relu(), torch_gain, gain::torch::tanh(), gain::tanh()}) {
    if (fits(net, i, fans.in, gain) || (gain >= 1 && fits(net, i, mean, gain))) return false;
  }
  for (const double gain : {own, 1.0, gain::relu(), torch_gain}) {
    if (fits_other_axis(net, i, gain)) return true;
  }
  return false;
}

/// A layer whose variance alone is off by more than e^3, half of what a whole network bears
/// (depth_checks.hpp). The last layer may be small, and Xavier's rule is accepted on any shape.
inline void check_scale(const NetworkFacts& net, std::size_t i, Diagnosis& out) {
  const LayerFacts& layer = net.layers[i];
  const Subject& s = net.subjects[layer.weight];
  if (!s.is_random()) return;
  const double off = std::log(layer.relative_variance(net.subjects));
  const double wanted = layer.gain / std::sqrt(layer.shape.fans().in);
  const auto add = [&](Problem problem, const std::string& why) {
    add_finding(net, layer.weight, problem, s.fit.figures.std(), wanted,
                joined({" has standard deviation ", figure(s.fit.figures.std()), ", expected ",
                        figure(wanted), " = ", figure(layer.gain),
                        " / sqrt(fan-in = ", layer.shape.fans().in, "): ", why, "."}),
                out);
  };
  if (is_wrong_axis(net, i)) {
    add(Problem::wrong_axis, joined({"it fits the rule for fan-out = ", layer.shape.fans().out,
                                     ", as if an (in, out) matrix was filled as (out, in)"}));
    return;
  }
  const bool is_xavier =
      std::any_of(s.fit.candidates.begin(), s.fit.candidates.end(), [](const Candidate& c) {
        return c.fits() &&
               (c.rule.rfind("xavier", 0) == 0 || c.rule.find("fan=avg") != c.rule.npos);
      });
  if (is_xavier || std::fabs(off) < trainable / 2 || (off < 0 && s.is_last)) return;
  add(Problem::wrong_gain,
      joined({"this layer alone changes the mean square of its inputs by a factor of ",
              figure(std::exp(off)), ", where the activation asks for 1"}));
}

/// The probability that of a + b dead units at least `a` fall among the first n of n + m, if all
/// are alike (Fisher's exact test).
inline double fisher_tail(Index a, Index n, Index b, Index m) {
  const auto log_choose = [](Index all, Index some) {
    const auto factorial = [](Index k) { return std::lgamma(static_cast<double>(k) + 1); };
    return factorial(all) - factorial(some) - factorial(all - some);
  };
  double sum = 0;
  for (Index k = a; k <= (std::min)(n, a + b); ++k) {
    if (a + b - k > m) continue;
    sum += std::exp(log_choose(n, k) + log_choose(m, a + b - k) - log_choose(n + m, a + b));
  }
  return sum;
}

/// More dead units than random weights and biases of mean 0 have on the same inputs. By chance once
/// in ten million layers.
inline void check_dead(const NetworkFacts& net, std::size_t i, Diagnosis& out) {
  const LayerFacts& layer = net.layers[i];
  const std::vector<Index>& dead = net.figures(i).dead;
  const Index units = net.figures(i).out, found = static_cast<Index>(dead.size());
  if (found == 0 || layer.random_units == 0 || !net.subjects[layer.weight].is_random()) return;
  if (fisher_tail(found, units, layer.random_dead, layer.random_units) > 1e-7) return;
  const double expected =
      static_cast<double>(units * layer.random_dead) / static_cast<double>(layer.random_units);
  std::string numbers;
  for (std::size_t k = 0; k < dead.size() && k < 8; ++k) {
    numbers += (k == 0 ? " (" : ", ") + std::to_string(dead[k]);
  }
  numbers += dead.size() > 8 ? ", ...)" : ")";
  const bool biased = layer.bias && net.subjects[*layer.bias].fit.figures.mean < 0;
  add_finding(net, biased ? *layer.bias : layer.weight, Problem::dead_units,
              static_cast<double>(found), expected,
              joined({": ", found, " of ", units, " units", numbers,
                      " get no gradient from any example of the batch, expected ", figure(expected),
                      " with weights and biases of mean 0: ",
                      biased ? "the biases push their pre-activations below 0"
                             : "their pre-activations are below 0 for every example",
                      "."}),
              out);
}

/// The share of N(0, q) beyond the bounds.
inline double saturated_share_at(const Saturation& bounds, double q) {
  const double scale = std::sqrt(2 * q);
  return (std::erfc(-bounds.below / scale) + std::erfc(bounds.above / scale)) / 2;
}

/// Pre-activations that mean-field theory predicts to have a mean square above 4, four times what
/// the gain keeps, where more of them are saturated than at 4.
inline void check_saturated(const NetworkFacts& net, std::size_t i, Diagnosis& out) {
  const LayerFacts& layer = net.layers[i];
  const Layer& figures = net.figures(i);
  if (!figures.saturated || !figures.z || !layer.f.activation()) return;
  const auto bounds = saturation(*layer.f.activation());
  if (!bounds) return;
  const double q = figures.z->moments.mean_square;
  const double predicted = net.predicted ? net.predicted->layers[i].z.mean_square : q;
  if (!(q > 4 && predicted > 4) || *figures.saturated <= saturated_share_at(*bounds, 4)) return;
  const bool biased = layer.bias && net.subjects[*layer.bias].fit.figures.mean_square > 0.5 * q;
  const bool suits = !biased && layer.relative_variance(net.subjects) < 1.1;
  add_finding(
      net, biased ? *layer.bias : layer.weight, Problem::saturated_units, *figures.saturated,
      saturated_share_at(*bounds, 1),
      joined({": ", figure(100 * *figures.saturated), " % of ", layer.name,
              "'s pre-activations are where ", to_string(*layer.f.activation()),
              " is flat, expected ", figure(100 * saturated_share_at(*bounds, 1)),
              " % at mean square 1: theirs is ", figure(q),
              net.predicted ? " (mean-field theory predicts " + figure(predicted) + ")" : "",
              biased ? ", from the biases" : "", "."}),
      out, suits ? std::optional(scaled_cure(net, i, q)) : std::nullopt);
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
