// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "table.hpp"

#include "parts/format.hpp"
#include "parts/text_table.hpp"
#include "summary.hpp"

namespace compare {
namespace {

std::string percent(const examples::Summary& s, bool several) {
  std::string text = examples::format("%.1f", 100 * s.mean);
  if (several) text += " \u00B1 " + examples::format("%.1f", 100 * s.error);
  return text;
}

}  // namespace

std::string table(const Results& results) {
  const std::string epochs =
      std::to_string(results.contenders.front().runs.front().test_accuracy.size() - 1);
  examples::Rows after, before;
  bool formula = false;
  for (const Contender& c : results.contenders) {
    const bool several = c.runs.size() > 1;
    const Run& run = c.runs.front();
    const std::size_t last_epoch = run.test_accuracy.size() - 1;
    const std::size_t last_layer = run.gradient_std.size() - 1;
    const auto mean = [&](std::vector<double> Run::*list, std::size_t at) {
      return examples::short_number(summarize(c, list, at).mean);
    };
    if (c.diverged() > 0) {
      after.push_back({c.name, divergence_text(c)});
    } else {
      after.push_back({c.name, percent(summarize(c, &Run::train_accuracy, last_epoch), several),
                       percent(summarize(c, &Run::test_accuracy, last_epoch), several),
                       mean(&Run::train_cost, last_epoch), epochs_to_90_text(c), distinct_text(c)});
    }
    const auto measured = measured_factor(c);
    before.push_back({c.name, mean(&Run::activation_std, 0), mean(&Run::activation_std, last_layer),
                      mean(&Run::gradient_std, 0), mean(&Run::gradient_std, last_layer),
                      measured ? examples::short_number(*measured) : "-",
                      c.factor ? examples::short_number(c.factor->variance) + " \u00B7 " +
                                     factor_text(c.factor->kept)
                               : "-"});
    formula = formula || c.factor;
  }
  std::string text = examples::aligned({{"After epoch " + epochs, "initializer"},
                                        {"accuracy, %", "train"},
                                        {"accuracy, %", "test"},
                                        {"final", "cost"},
                                        {"epochs", "to 90 %"},
                                        {"distinct", "units"}},
                                       after);
  text += '\n' + examples::aligned({{"Before the first step", "initializer"},
                                    {"activations' std", "first"},
                                    {"activations' std", "logits"},
                                    {"gradients' std", "first"},
                                    {"gradients' std", "logits"},
                                    {"factor per layer", "measured"},
                                    {"factor per layer", "formula"}},
                                   before);
  if (formula) {
    text +=
        "\nFactor: what a hidden layer multiplies the signal's mean square by. Its formula:\n"
        "n Var(w) \u00B7 E[f(z)\u00B2], w the weights of n inputs, f the activation, z normal.\n";
  }
  return text;
}

}  // namespace compare
