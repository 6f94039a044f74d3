// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What Frankle & Carbin 2019 and Zhou et al. 2019 claim of lottery tickets, and what the outcomes
// say of it.

#include <string>

#include "claims/result.hpp"
#include "experiment.hpp"
#include "finished.hpp"
#include "parts/figures.hpp"

namespace lottery {

// A figure of an outcome: accuracies in points, from 0 to 100.
using Figure = double (*)(const Outcome&);
double test(const Outcome& outcome);
double stop(const Outcome& outcome);
double test_at_stop(const Outcome& outcome);

// The outcomes of all seeds of a plan.
class Runs {
 public:
  Runs(const Experiment& experiment, const Finished& finished)
      : experiment_(experiment), finished_(finished) {}

  const Experiment& experiment() const { return experiment_; }
  const Plan& plan() const { return experiment_.plan(); }
  // The round, one with controls, whose share of kept weights is nearest to this one.
  int round_near(double density, bool with_controls = true) const;
  // Over the seeds.
  examples::Summary of(Figure figure, int round, Variant variant = Variant::ticket) const;
  // a - b, seed by seed.
  struct At {
    int round;
    Variant variant = Variant::ticket;
  };
  examples::Summary difference(Figure figure, At a, At b) const;
  // Of a control less the ticket, on average over the rounds with controls.
  examples::Summary mean_difference(Figure figure, Variant control) const;

 private:
  double one(Figure figure, int seed, At at) const;

  const Experiment& experiment_;
  const Finished& finished_;
};

// A column for each variant and a row for each round that has controls.
claims::Table table(const Runs& runs, Figure figure, const std::string& title);
claims::Chart chart(const Runs& runs, Figure figure, const std::string& title,
                    const std::string& unit);

// Accuracies are the same where their means differ by less than 0.3 points, which is one of the
// digits' test images. All else counts where it is more than three standard errors.
claims::Finding matches_dense(const Runs& runs);
claims::Finding beats_redrawn(const Runs& runs);
claims::Finding beats_shuffled(const Runs& runs);
claims::Finding signs_suffice(const Runs& runs);
claims::Finding beats_dense(const Runs& runs);
claims::Finding learns_faster_than_redrawn(const Runs& runs);
claims::Finding learns_faster_than_dense(const Runs& runs);

// The claim, its source, and how it is checked.
claims::Result question(const Runs& runs, const std::string& data);

// All of these.
claims::Result verdict(const Runs& runs, const std::string& data);

}  // namespace lottery
