// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include <set>

#include "drawing.hpp"

namespace claims {
namespace {

using namespace drawing;

std::string power_of_ten(double v) {
  const auto e = std::lround(std::log10(v));
  if (e == 0) return "1";
  if (e == 1) return "10";
  constexpr const char* digits[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                    "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string text = e < 0 ? "10\u207B" : "10";
  for (const char c : std::to_string(std::labs(e))) text += digits[c - '0'];
  return text;
}
std::string tick(double v, const Axis& axis, bool percent) {
  if (axis.log) return power_of_ten(v);
  return percent ? examples::format("%.0f", 100 * v) : examples::format("%.4g", v);
}

std::string axes(const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name,
                 bool percent) {
  std::string out;
  for (const double t : y.ticks(6)) {
    out += segment(x.from, y.at(t), x.to, y.at(t), "var(--grid)");
    out += label(x.from - 7, y.at(t) + 4, tick(t, y, percent),
                 "text-anchor=\"end\" fill=\"var(--soft)\"");
  }
  for (const double t : x.ticks(8)) {
    out += segment(x.at(t), y.from, x.at(t), y.from + 4, "var(--edge)");
    out += label(x.at(t), y.from + 18, tick(t, x, false),
                 "text-anchor=\"middle\" fill=\"var(--soft)\"");
  }
  out += segment(x.from, y.from, x.to, y.from, "var(--edge)");
  out +=
      label((x.from + x.to) / 2, y.from + 37, x_name, "text-anchor=\"middle\" fill=\"var(--ink)\"");
  return out + upright((y.from + y.to) / 2, y_name);
}

// A strip over each x that says every line's value there.
std::string hits(const Chart& chart, const Axis& x, const Axis& y) {
  std::set<double> all;
  for (const Line& line : chart.lines) {
    if (!line.theory || chart.lines.size() == 1) all.insert(line.x.begin(), line.x.end());
  }
  const std::vector<double> at(all.begin(), all.end());
  std::string out;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double begin = i == 0 ? x.from : (x.at(at[i - 1]) + x.at(at[i])) / 2;
    const double end = i + 1 == at.size() ? x.to : (x.at(at[i]) + x.at(at[i + 1])) / 2;
    std::string tip = chart.x_name + " " + shown(at[i]);
    for (const Line& line : chart.lines) {
      for (std::size_t k = 0; k < line.x.size(); ++k) {
        if (std::abs(line.x[k] - at[i]) > 1e-9 * (1 + std::abs(at[i]))) continue;
        tip += "\n" + line.name + ": " + shown(line.y[k], chart.percent);
        if (k < line.error.size() && std::isfinite(line.error[k]))
          tip += " \u00B1 " + shown(line.error[k], chart.percent);
      }
    }
    out += rect(begin, y.to, end - begin, y.from - y.to,
                "class=\"hit\" data-tip=\"" + escaped(tip) + "\"");
  }
  return out;
}

}  // namespace

std::string draw(const Chart& chart) {
  std::vector<double> xs, ys;
  for (const Line& line : chart.lines) {
    xs.insert(xs.end(), line.x.begin(), line.x.end());
    ys.insert(ys.end(), line.y.begin(), line.y.end());
  }
  double top = 0;
  const std::string names = legend(chart.lines, top);
  Axis x = axis_over(xs, chart.log_x, false), y = axis_over(ys, chart.log_y, chart.percent);
  if (!chart.log_x && !xs.empty()) {
    x.low = *std::min_element(xs.begin(), xs.end()),
    x.high = *std::max_element(xs.begin(), xs.end());
    if (!(x.high > x.low)) x.high = x.low + 1;
  }
  x.from = left, x.to = width - right;
  y.from = top + 230, y.to = top + 6;
  std::string out = open(chart.title, top + 274) + names;
  out += axes(x, y, chart.x_name, chart.y_name, chart.percent);
  // Theory on top: it would be covered where it is right.
  for (const bool theory : {false, true}) {
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
      const Line& line = chart.lines[i];
      if (line.theory != theory) continue;
      out += drawn(line, x, y, line.colour < 0 ? static_cast<int>(i) : line.colour);
    }
  }
  return out + hits(chart, x, y) + "</svg>\n";
}

}  // namespace claims
