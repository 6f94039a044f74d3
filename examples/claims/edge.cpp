// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Schoenholz, Gilmer, Ganguli & Sohl-Dickstein 2017, figure 5: how deep a tanh net trains, by the
// variance of its weights, beside the depth to which a signal gets.

#include <array>
#include <cmath>
#include <outset/probe/edge_of_chaos.hpp>
#include <outset/probe/mean_field.hpp>

#include "contest.hpp"

namespace claims {
namespace {

constexpr std::array<double, 11> variances = {1, 1.2, 1.4, 1.6, 1.76, 2, 2.25, 2.5, 3, 3.5, 4};
constexpr std::array<int, 9> depths = {4, 8, 12, 16, 24, 32, 48, 64, 96};
constexpr std::size_t seeds = 3;
constexpr Eigen::Index width = 64;
const double sigma_b = std::sqrt(0.05);

double accuracy(const Context& context, double variance, int depth, std::uint64_t seed) {
  Net net(sizes(64, depth - 1, width, 10), nn::Activation::tanh);
  const outset::Rng rng(seed);
  for (Eigen::Index l = 0; l < net.depth(); ++l) {
    const double std = std::sqrt(variance / static_cast<double>(net.layer(l).in()));
    net.layer(l).initialize(outset::Normal{.std = std}, outset::Normal{.std = sigma_b}, rng,
                            net.layer_name(l));
  }
  return train(net, context.digits(), nn::Sgd{.rate = 0.01}, seed, 8).accuracy.back();
}

}  // namespace

Result check_edge(const Context& context) {
  constexpr std::size_t cells = variances.size() * depths.size();
  std::vector<double> all(cells * seeds);
  context.each("edge", all.size(), [&](std::size_t i) {
    // The deepest, which take longest, first.
    const std::size_t cell = cells - 1 - i / seeds;
    all[cell * seeds + i % seeds] =
        accuracy(context, variances[cell % variances.size()], depths[cell / variances.size()],
                 context.seed(i % seeds));
  });

  Result r{.claim =
               "A random net trains if its signal reaches the outputs: up to a depth of about 6 "
               "xi_c, where xi_c is the number of layers in which the correlation of two inputs "
               "comes nearer to its limit by a factor e. xi_c is infinite at the edge of chaos, "
               "so there nets train at any depth.",
           .paper =
               "Schoenholz, Gilmer, Ganguli & Sohl-Dickstein, Deep Information Propagation, ICLR "
               "2017, section 5 and figure 5.",
           .setting =
               "Digits, tanh layers of 64 units, weights of variance sigma_w\u00B2/n, biases of "
               "0.05, plain SGD with rate 0.01, batches of 32, 8 epochs (360 steps), 3 seeds."};
  Heat heat{.title = "Training accuracy after 8 epochs",
            .x_name = "sigma_w\u00B2",
            .y_name = "layers",
            .value_name = "training accuracy",
            .x = {variances.begin(), variances.end()},
            .y = {depths.begin(), depths.end()},
            .values = Eigen::MatrixXd(depths.size(), variances.size())};
  Table table{
      .title = "The deepest net with a training accuracy above 50 % (and all less deep ones)",
      .heads = {{"", "sigma_w\u00B2"},
                {"", "xi_c"},
                {"", "6 xi_c"},
                {"", "deepest"},
                {"", "its accuracy, %"}}};
  Line limit{.name = "6 xi_c", .theory = true, .colour = 1};
  std::vector<double> deepest;
  double least = INFINITY, most = 0;  // of the deepest over 6 xi_c, where that is within the depths
  for (std::size_t i = 0; i < variances.size(); ++i) {
    double depth = 0;
    examples::Summary at_depth;
    bool unbroken = true;
    for (std::size_t j = 0; j < depths.size(); ++j) {
      const auto begin =
          all.begin() + static_cast<std::ptrdiff_t>((j * variances.size() + i) * seeds);
      const examples::Summary s = examples::summarize({begin, begin + seeds});
      heat.values(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) = s.mean;
      unbroken = unbroken && s.mean > 0.5;
      if (unbroken) depth = depths[j], at_depth = s;
    }
    const double xi =
        outset::probe::mean_field(outset::Activation::tanh, std::sqrt(variances[i]), sigma_b)
            .xi_c();
    deepest.push_back(depth);
    limit.x.push_back(variances[i]);
    limit.y.push_back(6 * xi);
    if (6 * xi < depths.back()) {
      least = (std::min)(least, depth / (6 * xi));
      most = (std::max)(most, depth / (6 * xi));
    }
    table.rows.push_back({examples::format("%.2f", variances[i]), examples::format("%.3g", xi),
                          examples::format("%.3g", 6 * xi), examples::format("%.0f", depth),
                          depth > 0 ? percent_text(at_depth) : "-"});
  }
  heat.over = {limit};
  r.tables = {table};
  r.pictures = {heat};
  const auto edge = outset::probe::edge_of_chaos(outset::Activation::tanh, sigma_b);
  const double at_edge = deepest[4];
  r.findings = {
      {std::abs(edge.sigma_w * edge.sigma_w - 1.76) < 0.01,
       "the edge of chaos is at sigma_w\u00B2 = " +
           examples::format("%.4f", edge.sigma_w * edge.sigma_w) + " (the paper: 1.76)"},
      {at_edge >= 2 * deepest.front() && at_edge >= 2 * deepest.back(),
       "at the edge nets of " + examples::format("%.0f", at_edge) +
           " layers train, at 1 those of " + examples::format("%.0f", deepest.front()) +
           ", at 4 those of " + examples::format("%.0f", deepest.back())},
      {least > 0.5 && most < 1.5, "where 6 xi_c is below " + std::to_string(depths.back()) +
                                      " layers, the deepest net that trains has " +
                                      examples::format("%.2f", least) + " to " +
                                      examples::format("%.2f", most) + " times 6 xi_c layers"},
  };
  return r;
}

}  // namespace claims
