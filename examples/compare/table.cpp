// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "table.hpp"

#include <algorithm>
#include <cstdio>

namespace compare {
namespace {

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

std::string percent(const Summary& s, bool several) {
  if (!std::isfinite(s.mean)) return "not finite";
  std::string text = format("%.1f", 100 * s.mean);
  if (several) text += " \xC2\xB1 " + format("%.1f", 100 * s.error);
  return text;
}

// Three digits; powers of ten where a plain number would hide how small it is.
std::string width_of_signal(double v) {
  if (v == 0) return "0";
  if (!std::isfinite(v)) return "not finite";
  return std::abs(v) >= 1e-3 && std::abs(v) < 1e4 ? format("%.3g", v) : format("%.1e", v);
}

std::string distinct(const std::vector<Eigen::Index>& units) {
  if (units.empty()) return "-";
  const bool all_alike =
      std::all_of(units.begin(), units.end(), [&](Eigen::Index u) { return u == units.front(); });
  if (all_alike) return std::to_string(units.front()) + " in each";
  std::string text;
  for (const Eigen::Index u : units) {
    if (!text.empty()) text += ' ';
    text += std::to_string(u);
  }
  return text;
}

// Code points, not bytes: the plus-minus sign has two.
std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string blank(widths[i] - columns(cells[i]), ' ');
    const bool left = i == 0 || i + 1 == cells.size();  // names and lists; numbers end together
    text += left ? cells[i] + blank : blank + cells[i];
    text += i + 1 == cells.size() ? "" : "  ";
  }
  return text.substr(0, text.find_last_not_of(' ') + 1) + '\n';
}

}  // namespace

std::string epochs_to_90_text(const Contender& c) {
  std::vector<double> reached;
  for (const Run& run : c.runs) {
    if (const auto epochs = run.epochs_to_90()) reached.push_back(*epochs);
  }
  if (reached.empty()) return "-";
  std::string text = format(c.runs.size() > 1 ? "%.1f" : "%.0f", summarize(reached).mean);
  if (reached.size() < c.runs.size()) {
    text += " (" + std::to_string(reached.size()) + " of " + std::to_string(c.runs.size()) + ")";
  }
  return text;
}

std::string table(const Results& results) {
  std::vector<std::vector<std::string>> rows{
      {"", "accuracy %", "", "epochs", "activation std", "", "gradient std", "", "distinct units"},
      {"initializer", "train", "test", "to 90 %", "first", "last", "first", "last",
       "by hidden layer"}};
  for (const Contender& c : results.contenders) {
    const bool several = c.runs.size() > 1;
    const Run& run = c.runs.front();
    const std::size_t last_epoch = run.test_accuracy.size() - 1;
    const std::size_t last_layer = run.gradient_std.size() - 1;
    const auto width = [&](std::vector<double> Run::*list, std::size_t layer) {
      return width_of_signal(summarize(c, list, layer).mean);
    };
    rows.push_back({c.name, percent(summarize(c, &Run::train_accuracy, last_epoch), several),
                    percent(summarize(c, &Run::test_accuracy, last_epoch), several),
                    epochs_to_90_text(c), width(&Run::activation_std, 0),
                    width(&Run::activation_std, last_layer), width(&Run::gradient_std, 0),
                    width(&Run::gradient_std, last_layer), distinct(fewest_distinct(c))});
  }

  std::vector<std::size_t> widths(rows[1].size());
  for (std::size_t r = 1; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = (std::max)(widths[i], columns(rows[r][i]));
    }
  }
  // A heading over two columns may spread over both of them.
  for (const std::size_t i : {std::size_t{1}, std::size_t{4}, std::size_t{6}}) {
    const std::size_t both = widths[i] + 2 + widths[i + 1];
    const std::size_t needed = columns(rows[0][i]);
    if (both < needed) widths[i] += needed - both;
  }
  widths[3] = (std::max)(widths[3], columns(rows[0][3]));

  std::string text(widths[0], ' ');
  const auto heading = [&](std::size_t i, std::size_t room) {
    text += "  " + std::string(room - columns(rows[0][i]), ' ') + rows[0][i];
  };
  heading(1, widths[1] + 2 + widths[2]);
  heading(3, widths[3]);
  heading(4, widths[4] + 2 + widths[5]);
  heading(6, widths[6] + 2 + widths[7]);
  text += "  " + rows[0][8] + '\n';
  for (std::size_t r = 1; r < rows.size(); ++r) {
    text += line(rows[r], widths);
    if (r == 1) {
      std::size_t total = (std::max)(widths[8], columns(rows[0][8]));
      for (std::size_t i = 0; i < 8; ++i) total += widths[i] + 2;
      text += std::string(total, '-') + '\n';
    }
  }
  return text;
}

}  // namespace compare
