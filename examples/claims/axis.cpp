// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Weights stored (in, out) and filled as if they were (out, in): every layer gets its neighbour's
// fan.

#include "contest.hpp"

namespace claims {

Result check_axis(const Context& context) {
  const outset::HeNormal he{};
  const auto right = [=](Net& net, const outset::Rng& rng) { net.initialize(he, rng); };
  // As a program does that calls he(w, rng) for w of (in, out) and multiplies by its transpose.
  const auto wrong = [=](Net& net, const outset::Rng& rng) {
    for (Eigen::Index l = 0; l < net.depth(); ++l) {
      auto& layer = net.layer(l);
      Net::Matrix stored(layer.in(), layer.out());
      outset::Rng own = rng.stream(net.layer_name(l));
      he(stored, own);
      layer.weight() = stored.transpose();
    }
  };
  const std::vector<Contender> contenders = {{"by rows (right)", right},
                                             {"by columns (wrong)", wrong}};
  const Race one{.sizes = {64, 512, 64, 10}};
  Race many{.sizes = {64}};
  for (int i = 0; i < 6; ++i) many.sizes.insert(many.sizes.end(), {512, 64});
  many.sizes.push_back(10);
  const Race funnel{.sizes = {64, 512, 256, 128, 64, 32, 16, 10}};
  const std::vector<Runs> by_one = contest(context, "axis", one, contenders);
  const std::vector<Runs> by_many = contest(context, "axis", many, contenders);
  const std::vector<Runs> by_funnel = contest(context, "axis", funnel, contenders);
  Result r{.claim =
               "A library that stores weights as (in, out) and takes the rows for units gives "
               "every layer the fan of its other side, so that signals are too small or too "
               "large by the root of the ratio of the two.",
           .paper = "no paper; a mistake found in several libraries.",
           .setting =
               "Digits, He's start, SGD with momentum 0.9 and rate 0.003, batches of 32, 15 "
               "epochs, 5 seeds. 64-512-64-10; the pair of 512 and 64 six times (14 layers); a "
               "funnel 64-512-256-128-64-32-16-10."};
  r.tables = {contest_table("64-512-64-10, after 15 epochs", contenders, by_one),
              contest_table("64-(512-64) six times-10", contenders, by_many),
              contest_table("64-512-256-128-64-32-16-10", contenders, by_funnel)};
  r.pictures = {contest_chart("Training accuracy, 64-512-64-10", contenders, by_one),
                contest_chart("Training accuracy, (512-64) six times", contenders, by_many),
                contest_chart("Training accuracy, funnel", contenders, by_funnel)};
  for (Picture& p : signal_charts(context, many, contenders)) r.pictures.push_back(std::move(p));
  const Signals good = signals(context, one, contenders[0], context.seed(0));
  const Signals bad = signals(context, one, contenders[1], context.seed(0));
  using examples::short_number;
  const auto cost = [](const std::vector<Runs>& runs) {
    const examples::Summary d = test_difference(runs[0], runs[1]);
    return percent_text(d);
  };
  const auto hurts = [](const std::vector<Runs>& runs) {
    const examples::Summary d = test_difference(runs[0], runs[1]);
    return d.mean > 3 * d.error && d.mean > 0.005;
  };
  r.findings = {
      {bad.forward[0] < 0.5 * good.forward[0],
       "the first layer's signal is " + short_number(bad.forward[0] / good.forward[0]) +
           " times the right one (by formula 1/sqrt(8) = 0.354), and the second layer's, which "
           "errs "
           "the other way, " +
           examples::format("%.2f", bad.forward[1] / good.forward[1]) + " times"},
      {hurts(by_one), "it costs " + cost(by_one) + " points of test accuracy at 64-512-64-10"},
      {hurts(by_many), "it costs " + cost(by_many) + " points with the pair six times"},
      {hurts(by_funnel), "it costs " + cost(by_funnel) + " points in the funnel"},
  };
  r.note =
      "Why it costs so little: the factors of the layers are in/out, so their product over a net "
      "is "
      "inputs/outputs, here 64/10, whatever stands between. A layer's error is taken back by the "
      "next one. (The taps of a convolution are not taken back.)";
  return r;
}

}  // namespace claims
