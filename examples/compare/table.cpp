// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "table.hpp"

#include <algorithm>

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

// The worst finding of each contender, and in how many tensors.
std::string diagnosis(const Results& results) {
  examples::Rows rows;
  for (const Contender& c : results.contenders) {
    const auto& findings = c.runs.front().diagnosis.findings;
    if (findings.empty()) {
      rows.push_back({c.name, "healthy"});
      continue;
    }
    const auto& worst = findings.front();
    const auto same = std::count_if(findings.begin(), findings.end(), [&](const auto& finding) {
      return finding.problem == worst.problem && finding.cure == worst.cure;
    });
    rows.push_back({c.name, std::string(to_string(worst.problem)), std::to_string(same),
                    worst.cure.empty() ? "-" : worst.cure});
  }
  return examples::aligned({{"Diagnosis of the first seed", "initializer"},
                            {"found first", "problem"},
                            {"in", "tensors"},
                            {"write", "instead"}},
                           rows);
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
  return text + '\n' + diagnosis(results);
}

}  // namespace compare
