// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// compare trains the same network from several initializers. The table goes to stdout, progress and
// errors go to stderr.

#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <string_view>

#include "experiment.hpp"
#include "parts/page.hpp"
#include "parts/replace_file.hpp"
#include "report.hpp"
#include "settings.hpp"
#include "table.hpp"

namespace {

void list_names() {
  std::cout << "Initializers, with the defaults of their options:\n";
  for (const std::string& text : outset::initializer_list()) std::cout << "  " << text << '\n';
  std::cout << "Activations:\n";
  for (const std::string_view name : outset::nn::activation_names)
    std::cout << "  " << name << '\n';
}

int run(int argc, char** argv) {
  int exit_code = 0;
  const auto settings = compare::parse(argc, argv, exit_code);
  if (!settings) return exit_code;
  if (settings->list) {
    list_names();
    return 0;
  }

  compare::Experiment experiment(*settings);
  // Before the training, so that a mistyped folder does not cost the whole run.
  if (!settings->out.empty()) examples::check_replaceable("--out", settings->out);
  const compare::Results results = experiment.run();
  std::cout << compare::table(results) << std::flush;
  if (!settings->out.empty()) {
    examples::replace_file("--out", settings->out, compare::report(*settings, results));
    std::cout << examples::how_to_open("report", settings->out);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "compare: not enough memory: choose a smaller --width, --depth or --batch\n";
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "compare: " << e.what() << '\n';
    return 2;
  }
}
