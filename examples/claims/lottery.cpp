// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Frankle & Carbin 2019 and Zhou et al. 2019, by the experiment of examples/lottery: trainings that
// are stopped while the nets still learn, for accuracies, and longer ones for how fast they learn.

#include "claim.hpp"
#include "lottery/verdict.hpp"

namespace claims {
namespace {

lottery::Finished trained(const lottery::Experiment& experiment, const Context& context) {
  lottery::Finished finished;
  examples::Progress progress;
  progress.start(experiment.cells().size());
  experiment.run(finished, context.threads(),
                 [&](const auto&, const auto&) { progress.step("lottery"); });
  return finished;
}

}  // namespace

Result check_lottery(const Context& context) {
  using namespace lottery;
  const examples::Data digits = examples::load_data("digits", examples::Scaling::divided);
  const Plan few{.steps = 600, .every = 20, .seed = context.seed(0)};
  const Plan many{.control_every = 5, .seeds = 8, .seed = context.seed(0)};
  const Experiment brief(few, digits.images), whole(many, digits.images);
  const Finished a = trained(brief, context), b = trained(whole, context);
  const Runs after_few(brief, a), after_many(whole, b);

  Result r = question(after_few, digits.facts.name);
  r.setting += " A second time with 3,000 steps, looked at every 50, and 8 seeds.";
  r.tables = {table(after_few, test_at_stop, "Test accuracy at the early stop, %"),
              table(after_many, test_at_stop, "The same with 3,000 steps, 8 seeds"),
              table(after_many, stop, "The step of their early stop")};
  r.pictures = {
      chart(after_few, test_at_stop, "Test accuracy, 600 steps", "test accuracy (%)"),
      chart(after_many, test_at_stop, "Test accuracy, 3,000 steps", "test accuracy (%)"),
      chart(after_many, stop, "Least loss on the validation images, 3,000 steps", "step")};
  const auto add = [&](const char* steps, Finding finding) {
    finding.text.insert(0, steps);
    r.findings.push_back(finding);
  };
  for (const auto& of : {matches_dense, beats_redrawn, beats_shuffled, signs_suffice}) {
    add("600 steps: ", of(after_few));
  }
  for (const auto& of : {matches_dense, beats_redrawn, learns_faster_than_redrawn,
                         learns_faster_than_dense, beats_dense}) {
    add("3,000 steps: ", of(after_many));
  }
  r.note =
      "After 600 steps the nets still learn, after 3,000 most have passed their early stop. The "
      "less "
      "they are trained, the more the initial weights count.";
  return r;
}

}  // namespace claims
