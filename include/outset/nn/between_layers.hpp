// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Between-layer normalization (Krahenbuhl et al. 2016, section 3.2, algorithm 2): layers are scaled
// against each other so that all learn at one rate, that is rms dL/dW : rms W is the same in all.
// dL/dh of the output is drawn from N(0, 1). Layer l is multiplied by s_l = sqrt(ratio_l / target),
// where target is the geometric mean of the ratios, so that the product of all s_l is 1. Biases are
// multiplied by s_1 ... s_l, the change of the layer's inputs and its own. For a chain of layers
// with f(a z) = a f(z), a > 0, such as ReLU, the network's function stays the same, and one round
// is enough. For others the authors' correction applies: target is multiplied by the output's
// standard deviation, over what it was at the start, to the power 1 / layers.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "outset/distribution.hpp"
#include "outset/error.hpp"
#include "outset/exact/functions.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/data_dependent.hpp"
#include "outset/nn/network.hpp"
#include "outset/nn/parameters.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Options of between_layers; the numbers are those of the authors' program.
struct BetweenLayersOptions {
  double tolerance = 0.01;  ///< the most that ln(ratio / target) may be from 0 in any layer
  int tries = 10;           ///< the most rounds
  Rng rng = Rng(0);         ///< for the output's gradient; it does not move
};

/// What between_layers did to a layer.
struct BalancedLayer {
  std::string name{};
  double before = 0;  ///< rms dL/dW : rms W, at the start
  double after = 0;   ///< and at the end
  double factor = 1;  ///< W is now W * factor
};

namespace detail {

// rms dL/dW : rms W by layer.
template <std::floating_point Real>
std::vector<double> gradient_ratios(const char* method, const std::vector<LayerView<Real>>& views,
                                    const std::vector<std::size_t>& weighted) {
  std::vector<double> ratios;
  for (const std::size_t i : weighted) {
    const auto& view = views[i];
    if (view.weight_gradient.size() != view.weight.size()) {
      fail_at(method, view.name, {"has no .weight_gradient of its weights' size, must have it"});
    }
    const double ratio = exact::div(moments(view.weight_gradient).rms, moments(view.weight).rms);
    if (!(exact::is_finite(ratio) && ratio > 0)) {
      fail_at(method, view.name,
              {"has a gradient : weight of ", ratio,
               ", must be finite and > 0: no gradient reaches it, or its weights are 0"});
    }
    ratios.push_back(ratio);
  }
  return ratios;
}

// ln of the geometric mean.
inline double mean_log(const std::vector<double>& values) {
  exact::Double sum = 0;
  for (const double value : values) sum = sum + log(exact::Double(value));
  return (sum / exact::Double(static_cast<double>(values.size()))).value;
}

}  // namespace detail

/// Scales the layers until rms dL/dW : rms W is the same in all, within `tolerance`. x: (inputs,
/// examples). The network has backward(x, dL/dh of the output), as an Mlp has.
/// Errors, which name the layer and leave the network's parameters as they were: a layer without
/// gradient, numbers that are not finite or the same for all examples, ratios that `tries` rounds
/// do not make equal; options out of range.
template <Network Net>
requires requires(Net& net, const BatchOf<Net>& x) { backward(net, x, x); }
std::vector<BalancedLayer> between_layers(Net& net, const BatchOf<Net>& x,
                                          const BetweenLayersOptions& options = {}) {
  using exact::Double;
  constexpr const char* method = "between_layers";
  if (!(options.tolerance > 0 && std::isfinite(options.tolerance))) {
    outset::detail::fail(
        {"between_layers: tolerance is ", options.tolerance, ", must be finite and > 0"});
  }
  if (options.tries < 1) {
    outset::detail::fail({"between_layers: tries is ", options.tries, ", must be >= 1"});
  }
  detail::require_batch(method, x.cols());
  forward(net, x);
  auto views = layers(net);
  const auto weighted = detail::weighted_layers(method, views);
  for (const std::size_t i : weighted) detail::require_variation(method, views[i]);
  detail::Rollback rollback(views);

  const auto outputs = detail::output_of(views);
  detail::Matrix<ScalarOf<Net>> gradient(outputs.rows(), outputs.cols());
  Rng rng = options.rng.stream("between_layers");
  Normal{0, 1}(gradient, rng);
  const Double start = moments(outputs).std;

  std::vector<BalancedLayer> report;
  for (int round = 0;; ++round) {
    backward(net, x, gradient);
    views = layers(net);
    const auto ratios = detail::gradient_ratios(method, views, weighted);
    const Double drift = log(Double(moments(detail::output_of(views)).std) / start);
    const Double target =
        detail::mean_log(ratios) + drift / Double(static_cast<double>(ratios.size()));
    double worst = 0;
    std::size_t worst_layer = 0;
    for (std::size_t k = 0; k < weighted.size(); ++k) {
      if (round == 0) report.push_back({.name = views[weighted[k]].name, .before = ratios[k]});
      report[k].after = ratios[k];
      const double off = std::fabs((log(Double(ratios[k])) - target).value);
      if (off > worst) {
        worst = off;
        worst_layer = k;
      }
    }
    if (worst <= options.tolerance) break;
    if (round == options.tries) {
      detail::fail_at(
          method, report[worst_layer].name,
          {"has a gradient : weight that is off by a factor of ", exp(Double(worst)).value,
           " after ", round, " rounds: raise tolerance or tries"});
    }
    Double whole = 1;
    for (std::size_t k = 0; k < weighted.size(); ++k) {
      const Double factor = exp((log(Double(ratios[k])) - target) * 0.5);
      whole = whole * factor;
      detail::scale(views[weighted[k]].weight, factor.value);
      if (views[weighted[k]].bias.present()) {
        detail::scale(views[weighted[k]].bias, whole.value);
      }
      report[k].factor = (report[k].factor * factor).value;
    }
    forward(net, x);
  }
  rollback.keep();
  return report;
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
