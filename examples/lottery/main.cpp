// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// lottery looks for lottery tickets and checks what is claimed of them. The text goes to stdout and
// is Markdown; progress and errors go to stderr.

#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "claims/page.hpp"
#include "claims/text.hpp"
#include "experiment.hpp"
#include "parts/data.hpp"
#include "parts/format.hpp"
#include "parts/progress.hpp"
#include "parts/replace_file.hpp"
#include "settings.hpp"
#include "state.hpp"
#include "verdict.hpp"

namespace {

using namespace lottery;

void train(const Experiment& experiment, const State& state, Finished& finished, unsigned threads) {
  std::size_t done = 0;
  const std::vector<Cell> cells = experiment.cells();
  for (const Cell& cell : cells) done += finished.outcomes.count(cell);
  if (done > 0) {
    std::cerr << "lottery: " << done << " of " << cells.size()
              << " trainings are there from before\n";
  }
  if (done == cells.size()) return;
  examples::Progress progress;
  progress.start(cells.size() - done);
  experiment.run(finished, threads, [&](const Finished& so_far, const Cell& cell) {
    state.save(so_far);
    progress.step(
        "seed " + std::to_string(cell.seed) + ", " +
        examples::format("%.1f %% of the weights, ", 100 * experiment.density(cell.round)) +
        std::string(names[number(cell.variant)]));
  });
}

int run(int argc, char** argv) {
  int exit_code = 0;
  const auto settings = parse(argc, argv, exit_code);
  if (!settings) return exit_code;
  const examples::Data data = examples::load_data(settings->data, examples::Scaling::divided);
  const Experiment experiment(settings->plan, data.images);
  // Before the training, so that a mistyped folder does not cost the whole run.
  if (!settings->out.empty()) examples::check_replaceable("--out", settings->out);
  if (!settings->state.empty()) examples::check_replaceable("--state", settings->state);
  const State state(settings->state, experiment);
  Finished finished = state.load();
  train(experiment, state, finished, settings->threads);

  const claims::Checked checked{
      {"lottery", "A pruned net trains as well as the whole, from its own initial weights",
       nullptr},
      verdict(Runs(experiment, finished), data.facts.name)};
  std::cout << claims::text(checked.claim, checked.result) << std::flush;
  claims::publish({checked}, settings->svg, settings->out, settings->command);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr
        << "lottery: not enough memory: choose fewer units in --hidden or a smaller --batch\n";
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "lottery: " << e.what() << '\n';
    return 2;
  }
}
