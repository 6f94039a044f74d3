// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "verdict.hpp"

#include <cmath>
#include <vector>

#include "parts/format.hpp"

namespace lottery {
namespace {

using examples::format;
using examples::Summary;

std::string percent(double share) {
  return format(share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
}
std::string left(const Runs& runs, int round) { return percent(runs.experiment().density(round)); }

std::string text(const Summary& s, Figure figure) {
  const char* pattern = figure == stop ? "%.0f" : "%.1f";
  return format(pattern, s.mean) + " \u00B1 " + format(pattern, s.error);
}
std::string signed_text(const Summary& s) {
  return format("%+.1f", s.mean) + " \u00B1 " + format("%.1f", s.error);
}

// With 5 seeds and no true difference one in 50 is as large (Student's t, one side); with 10, one
// in 130.
bool is_above(const Summary& s) { return s.mean > 3 * s.error; }
bool is_below(const Summary& s) { return s.mean < -3 * s.error; }

// Of the differences at the three densities at which they are told.
claims::Finding beats(const Runs& runs, Variant control, const std::string& how) {
  claims::Finding finding{.holds = true, .text = "tickets are better than " + how + ":"};
  int last = 0;
  for (const double density : {0.22, 0.042, 0.028}) {
    const int round = runs.round_near(density);
    if (round == last) continue;
    const Summary d = runs.difference(test_at_stop, {round}, {round, control});
    finding.holds = finding.holds && is_above(d);
    finding.text += (last == 0 ? " by " : ", ") + signed_text(d) +
                    (last == 0 ? " points with " : " with ") + left(runs, round) +
                    (last == 0 ? " of the weights" : "");
    last = round;
  }
  return finding;
}

claims::Finding learns_faster(const Runs& runs, Runs::At other, const std::string& name) {
  const int round = runs.round_near(0.21);
  const Summary d = runs.difference(stop, {round}, other);
  claims::Finding finding{
      .holds = is_below(d),
      .text = "with " + left(runs, round) + " of the weights tickets learn faster than " + name +
              ": the validation loss is least at step " + text(runs.of(stop, round), stop) +
              " against " + text(runs.of(stop, other.round, other.variant), stop)};
  if (runs.of(stop, other.round, other.variant).mean > 0.9 * static_cast<double>(runs.plan().steps))
    finding.text += " (near the last step: more steps would say more)";
  return finding;
}

}  // namespace

double test(const Outcome& outcome) { return (100 * examples::Double(outcome.test)).value; }
double stop(const Outcome& outcome) { return static_cast<double>(outcome.stop); }
double test_at_stop(const Outcome& outcome) {
  return (100 * examples::Double(outcome.test_at_stop)).value;
}

int Runs::round_near(double density, bool with_controls) const {
  int best = 0;
  double least = INFINITY;
  for (int round = 1; round <= plan().rounds; ++round) {
    const double ratio = std::abs(std::log(experiment_.density(round) / density));
    const bool counts = !with_controls || plan().has_controls(round);
    if (counts && ratio < least) best = round, least = ratio;
  }
  return best;
}

double Runs::one(Figure figure, int seed, At at) const {
  return figure(finished_.outcomes.at(
      {plan().seed + static_cast<std::uint64_t>(seed), at.round, at.variant}));
}

Summary Runs::of(Figure figure, int round, Variant variant) const {
  std::vector<double> values;
  for (int i = 0; i < plan().seeds; ++i) values.push_back(one(figure, i, {round, variant}));
  return examples::summarize(values);
}

Summary Runs::difference(Figure figure, At a, At b) const {
  std::vector<double> values;
  for (int i = 0; i < plan().seeds; ++i) {
    values.push_back(outset::exact::sub(one(figure, i, a), one(figure, i, b)));
  }
  return examples::summarize(values);
}

Summary Runs::mean_difference(Figure figure, Variant variant) const {
  std::vector<double> values;
  for (int i = 0; i < plan().seeds; ++i) {
    examples::Double sum = 0, count = 0;
    for (int round = 1; round <= plan().rounds; ++round) {
      if (!plan().has_controls(round)) continue;
      sum = sum + (one(figure, i, {round, variant}) - examples::Double(one(figure, i, {round})));
      count = count + 1.0;
    }
    values.push_back((sum / count).value);
  }
  return examples::summarize(values);
}

claims::Table table(const Runs& runs, Figure figure, const std::string& title) {
  claims::Table table{.title = title, .heads = {{"", "weights left"}}};
  for (const std::string_view name : names) table.heads.push_back({"", std::string(name)});
  for (int round = 0; round <= runs.plan().rounds; ++round) {
    const bool dense = round == 0;
    if (!dense && !runs.plan().has_controls(round)) continue;
    table.rows.push_back({format("%.1f %%", 100 * runs.experiment().density(round))});
    for (const Variant variant : variants) {
      const bool there = !dense || variant == Variant::ticket;
      table.rows.back().push_back(there ? text(runs.of(figure, round, variant), figure) : "-");
    }
  }
  return table;
}

claims::Chart chart(const Runs& runs, Figure figure, const std::string& title,
                    const std::string& unit) {
  claims::Chart chart{.title = title, .x_name = "weights left (%)", .y_name = unit, .log_x = true};
  for (const Variant variant : variants) {
    claims::Line line{.name = std::string(names[number(variant)])};
    for (int round = runs.plan().rounds; round >= 0; --round) {
      const bool there = variant == Variant::ticket || runs.plan().has_controls(round);
      if (!there) continue;
      const Summary s = runs.of(figure, round, variant);
      line.x.push_back(100 * runs.experiment().density(round));
      line.y.push_back(s.mean);
      if (runs.plan().seeds > 1) line.error.push_back(s.error);
    }
    chart.lines.push_back(line);
  }
  const double dense = runs.of(figure, 0).mean;
  chart.lines.push_back({.name = "dense net",
                         .x = {chart.lines.front().x.front(), 100},
                         .y = {dense, dense},
                         .theory = true});
  return chart;
}

claims::Finding matches_dense(const Runs& runs) {
  claims::Finding finding{.holds = true,
                          .text = "tickets are as good as the dense net, " +
                                  text(runs.of(test_at_stop, 0), test_at_stop) +
                                  " %, within 0.3 points down to 14 % of the weights:"};
  int last = 0;
  for (const double density : {0.22, 0.14, 0.042, 0.028}) {
    const int round = runs.round_near(density, false);
    if (round == last) continue;
    const Summary d = runs.difference(test_at_stop, {round}, {0});
    if (density > 0.1) finding.holds = finding.holds && d.mean > -0.3;
    finding.text += (last == 0 ? " " : ", ") + signed_text(d) + " with " + left(runs, round);
    last = round;
  }
  return finding;
}

claims::Finding beats_redrawn(const Runs& runs) {
  return beats(runs, Variant::redrawn, "the same masks with other initial weights");
}
claims::Finding beats_shuffled(const Runs& runs) {
  return beats(runs, Variant::shuffled, "shuffled masks");
}

claims::Finding signs_suffice(const Runs& runs) {
  const Summary mean = runs.mean_difference(test_at_stop, Variant::signs_only);
  return {.holds = std::abs(mean.mean) < 0.3,
          .text = "the signs of the initial weights do as well as the weights: " +
                  signed_text(mean) + " points on average over the rounds"};
}

claims::Finding beats_dense(const Runs& runs) {
  const int round = runs.round_near(0.21);
  const Summary d = runs.difference(test_at_stop, {round}, {0});
  return {.holds = is_above(d),
          .text = "with " + left(runs, round) +
                  " of the weights tickets reach a higher accuracy than the dense net: " +
                  signed_text(d) + " points"};
}

claims::Finding learns_faster_than_redrawn(const Runs& runs) {
  return learns_faster(runs, {runs.round_near(0.21), Variant::redrawn},
                       "the same masks with other initial weights");
}
claims::Finding learns_faster_than_dense(const Runs& runs) {
  return learns_faster(runs, {0}, "the dense net");
}

claims::Result question(const Runs& runs, const std::string& data) {
  const Plan& plan = runs.plan();
  std::string net;
  for (const Eigen::Index size : runs.experiment().sizes()) {
    if (!net.empty()) net += "-";
    net += std::to_string(size);
  }
  claims::Result r{
      .claim =
          "A dense net holds a sparse one, a winning ticket, that trains as well as the whole "
          "net from the initial weights that it had there, and worse from others. Tickets of "
          "more than 10 to 20 % learn faster than the dense net and reach a higher test "
          "accuracy. Of the initial weights, the signs are what counts.",
      .paper =
          "Frankle & Carbin, The Lottery Ticket Hypothesis, ICLR 2019; Zhou, Lan, Liu & "
          "Yosinski, Deconstructing Lottery Tickets, NeurIPS 2019, for the signs.",
      .setting =
          data + ", pixels in [0, 1], " + net + ", Xavier's start, Adam with rate " +
          format("%g", plan.rate) + ", batches of " + std::to_string(plan.batch) + ", " +
          std::to_string(plan.steps) + " steps, " + std::to_string(plan.seeds) + " seeds. " +
          std::to_string(plan.rounds) +
          " rounds: train, prune 20 % of each hidden layer's weights and 10 % of the output "
          "layer's, put the others back to " +
          (plan.rewind == 0 ? std::string("their start") : "step " + std::to_string(plan.rewind)) +
          ". " + std::to_string(plan.validation) +
          " training images are held out for the early stop, the least loss on them, looked "
          "at every " +
          std::to_string(plan.every) +
          " steps. Redrawn: other initial weights; shuffled: each layer's mask at random "
          "places; signs only: all weights of a layer with one magnitude. A difference "
          "counts where it is more than three standard errors."};
  return r;
}

claims::Result verdict(const Runs& runs, const std::string& data) {
  claims::Result r = question(runs, data);
  r.tables = {table(runs, test_at_stop, "Test accuracy at the early stop, %"),
              table(runs, stop, "Step of the early stop"),
              table(runs, test, "Test accuracy after the last step, %")};
  r.pictures = {chart(runs, test_at_stop, "Test accuracy at the early stop", "test accuracy (%)"),
                chart(runs, stop, "When the loss on the validation images is least", "step")};
  if (runs.plan().rounds == 0) return r;
  r.findings = {matches_dense(runs),
                beats_redrawn(runs),
                beats_shuffled(runs),
                signs_suffice(runs),
                learns_faster_than_redrawn(runs),
                learns_faster_than_dense(runs),
                beats_dense(runs)};
  return r;
}

}  // namespace lottery
