// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Too small, right, too large: the same net on points of the plane, where one sees the decision
// boundary, and on the digits.

#include <array>
#include <iterator>

#include "claim.hpp"
#include "runs.hpp"

namespace claims {
namespace {

struct Start {
  const char* name;
  outset::AnyInitializer init;
};
const std::array<Start, 3>& starts() {
  static const std::array<Start, 3> all = {
      Start{"std 0.01", outset::Normal{.std = 0.01}}, Start{"He", outset::HeNormal{}},
      Start{"10 x He", outset::initializer("he_normal(gain=14.142135623730951)")}};
  return all;
}

constexpr std::size_t seeds = 5;
constexpr std::array<std::uint64_t, 5> moments = {0, 1, 5, 20, 60};
constexpr double rate = 0.01;
constexpr Eigen::Index cells = 40;

// What the net says over the square from -1.6 to 2.6, where the moons are.
Field field(Net& net, const nn::Points<float>& data) {
  Field f{.share = Eigen::MatrixXd(cells, cells),
          .points = data.x.leftCols(80),
          .labels = {data.labels.begin(), data.labels.begin() + 80},
          .low = -1.6,
          .high = 2.6};
  Net::Matrix x(2, cells * cells), p(2, cells * cells);
  for (Eigen::Index i = 0; i < cells * cells; ++i) {
    const auto place = [&](Eigen::Index k) {
      return static_cast<float>(f.low + (f.high - f.low) * (static_cast<double>(k) + 0.5) /
                                            static_cast<double>(cells));
    };
    x(0, i) = place(i % cells);
    x(1, i) = place(i / cells);
  }
  nn::softmax(net.forward(x), p);
  for (Eigen::Index i = 0; i < cells * cells; ++i) {
    f.share(i / cells, i % cells) = static_cast<double>(p(1, i));
  }
  return f;
}

struct Outcome {
  Run plane, digits;
  std::vector<Field> fields{};
  std::vector<std::string> notes{};
  std::vector<double> gradients{};  // by layer of the net on digits, at the start
};

Outcome train_from(const Start& start, const Context& context, std::uint64_t seed, bool draw) {
  Outcome o;
  const outset::Rng rng(seed);
  const auto data = nn::moons<float>(rng.stream("train"), {.count = 400, .noise = 0.15});
  const auto test = nn::moons<float>(rng.stream("test"), {.count = 1000, .noise = 0.15});
  Net net(sizes(2, 3, 32, 2));
  net.initialize(start.init, rng);
  nn::Trainer trainer(net, nn::Sgd{.rate = rate, .momentum = 0.9}, rng);
  const auto look = [&](const nn::Epoch& e, Net& now) {
    o.plane.loss.push_back(e.train.loss);
    o.plane.accuracy.push_back(e.train.accuracy);
    if (draw && std::find(moments.begin(), moments.end(), e.epoch) != moments.end()) {
      o.fields.push_back(field(now, data));
      o.notes.push_back("cost " + examples::short_number(e.train.loss));
    }
    return true;
  };
  nn::fit(trainer, data.x, data.labels, {.epochs = moments.back(), .after_epoch = look});
  o.plane.test = nn::evaluate(net, test.x, test.labels).accuracy;

  Net deep(sizes(64, 5, 64, 10));
  deep.initialize(start.init, rng);
  nn::backpropagate(deep, context.digits().train.x, context.digits().train.labels);
  for (Eigen::Index l = 0; l < deep.depth(); ++l) {
    const auto& g = deep.layer(l).weight_gradient();
    o.gradients.push_back(
        sqrt(examples::Double(nn::moments(g).mean_square) * static_cast<double>(g.size())).value);
  }
  o.digits = train(deep, context.digits(), nn::Sgd{.rate = rate, .momentum = 0.9}, seed, 15);
  return o;
}

}  // namespace

Result check_scale(const Context& context) {
  const auto& all = starts();
  std::vector<Outcome> outcomes(all.size() * seeds);
  context.each("scale", outcomes.size(), [&](std::size_t i) {
    outcomes[i] = train_from(all[i / seeds], context, context.seed(i % seeds), i % seeds == 0);
  });

  Result r{.claim =
               "Weights that start too small give gradients that vanish, and training that does "
               "not begin; too large, gradients that explode, and training that begins far off. "
               "In between is a scale from which a net just learns.",
           .paper =
               "Sutskever, Martens, Dahl & Hinton, ICML 2013, section 4; He et al., ICCV 2015, "
               "section 2.2; deeplearning.ai, Initializing neural networks, 2019.",
           .setting =
               "SGD with momentum 0.9 and rate 0.01, batches of 32, 5 seeds. Two moons (400 "
               "points with noise 0.15, 1,000 for the test): 2-32-32-32-2 ReLU units, 60 epochs. "
               "Digits: 64, five layers of 64 ReLU units, 10; 15 epochs."};
  Table table{
      .title = "At the end; gradient: norm of the first layer's at the start, on the digits",
      .heads = {{"", "start"},
                {"moons", "cost"},
                {"moons", "test, %"},
                {"digits", "cost"},
                {"digits", "test, %"},
                {"digits", "gradient"}}};
  Strip strip{.title = "Decision boundary on the moons (first seed; circles and squares: points)"};
  for (const std::uint64_t m : moments) {
    strip.columns.push_back((m == 0 ? "epoch " : "") + std::to_string(m));
  }
  Chart plane{.title = "Training cost on the moons",
              .x_name = "epoch",
              .y_name = "cross-entropy (nats)",
              .log_y = true};
  Chart digits{.title = "Training cost on the digits",
               .x_name = "epoch",
               .y_name = "cross-entropy (nats)",
               .log_y = true};
  Chart gradients{.title = "Norm of each layer's weight gradient at the start, digits",
                  .x_name = "layer",
                  .y_name = "norm of dL/dW",
                  .log_y = true};
  std::vector<examples::Summary> tests, gradient;
  std::vector<Runs> of_plane, of_digits;
  for (std::size_t k = 0; k < all.size(); ++k) {
    Runs on_plane, on_digits;
    std::vector<std::vector<double>> norms;
    std::vector<double> first;
    for (std::size_t i = 0; i < seeds; ++i) {
      const Outcome& o = outcomes[k * seeds + i];
      on_plane.push_back(o.plane);
      on_digits.push_back(o.digits);
      norms.push_back(o.gradients);
      first.push_back(o.gradients.front());
    }
    const Outcome& drawn = outcomes[k * seeds];
    strip.rows.push_back(all[k].name);
    strip.fields.push_back(drawn.fields);
    strip.notes.push_back(drawn.notes);
    plane.lines.push_back(loss_line(all[k].name, on_plane));
    digits.lines.push_back(loss_line(all[k].name, on_digits));
    gradients.lines.push_back(mean_line(all[k].name, counted(6, 1), norms));
    gradient.push_back(examples::summarize(first));
    table.rows.push_back({all[k].name, number_text(final_loss(on_plane)),
                          percent_text(test_accuracy(on_plane)), number_text(final_loss(on_digits)),
                          percent_text(test_accuracy(on_digits)), number_text(gradient.back())});
    of_plane.push_back(on_plane);
    of_digits.push_back(on_digits);
  }
  r.tables = {table};
  r.pictures = {strip, plane, digits, gradients};
  const auto first_cost = [](const Runs& runs) {
    return over(runs, [](const Run& run) { return run.loss.front(); }).mean;
  };
  const auto he = test_accuracy(of_digits[1]), small = test_accuracy(of_digits[0]);
  using examples::short_number;
  r.findings = {
      {he.mean > 0.9 && test_accuracy(of_plane[1]).mean > 0.9,
       "from He both sets are learned: test accuracy " + percent_text(test_accuracy(of_plane[1])) +
           " % and " + percent_text(he) + " %"},
      {gradient[0].mean < 1e-3 * gradient[1].mean && small.mean < 0.2,
       "from 0.01 the digits' first gradient is " +
           short_number(gradient[0].mean / gradient[1].mean) +
           " times He's, and training does not begin: test accuracy " + percent_text(small) + " %"},
      {gradient[2].mean > 1e3 * gradient[1].mean,
       "from 10 x He it is " + short_number(gradient[2].mean / gradient[1].mean) +
           " times He's, and the first cost is " + short_number(first_cost(of_digits[2])) +
           " instead of " + short_number(first_cost(of_digits[1]))},
      {test_difference(of_digits[1], of_digits[2]).mean > 0.02,
       "from 10 x He the digits are not learned: training diverges with " +
           std::to_string(diverged(of_digits[2])) + " of " + std::to_string(seeds) +
           " seeds; on the moons the test accuracy is " + percent_text(test_accuracy(of_plane[2])) +
           " %"},
  };
  return r;
}

}  // namespace claims
