// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Trainings from several seeds, and their means with standard errors.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <optional>
#include <outset/nn/nn.hpp>
#include <outset/outset.hpp>
#include <string>
#include <vector>

#include "data/images.hpp"
#include "parts/figures.hpp"
#include "parts/format.hpp"
#include "result.hpp"

namespace claims {

namespace nn = outset::nn;
using Net = nn::Mlp<float>;

// inputs, then `hidden` layers of `width`, then outputs.
inline std::vector<Eigen::Index> sizes(Eigen::Index inputs, int hidden, Eigen::Index width,
                                       Eigen::Index outputs) {
  std::vector<Eigen::Index> all(static_cast<std::size_t>(hidden) + 2, width);
  all.front() = inputs;
  all.back() = outputs;
  return all;
}

struct Run {
  std::vector<double> loss, accuracy;  // on the training examples, by epoch from 0
  double test = 0;                     // accuracy at the end
  bool diverged = false;

  // The first epoch with a loss below `level`; none where there is no such epoch.
  std::optional<double> first_below(double level) const {
    for (std::size_t e = 0; e < loss.size(); ++e) {
      if (loss[e] < level) return static_cast<double>(e);
    }
    return std::nullopt;
  }
};

// Trains on the digits. After a divergence the losses are infinite and the accuracies 0.
inline Run train(Net& net, const examples::Dataset<float>& data, const nn::Method& method,
                 std::uint64_t seed, std::uint64_t epochs, Eigen::Index batch = 32) {
  nn::Trainer trainer(net, method, outset::Rng(seed), {.batch = batch, .stop_when_diverged = true});
  Run run;
  for (const nn::Epoch& e : nn::fit(trainer, data.train.x, data.train.labels, {.epochs = epochs})) {
    run.diverged = e.diverged.has_value() || !outset::exact::is_finite(e.train.loss);
    run.loss.push_back(run.diverged ? outset::exact::infinity<double> : e.train.loss);
    run.accuracy.push_back(run.diverged ? 0 : e.train.accuracy);
  }
  run.loss.resize(epochs + 1, outset::exact::infinity<double>);
  run.accuracy.resize(epochs + 1, 0);
  run.test = run.diverged ? 0 : nn::evaluate(net, data.test.x, data.test.labels).accuracy;
  return run;
}

// Runs that belong together: one for each seed.
using Runs = std::vector<Run>;

template <class Of>
examples::Summary over(const Runs& runs, const Of& of) {
  std::vector<double> values;
  for (const Run& run : runs) values.push_back(of(run));
  return examples::summarize(values);
}
inline examples::Summary final_loss(const Runs& runs) {
  return over(runs, [](const Run& r) { return r.loss.back(); });
}
inline examples::Summary final_accuracy(const Runs& runs) {
  return over(runs, [](const Run& r) { return r.accuracy.back(); });
}
inline examples::Summary test_accuracy(const Runs& runs) {
  return over(runs, [](const Run& r) { return r.test; });
}

inline std::size_t diverged(const Runs& runs) {
  std::size_t count = 0;
  for (const Run& run : runs) count += run.diverged ? 1 : 0;
  return count;
}

// Lists of equal lengths, one for each seed, as a line of their means.
inline Line mean_line(const std::string& name, const std::vector<double>& x,
                      const std::vector<std::vector<double>>& lists) {
  Line line{.name = name, .x = x};
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<double> values;
    for (const auto& list : lists) values.push_back(list[i]);
    const examples::Summary s = examples::summarize(values);
    line.y.push_back(s.mean);
    if (lists.size() > 1) line.error.push_back(s.error);
  }
  return line;
}

inline std::vector<double> counted(std::size_t count, double first = 0) {
  std::vector<double> x;
  for (std::size_t i = 0; i < count; ++i) x.push_back(first + static_cast<double>(i));
  return x;
}

inline Line loss_line(const std::string& name, const Runs& runs) {
  std::vector<std::vector<double>> lists;
  for (const Run& run : runs) lists.push_back(run.loss);
  return mean_line(name, counted(lists.front().size()), lists);
}
inline Line accuracy_line(const std::string& name, const Runs& runs) {
  std::vector<std::vector<double>> lists;
  for (const Run& run : runs) lists.push_back(run.accuracy);
  return mean_line(name, counted(lists.front().size()), lists);
}

// "97.1 ± 0.4", in percent.
inline std::string percent_text(const examples::Summary& s) {
  return examples::format("%.1f", 100 * s.mean) + " \u00B1 " +
         examples::format("%.1f", 100 * s.error);
}
// "0.352 ± 0.006", as many digits as the error says; small and large numbers with an exponent.
inline std::string number_text(const examples::Summary& s) {
  if (!outset::exact::is_finite(s.mean)) return "diverged";
  if (!(s.error > 0)) return examples::format("%.6g \u00B1 0", s.mean);
  const double size = std::abs(s.mean);
  if (!(s.error > 1e-7) || size < 1e-3 || size >= 1e4) {
    return examples::short_number(s.mean) + " \u00B1 " + examples::format("%.0e", s.error);
  }
  const int digits = (std::max)(0, -static_cast<int>(std::floor(std::log10(s.error))));
  const std::string pattern = "%." + std::to_string(digits) + "f";
  return examples::format(pattern.c_str(), s.mean) + " \u00B1 " +
         examples::format(pattern.c_str(), s.error);
}

// Of the differences of two lists of runs with the same seeds.
inline examples::Summary test_difference(const Runs& a, const Runs& b) {
  std::vector<double> values;
  for (std::size_t i = 0; i < a.size(); ++i) {
    values.push_back(outset::exact::sub(a[i].test, b[i].test));
  }
  return examples::summarize(values);
}

}  // namespace claims
