// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "experiment.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace compare {
namespace {

namespace nn = outset::nn;
using Net = nn::Mlp<float>;

// The standard deviations at the start are those over these many images at most.
constexpr Eigen::Index kImagesForSpread = 1000;

double spread(const Eigen::Ref<const Eigen::MatrixXf>& values) {
  const double n = static_cast<double>(values.size());
  const double mean = values.cast<double>().sum() / n;
  return std::sqrt((values.cast<double>().array() - mean).square().sum() / n);
}

std::vector<Eigen::Index> layer_sizes(const Settings& s, const DataFacts& data) {
  std::vector<Eigen::Index> sizes{data.inputs};
  for (int l = 1; l < s.depth; ++l) sizes.push_back(s.width);
  sizes.push_back(data.classes);
  return sizes;
}

nn::Method method(const Settings& s) {
  if (s.optimizer == "adam") return nn::Adam{.rate = s.learning_rate};
  return nn::Sgd{.rate = s.learning_rate, .momentum = s.optimizer == "momentum" ? 0.9 : 0.0};
}

std::vector<Eigen::MatrixXf> weights_of(const Net& net) {
  std::vector<Eigen::MatrixXf> weights;
  for (Eigen::Index l = 0; l < net.depth(); ++l) weights.push_back(net.layer(l).weight());
  return weights;
}

// Signal and gradients of the untrained network. The loss is a mean over n images; times n, a
// gradient is that of one image's loss.
void measure_start(Net& net, const examples::Dataset<float>& images, Run& run) {
  const Eigen::Index n = (std::min)(kImagesForSpread, images.train.x.cols());
  const std::span<const int> labels(images.train.labels.data(), static_cast<std::size_t>(n));
  nn::backpropagate(net, images.train.x.leftCols(n), labels);
  for (Eigen::Index l = 0; l < net.depth(); ++l) {
    run.activation_std.push_back(spread(net.layer(l).activations()));
    run.gradient_std.push_back(static_cast<double>(n) *
                               spread(net.layer(l).preactivation_gradient()));
  }
}

}  // namespace

Experiment::Experiment(const Settings& settings)
    : settings_(settings), activation_(nn::activation(settings.activation)) {
  for (const std::string& text : settings_.initializers) {
    Contender c{.name = text, .canonical = {}, .init = outset::initializer(text)};
    c.canonical = to_string(c.init);
    results_.contenders.push_back(std::move(c));
  }
  data_ = load_data(settings_.data);
  results_.data = data_.facts;
  const Net net(layer_sizes(settings_, data_.facts), activation_);
  for (Contender& c : results_.contenders) {
    for (Eigen::Index l = 0; l < net.depth(); ++l) {
      c.distributions.emplace_back();
      if (c.init.elementwise()) c.distributions.back() = c.init.distribution(net.layer(l).shape());
    }
  }
}

Run Experiment::run_one(const Contender& contender, std::uint64_t seed, bool keep_weights) {
  const outset::Rng rng{seed};
  const auto& images = data_.images;
  Net net(layer_sizes(settings_, data_.facts), activation_);
  net.initialize(contender.init, rng);

  Run run;
  if (keep_weights) run.initial_weights = weights_of(net);
  measure_start(net, images, run);
  const auto score = [&] {
    const nn::Score train = nn::evaluate(net, images.train.x, images.train.labels);
    const nn::Score test = nn::evaluate(net, images.test.x, images.test.labels);
    run.train_cost.push_back(train.loss);
    run.train_accuracy.push_back(train.accuracy);
    run.test_accuracy.push_back(test.accuracy);
  };
  score();
  nn::Trainer trainer(net, method(settings_), rng, {.batch = settings_.batch});
  for (int epoch = 1; epoch <= settings_.epochs; ++epoch) {
    trainer.epoch(images.train.x, images.train.labels);
    score();
    progress_.step(contender.name + ", seed " + std::to_string(seed) + ", epoch " +
                   std::to_string(epoch));
  }
  for (Eigen::Index l = 0; l + 1 < net.depth(); ++l) {
    run.distinct_units.push_back(nn::distinct_units(net.layer(l)));
  }
  if (keep_weights) run.final_weights = weights_of(net);
  return run;
}

Results Experiment::run() {
  const auto seeds = static_cast<std::uint64_t>(settings_.seeds);
  progress_.start(results_.contenders.size() * seeds *
                  static_cast<std::uint64_t>(settings_.epochs));
  for (Contender& c : results_.contenders) {
    for (std::uint64_t i = 0; i < seeds; ++i) {
      c.runs.push_back(run_one(c, settings_.seed + i, i == 0));
    }
  }
  progress_.finish();
  return std::move(results_);
}

}  // namespace compare
