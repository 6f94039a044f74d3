// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The command line, by CLI11. The defaults are the demonstration: eight layers are enough for a
// start that is too small to stall while a good one learns within seconds.

#include "settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
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
  app.get_formatter()->column_width(32);
  const auto at_least_one = CLI::Range(1, 1'000'000);
  app.add_option("--init", init,
                 "Initializers, with a comma between them; options in parentheses:\n"
                 "'he_normal(fan=out),normal(std=0.05)'. --list names them all")
      ->capture_default_str();
  bool list = false;
  app.add_flag("--list", list, "Names the initializers and activations, and ends");
  app.add_option("--activation", s.activation, "What follows each hidden layer")
      ->capture_default_str();
  app.add_option("--depth", s.depth, "Layers of weights: hidden layers and the output layer")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--width", s.width, "Units in each hidden layer")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  app.add_option("--epochs", s.epochs, "Passes over the training images")
      ->check(at_least_one)
      ->capture_default_str();
  app.add_option("--batch", s.batch, "Images in each step")
      ->check(at_least_one)
      ->capture_default_str();
  app.add_option("--optimizer", s.optimizer, "How to step")
      ->check(CLI::IsMember({"sgd", "momentum", "adam"}))
      ->capture_default_str();
  app.add_option("--lr", s.learning_rate,
                 "Learning rate [0.03 for sgd, 0.003 for momentum, 0.001 for adam]");
  app.add_option("--seed", s.seed, "Where all randomness comes from")->capture_default_str();
  app.add_option("--seeds", s.seeds,
                 "Runs of each initializer, from --seed upwards: mean and standard error")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--data", s.data,
                 "'digits' (1797 images of 8 x 8, included), or a folder with MNIST's IDX files")
      ->capture_default_str();
  app.add_option("--out", s.out, "Writes the report to this file, such as report.html");

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
  s.list = list;
  return s;
}

}  // namespace compare
