// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "experiment.hpp"

#include <algorithm>
#include <limits>
#include <outset/probe/diagnose_network.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace compare {
namespace {

namespace nn = outset::nn;
using Net = nn::Mlp<float>;

// Signal and gradients of the untrained network are measured on at most so many images.
constexpr Eigen::Index images_at_start = 1000;
constexpr Eigen::Index images_to_diagnose = 256;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<Eigen::Index> layer_sizes(const Settings& s, const examples::DataFacts& data) {
  std::vector<Eigen::Index> sizes{data.inputs};
  for (int l = 1; l < s.depth; ++l) sizes.push_back(s.width);
  sizes.push_back(data.classes);
  return sizes;
}

std::vector<Eigen::MatrixXf> weights_of(const Net& net) {
  std::vector<Eigen::MatrixXf> weights;
  for (Eigen::Index l = 0; l < net.depth(); ++l) weights.push_back(net.layer(l).weight());
  return weights;
}

// Runs `work`; its errors get the name of the option that caused them.
template <class Work>
auto blamed_on(const char* option, Work&& work) {
  try {
    return work();
  } catch (const std::invalid_argument& e) {
    throw std::invalid_argument(std::string(option) + ": " + e.what());
  }
}

// The first layer, from 1, with an output that is not finite for one of the images.
Eigen::Index not_finite_layer(Net& net, const Eigen::MatrixXf& images) {
  constexpr Eigen::Index chunk = 256;
  for (Eigen::Index start = 0; start < images.cols(); start += chunk) {
    net.forward(images.middleCols(start, (std::min)(chunk, images.cols() - start)));
    for (Eigen::Index l = 0; l < net.depth(); ++l) {
      if (!nn::all_finite(net.layer(l).activations())) return l + 1;
    }
  }
  return net.depth();  // all outputs are finite, only the loss is not
}

// Initializes one layer of each shape, so that an initializer that refuses a shape does so before
// any training. All hidden layers but the first have one shape.
void try_on_each_shape(const outset::AnyInitializer& init, const Net& net) {
  for (const Eigen::Index l : {Eigen::Index{0}, net.depth() / 2, net.depth() - 1}) {
    Eigen::MatrixXf w(net.layer(l).out(), net.layer(l).in());
    outset::Rng rng{0};
    init(w, net.layer(l).shape(), rng);
  }
}

outset::probe::Diagnosis diagnose_start(Net& net, const examples::Dataset<float>& images) {
  const Eigen::Index n = (std::min)(images_to_diagnose, images.train.x.cols());
  const std::span<const int> labels(images.train.labels.data(), static_cast<std::size_t>(n));
  return outset::probe::diagnose(net, images.train.x.leftCols(n), labels);
}

// Signal and gradients of the untrained network. The loss is a mean over n images, so a gradient of
// one image's loss is n times the network's.
void measure_start(Net& net, const examples::Dataset<float>& images, Run& run) {
  const Eigen::Index n = (std::min)(images_at_start, images.train.x.cols());
  const std::span<const int> labels(images.train.labels.data(), static_cast<std::size_t>(n));
  nn::backpropagate(net, images.train.x.leftCols(n), labels);
  for (Eigen::Index l = 0; l < net.depth(); ++l) {
    const nn::Moments activations = nn::moments(net.layer(l).activations());
    run.activation_std.push_back(activations.std);
    run.mean_square.push_back(activations.mean_square);
    run.gradient_std.push_back(outset::exact::mul(
        static_cast<double>(n), nn::moments(net.layer(l).preactivation_gradient()).std));
  }
  if (const auto layer = nn::first_not_finite(net)) run.diverged = Divergence{0, *layer + 1};
}

}  // namespace

Experiment::Experiment(const Settings& settings)
    : settings_(settings),
      activation_(blamed_on("--activation", [&] { return nn::activation(settings.activation); })) {
  for (const std::string& text : settings_.initializers) {
    Contender c{.name = text, .canonical = {}, .init = blamed_on("--init", [&] {
                                                 return outset::initializer(text);
                                               })};
    c.canonical = to_string(c.init);
    results_.contenders.push_back(std::move(c));
  }
  data_ = examples::load_data(settings_.data);
  results_.data = data_.facts;
  const Net net(layer_sizes(settings_, data_.facts), activation_);
  for (Contender& c : results_.contenders) {
    blamed_on("--init", [&] { try_on_each_shape(c.init, net); });
    if (net.depth() > 2) c.factor = factor(c.init, settings_.width, activation_);
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
  if (keep_weights) {
    run.initial_weights = weights_of(net);
    run.diagnosis = diagnose_start(net, images);
  }
  measure_start(net, images, run);
  const auto score = [&](int epoch) {
    nn::Score train{nan, nan}, test{nan, nan};
    if (!run.diverged) {
      train = nn::evaluate(net, images.train.x, images.train.labels);
      test = nn::evaluate(net, images.test.x, images.test.labels);
      for (const auto& [loss, part] :
           {std::pair(train.loss, &images.train), {test.loss, &images.test}}) {
        if (run.diverged || outset::exact::is_finite(loss)) continue;
        run.diverged = Divergence{epoch, not_finite_layer(net, part->x)};
        train = test = {nan, nan};
      }
    }
    run.train_cost.push_back(train.loss);
    run.train_accuracy.push_back(train.accuracy);
    run.test_accuracy.push_back(test.accuracy);
  };
  score(0);
  nn::Trainer trainer(net, settings_.optimizer.method(settings_.learning_rate), rng,
                      {.batch = settings_.batch, .stop_when_diverged = true});
  for (int epoch = 1; epoch <= settings_.epochs; ++epoch) {
    if (!run.diverged) {
      trainer.epoch(images.train.x, images.train.labels);
      if (trainer.diverged()) run.diverged = Divergence{epoch, *trainer.diverged() + 1};
    }
    score(epoch);
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
