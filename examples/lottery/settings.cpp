// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <thread>

#include "finished.hpp"
#include "parts/options.hpp"

namespace lottery {
namespace {

constexpr std::uint64_t million = 1'000'000;

// "300,100" as sizes.
std::vector<Eigen::Index> layers(const std::string& text) {
  std::vector<Eigen::Index> sizes;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = text.find(',', start);
    const std::string part = text.substr(start, comma - start);
    sizes.push_back(static_cast<Eigen::Index>(examples::whole("--hidden", part, 1, 10000)));
    if (comma == text.npos) return sizes;
    start = comma + 1;
  }
}

std::string text(const std::vector<Eigen::Index>& sizes) {
  std::string all;
  for (const Eigen::Index size : sizes) {
    if (!all.empty()) all += ",";
    all += std::to_string(size);
  }
  return all;
}

}  // namespace

std::optional<Settings> parse(int argc, char** argv, int& exit_code) {
  Settings s;
  s.threads = (std::max)(1U, std::thread::hardware_concurrency());
  CLI::App app{
      "Lottery tickets: trains a net, prunes its smallest weights, puts the others back to their\n"
      "start, and again. Prints how well what is left trains, beside controls, and which claims "
      "of\n"
      "the field hold. A run that was stopped goes on where it was when it is called again.\n"};
  app.name("lottery");
  app.get_formatter()->column_width(26);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  const Plan digits, mnist = mnist_plan();
  // Values are applied to the plan of the data, which may be named after them.
  std::vector<std::function<void(Plan&)>> given;
  const auto whole = [&](const std::string& name, auto Plan::*member, std::uint64_t low,
                         std::uint64_t high, const char* text) {
    const std::string a = std::to_string(digits.*member), b = std::to_string(mnist.*member);
    app.add_option_function<std::string>(
           name,
           [&given, name, member, low, high](const std::string& word) {
             const std::uint64_t value = examples::whole(name, word, low, high);
             given.emplace_back([member, value](Plan& plan) {
               plan.*member = static_cast<std::remove_reference_t<decltype(plan.*member)>>(value);
             });
           },
           text)
        ->option_text("N [" + a + (a == b ? "" : "; MNIST " + b) + "]");
  };
  app.add_option("--data", s.data,
                 "digits: 1797 small images, included; or a folder with MNIST's four IDX files")
      ->option_text("PATH [digits]");
  app.add_option_function<std::string>(
         "--hidden",
         [&](const std::string& word) {
           given.emplace_back([sizes = layers(word)](Plan& plan) { plan.hidden = sizes; });
         },
         "Units of the hidden layers")
      ->option_text("LIST [" + text(digits.hidden) + "; MNIST " + text(mnist.hidden) + "]");
  whole("--rounds", &Plan::rounds, 0, Finished::most_rounds - 1, "Prunings");
  whole("--control-every", &Plan::control_every, 1, 100,
        "Train controls in the last round and in each so many before it");
  whole("--seeds", &Plan::seeds, 2, 1000, "Runs, with the seeds from --seed on");
  whole("--seed", &Plan::seed, 0, std::uint64_t{1} << 62, "The first seed");
  whole("--steps", &Plan::steps, 1, 1000 * million, "Steps of each training");
  whole("--rewind", &Plan::rewind, 0, 1000 * million,
        "The step to which the kept weights are put back");
  whole("--every", &Plan::every, 1, million, "Steps between two looks at the validation images");
  whole("--validation", &Plan::validation, 1, million,
        "Training images that are held out for the early stop");
  whole("--batch", &Plan::batch, 1, million, "Images in each step");
  app.add_option("--state", s.state,
                 "Keep finished trainings in this file and go on from it; '' keeps none")
      ->option_text("FILE [lottery.json]");
  app.add_option("--out", s.out, "Also write a page with pictures to this file")
      ->option_text("FILE");
  app.add_option("--svg", s.svg, "Also write the pictures into this folder")->option_text("FOLDER");
  app.add_option_function<std::string>(
         "--threads",
         [&](const std::string& word) {
           s.threads = static_cast<unsigned>(examples::whole("--threads", word, 1, 1024));
         },
         "How many trainings at once; the figures do not depend on it")
      ->option_text("N [" + std::to_string(s.threads) + "]");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    exit_code = app.exit(e) == 0 ? 0 : 2;
    return std::nullopt;
  }
  if (s.data != "digits") s.plan = mnist;
  for (const auto& set : given) set(s.plan);
  if (s.plan.rewind >= s.plan.steps) {
    throw std::invalid_argument("--rewind: " + std::to_string(s.plan.rewind) +
                                " must be less than the " + std::to_string(s.plan.steps) +
                                " of --steps");
  }
  s.command = examples::command_line("lottery", argc, argv);
  return s;
}

}  // namespace lottery
