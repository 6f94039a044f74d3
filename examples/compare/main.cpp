// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// compare: what a network learns from zeros, from a normal of any std, from He's and Xavier's
// rules. The table goes to stdout, progress and errors to stderr.

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "experiment.hpp"
#include "report.hpp"
#include "settings.hpp"
#include "table.hpp"

namespace {

// Opened before the training, so that a mistyped folder costs a moment and not the whole run.
std::ofstream open_report(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("--out: cannot write '" + path +
                             "': its folder must exist and be writable");
  }
  return file;
}

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
  std::ofstream file;
  if (!settings->out.empty()) file = open_report(settings->out);
  const compare::Results results = experiment.run();
  std::cout << compare::table(results) << std::flush;
  if (!settings->out.empty()) {
    file << compare::report(*settings, results);
    file.close();
    if (!file) throw std::runtime_error("--out: writing '" + settings->out + "' failed");
    std::cout << "\nReport: " << std::filesystem::absolute(settings->out).string() << '\n';
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "compare: " << e.what() << '\n';
    return 2;
  }
}
