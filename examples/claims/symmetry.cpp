// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Goodfellow, Bengio & Courville 2016, section 8.4: units with equal weights get equal gradients,
// so random weights must break the symmetry.

#include <Eigen/Dense>
#include <cmath>
#include <iterator>

#include "claim.hpp"
#include "runs.hpp"

namespace claims {
namespace {

constexpr int epochs = 60, width = 50;  // 50: units at the edge of every vector width

struct Start {
  const char* name;
  double weight;
  double one;  // what is added to one weight of the first layer
  nn::Activation activation;
};
constexpr Start starts[] = {
    {"zeros, relu", 0, 0, nn::Activation::relu},
    {"zeros, tanh", 0, 0, nn::Activation::tanh},
    {"constant(0.05), relu", 0.05, 0, nn::Activation::relu},
    {"constant(0.05), tanh", 0.05, 0, nn::Activation::tanh},
    {"constant with noise, tanh", 0.05, 1e-6, nn::Activation::tanh},
};

struct Outcome {
  Run run;
  Eigen::Index distinct = 0;  // the most over the hidden layers
  float largest_weight = 0;   // of all layers, at the end
  float largest_hidden_bias = 0;
};

// Entropy of the training labels, in nats: the loss of the best constant answer.
double prior_entropy(const examples::Dataset<float>& data) {
  using outset::exact::Double;
  std::vector<int> counts(static_cast<std::size_t>(data.classes));
  for (const int label : data.train.labels) ++counts[static_cast<std::size_t>(label)];
  Double sum = 0;
  for (const int count : counts) {
    const Double p = Double(count) / static_cast<double>(data.train.labels.size());
    sum = sum - p * log(p);
  }
  return sum.value;
}

Outcome train_from(const Start& start, const Context& context, std::uint64_t seed) {
  Net net(sizes(64, 2, width, 10), start.activation);
  net.initialize(outset::Constant{.value = start.weight}, outset::Rng(seed));
  if (start.one > 0) {
    for (Eigen::Index l = 0; l < net.depth(); ++l) {
      Net::Matrix noise(net.layer(l).out(), net.layer(l).in());
      outset::Rng rng = outset::Rng(seed).stream(net.layer_name(l));
      outset::Normal{.std = start.one}(noise, rng);
      for (Eigen::Index i = 0; i < noise.size(); ++i) {
        float& w = net.layer(l).weight().data()[i];
        w = outset::exact::add(w, noise.data()[i]);
      }
    }
  }
  Outcome outcome;
  // From zeros all images at once, without the noise of batches, which would cover the small gain.
  const bool zeros = start.weight == 0;
  outcome.run = train(net, context.digits(), nn::Sgd{.rate = zeros ? 0.5 : 0.03, .momentum = 0.9},
                      seed, epochs, zeros ? context.digits().train.x.cols() : 32);
  for (Eigen::Index l = 0; l < net.depth(); ++l) {
    const auto& layer = net.layer(l);
    outcome.largest_weight =
        (std::max)(outcome.largest_weight, layer.weight().cwiseAbs().maxCoeff());
    if (l + 1 == net.depth()) break;
    outcome.largest_hidden_bias =
        (std::max)(outcome.largest_hidden_bias, layer.bias().cwiseAbs().maxCoeff());
    outcome.distinct = (std::max)(outcome.distinct, nn::distinct_units(layer, 0));
  }
  return outcome;
}

// The same training from constants with Eigen's own products: the largest difference between two
// units of the first layer, relative to its largest weight.
double spread_by_eigen(const examples::Dataset<float>& data) {
  Eigen::MatrixXf w1 = Eigen::MatrixXf::Constant(width, 64, 0.05F);
  Eigen::MatrixXf w2 = Eigen::MatrixXf::Constant(width, width, 0.05F);
  Eigen::MatrixXf w3 = Eigen::MatrixXf::Constant(10, width, 0.05F);
  constexpr Eigen::Index batch = 32;
  for (int epoch = 0; epoch < 20; ++epoch) {
    for (Eigen::Index start = 0; start + batch <= data.train.x.cols(); start += batch) {
      const auto x = data.train.x.middleCols(start, batch);
      const Eigen::MatrixXf h1 = (w1 * x).array().tanh(), h2 = (w2 * h1).array().tanh();
      Eigen::MatrixXf d3 = w3 * h2;
      nn::softmax(d3, d3);
      for (Eigen::Index j = 0; j < batch; ++j) {
        d3(data.train.labels[static_cast<std::size_t>(start + j)], j) -= 1;
      }
      d3 /= float(batch);
      const Eigen::MatrixXf d2 = (w3.transpose() * d3).array() * (1 - h2.array().square());
      const Eigen::MatrixXf d1 = (w2.transpose() * d2).array() * (1 - h1.array().square());
      w3 -= 0.1F * d3 * h2.transpose();
      w2 -= 0.1F * d2 * h1.transpose();
      w1 -= 0.1F * d1 * x.transpose();
    }
  }
  const Eigen::MatrixXf apart = w1.rowwise() - w1.row(0);
  return static_cast<double>(apart.cwiseAbs().maxCoeff() / w1.cwiseAbs().maxCoeff());
}

}  // namespace

Result check_symmetry(const Context& context) {
  constexpr std::size_t seeds = 3, kinds = std::size(starts);
  std::vector<Outcome> all(kinds * seeds);
  double by_eigen = 0;
  context.each("symmetry", all.size() + 1, [&](std::size_t i) {
    if (i == all.size()) {
      by_eigen = spread_by_eigen(context.digits());
    } else {
      all[i] = train_from(starts[i / seeds], context, context.seed(i % seeds));
    }
  });

  const double entropy = prior_entropy(context.digits());
  Result r{.claim =
               "Units of a layer with equal weights compute the same, get the same gradient and "
               "stay equal for ever; a layer of them works as one unit. Random weights break "
               "this symmetry, however small their differences.",
           .paper = "Goodfellow, Bengio & Courville, Deep Learning, 2016, section 8.4.",
           .setting =
               "Digits, 64-50-50-10, SGD with momentum 0.9 and rate 0.03, batches of 32 (from "
               "zeros: rate 0.5, all images at once), 60 "
               "epochs, 3 seeds (of the order of the images, and of the random break)."};
  Table table{
      .title = "After 60 epochs; distinct: units of the hidden layers whose bits differ",
      .heads = {{"", "start"}, {"", "loss"}, {"", "test accuracy, %"}, {"", "distinct of 50"}},
      .rows = {}};
  Chart chart{.title = "Training cost", .x_name = "epoch", .y_name = "cross-entropy (nats)"};
  bool zeros_stay = true, alike = true, freed = true;
  double zeros_loss = 0, first_loss = 0;
  for (std::size_t k = 0; k < kinds; ++k) {
    Runs runs;
    Eigen::Index distinct = 0;
    for (std::size_t i = 0; i < seeds; ++i) {
      const Outcome& o = all[k * seeds + i];
      runs.push_back(o.run);
      distinct = (std::max)(distinct, o.distinct);
      if (k < 2) {
        zeros_stay = zeros_stay && !(o.largest_weight > 0) && !(o.largest_hidden_bias > 0);
        first_loss = o.run.loss.front();
      }
      if (k < 4) alike = alike && o.distinct == 1;
      if (k == 4) freed = freed && o.distinct == width && o.run.test > 0.9;
    }
    if (k == 0) zeros_loss = final_loss(runs).mean;
    table.rows.push_back({starts[k].name, number_text(final_loss(runs)),
                          percent_text(test_accuracy(runs)), std::to_string(distinct)});
    chart.lines.push_back(loss_line(starts[k].name, runs));
  }
  using examples::format;
  r.tables.push_back(table);
  r.pictures.push_back(chart);
  r.findings = {
      {zeros_stay,
       "from zeros every weight and every hidden bias is still exactly 0: only the output's "
       "biases move, and the loss goes from ln 10 = " +
           format("%.6f", first_loss) + " to " + format("%.6f", zeros_loss) +
           ", which is the entropy of the classes' shares, " + format("%.6f", entropy)},
      {alike,
       "from constants every hidden layer still has one distinct unit out of 50, to the last bit"},
      {freed, "normal noise of 1e-6 on the constants frees all 50 units, and the net learns"},
  };
  r.note =
      by_eigen > 0
          ? "The constants stay equal by the library's own products, which sum every entry in one "
            "order. With Eigen's products the units of the first layer drift apart by rounding."
          : "With Eigen's products, too, the units of the first layer stay equal on this machine.";
  return r;
}

}  // namespace claims
