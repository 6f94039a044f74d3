// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The same net on the digits from several starts: the runs of each, and their table and chart.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "claim.hpp"
#include "runs.hpp"

namespace claims {

struct Contender {
  std::string name;
  std::function<void(Net&, const outset::Rng&)> initialize;
};

struct Race {
  std::vector<Eigen::Index> sizes;
  nn::Activation activation = nn::Activation::relu;
  nn::Method method = nn::Sgd{.rate = 0.003, .momentum = 0.9};
  std::uint64_t epochs = 15;
  std::size_t seeds = 5;
  std::optional<double> parameter{};  // the activation's

  Net net() const { return Net(sizes, activation, {.parameter = parameter}); }
};

// By contender, then by seed.
inline std::vector<Runs> contest(const Context& context, const char* name, const Race& race,
                                 const std::vector<Contender>& contenders) {
  std::vector<Runs> all(contenders.size(), Runs(race.seeds));
  context.each(name, contenders.size() * race.seeds, [&](std::size_t i) {
    const std::uint64_t seed = context.seed(i % race.seeds);
    Net net = race.net();
    contenders[i / race.seeds].initialize(net, outset::Rng(seed));
    all[i / race.seeds][i % race.seeds] =
        train(net, context.digits(), race.method, seed, race.epochs);
  });
  return all;
}

inline Table contest_table(const std::string& title, const std::vector<Contender>& contenders,
                           const std::vector<Runs>& all) {
  Table table{.title = title,
              .heads = {{"", "start"},
                        {"", "training cost"},
                        {"", "training accuracy, %"},
                        {"", "test accuracy, %"}}};
  for (std::size_t k = 0; k < all.size(); ++k) {
    table.rows.push_back({contenders[k].name, number_text(final_loss(all[k])),
                          percent_text(final_accuracy(all[k])),
                          percent_text(test_accuracy(all[k]))});
  }
  return table;
}

inline Chart contest_chart(const std::string& title, const std::vector<Contender>& contenders,
                           const std::vector<Runs>& all) {
  Chart chart{
      .title = title, .x_name = "epoch", .y_name = "training accuracy (%)", .percent = true};
  for (std::size_t k = 0; k < all.size(); ++k) {
    chart.lines.push_back(accuracy_line(contenders[k].name, all[k]));
  }
  return chart;
}

// Root mean square of each layer's activations and of dL/dz over the training images, before the
// first step, for one contender and seed.
struct Signals {
  std::vector<double> forward, backward;
};
inline Signals signals(const Context& context, const Race& race, const Contender& contender,
                       std::uint64_t seed) {
  Net net = race.net();
  contender.initialize(net, outset::Rng(seed));
  const auto& train = context.digits().train;
  nn::backpropagate(net, train.x, train.labels);
  Signals s;
  for (Eigen::Index l = 0; l < net.depth(); ++l) {
    const auto& layer = net.layer(l);
    s.forward.push_back(nn::moments(layer.activations()).rms);
    s.backward.push_back(outset::exact::mul(nn::moments(layer.preactivation_gradient()).rms,
                                            static_cast<double>(train.x.cols())));
  }
  return s;
}

// The charts of both, averaged over the seeds.
inline std::vector<Picture> signal_charts(const Context& context, const Race& race,
                                          const std::vector<Contender>& contenders) {
  Chart forward{.title = "Activations before the first step",
                .x_name = "layer",
                .y_name = "root mean square",
                .log_y = true};
  Chart backward{.title = "Gradient of one image's loss before the first step",
                 .x_name = "layer",
                 .y_name = "root mean square of dL/dz",
                 .log_y = true};
  for (const Contender& contender : contenders) {
    std::vector<std::vector<double>> h, d;
    for (std::size_t i = 0; i < race.seeds; ++i) {
      const Signals s = signals(context, race, contender, context.seed(i));
      h.push_back(s.forward);
      d.push_back(s.backward);
    }
    const auto layers = counted(h.front().size(), 1);
    forward.lines.push_back(mean_line(contender.name, layers, h));
    backward.lines.push_back(mean_line(contender.name, layers, d));
  }
  return {forward, backward};
}

}  // namespace claims
