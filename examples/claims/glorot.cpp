// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Glorot & Bengio 2010, figures 6 and 7 and section 4.2.1: signals and gradients through five tanh
// layers, from the uniform weights of the time and from normalized ones.

#include <array>
#include <cmath>
#include <iterator>
#include <outset/probe/histogram.hpp>
#include <outset/probe/jacobian.hpp>

#include "contest.hpp"

namespace claims {
namespace {

constexpr Eigen::Index width = 1000, examples_count = 200;
constexpr std::size_t hidden = 5, draws = 3;
constexpr Eigen::Index bins = 50;

struct Start {
  const char* name;
  outset::AnyInitializer init;
  double linear;  // the mean singular value of W, by the quarter circle law: 8 s / (3 pi)
};
const std::array<Start, 2>& starts() {
  static const std::array<Start, 2> all = {
      Start{"standard",
            outset::initializer("variance_scaling(scale=0.3333333333333333, "
                                "fan=in, family=uniform)"),
            0.4900701293},
      Start{"normalized", outset::XavierUniform{}, 0.8488263632}};
  return all;
}

struct Draw {
  std::vector<double> activations, gradients, jacobians;  // std, std, mean singular value; by layer
  double linear = 0;                                      // mean singular value of W
  std::vector<outset::probe::Histogram> of_activations{}, of_gradients{};
};

double mean_singular_value(const Eigen::MatrixXd& m) {
  return outset::probe::singular_values(m).mean();
}

Draw draw(const Start& start, std::uint64_t seed) {
  const outset::Rng rng(seed);
  Net net(sizes(width, static_cast<int>(hidden) - 1, width, width), nn::Activation::tanh,
          {.output = nn::Activation::tanh});
  net.initialize(start.init, rng);
  Net::Matrix x(width, examples_count), top(width, examples_count);
  outset::Rng of_x = rng.stream("x"), of_top = rng.stream("top");
  outset::Normal{.std = 1}(x, of_x);
  outset::Normal{.std = 1}(top, of_top);
  net.forward(x);
  net.output_gradient() = top;
  net.backward(x);
  Draw d;
  const auto views = nn::layers(net);
  for (std::size_t l = 0; l < hidden; ++l) {
    const auto& layer = net.layer(static_cast<Eigen::Index>(l));
    d.activations.push_back(nn::moments(layer.activations()).std);
    d.gradients.push_back(nn::moments(layer.preactivation_gradient()).std);
    d.of_activations.push_back(outset::probe::histogram(layer.activations(), bins, -1, 1));
    d.of_gradients.push_back(outset::probe::histogram(layer.preactivation_gradient(), bins, -1, 1));
    if (l > 0) {
      d.jacobians.push_back(
          mean_singular_value(outset::probe::preactivation_jacobian(views[l - 1], views[l], 0)));
    }
  }
  d.linear = mean_singular_value(net.layer(0).weight().cast<double>());
  return d;
}

// The first draw's histograms as lines, a layer each.
Chart histograms(const std::string& title, const std::string& x_name,
                 const std::vector<outset::probe::Histogram>& by_layer) {
  Chart chart{
      .title = title, .x_name = x_name, .y_name = "share in a bin of 0.04 (%)", .percent = false};
  for (std::size_t l = 0; l < by_layer.size(); ++l) {
    Line line{.name = "layer " + std::to_string(l + 1)};
    const auto& h = by_layer[l];
    for (std::size_t i = 0; i < h.counts.size(); ++i) {
      line.x.push_back((h.edge(i) + h.edge(i + 1)) / 2);
      line.y.push_back(100 * static_cast<double>(h.counts[i]) /
                       static_cast<double>(width * examples_count));
    }
    chart.lines.push_back(line);
  }
  return chart;
}

std::string triple(double v) { return examples::format("%.3f", v); }

}  // namespace

Result check_glorot(const Context& context) {
  const auto& all = starts();
  std::vector<Draw> drawn(all.size() * draws);
  context.each("glorot", drawn.size(),
               [&](std::size_t i) { drawn[i] = draw(all[i / draws], context.seed(i % draws)); });
  std::vector<Contender> contenders;
  for (const Start& start : all) {
    contenders.push_back({start.name, [&start](Net& net, const outset::Rng& rng) {
                            net.initialize(start.init, rng);
                          }});
  }
  const Race race{.sizes = sizes(64, 5, 100, 10),
                  .activation = nn::Activation::tanh,
                  .method = nn::Sgd{.rate = 0.02},
                  .epochs = 30};
  const std::vector<Runs> trained = contest(context, "glorot, training", race, contenders);

  Result r{.claim =
               "With weights uniform on +-1/sqrt(n), activations and back-propagated gradients "
               "shrink from layer to layer; with +-sqrt(6/(n + n')) they keep their size much "
               "longer, a layer's Jacobian has singular values near 0.8 instead of 0.5, and "
               "deep tanh nets learn better.",
           .paper =
               "Glorot & Bengio, Understanding the difficulty of training deep feedforward neural "
               "networks, AISTATS 2010, section 4.2 and figures 6, 7 and 11.",
           .setting =
               "Five tanh layers of 1,000 units, 200 inputs from N(0, 1), gradients from N(0, 1) "
               "at the last activations, 3 draws. Training: digits, five tanh layers of 100 "
               "units, plain SGD with rate 0.02, batches of 32, 30 epochs, 5 seeds."};
  Table table{.title =
                  "Standard deviations by layer, and the mean singular value of dz/dz of the "
                  "layer before, in the first draw",
              .heads = {{"", "start"},
                        {"", ""},
                        {"layer", "1"},
                        {"layer", "2"},
                        {"layer", "3"},
                        {"layer", "4"},
                        {"layer", "5"}}};
  Chart activations{
      .title = "Activations", .x_name = "layer", .y_name = "standard deviation", .log_y = true};
  Chart gradients{.title = "Back-propagated gradients dL/dz",
                  .x_name = "layer",
                  .y_name = "standard deviation",
                  .log_y = true};
  Chart jacobians{.title = "Mean singular value of a layer's Jacobian",
                  .x_name = "layer",
                  .y_name = "mean singular value"};
  std::array<examples::Summary, 2> linear, shrinks, fades, later;
  for (std::size_t k = 0; k < all.size(); ++k) {
    std::vector<std::vector<double>> h, d, j;
    std::vector<double> w, down, back, four;
    for (std::size_t i = 0; i < draws; ++i) {
      const Draw& own = drawn[k * draws + i];
      h.push_back(own.activations);
      d.push_back(own.gradients);
      j.push_back(own.jacobians);
      w.push_back(own.linear);
      down.push_back(outset::exact::div(own.activations[4], own.activations[0]));
      back.push_back(outset::exact::div(own.gradients[0], own.gradients[4]));
      four.push_back(own.jacobians.back());
    }
    const auto layers = counted(hidden, 1);
    activations.lines.push_back(mean_line(all[k].name, layers, h));
    gradients.lines.push_back(mean_line(all[k].name, layers, d));
    jacobians.lines.push_back(mean_line(all[k].name, counted(hidden - 1, 2), j));
    jacobians.lines.push_back({.name = "where tanh is linear, by formula",
                               .x = {2, 5},
                               .y = {all[k].linear, all[k].linear},
                               .theory = true,
                               .colour = static_cast<int>(k)});
    jacobians.lines[2 * k].colour = static_cast<int>(k);
    linear[k] = examples::summarize(w);
    shrinks[k] = examples::summarize(down);
    fades[k] = examples::summarize(back);
    later[k] = examples::summarize(four);
    const Draw& own = drawn[k * draws];
    std::vector<std::string> rows[3] = {
        {all[k].name, "activations"}, {"", "gradients"}, {"", "singular value", "-"}};
    for (std::size_t l = 0; l < hidden; ++l) {
      rows[0].push_back(triple(own.activations[l]));
      rows[1].push_back(triple(own.gradients[l]));
      if (l > 0) rows[2].push_back(triple(own.jacobians[l - 1]));
    }
    table.rows.insert(table.rows.end(), std::begin(rows), std::end(rows));
  }
  r.tables = {table, contest_table("Digits, after 30 epochs", contenders, trained)};
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Draw& own = drawn[k * draws];
    const std::string name = all[k].name;
    r.pictures.push_back(histograms("Activations, " + name, "activation", own.of_activations));
    r.pictures.push_back(histograms("Gradients, " + name, "dL/dz", own.of_gradients));
  }
  r.pictures.insert(r.pictures.end(),
                    {activations, gradients, jacobians,
                     contest_chart("Digits, training accuracy", contenders, trained)});
  const auto near = [](const examples::Summary& s, double value) {
    return std::abs(s.mean - value) < 0.01 * value;
  };
  r.findings = {
      {shrinks[0].mean < 0.3 * shrinks[1].mean,
       "from the first to the fifth layer the activations' std falls to " +
           triple(shrinks[0].mean) + " of itself from the standard start, to " +
           triple(shrinks[1].mean) + " from the normalized one"},
      {fades[0].mean < 0.3 * fades[1].mean,
       "on the way back to the first layer the gradients' std falls to " + triple(fades[0].mean) +
           " and " + triple(fades[1].mean)},
      {near(linear[0], all[0].linear) && near(linear[1], all[1].linear),
       "the mean singular value where tanh is linear is " + triple(linear[0].mean) + " and " +
           triple(linear[1].mean) +
           " (by formula 0.490 and 0.849; the paper has about 0.5 and 0.8)"},
      {later[0].mean < later[1].mean,
       "at the fifth layer it is " + triple(later[0].mean) + " and " + triple(later[1].mean)},
      {final_loss(trained[1]).mean <
           final_loss(trained[0]).mean -
               3 * (final_loss(trained[0]).error + final_loss(trained[1]).error),
       "the normalized start learns faster: after 30 epochs the training cost is " +
           number_text(final_loss(trained[1])) + " against " + number_text(final_loss(trained[0]))},
  };
  r.note = "Test accuracies: " + percent_text(test_accuracy(trained[1])) + " % against " +
           percent_text(test_accuracy(trained[0])) + " %.";
  return r;
}

}  // namespace claims
