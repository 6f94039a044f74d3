// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a page shows of the inside of a net, as JSON: figures and histograms by layer, units that
// are the same, and findings in words. All are probe/'s; nothing here changes the training.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <outset/probe/diagnose_network.hpp>
#include <outset/probe/histogram.hpp>
#include <outset/probe/measure.hpp>
#include <outset/probe/predict.hpp>
#include <string>
#include <vector>

#include "contender.hpp"

namespace playground {

using Json = nlohmann::ordered_json;

inline Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// 31 bins over the finite entries of m, symmetric about 0 so that a bin's middle is 0.
template <class M>
Json histogram_of(const M& m) {
  double most = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) {
      const double size = std::fabs(static_cast<double>(m(i, j)));
      if (outset::exact::is_finite(size)) most = (std::max)(most, size);
    }
  }
  if (!(most > 0)) most = 1;
  const auto h = outset::probe::histogram(m, 31, -most, most);
  return {{"most", most}, {"counts", h.counts}, {"not_finite", h.not_finite}};
}

/// Training examples, as many as a page can wait for: 256, fewer where the net is large. They are
/// spread over the set, because the digits are sorted by class.
inline Part sample_of(Contender& contender) {
  const Part& part = contender.set().train;
  const Index few = std::clamp<Index>(50'000'000 / contender.net().parameter_count(), 16, 256);
  const Index n = (std::min)(few, part.x.cols());
  Part sample{Matrix(part.x.rows(), n), std::vector<int>(static_cast<std::size_t>(n))};
  for (Index j = 0; j < n; ++j) {
    const Index from = j * part.x.cols() / n;
    sample.x.col(j) = part.x.col(from);
    sample.labels[static_cast<std::size_t>(j)] = part.labels[static_cast<std::size_t>(from)];
  }
  return sample;
}

/// Which unit a page looks at.
struct UnitAt {
  Index layer, unit;
};

/// A unit's weights, and what it does on the sample, after `measure`.
inline Json unit_of(Net& net, UnitAt at) {
  const auto& layer = net.layer(at.layer);
  const Eigen::RowVectorXf w = layer.weight().row(at.unit);
  const Eigen::RowVectorXd h = layer.activations().row(at.unit).template cast<double>();
  const double mean = h.mean();
  return {
      {"layer", at.layer},
      {"unit", at.unit},
      {"weights", std::vector<float>(w.data(), w.data() + w.size())},
      {"bias", layer.bias()(at.unit)},
      {"examples", h.size()},
      {"mean", mean},
      {"deviation", std::sqrt((h.array() - mean).square().mean())},
      {"zero", (h.array() == 0).template cast<double>().mean()},
      {"gradient",
       std::sqrt(layer.preactivation_gradient().row(at.unit).template cast<double>().squaredNorm() /
                 static_cast<double>(h.size()))}};
}

/// Measured on the sample, all at once, and of one unit more. An update is that of the next step,
/// if it were made with its gradient.
inline Json inside(Contender& contender, std::optional<UnitAt> at = {}) {
  Net& net = contender.net();
  const auto [x, labels] = sample_of(contender);
  const auto measured = outset::probe::measure(net, x, labels, {}, contender.trainer().optimizer());
  Json layers = Json::array();
  for (std::size_t i = 0; i < measured.layers.size(); ++i) {
    const auto& found = measured.layers[i];
    const auto& layer = net.layer(static_cast<Index>(i));
    layers.push_back({{"out", found.out},
                      {"in", found.in},
                      {"z", found.z->moments.rms},
                      {"h", found.h->moments.rms},
                      {"cosine", number_or_null(found.h->cosine)},
                      {"gradient", found.z_gradient->rms},
                      {"weight", found.weight->rms},
                      {"update", number_or_null(found.update_to_weight)},
                      {"dead", found.dead.size()},
                      {"saturated", number_or_null(found.saturated)},
                      {"equal", found.equal_units},
                      {"activations", histogram_of(layer.activations())},
                      {"gradients", histogram_of(layer.preactivation_gradient())}});
  }
  return {{"loss", *measured.loss},
          {"log_classes", measured.log_classes},
          {"layers", layers},
          {"unit", at ? unit_of(net, *at) : Json(nullptr)}};
}

/// The mean activation of the first `units` units of a layer over the sample's examples of each
/// class: units x classes.
inline Matrix class_means(Contender& contender, Index layer, Index units) {
  Net& net = contender.net();
  const auto [x, labels] = sample_of(contender);
  net.forward(x);
  const auto h = net.layer(layer).activations();
  Matrix sums = Matrix::Zero(units, contender.set().classes);
  Eigen::VectorXf counts = Eigen::VectorXf::Zero(contender.set().classes);
  for (Index j = 0; j < h.cols(); ++j) {
    const int label = labels[static_cast<std::size_t>(j)];
    sums.col(label) += h.col(j).head(units);
    counts(label) += 1;
  }
  return sums * counts.cwiseMax(1).cwiseInverse().asDiagonal();
}

/// What mean-field theory says of the net before its first step, from its initializers alone: root
/// mean squares of z, and of dL/dz in units of the last layer's. Errors: predict's, for weights
/// whose mean is not 0.
inline Json theory(Contender& contender, const Settings& settings) {
  const Matrix x = sample_of(contender).x;
  const auto input = outset::probe::signal(outset::nn::MatrixView<const float>(x));
  const auto predicted = outset::probe::predict(
      outset::probe::describe(contender.net(), outset::initializer(contender.init()),
                              outset::initializer(settings.bias)),
      {.mean_square = input.moments.mean_square, .cosine = input.cosine.value_or(0)});
  Json layers = Json::array();
  for (const auto& layer : predicted.layers) {
    layers.push_back({{"z", std::sqrt(layer.z.mean_square)}, {"gradient", layer.z_gradient}});
  }
  return layers;
}

/// What is wrong with a net before its first step: [{problem, where, text, cure}], worst first.
inline Json findings(Contender& fresh) {
  const auto [x, labels] = sample_of(fresh);
  Json all = Json::array();
  const auto found = outset::probe::diagnose(fresh.net(), x, labels,
                                             {.method = fresh.trainer().optimizer().method()});
  for (const auto& finding : found.findings) {
    all.push_back({{"problem", to_string(finding.problem)},
                   {"where", finding.where},
                   {"text", finding.text},
                   {"cure", finding.cure}});
  }
  return all;
}

/// The history from row `first` on, and where the run stands. NaN is null.
inline Json progress(const Contender& contender, std::size_t first) {
  Json rows = Json::array();
  const auto& history = contender.history();
  for (std::size_t i = first; i < history.size(); ++i) {
    const auto& e = history[i];
    rows.push_back({e.epoch, e.train.loss, e.train.accuracy, e.test->loss, e.test->accuracy});
  }
  return {{"steps", contender.steps()},
          {"diverged", contender.diverged() ? Json(*contender.diverged()) : Json(nullptr)},
          {"rows", rows}};
}

}  // namespace playground
