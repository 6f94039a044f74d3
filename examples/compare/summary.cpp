// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "summary.hpp"

#include <algorithm>

#include "parts/figures.hpp"
#include "parts/format.hpp"

namespace compare {

examples::Summary summarize(const Contender& c, std::vector<double> Run::*list, std::size_t index) {
  std::vector<double> values;
  for (const Run& run : c.runs) values.push_back((run.*list)[index]);
  return examples::summarize(values);
}

std::vector<Eigen::Index> fewest_distinct(const Contender& c) {
  std::vector<Eigen::Index> fewest = c.runs.front().distinct_units;
  for (const Run& run : c.runs) {
    for (std::size_t l = 0; l < fewest.size(); ++l) {
      fewest[l] = (std::min)(fewest[l], run.distinct_units[l]);
    }
  }
  return fewest;
}

std::optional<double> measured_factor(const Contender& c) {
  examples::Double sum = 0;
  for (const Run& run : c.runs) {
    const std::vector<double>& q = run.mean_square;
    if (q.size() < 3) return std::nullopt;
    if (!outset::exact::is_finite(q.front())) return std::nullopt;
    if (!(q.front() > 0)) return 0;
    // Up to the last layer whose signal floats carry: near 1e-38 they lose digits, then become 0.
    std::size_t last = 0;
    while (last + 2 < q.size() && q[last + 1] > 1e-70 && outset::exact::is_finite(q[last + 1]))
      ++last;
    if (last == 0) return std::nullopt;
    sum = sum + log(examples::Double(q[last]) / q.front()) / static_cast<double>(last);
  }
  const double factor = exp(sum / static_cast<double>(c.runs.size())).value;
  return outset::exact::is_finite(factor) ? std::optional(factor) : std::nullopt;
}

std::vector<bool> leaders(const Results& results) {
  std::vector<examples::Summary> all;
  const examples::Summary* best = nullptr;
  for (const Contender& c : results.contenders) {
    examples::Summary s =
        summarize(c, &Run::test_accuracy, c.runs.front().test_accuracy.size() - 1);
    const examples::Double mean = s.mean, error = s.error;
    const examples::Double images = mean * (1.0 - mean) / static_cast<double>(results.data.test);
    s.error = sqrt(error * error + images).value;
    if (!(s.mean > 2 * results.data.chance) || c.diverged() > 0) s.mean = -1;
    all.push_back(s);
  }
  for (const examples::Summary& s : all) {
    if (s.mean >= 0 && (best == nullptr || s.mean > best->mean)) best = &s;
  }
  std::vector<bool> leads;
  for (const examples::Summary& s : all) {
    if (s.mean < 0) {
      leads.push_back(false);
      continue;
    }
    const examples::Double a = s.error, b = best->error;
    leads.push_back(best->mean - examples::Double(s.mean) <= 2.0 * sqrt(a * a + b * b));
  }
  return leads;
}

std::string epochs_to_90_text(const Contender& c) {
  std::vector<double> reached;
  for (const Run& run : c.runs) {
    if (const auto epochs = run.epochs_to_90()) reached.push_back(*epochs);
  }
  if (reached.empty()) return "-";
  const std::string text =
      examples::format(c.runs.size() > 1 ? "%.1f" : "%.0f", examples::summarize(reached).mean);
  if (reached.size() == c.runs.size()) return text;
  return text +
         (" (" + std::to_string(reached.size()) + " of " + std::to_string(c.runs.size()) + ")");
}

std::string distinct_text(const Contender& c) {
  const std::vector<Eigen::Index> units = fewest_distinct(c);
  if (units.empty()) return "-";
  const auto [low, high] = std::minmax_element(units.begin(), units.end());
  std::string text = std::to_string(*low);
  if (*low != *high) text += " to " + std::to_string(*high);
  return text;
}

std::string divergence_text(const Contender& c) {
  const Divergence* first = nullptr;
  for (const Run& run : c.runs) {
    if (run.diverged && (first == nullptr || run.diverged->epoch < first->epoch)) {
      first = &*run.diverged;
    }
  }
  if (first == nullptr) return {};
  const std::string seeds = c.runs.size() == 1
                                ? std::string()
                                : "with " + std::to_string(c.diverged()) + " of " +
                                      std::to_string(c.runs.size()) + " seeds, first ";
  const std::string when =
      first->epoch == 0 ? "at the start" : "in epoch " + std::to_string(first->epoch);
  return "diverged " + seeds + when + (seeds.empty() ? ", first in layer " : ", layer ") +
         std::to_string(first->layer);
}

}  // namespace compare
