// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "summary.hpp"

#include <algorithm>
#include <cmath>

#include "format.hpp"

namespace compare {

Summary summarize(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  Summary s;
  for (const double v : values) s.mean += v / n;
  double squares = 0;
  for (const double v : values) squares += (v - s.mean) * (v - s.mean);
  if (values.size() > 1) s.error = std::sqrt(squares / (n - 1) / n);
  return s;
}

Summary summarize(const Contender& c, std::vector<double> Run::*list, std::size_t index) {
  std::vector<double> values;
  for (const Run& run : c.runs) values.push_back((run.*list)[index]);
  return summarize(values);
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
  double sum = 0;
  for (const Run& run : c.runs) {
    const std::vector<double>& q = run.mean_square;
    if (q.size() < 3) return std::nullopt;
    if (!std::isfinite(q.front())) return std::nullopt;
    if (!(q.front() > 0)) return 0;
    // Up to the last layer whose signal floats carry: near 1e-38 they lose digits, then become 0.
    std::size_t last = 0;
    while (last + 2 < q.size() && q[last + 1] > 1e-70 && std::isfinite(q[last + 1])) ++last;
    if (last == 0) return std::nullopt;
    sum += std::log(q[last] / q.front()) / static_cast<double>(last);
  }
  const double factor = std::exp(sum / static_cast<double>(c.runs.size()));
  return std::isfinite(factor) ? std::optional(factor) : std::nullopt;
}

std::vector<bool> leaders(const Results& results) {
  std::vector<Summary> all;
  const Summary* best = nullptr;
  for (const Contender& c : results.contenders) {
    Summary s = summarize(c, &Run::test_accuracy, c.runs.front().test_accuracy.size() - 1);
    const double images = s.mean * (1 - s.mean) / static_cast<double>(results.data.test);
    s.error = std::sqrt(s.error * s.error + images);
    if (!(s.mean > 2 * results.data.chance) || c.diverged() > 0) s.mean = -1;
    all.push_back(s);
  }
  for (const Summary& s : all) {
    if (s.mean >= 0 && (best == nullptr || s.mean > best->mean)) best = &s;
  }
  std::vector<bool> leads;
  for (const Summary& s : all) {
    leads.push_back(s.mean >= 0 && best->mean - s.mean <= 2 * std::hypot(s.error, best->error));
  }
  return leads;
}

std::string epochs_to_90_text(const Contender& c) {
  std::vector<double> reached;
  for (const Run& run : c.runs) {
    if (const auto epochs = run.epochs_to_90()) reached.push_back(*epochs);
  }
  if (reached.empty()) return "-";
  const std::string text = format(c.runs.size() > 1 ? "%.1f" : "%.0f", summarize(reached).mean);
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
