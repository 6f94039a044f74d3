// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Saxe, McClelland & Ganguli 2014: how long deep linear nets learn, and what a product of many
// matrices does to a signal's directions; Pennington, Schoenholz & Ganguli 2017: with ReLU.

#include <array>
#include <cmath>
#include <iterator>
#include <outset/probe/jacobian.hpp>

#include "contest.hpp"

namespace claims {
namespace {

// ---- learning one direction, in theory and by gradient descent on matrices

constexpr double strength = 1, target = 0.9;  // s, and the u that counts as learned

// Saxe et al., equation 13 (tau = 1): du/dt = L u^(2 - 2/L) (s - u) from u0 to the target, by
// Simpson's rule in ln u.
double time_by_theory(double layers, double u0) {
  constexpr int steps = 2000;
  const double low = std::log(u0), h = (std::log(target) - low) / steps;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double u = std::exp(low + h * i);
    const double f = u / (layers * std::pow(u, 2 - 2 / layers) * (strength - u));
    sum += f * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
  }
  return sum * h / 3;
}

using Square = Eigen::Matrix4d;

Square rotation(std::uint64_t seed, std::size_t number) {
  Eigen::MatrixXd q(4, 4);
  outset::Rng rng = outset::Rng(seed).stream("rotation").stream(number);
  outset::Orthogonal{}(q, rng);
  return q;
}

// Gradient descent on |s I - W_L ... W_1|^2 / 2 from W_l = u0^(1/L) R_l R_(l-1)^T: the time until
// the product's share of the target is reached.
double time_by_descent(std::size_t layers, double u0, std::uint64_t seed) {
  const double each = std::pow(u0, 1 / static_cast<double>(layers));
  const double rate = 1e-3 * time_by_theory(static_cast<double>(layers), u0);
  std::vector<Square> w;
  Square before = rotation(seed, 0);
  const Square first = before;
  for (std::size_t l = 0; l < layers; ++l) {
    const Square after = l + 1 == layers ? first : rotation(seed, l + 1);
    w.push_back(each * after * before.transpose());
    before = after;
  }
  std::vector<Square> below(layers + 1), above(layers + 1);
  for (int step = 1; step < 100000; ++step) {
    below[0] = above[layers] = Square::Identity();
    for (std::size_t l = 0; l < layers; ++l) below[l + 1] = w[l] * below[l];
    for (std::size_t l = layers; l-- > 0;) above[l] = above[l + 1] * w[l];
    const Square error = strength * Square::Identity() - below[layers];
    if (below[layers].trace() / 4 >= target) return (step - 1) * rate;
    for (std::size_t l = 0; l < layers; ++l) {
      w[l] += rate * above[l + 1].transpose() * error * below[l].transpose();
    }
  }
  return INFINITY;
}

// ---- the singular values of a product

constexpr Eigen::Index width = 200;
constexpr std::array<int, 4> depths = {1, 2, 5, 10};

struct Product {
  double variance = 0;        // of the squared singular values, over the square of their mean
  std::vector<double> all{};  // the singular values, largest first
};

Product product(bool orthogonal, nn::Activation f, int depth, std::uint64_t seed) {
  const outset::Rng rng(seed);
  Net net(sizes(width, depth - 1, width, width), f, {.output = f});
  const double gain = f == nn::Activation::relu ? outset::gain::relu() : 1;
  if (orthogonal) {
    net.initialize(outset::Orthogonal{.gain = gain}, rng);
  } else {
    net.initialize(outset::Normal{.std = gain / std::sqrt(static_cast<double>(width))}, rng);
  }
  Net::Vector x(width);
  outset::Rng of_x = rng.stream("x");
  outset::Normal{.std = 1}(x, of_x);
  const Eigen::VectorXd s =
      outset::probe::singular_values(outset::probe::input_output_jacobian<float>(net, x));
  const double n = static_cast<double>(width);
  const double mean = s.squaredNorm() / n, square = s.array().pow(4).sum() / n;
  return {square / (mean * mean) - 1, {s.data(), s.data() + s.size()}};
}

struct Kind {
  const char* name;
  bool orthogonal;
  nn::Activation f;
  double per_layer;  // what theory says of the variance
};
constexpr Kind kinds[] = {{"Gaussian, linear", false, nn::Activation::identity, 1},
                          {"orthogonal, linear", true, nn::Activation::identity, 0},
                          {"Gaussian, ReLU", false, nn::Activation::relu, 2},
                          {"orthogonal, ReLU", true, nn::Activation::relu, 1}};

// ---- deep linear nets on the digits

constexpr std::array<int, 5> net_depths = {2, 8, 16, 32, 64};
constexpr std::array<double, 4> rates = {0.01, 0.03, 0.1, 0.3};  // divided by the depth

// Steps until the cost on 256 images is below 0.3, at most 1,000, with batches of 32.
double steps_to_learn(const Context& context, bool orthogonal, int depth, double rate,
                      std::uint64_t seed) {
  const outset::Rng rng(seed);
  Net net(sizes(64, depth - 1, 64, 10), nn::Activation::identity);
  if (orthogonal) {
    net.initialize(outset::Orthogonal{}, rng);
  } else {
    net.initialize(outset::LecunNormal{}, rng);
  }
  const auto& train = context.digits().train;
  nn::Trainer trainer(net, nn::Sgd{.rate = rate / depth}, rng);
  const auto labels = std::span<const int>(train.labels);
  for (int step = 0; step < 1000; ++step) {
    if (step % 5 == 0 && nn::evaluate(net, train.x.leftCols(256), labels.first(256)).loss < 0.3) {
      return step;
    }
    const Eigen::Index at = 32 * (step % 44);
    trainer.step(train.x.middleCols(at, 32), labels.subspan(static_cast<std::size_t>(at), 32));
  }
  return INFINITY;
}

constexpr std::size_t draws = 10, seeds = 5;

}  // namespace

Result check_orthogonal(const Context& context) {
  using examples::Summary, examples::summarize, examples::short_number;
  Result r{
      .claim =
          "Deep linear nets from orthogonal weights learn in a number of steps that does not "
          "grow with depth; from scaled Gaussian weights it grows, because the singular "
          "values of a product of L such matrices spread like L. With ReLU, orthogonal "
          "weights spread them too.",
      .paper =
          "Saxe, McClelland & Ganguli, ICLR 2014, sections 2 and 3; Pennington, Schoenholz & "
          "Ganguli, NIPS 2017, sections 2.3 to 2.5, for the singular values.",
      .setting =
          "Theory: 4 x 4 matrices, gradient descent on one target, until 90 % is learned. "
          "Singular values: 200 units, 10 draws. Digits: linear nets of 64 units, plain SGD, "
          "batches of 32, the best of four rates (0.01, 0.03, 0.1 and 0.3, each divided "
          "by the depth), steps until the cost of 256 images is below 0.3, looked at every fifth "
          "step, 5 seeds."};

  // Learning time by theory and by descent.
  constexpr std::array<std::size_t, 5> layers = {2, 3, 5, 10, 20};
  Chart times{.title = "Time to learn a direction (steps times rate)",
              .x_name = "layers L",
              .y_name = "time, in units of 1/s",
              .log_y = true};
  double worst = 0;
  for (int small = 0; small < 2; ++small) {
    Line measured{.name = small ? "each layer starts at 0.3" : "the product starts at 0.1",
                  .colour = small};
    Line theory{.name = "theory", .theory = true, .colour = small};
    for (const std::size_t l : layers) {
      if (small && l > 10) continue;
      const double u0 = small ? std::pow(0.3, static_cast<double>(l)) : 0.1;
      const double t = time_by_theory(static_cast<double>(l), u0);
      measured.x.push_back(static_cast<double>(l));
      measured.y.push_back(time_by_descent(l, u0, context.seed(0)));
      theory.x.push_back(static_cast<double>(l));
      theory.y.push_back(t);
      worst = (std::max)(worst, std::abs(measured.y.back() / t - 1));
    }
    times.lines.push_back(measured);
    times.lines.push_back(theory);
  }

  // Singular values.
  constexpr std::size_t shapes = std::size(kinds) * depths.size();
  std::vector<Product> products(shapes * draws);
  context.each("orthogonal, singular values", products.size(), [&](std::size_t i) {
    const std::size_t shape = i / draws;
    const Kind& kind = kinds[shape / depths.size()];
    products[i] =
        product(kind.orthogonal, kind.f, depths[shape % depths.size()], context.seed(i % draws));
  });
  Table spread{.title = "Variance of the squared singular values, over the square of their mean",
               .heads = {{"", "weights"}}};
  for (const int depth : depths) spread.heads.push_back({"layers", std::to_string(depth)});
  spread.heads.push_back({"", "theory"});
  Chart variance{.title = "Spread of the squared singular values",
                 .x_name = "layers L",
                 .y_name = "variance / mean\u00B2"};
  Chart spectrum{.title = "Singular values of 10 layers (first draw)",
                 .x_name = "number",
                 .y_name = "singular value"};
  bool gaussian_spreads = true, orthogonal_stays = true, relu_spreads = true;
  for (std::size_t k = 0; k < std::size(kinds); ++k) {
    std::vector<std::string> row{kinds[k].name};
    Line measured{.name = kinds[k].name, .colour = static_cast<int>(k)};
    Line theory{.name = "theory", .theory = true, .colour = static_cast<int>(k)};
    for (std::size_t j = 0; j < depths.size(); ++j) {
      std::vector<double> values;
      for (std::size_t i = 0; i < draws; ++i) {
        values.push_back(products[(k * depths.size() + j) * draws + i].variance);
      }
      const Summary s = summarize(values);
      const double expected = kinds[k].per_layer * depths[j];
      row.push_back(kinds[k].per_layer > 0 ? number_text(s)
                    : s.mean < 1e-6        ? "below 1e-6"
                                           : short_number(s.mean));
      measured.x.push_back(depths[j]);
      measured.y.push_back(s.mean);
      measured.error.push_back(s.error);
      theory.x.push_back(depths[j]);
      theory.y.push_back(expected);
      // Theory is of infinite width; at 200 it is off by a few L / 200.
      const bool agrees = std::abs(s.mean - expected) <= 0.25 * expected + 1e-6;
      (k == 0 ? gaussian_spreads : k == 1 ? orthogonal_stays : relu_spreads) &= agrees;
    }
    row.push_back(kinds[k].per_layer > 0 ? examples::format("%g L", kinds[k].per_layer) : "0");
    spread.rows.push_back(row);
    variance.lines.push_back(measured);
    variance.lines.push_back(theory);
    const auto& s = products[(k * depths.size() + depths.size() - 1) * draws].all;
    spectrum.lines.push_back({.name = kinds[k].name, .x = counted(s.size(), 1), .y = s});
  }

  // Digits.
  constexpr std::size_t cells = net_depths.size() * rates.size() * seeds;
  std::vector<double> steps(2 * cells);
  context.each("orthogonal, digits", steps.size(), [&](std::size_t i) {
    const std::size_t cell = i % cells, depth = cell / (rates.size() * seeds);
    steps[i] = steps_to_learn(context, i < cells, net_depths[depth],
                              rates[cell / seeds % rates.size()], context.seed(cell % seeds));
  });
  Table learned{.title = "Digits: steps until the cost is below 0.3, at the best rate",
                .heads = {{"", "weights"}}};
  Chart learning{
      .title = "Digits: steps to learn at the best rate", .x_name = "layers L", .y_name = "steps"};
  for (const int depth : net_depths) learned.heads.push_back({"layers", std::to_string(depth)});
  std::vector<Summary> ends;
  for (std::size_t gaussian = 0; gaussian < 2; ++gaussian) {
    std::vector<std::string> row{gaussian == 0 ? "orthogonal" : "Gaussian"};
    Line line{.name = row.front()};
    for (std::size_t j = 0; j < net_depths.size(); ++j) {
      Summary best{.mean = INFINITY};
      for (std::size_t k = 0; k < rates.size(); ++k) {
        const auto begin = steps.begin() + static_cast<std::ptrdiff_t>(
                                               gaussian * cells + (j * rates.size() + k) * seeds);
        const Summary s = summarize({begin, begin + seeds});
        if (s.mean < best.mean) best = s;
      }
      row.push_back(best.mean < 1e9 ? number_text(best) : "over 1,000");
      line.x.push_back(net_depths[j]);
      line.y.push_back(best.mean);
      line.error.push_back(best.error);
      if (j == 0 || j + 1 == net_depths.size()) ends.push_back(best);
    }
    learned.rows.push_back(row);
    learning.lines.push_back(line);
  }

  r.tables = {spread, learned};
  r.pictures = {times, variance, spectrum, learning};
  r.findings = {
      {worst < 0.01, "the times to learn are those of the theory, within " +
                         short_number(std::ceil(1000 * worst) / 10) + " %"},
      {gaussian_spreads && orthogonal_stays,
       "linear: the spread is L for Gaussian weights and 0 for orthogonal ones, within 25 %"},
      {relu_spreads, "ReLU: it is 2 L and L: orthogonal weights spread there, too"},
      {ends[1].mean < 2 * ends[0].mean, "digits, orthogonal: 64 layers take " +
                                            number_text(ends[1]) + " steps, 2 layers " +
                                            number_text(ends[0])},
      {ends[3].mean > 2 * ends[1].mean,
       "digits, Gaussian: 64 layers take " +
           (ends[3].mean < 1e9 ? number_text(ends[3]) : "over 1,000") + " steps"},
  };
  return r;
}

}  // namespace claims
