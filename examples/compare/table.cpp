// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "table.hpp"

#include <algorithm>

#include "format.hpp"

namespace compare {
namespace {

constexpr std::size_t screen = 80;

struct Column {
  std::string group, name;  // neighbours with one group share its heading
};

// A row of one cell for each column; where it has fewer, the last one takes the room of the rest.
using Rows = std::vector<std::vector<std::string>>;

std::string percent(const Summary& s, bool several) {
  std::string text = format("%.1f", 100 * s.mean);
  if (several) text += " \u00B1 " + format("%.1f", 100 * s.error);
  return text;
}

// Three digits; powers of ten where a plain number would hide how small or large it is.
std::string short_number(double v) {
  if (!std::isfinite(v)) return std::isnan(v) ? "nan" : "inf";
  if (!(std::abs(v) > 0)) return "0";
  return std::abs(v) >= 1e-3 && std::abs(v) < 999.5 ? format("%.3g", v) : format("%.1e", v);
}

// Code points, not bytes: the plus-minus sign has two.
std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool left) {
  const std::string blank(width - (std::min)(width, columns(text)), ' ');
  return left ? text + blank : blank + text;
}

void add_line(std::string& text, const std::string& line) {
  text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
}

// No wider than the screen, if need be with narrower gaps, and then with the first cell of a row
// (a long name) on a line of its own.
std::string aligned(const std::vector<Column>& heads, const Rows& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    widths.push_back(columns(heads[i].name));
    for (const auto& row : rows) {
      if (i == 0 || row.size() == heads.size()) {
        widths[i] = (std::max)(widths[i], columns(row[i]));
      }
    }
  }
  const std::size_t least = (std::max)(columns(heads[0].name), columns(heads[0].group));
  widths[0] = (std::max)(widths[0], least);
  std::size_t gap = 2;
  const auto rest = [&] {
    std::size_t sum = 0;
    for (std::size_t i = 1; i < widths.size(); ++i) sum += gap + widths[i];
    return sum;
  };
  // The end of the group that starts at i, and the room between the two.
  const auto end_of = [&](std::size_t i) {
    std::size_t end = i + 1;
    while (end < heads.size() && !heads[i].group.empty() && heads[end].group == heads[i].group) {
      ++end;
    }
    return end;
  };
  const auto room = [&](std::size_t begin, std::size_t end) {
    std::size_t sum = gap * (end - begin - 1);
    for (std::size_t i = begin; i < end; ++i) sum += widths[i];
    return sum;
  };
  if (widths[0] + rest() > screen) gap = 1;
  for (std::size_t i = 1; i < heads.size(); i = end_of(i)) {
    const std::size_t needed = columns(heads[i].group), there = room(i, end_of(i));
    if (there < needed) widths[i] += needed - there;
  }
  if (widths[0] + rest() > screen) {
    widths[0] = (std::max)(least, screen - (std::min)(screen, rest()));
  }

  const std::string between(gap, ' ');
  std::string text, line = padded(heads[0].group, widths[0], true);
  for (std::size_t i = 1; i < heads.size(); i = end_of(i)) {
    line += between + padded(heads[i].group, room(i, end_of(i)), false);
  }
  add_line(text, line);
  line = padded(heads[0].name, widths[0], true);
  for (std::size_t i = 1; i < heads.size(); ++i) {
    line += between + padded(heads[i].name, widths[i], false);
  }
  add_line(text, line);
  text += std::string((std::min)(screen, widths[0] + rest()), '-') + '\n';
  for (const auto& row : rows) {
    const bool spans = row.size() < heads.size();
    std::size_t indent = widths[0];
    line = padded(row[0], indent, true);
    if (spans && indent + gap + columns(row[1]) > screen) indent = 0;
    if (columns(row[0]) > indent) {
      add_line(text, row[0]);
      line = std::string(indent, ' ');
    }
    for (std::size_t i = 1; i < row.size(); ++i) {
      line += between + (spans ? row[i] : padded(row[i], widths[i], false));
    }
    add_line(text, line);
  }
  return text;
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
