// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// He et al. 2015, figures 2 and 3: 22 and 30 ReLU layers, from He's start and from Xavier's.

#include <outset/probe/predict.hpp>

#include "contest.hpp"

namespace claims {
namespace {

using examples::short_number;

// Mean squares of activations and of dL/dz by layer: measured, and predicted from the initializer.
struct Variances {
  Chart forward, backward;
  std::vector<double> factor;  // by contender: by what a hidden layer multiplies the mean square
};

Variances variances(const Context& context, const std::vector<Contender>& contenders,
                    const std::vector<outset::AnyInitializer>& inits) {
  constexpr std::size_t draws = 20;
  const Race wide{.sizes = sizes(64, 29, 256, 10)};
  std::vector<Signals> all(contenders.size() * draws);
  context.each("depth, signals", all.size(), [&](std::size_t i) {
    all[i] = signals(context, wide, contenders[i / draws], context.seed(i % draws));
  });
  Variances v{.forward = {.title = "Activations at the start, 30 layers of 256",
                          .x_name = "layer",
                          .y_name = "mean square",
                          .log_y = true},
              .backward = {.title = "Gradients dL/dz at the start (last layer: 1)",
                           .x_name = "layer",
                           .y_name = "mean square",
                           .log_y = true},
              .factor = {}};
  Net net(wide.sizes);
  const auto layers = counted(wide.sizes.size() - 1, 1);
  for (std::size_t k = 0; k < contenders.size(); ++k) {
    std::vector<std::vector<double>> h, d;
    outset::exact::Double ratio = 0;
    for (std::size_t i = 0; i < draws; ++i) {
      Signals s = all[k * draws + i];
      for (double& x : s.forward) x = outset::exact::mul(x, x);
      const double last = s.backward.back();
      for (double& x : s.backward) x = outset::exact::div(x, last), x = outset::exact::mul(x, x);
      ratio = ratio + outset::exact::Double(s.forward[28]) / s.forward[0] / double(draws);
      h.push_back(s.forward);
      d.push_back(s.backward);
    }
    v.factor.push_back(exp(log(ratio) / 28.0).value);
    const auto p = outset::probe::predict(outset::probe::describe(net, inits[k]));
    Line forward{.name = "predicted", .x = layers, .theory = true, .colour = int(k)};
    Line backward = forward;
    const double last = p.layers.back().z_gradient;
    for (const auto& layer : p.layers) {
      forward.y.push_back(layer.h.mean_square);
      backward.y.push_back(layer.z_gradient * layer.z_gradient / (last * last));
    }
    v.forward.lines.push_back(mean_line(contenders[k].name, layers, h));
    v.forward.lines.back().colour = int(k);
    v.backward.lines.push_back(mean_line(contenders[k].name, layers, d));
    v.backward.lines.back().colour = int(k);
    v.forward.lines.push_back(forward);
    v.backward.lines.push_back(backward);
  }
  return v;
}

// "3, 4, 5" or "never": when the runs' training cost first falls below 1.
std::string epochs_below_one(const Runs& runs) {
  std::string text;
  for (const Run& run : runs) {
    const auto epoch = run.first_below(1);
    text += (text.empty() ? "" : ", ") + (epoch ? examples::format("%.0f", *epoch) : "never");
  }
  return text;
}

}  // namespace

Result check_depth(const Context& context) {
  const outset::AnyInitializer he = outset::HeNormal{}, xavier = outset::XavierNormal{};
  const std::vector<Contender> contenders = {
      {"He", [=](Net& net, const outset::Rng& rng) { net.initialize(he, rng); }},
      {"Xavier", [=](Net& net, const outset::Rng& rng) { net.initialize(xavier, rng); }}};
  const Race thirty{.sizes = sizes(64, 29, 64, 10)};
  const Race twenty_two{.sizes = sizes(64, 21, 64, 10), .epochs = 60};
  Race by_adam = thirty;
  by_adam.method = nn::Adam{.rate = 3e-4};
  const std::vector<Runs> deep = contest(context, "depth, 30 layers", thirty, contenders);
  const std::vector<Runs> less = contest(context, "depth, 22 layers", twenty_two, contenders);
  const std::vector<Runs> adam = contest(context, "depth, Adam", by_adam, contenders);
  const Variances v = variances(context, contenders, {he, xavier});

  Result r{.claim =
               "With ReLU, half of a signal's mean square is lost in each layer. Weights of "
               "variance 2/n make up for it, Xavier's 1/n do not. With 22 layers both start "
               "learn, He's earlier; with 30 Xavier's stalls completely.",
           .paper =
               "He, Zhang, Ren & Sun, Delving Deep into Rectifiers, ICCV 2015, section 2.2, "
               "figures 2 and 3.",
           .setting =
               "Digits, 22 and 30 layers of weights, 64 ReLU units in each, SGD with momentum "
               "0.9 and rate 0.003, or Adam with rate 0.0003; batches of 32; 60 epochs for 22 "
               "layers, 15 for 30; 5 seeds. Signals: 30 layers of 256 units, 20 draws."};
  r.tables = {contest_table("30 layers, SGD with momentum, after 15 epochs", contenders, deep),
              contest_table("22 layers, SGD with momentum, after 60 epochs", contenders, less),
              contest_table("30 layers, Adam, after 15 epochs", contenders, adam)};
  r.pictures = {contest_chart("30 layers, SGD with momentum", contenders, deep),
                contest_chart("22 layers, SGD with momentum", contenders, less),
                contest_chart("30 layers, Adam", contenders, adam), v.forward, v.backward};
  bool stalls = true, later = true;
  for (std::size_t i = 0; i < thirty.seeds; ++i) {
    stalls = stalls && deep[1][i].loss.back() > 2.29;
    const auto a = less[0][i].first_below(1), b = less[1][i].first_below(1);
    later = later && a && (!b || *b > *a);
  }
  r.findings = {
      {v.factor[0] > 0.9 && v.factor[0] < 1.1 && v.factor[1] > 0.45 && v.factor[1] < 0.55,
       "a layer multiplies the mean square by " + short_number(v.factor[0]) +
           " from He's start and by " + short_number(v.factor[1]) +
           " from Xavier's (predicted: 1 and 0.5)"},
      {final_accuracy(deep[0]).mean > 0.8, "with 30 layers He's start learns: training accuracy " +
                                               percent_text(final_accuracy(deep[0])) + " %"},
      {stalls, "with 30 layers Xavier's stalls: the cost stays at " +
                   number_text(final_loss(deep[1])) + ", that of the classes' shares"},
      {later && final_accuracy(less[1]).mean > 0.5,
       "with 22 layers both learn, He's earlier: the cost falls below 1 in the epochs " +
           epochs_below_one(less[0]) + " against " + epochs_below_one(less[1])},
  };
  r.note =
      "Adam, whose steps do not depend on the gradient's size, rescues Xavier's start at 30 "
      "layers: training accuracy " +
      percent_text(final_accuracy(adam[1])) + " % against He's " +
      percent_text(final_accuracy(adam[0])) + " %. The paper trained by SGD.";
  return r;
}

}  // namespace claims
