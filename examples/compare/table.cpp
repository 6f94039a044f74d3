// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "table.hpp"

#include <cmath>

#include "format.hpp"
#include "summary.hpp"
#include "text_table.hpp"

namespace compare {
namespace {

std::string percent(const Summary& s, bool several) {
  std::string text = format("%.1f", 100 * s.mean);
  if (several) text += " \u00B1 " + format("%.1f", 100 * s.error);
  return text;
}

// Three digits, with an exponent for small and large numbers.
std::string short_number(double v) {
  if (!outset::exact::is_finite(v)) return outset::exact::is_nan(v) ? "nan" : "inf";
  if (!(std::abs(v) > 0)) return "0";
  return std::abs(v) >= 1e-3 && std::abs(v) < 999.5 ? format("%.3g", v) : format("%.1e", v);
}

}  // namespace

std::string table(const Results& results) {
  const std::string epochs =
      std::to_string(results.contenders.front().runs.front().test_accuracy.size() - 1);
  Rows after, before;
  bool formula = false;
  for (const Contender& c : results.contenders) {
    const bool several = c.runs.size() > 1;
    const Run& run = c.runs.front();
    const std::size_t last_epoch = run.test_accuracy.size() - 1;
    const std::size_t last_layer = run.gradient_std.size() - 1;
    const auto mean = [&](std::vector<double> Run::*list, std::size_t at) {
      return short_number(summarize(c, list, at).mean);
    };
    if (c.diverged() > 0) {
      after.push_back({c.name, divergence_text(c)});
    } else {
      after.push_back({c.name, percent(summarize(c, &Run::train_accuracy, last_epoch), several),
                       percent(summarize(c, &Run::test_accuracy, last_epoch), several),
                       mean(&Run::train_cost, last_epoch), epochs_to_90_text(c), distinct_text(c)});
    }
    const auto measured = measured_factor(c);
    before.push_back(
        {c.name, mean(&Run::activation_std, 0), mean(&Run::activation_std, last_layer),
         mean(&Run::gradient_std, 0), mean(&Run::gradient_std, last_layer),
         measured ? short_number(*measured) : "-",
         c.factor ? short_number(c.factor->variance) + " \u00B7 " + factor_text(c.factor->kept)
                  : "-"});
    formula = formula || c.factor;
  }
  std::string text = aligned({{"After epoch " + epochs, "initializer"},
                              {"accuracy, %", "train"},
                              {"accuracy, %", "test"},
                              {"final", "cost"},
                              {"epochs", "to 90 %"},
                              {"distinct", "units"}},
                             after);
  text += '\n' + aligned({{"Before the first step", "initializer"},
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
