// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The command line, by CLI11. The defaults are the demonstration: eight layers are enough for a
// start that is too small to stall while a good one learns within seconds.

#include "settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace compare {
namespace {

constexpr const char* kDefaultInitializers =
    "zeros,normal,xavier_normal,he_normal,orthogonal,sparse";

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

// A step that suits the optimizer on standardized digits: at 8 layers each trains He's start to
// above 90 % within the default 10 epochs.
double default_learning_rate(const std::string& optimizer) {
  if (optimizer == "sgd") return 0.03;
  if (optimizer == "adam") return 0.001;
  return 0.003;
}

// Quoted so that a shell reads back the same words.
std::string command_line(int argc, char** argv) {
  std::string command = "compare";
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool plain = !word.empty() && word.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyz"
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789-_=+,./:@%") == std::string::npos;
    command += ' ';
    if (plain) {
      command += word;
      continue;
    }
    command += '\'';
    for (const char c : word) command += c == '\'' ? std::string("'\\''") : std::string(1, c);
    command += '\'';
  }
  return command;
}

}  // namespace

std::vector<std::string> split_initializers(std::string_view text) {
  std::vector<std::string> parts(1);
  int open = 0;
  for (const char c : text) {
    open += (c == '(') - (c == ')');
    if (open < 0) break;
    if (c == ',' && open == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (open != 0) {
    throw std::invalid_argument("--init: a parenthesis in '" + std::string(text) +
                                "' has no partner");
  }
  for (std::string& part : parts) {
    part = trimmed(part);
    if (part.empty()) {
      throw std::invalid_argument("--init: '" + std::string(text) +
                                  "' has an empty name: write names with one comma between them, "
                                  "such as zeros,he_normal");
    }
  }
  return parts;
}

std::optional<Settings> parse(int argc, char** argv, int& exit_code) {
  Settings s;
  std::string init = kDefaultInitializers;
  CLI::App app{
      "Trains the same small network on the same images from several initializers.\n"
      "Prints a table; with --out also writes a report with pictures that opens offline.\n"};
  app.name("compare");
  app.get_formatter()->column_width(26);
  const auto add = [&](const char* name, auto& value, const char* kind, const char* text) {
    std::ostringstream shown;
    shown << kind << " [" << value << "]";
    return app.add_option(name, value, text)->option_text(shown.str());
  };
  const auto at_least_one = CLI::Range(1, 1'000'000);
  const std::string init_text = std::string("Initializers, with commas between them [") + init +
                                "]; their options go in parentheses: 'he_normal(fan=out)'";
  app.add_option("--init", init, init_text)->option_text("LIST");
  app.add_flag("--list", s.list, "Name all initializers and activations, and end");
  add("--activation", s.activation, "NAME", "What follows each hidden layer");
  add("--depth", s.depth, "N", "Layers of weights: the hidden layers and the output layer")
      ->check(CLI::Range(1, 1000));
  add("--width", s.width, "N", "Units in each hidden layer")->check(CLI::Range(1, 65536));
  add("--epochs", s.epochs, "N", "Passes over the training images")->check(at_least_one);
  add("--batch", s.batch, "N", "Images in each step")->check(at_least_one);
  add("--optimizer", s.optimizer, "NAME", "sgd, momentum or adam")
      ->check(CLI::IsMember({"sgd", "momentum", "adam"}));
  app.add_option("--lr", s.learning_rate,
                 "Learning rate [0.03 for sgd, 0.003 for momentum, 0.001 for adam]")
      ->option_text("NUMBER");
  add("--seed", s.seed, "N", "Where all randomness comes from");
  add("--seeds", s.seeds, "N",
      "Runs of each initializer, from --seed upwards: mean and standard error")
      ->check(CLI::Range(1, 1000));
  add("--data", s.data, "PATH",
      "digits: 1797 small images, included; or a folder with MNIST's IDX files");
  app.add_option("--out", s.out, "Write a report with pictures to this file, such as report.html")
      ->option_text("FILE");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    exit_code = app.exit(e) == 0 ? 0 : 2;
    return std::nullopt;
  }
  if (app.count("--lr") == 0) s.learning_rate = default_learning_rate(s.optimizer);
  if (!(std::isfinite(s.learning_rate) && s.learning_rate > 0)) {
    throw std::invalid_argument("--lr: the learning rate must be finite and above 0");
  }
  s.initializers = split_initializers(init);
  s.command = command_line(argc, argv);
  return s;
}

}  // namespace compare
