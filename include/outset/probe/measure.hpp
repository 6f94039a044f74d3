// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Measures a network on a batch: what reaches each layer, forwards and backwards, and what one step
// would change. The network is an nn::Mlp or an own one (nn/network.hpp).
//
//   auto m = outset::probe::measure(net, X, labels, {.method = outset::nn::Sgd{.rate = 0.1}});
//   for (const auto& layer : m.layers) std::cout << layer.name << ' ' << layer.z->moments.std;

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "outset/exact/functions.hpp"
#include "outset/nn/network.hpp"
#include "outset/nn/optimizer.hpp"
#include "outset/nn/symmetry.hpp"
#include "outset/probe/dead_units.hpp"
#include "outset/probe/measured.hpp"
#include "outset/probe/signal.hpp"
#include "outset/probe/trial_step.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// Options of `measure`.
struct MeasureOptions {
  /// The method of the trial step that update_to_weight is measured with; none: no trial step.
  std::optional<nn::Method> method = std::nullopt;
  /// By how much of their largest entry two units' weights may differ and count as equal.
  double equal_tolerance = 1e-6;
};

/// The entropy of the labels' shares, in nats: the least cross-entropy without looking at inputs.
inline double prior_entropy(std::span<const int> labels) {
  std::vector<int> sorted(labels.begin(), labels.end());
  std::sort(sorted.begin(), sorted.end());
  exact::Double entropy = 0;
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::upper_bound(first, sorted.end(), *first);
    const exact::Double share =
        static_cast<double>(last - first) / exact::Double(static_cast<double>(sorted.size()));
    entropy = entropy - share * log(share);
    first = last;
  }
  return entropy.value;
}

namespace detail {

template <class T>
std::optional<Moments> moments_if_any(const nn::MatrixView<T>& m) {
  return m.size() > 0 ? std::optional(moments(m)) : std::nullopt;
}
template <class T>
std::optional<Signal> signal_if_any(const nn::MatrixView<T>& m) {
  return m.size() > 0 ? std::optional(signal(m)) : std::nullopt;
}

// What forward leaves in a layer.
template <class Real>
Layer forward_figures(const nn::LayerView<Real>& view, double equal_tolerance) {
  const Index units = view.z.size() > 0 ? view.z.rows() : view.h.rows();
  Layer layer{.name = view.name,
              .out = view.weight.present() ? view.weight.rows() : units,
              .in = view.weight.cols(),
              .z = signal_if_any(view.z),
              .h = signal_if_any(view.h),
              .dead = dead_units(view),
              .saturated = saturated_share(view),
              .weight = moments_if_any(view.weight),
              .bias = moments_if_any(view.bias)};
  if (view.weight.size() > 0) {
    const nn::detail::Vector<Real> bias =
        view.bias.map().reshaped();  // a row or a column, or nothing
    layer.equal_units = nn::equal_units(view.weight.map(), bias, equal_tolerance);
  }
  return layer;
}

template <class Real>
void add_gradients(const nn::LayerView<Real>& view, Layer& layer) {
  layer.weight_gradient = moments_if_any(view.weight_gradient);
  layer.bias_gradient = moments_if_any(view.bias_gradient);
  layer.z_gradient = moments_if_any(view.z_gradient);
  layer.h_gradient = moments_if_any(view.h_gradient);
  if (layer.weight && layer.weight_gradient && layer.weight->rms > 0) {
    layer.gradient_to_weight = exact::div(layer.weight_gradient->rms, layer.weight->rms);
  }
}

template <nn::Network Net>
Measured after_forward(Net& net, const nn::BatchOf<Net>& x, const MeasureOptions& options) {
  const auto views = nn::layers(net);
  const auto outputs = nn::detail::output_of(views);
  Measured measured{.examples = x.cols(),
                    .input = signal(nn::MatrixView<const nn::ScalarOf<Net>>(x)),
                    .log_classes = log(exact::Double(static_cast<double>(outputs.rows()))).value};
  for (const auto& view : views) {
    measured.layers.push_back(forward_figures(view, options.equal_tolerance));
  }
  return measured;
}

inline void require_examples(Index count) {
  if (count == 0) outset::detail::fail("measure: the batch is empty, must have a column or more");
}

}  // namespace detail

/// Forward alone: no loss and no gradients. Nothing but what forward writes is changed.
/// Errors: no example, no layer, a last layer without .h, and the network's own.
template <nn::Network Net>
Measured measure(Net& net, const nn::BatchOf<Net>& x, const MeasureOptions& options = {}) {
  detail::require_examples(x.cols());
  nn::forward(net, x);
  return detail::after_forward(net, x, options);
}

/// Forward and backward. `labels`: what nn::loss_and_gradients takes, a label or a column of
/// targets for each column of x. `step`: the trial step, see trial_step.hpp; it goes before
/// options.method.
template <nn::Network Net, class Y, class Step>
Measured measure(Net& net, const nn::BatchOf<Net>& x, const Y& labels,
                 const MeasureOptions& options, const Step& step) {
  detail::require_examples(x.cols());
  const double loss = nn::loss_and_gradients(net, x, labels);
  Measured measured = detail::after_forward(net, x, options);
  measured.loss = loss;
  if constexpr (std::is_convertible_v<const Y&, std::span<const int>>) {
    measured.prior_entropy = prior_entropy(labels);
  }
  const auto views = nn::layers(net);
  for (std::size_t i = 0; i < views.size(); ++i) {
    detail::add_gradients(views[i], measured.layers[i]);
  }
  if constexpr (!std::is_same_v<Step, std::nullptr_t>) {
    const auto ratios = update_to_weight(net, step);
    for (std::size_t i = 0; i < ratios.size(); ++i) measured.layers[i].update_to_weight = ratios[i];
  }
  return measured;
}
template <nn::Network Net, class Y>
Measured measure(Net& net, const nn::BatchOf<Net>& x, const Y& labels,
                 const MeasureOptions& options = {}) {
  return options.method ? measure(net, x, labels, options, *options.method)
                        : measure(net, x, labels, options, nullptr);
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
