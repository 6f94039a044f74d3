// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "report.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "histogram.hpp"
#include "parts/format.hpp"
#include "parts/page.hpp"
#include "report_page.hpp"
#include "summary.hpp"

namespace compare {
namespace {

using Json = nlohmann::ordered_json;

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double v : values) list.push_back(examples::rounded(v));
  return list;
}

Json over_seeds(const Contender& c, std::vector<double> Run::*list) {
  std::vector<double> mean, error;
  for (std::size_t i = 0; i < (c.runs.front().*list).size(); ++i) {
    const examples::Summary s = summarize(c, list, i);
    mean.push_back(s.mean);
    error.push_back(s.error);
  }
  return {{"mean", numbers(mean)}, {"se", numbers(error)}};
}

Json weights(const Contender& c) {
  Json layers = Json::array();
  const Run& run = c.runs.front();
  for (std::size_t l = 0; l < run.initial_weights.size(); ++l) {
    const Eigen::MatrixXf& start = run.initial_weights[l];
    const Histogram h = histogram(start, run.final_weights[l], c.distributions[l]);
    layers.push_back({{"shape", {start.rows(), start.cols()}},
                      {"grid", numbers(h.grid)},
                      {"per", h.points_per_bin},
                      {"start", numbers(h.start)},
                      {"end", h.end.empty() ? Json(nullptr) : numbers(h.end)},
                      {"stated", h.stated.empty() ? Json(nullptr) : numbers(h.stated)},
                      {"note", h.note}});
  }
  return layers;
}

// n Var(w) E[f^2]: its value, and its two terms as text.
Json formula(const Contender& c) {
  if (!c.factor) return nullptr;
  return {{"value", examples::rounded(c.factor->value())},
          {"text", c.factor->symbols + " \u00B7 " + factor_text(c.factor->kept)}};
}

Json contender(const Contender& c, bool leads) {
  const bool constant = std::all_of(c.distributions.begin(), c.distributions.end(),
                                    [](const auto& d) { return d && !(outset::variance(*d) > 0); });
  return {
      {"name", c.name},
      {"text", c.canonical},
      {"constant", constant},
      {"train_cost", over_seeds(c, &Run::train_cost)},
      {"train_accuracy", over_seeds(c, &Run::train_accuracy)},
      {"test_accuracy", over_seeds(c, &Run::test_accuracy)},
      {"activation_std", over_seeds(c, &Run::activation_std)},
      {"gradient_std", over_seeds(c, &Run::gradient_std)},
      {"leads", leads},
      {"diverged", divergence_text(c)},
      {"factor", measured_factor(c) ? Json(examples::rounded(*measured_factor(c))) : Json(nullptr)},
      {"formula", formula(c)},
      {"distinct", fewest_distinct(c)},
      {"distinct_text", distinct_text(c)},
      {"epochs_to_90", epochs_to_90_text(c)},
      {"diagnosis", c.runs.front().diagnosis.text()},
      {"weights", weights(c)}};
}

std::string network(const Settings& s, const examples::DataFacts& data) {
  std::string text = std::to_string(data.inputs);
  if (s.depth > 1) text += " \u2192 " + std::to_string(s.width);
  if (s.depth > 2) text += " (" + std::to_string(s.depth - 1) + " times)";
  text += " \u2192 " + std::to_string(data.classes) + ", " + s.activation + " between, " +
          std::to_string(s.depth) + (s.depth == 1 ? " layer" : " layers") + " of weights, biases 0";
  return text;
}

std::string optimizer(const Settings& s) {
  return std::string(s.optimizer.described) + ", learning rate " +
         examples::format("%g", s.learning_rate);
}

std::string in_words(int count) {
  constexpr const char* words[] = {"No",  "One",   "Two",   "Three", "Four", "Five",
                                   "Six", "Seven", "Eight", "Nine",  "Ten"};
  return count <= 10 ? words[count] : std::to_string(count);
}

std::string lead(const Settings& s, const examples::DataFacts& data) {
  const std::string net =
      s.depth == 1 ? "One layer of weights learns"
      : s.depth == 2
          ? "One hidden layer of " + std::to_string(s.width) + " " + s.activation + " units learns"
          : in_words(s.depth - 1) + " hidden layers of " + std::to_string(s.width) + " " +
                s.activation + " units learn";
  return net + " to read handwritten digits (" + data.name + ") by " + optimizer(s) +
         ". The same images in the same order, every time: only the first weights differ.";
}

Json described(const Settings& s, const examples::DataFacts& data) {
  Json list = Json::array();
  const auto add = [&](const char* name, const std::string& value) {
    list.push_back({name, value});
  };
  add("data", data.name + ": " + std::to_string(data.train) + " training and " +
                  std::to_string(data.test) + " test images, standardized");
  add("network", network(s, data));
  add("loss", "softmax with cross-entropy");
  add("optimizer", optimizer(s) + ", " + std::to_string(s.batch) + " images a step");
  add("epochs", std::to_string(s.epochs));
  add("seeds", s.seeds == 1 ? std::to_string(s.seed)
                            : std::to_string(s.seed) + " to " +
                                  std::to_string(s.seed + static_cast<unsigned>(s.seeds) - 1));
  add("arithmetic", std::string("float, Eigen with ") + Eigen::SimdInstructionSetsInUse());
  return list;
}

}  // namespace

std::string report(const Settings& s, const Results& results) {
  Json data = {{"lead", lead(s, results.data)},
               {"command", s.command},
               {"version", std::to_string(OUTSET_VERSION_MAJOR) + "." +
                               std::to_string(OUTSET_VERSION_MINOR) + "." +
                               std::to_string(OUTSET_VERSION_PATCH)},
               {"chance", results.data.chance},
               {"classes", results.data.classes},
               {"test", results.data.test},
               {"settings",
                {{"epochs", s.epochs},
                 {"seeds", s.seeds},
                 {"width", s.width},
                 {"activation", s.activation}}},
               {"described", described(s, results.data)}};
  const std::vector<bool> leads = leaders(results);
  for (std::size_t i = 0; i < leads.size(); ++i) {
    data["runs"].push_back(contender(results.contenders[i], leads[i]));
    if (const auto& f = results.contenders[i].factor) data["kept"] = factor_text(f->kept);
  }

  const std::string_view page(reinterpret_cast<const char*>(report_page), sizeof report_page);
  return examples::filled_page(page, data);
}

}  // namespace compare
