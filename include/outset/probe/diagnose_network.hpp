// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What is wrong with a network's start, on a batch:
//
//   const auto d = outset::probe::diagnose(net, X, labels);
//   std::cout << d.text();                       // "healthy", or one line a problem with its cure
//   outset::probe::apply_cures(net, d, rng);     // fills what was found
//
// The network is an nn::Mlp or an own one (nn/network.hpp). Every figure is measured on the batch
// and compared with what mean-field theory predicts for the network's own variances.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "outset/any_initializer.hpp"
#include "outset/bias.hpp"
#include "outset/nn/network.hpp"
#include "outset/probe/depth_checks.hpp"
#include "outset/probe/diagnose.hpp"
#include "outset/probe/layer_checks.hpp"
#include "outset/probe/loss_checks.hpp"
#include "outset/probe/measure.hpp"
#include "outset/probe/network.hpp"
#include "outset/probe/network_facts.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// Options of `diagnose` with data.
struct DiagnoseOptions {
  /// The method whose first step is tried (and undone): for update_too_large and update_too_small.
  std::optional<nn::Method> method = std::nullopt;
};

namespace detail {

template <class Real>
Shape shape_of(const nn::LayerView<Real>& view) {
  return view.shape.value_or(dense(view.weight.rows(), view.weight.cols()));
}

/// "layer.0.weight" and "layer.0.bias": the names of the streams that Mlp::initialize draws from.
template <class Real>
std::vector<Tensor> tensors_of(const std::vector<nn::LayerView<Real>>& views) {
  std::vector<Tensor> tensors;
  for (const auto& view : views) {
    if (view.weight.size() == 0) continue;
    tensors.push_back(tensor(view.name + ".weight", view.weight.map(), shape_of(view)));
    if (view.bias.size() == 0) continue;
    tensors.push_back(tensor(view.name + ".bias", view.bias.map()));
    tensors.back().is_bias = true;
  }
  return tensors;
}

/// Whether every layer is z = W x + b, h = f(z) on the h of the one before.
template <class Real>
bool is_chain(const std::vector<nn::LayerView<Real>>& views, Index inputs) {
  Index width = inputs;
  for (const auto& view : views) {
    const bool whole = view.weight.size() > 0 && view.z.size() > 0 && !view.input.present();
    const Shape shape = whole ? shape_of(view) : Shape();
    if (!whole || shape.spatial_rank() > 0 || shape.in() != width || view.z.rows() != shape.out()) {
      return false;
    }
    width = shape.out();
  }
  return !views.empty();
}

/// The standard deviation of normal numbers with the same median distance from their median: a few
/// outliers do not change it.
inline double robust_std(const Tensor& t) {
  std::vector<double> values;
  for (Index k = 0; k < t.size(); ++k) values.push_back(t(k));
  const auto median = [&] {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  };
  const double centre = median();
  for (double& value : values) value = std::fabs(value - centre);
  return median() / 0.67448975;
}

/// How many random units are dead on these inputs, of 512 with normal weights and biases of mean 0
/// and of the layer's own variances.
template <class Real>
void expect_dead(const nn::MatrixView<const Real>& x, double weight_std, double bias_std,
                 LayerFacts& layer) {
  constexpr Index units = 512;
  const Rng rng = Rng{1}.stream("outset.probe.dead_units");
  nn::detail::Matrix<Real> w(units, x.rows());
  nn::detail::Vector<Real> b(units);
  Normal{.mean = 0, .std = weight_std}(w, rng.stream("weight"));
  Normal{.mean = 0, .std = bias_std}(b, rng.stream("bias"));
  const nn::detail::Matrix<Real> z = (w * x.map()).colwise() + b;
  layer.random_units = units;
  layer.random_dead = (z.array() <= Real(0)).rowwise().all().count();
}

template <nn::Network Net>
NetworkFacts facts_of(Net& net, const nn::BatchOf<Net>& x, Measured measured) {
  using Real = nn::ScalarOf<Net>;
  const auto views = nn::layers(net);
  NetworkFacts facts;
  facts.measured = std::move(measured);
  facts.subjects = subjects_of(tensors_of(views));
  facts.epsilon = static_cast<double>(Eigen::NumTraits<Real>::epsilon());
  const bool chain = is_chain(views, x.rows());
  std::size_t subject = 0;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const auto& view = views[i];
    if (view.weight.size() == 0) continue;
    LayerFacts layer{.name = view.name, .measured = i, .weight = subject++, .f = view.f};
    if (view.bias.size() > 0) layer.bias = subject++;
    layer.shape = shape_of(view);
    // The gain of the activation that feeds it; the first layer takes its own, as is usual.
    const bool follows = i > 0 && !view.input.present() && views[i - 1].z.size() > 0;
    const bool own = view.f.activation() != Activation::identity;
    layer.gain = gain_of(follows ? views[i - 1].f : view.f);
    if (!chain && own) layer.gain = gain_of(view.f);
    if (!facts.measured.layers[i].dead.empty()) {
      const nn::MatrixView<const Real> before = view.input.present() ? view.input
                                                : i > 0              ? views[i - 1].h
                                                        : nn::MatrixView<const Real>(x);
      if (before.rows() == layer.shape.cols()) {
        const double spread = layer.bias ? robust_std(facts.subjects[*layer.bias].tensor) : 0;
        expect_dead(before, facts.subjects[layer.weight].fit.figures.std(), spread, layer);
      }
    }
    facts.subjects[layer.weight].gain = layer.gain;
    facts.layers.push_back(std::move(layer));
  }
  bool finite = facts.measured.input.moments.not_finite == 0;
  for (const Subject& s : facts.subjects) finite = finite && s.fit.figures.not_finite == 0;
  if (chain && finite) {
    facts.predicted = predict_measured(facts, true);
    facts.without_biases = predict_measured(facts, false);
  }
  return facts;
}

inline Diagnosis diagnose_facts(NetworkFacts facts) {
  Diagnosis out;
  check_weights(facts.subjects, out);
  const bool finite = std::all_of(facts.subjects.begin(), facts.subjects.end(),
                                  [](const Subject& s) { return s.fit.figures.not_finite == 0; });
  if (const Index bad = facts.measured.input.moments.not_finite; bad > 0) {
    out.findings.push_back(
        {Problem::not_finite, "input", static_cast<double>(bad), 0,
         joined({"input has ", bad, " numbers that are infinite or NaN, must have none."}), ""});
  } else if (finite) {
    for (std::size_t i = 0; i < facts.layers.size(); ++i) {
      check_scale(facts, i, out);
      check_dead(facts, i, out);
      check_saturated(facts, i, out);
    }
    check_depth(facts, out);
    check_loss(facts, out);
    check_update(facts, out);
  }
  sort_findings(out);
  return out;
}

}  // namespace detail

/// On a batch with labels: what nn::loss_and_gradients takes, class numbers or a matrix of targets
/// (for which the loss at the start is not judged). The network's weights are not changed; forward
/// and backward run. Errors: as measure.
template <nn::Network Net, class Y>
Diagnosis diagnose(Net& net, const nn::BatchOf<Net>& x, const Y& labels,
                   const DiagnoseOptions& options = {}) {
  return detail::diagnose_facts(
      detail::facts_of(net, x, measure(net, x, labels, {.method = options.method})));
}
/// On inputs alone: nothing about gradients, the loss and updates.
template <nn::Network Net>
Diagnosis diagnose(Net& net, const nn::BatchOf<Net>& x) {
  return detail::diagnose_facts(detail::facts_of(net, x, measure(net, x)));
}

/// Fills every tensor that has a finding with a cure, from rng.stream(its name). Gives how many.
/// Errors: the initializers' own.
template <nn::Network Net>
Index apply_cures(Net& net, const Diagnosis& diagnosis, const Rng& rng) {
  Index filled = 0;
  for (const Finding& finding : diagnosis.findings) {
    if (finding.cure.empty()) continue;
    const AnyInitializer cure = initializer(finding.cure);
    for (const auto& view : nn::layers(net)) {
      if (finding.where == view.name + ".weight") {
        auto w = view.weight.map();
        cure(w, detail::shape_of(view), rng.stream(finding.where));
        ++filled;
      } else if (finding.where == view.name + ".bias") {
        auto b = view.bias.map();
        cure(b, dense(b.rows(), b.cols()), rng.stream(finding.where));
        ++filled;
      }
    }
  }
  return filled;
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
