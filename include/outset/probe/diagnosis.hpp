// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What `diagnose` finds: findings with their cures, as data, as text and as JSON.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outset/config.hpp"
#include "outset/probe/json.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// " The same in a, b.", of many names the first and the last.
inline std::string also_in(const std::vector<std::string_view>& names) {
  if (names.empty()) return "";
  std::string text = " The same in ";
  if (names.size() > 6) text += std::to_string(names.size()) + " more, from ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names.size() > 6 && i > 0 && i + 1 < names.size()) continue;
    if (i > 0) text += names.size() > 6 ? " to " : ", ";
    text += names[i];
  }
  return text + ".";
}

}  // namespace detail

/// What may be wrong with a start. Findings are sorted in this order: what makes training
/// impossible before what slows it, a cause before its effects.
enum class Problem {
  not_finite,                ///< infinite or NaN weights
  constant,                  ///< all weights of a matrix are the same number
  symmetric_units,           ///< units with the same weights, which stay the same
  duplicate,                 ///< a tensor equal or proportional to another one
  wrong_axis,                ///< scaled by fan-out where fan-in counts: stored (in, out)?
  wrong_gain,                ///< a scale that belongs to no rule, or to none for this layer
  dead_units,                ///< units whose f' is 0 for the whole batch
  odd_bias,                  ///< biases drawn like weights, or larger than the signal
  exploding_signal,          ///< pre-activations grow from layer to layer
  vanishing_signal,          ///< they shrink
  saturated_units,           ///< pre-activations where f is flat
  exploding_gradient,        ///< gradients grow from the last layer to the first
  vanishing_gradient,        ///< they shrink
  indistinguishable_inputs,  ///< the layers' outputs are nearly the same for all examples
  loss_at_start,             ///< far above that of guessing
  update_too_large,          ///< one step would change the loss by more than its size
  update_too_small,          ///< one step is lost in the weights' rounding
};

inline constexpr std::array<std::string_view, 17> problem_names = {
    "not_finite",         "constant",
    "symmetric_units",    "duplicate",
    "wrong_axis",         "wrong_gain",
    "dead_units",         "odd_bias",
    "exploding_signal",   "vanishing_signal",
    "saturated_units",    "exploding_gradient",
    "vanishing_gradient", "indistinguishable_inputs",
    "loss_at_start",      "update_too_large",
    "update_too_small"};
static_assert(static_cast<std::size_t>(Problem::update_too_small) + 1 == problem_names.size());

constexpr std::string_view to_string(Problem problem) {
  return problem_names[static_cast<std::size_t>(problem)];
}

/// One thing that is wrong with one tensor.
struct Finding {
  Problem problem{};
  std::string where{};  ///< the tensor's name, such as "layer.3.weight"
  double measured = 0;  ///< the figure that `text` compares with `expected`, in its unit
  double expected = 0;
  std::string text{};  ///< one sentence: where, measured, expected, why
  /// An initializer's text for this tensor, which outset::initializer(text) reads; empty where no
  /// initializer helps.
  std::string cure{};
};

/// All findings of a network, worst first.
struct Diagnosis {
  std::vector<Finding> findings{};

  bool healthy() const { return findings.empty(); }

  /// For people: a line for each finding with its cure. Findings of one problem and one cure in
  /// several tensors share a line. "healthy" where there is none.
  std::string text() const {
    if (healthy()) return "healthy: nothing found\n";
    std::string all;
    std::vector<bool> told(findings.size(), false);
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (told[i]) continue;
      const Finding& first = findings[i];
      all += to_string(first.problem);
      all += ": ";
      all += first.text;
      std::vector<std::string_view> others;
      for (std::size_t j = i + 1; j < findings.size(); ++j) {
        const Finding& other = findings[j];
        if (told[j] || other.problem != first.problem || other.cure != first.cure) continue;
        told[j] = true;
        others.push_back(other.where);
      }
      all += detail::also_in(others);
      if (!first.cure.empty()) {
        all += "\n    cure: ";
        all += first.cure;
      }
      all += '\n';
    }
    return all;
  }

  /// {"healthy":...,"findings":[{"problem":...,"where":...,"measured":...,"expected":...,
  /// "text":...,"cure":...}]}. A figure that is not finite is null.
  std::string json() const {
    detail::JsonWriter json;
    json.open('{');
    json.key("healthy");
    json.value(healthy());
    json.key("findings");
    json.open('[');
    for (const Finding& finding : findings) {
      json.open('{');
      json.key("problem");
      json.value(to_string(finding.problem));
      json.key("where");
      json.value(std::string_view(finding.where));
      json.key("measured");
      json.value(finding.measured);
      json.key("expected");
      json.value(finding.expected);
      json.key("text");
      json.value(std::string_view(finding.text));
      json.key("cure");
      json.value(std::string_view(finding.cure));
      json.close('}');
    }
    json.close(']');
    json.close('}');
    return json.text();
  }
};

namespace detail {

/// Worst first; of one problem in the order in which they were found. A tensor keeps only its worst
/// finding: others may be effects of it, and it can be filled with one cure only.
inline void sort_findings(Diagnosis& diagnosis) {
  std::vector<Finding>& all = diagnosis.findings;
  std::stable_sort(all.begin(), all.end(),
                   [](const Finding& a, const Finding& b) { return a.problem < b.problem; });
  std::vector<Finding> kept;
  for (Finding& finding : all) {
    const bool told = std::any_of(kept.begin(), kept.end(), [&](const Finding& worse) {
      return worse.where == finding.where;
    });
    if (!told) kept.push_back(std::move(finding));
  }
  all = std::move(kept);
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
