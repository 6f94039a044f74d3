// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The command line, by CLI11. The defaults are those of the demonstration: with eight layers a
// start that is too small stalls, while a good one learns within seconds.

#include "settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <type_traits>

#include "parts/format.hpp"
#include "parts/options.hpp"

namespace compare {
namespace {

constexpr const char* default_initializers =
    "zeros,normal,sparse,xavier_normal,xavier_normal(gain=relu),orthogonal,orthogonal(gain=relu),"
    "he_normal";

// Memory holds four copies of the weights as floats: 1 GiB.
constexpr double most_weights = 1 << 26;

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::vector<std::string> optimizer_names() {
  std::vector<std::string> names;
  for (const Optimizer& o : optimizers) names.emplace_back(o.name);
  return names;
}

// "0.03 for sgd, 0.003 for momentum, 0.001 for adam"
std::string default_learning_rates() {
  std::string text;
  for (const Optimizer& o : optimizers) {
    text += (text.empty() ? "" : ", ") + examples::format("%g for ", o.learning_rate) +
            std::string(o.name);
  }
  return text;
}

// A decimal number well within float's range, so that its products with gradients are too.
double rate(const std::string& option, const std::string& text) {
  char* rest = nullptr;
  const double value = std::strtod(text.c_str(), &rest);
  const bool decimal =
      !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string::npos;
  if (!decimal || *rest != '\0' || !(value >= 1e-30 && value <= 1e30)) {
    throw CLI::ValidationError(option, "'" + text +
                                           "' must be a number from 1e-30 to 1e30, with a point "
                                           "and no comma, such as 0.03");
  }
  return value;
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
  std::string init = default_initializers;
  CLI::App app{
      "Trains the same small network on the same images from several initializers.\n"
      "Prints a table; with --out also writes a report with pictures that opens offline.\n"};
  app.name("compare");
  app.get_formatter()->column_width(26);
  // Of an option given twice the last one counts, so that a user can override a script's own
  // options.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  const auto add = [&](const char* name, auto& value, const char* kind, const char* text) {
    std::ostringstream shown;
    shown << kind << " [" << value << "]";
    return app.add_option(name, value, text)->option_text(shown.str());
  };
  const auto add_whole = [&](const std::string& name, auto& value, std::uint64_t low,
                             std::uint64_t high, const char* text) {
    using Value = std::remove_reference_t<decltype(value)>;
    app.add_option_function<std::string>(
           name,
           [name, low, high, &value](const std::string& given) {
             value = static_cast<Value>(examples::whole(name, given, low, high));
           },
           text)
        ->option_text("N [" + std::to_string(value) + "]");
  };
  const std::string init_text = std::string("Initializers, with commas between them [") + init +
                                "]; their options go in parentheses: 'he_normal(fan=out)'";
  app.add_option("--init", init, init_text)->option_text("LIST");
  app.add_flag("--list", s.list, "Print the names of all initializers and activations, and end");
  add("--activation", s.activation, "NAME", "The function after each hidden layer");
  add_whole("--depth", s.depth, 1, 1000,
            "Layers of weights: the hidden layers and the output layer");
  add_whole("--width", s.width, 1, 65536, "Units in each hidden layer");
  add_whole("--epochs", s.epochs, 1, 1'000'000, "Passes over the training images");
  add_whole("--batch", s.batch, 1, 1'000'000, "Images in each step");
  std::string optimizer(s.optimizer.name);
  add("--optimizer", optimizer, "NAME", "sgd, momentum or adam")
      ->check(CLI::IsMember(optimizer_names()));
  CLI::Option* learning_rate = app.add_option_function<std::string>(
      "--lr", [&](const std::string& given) { s.learning_rate = rate("--lr", given); },
      "Learning rate [" + default_learning_rates() + "]");
  learning_rate->option_text("NUMBER");
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  add_whole("--seed", s.seed, 0, largest, "The seed of all randomness");
  add_whole(
      "--seeds", s.seeds, 1, 1000,
      "Runs of each initializer, with the seeds from --seed on: shows mean and standard error");
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
  s.optimizer = *std::find_if(std::begin(optimizers), std::end(optimizers),
                              [&](const Optimizer& o) { return o.name == optimizer; });
  if (learning_rate->count() == 0) s.learning_rate = s.optimizer.learning_rate;
  if (s.seed > largest - static_cast<std::uint64_t>(s.seeds - 1)) {
    throw std::invalid_argument("--seeds: " + std::to_string(s.seeds) + " runs from --seed " +
                                std::to_string(s.seed) + " pass the largest seed, " +
                                std::to_string(largest));
  }
  const double weights = static_cast<double>(s.width) * s.width * (std::max)(s.depth - 2, 0);
  if (weights > most_weights) {
    throw std::invalid_argument(
        "--width: " + std::to_string(s.width) + " units and --depth " + std::to_string(s.depth) +
        " make " + std::to_string(static_cast<std::uint64_t>(weights)) +
        " weights, must be at most " + std::to_string(static_cast<std::uint64_t>(most_weights)));
  }
  s.initializers = split_initializers(init);
  s.command = examples::command_line("compare", argc, argv);
  return s;
}

}  // namespace compare
