// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "drawing.hpp"

namespace claims::drawing {
namespace {

std::string path(const Line& line, const Axis& x, const Axis& y) {
  std::string d;
  bool pen = false;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    const double v = line.y[i];
    if (!std::isfinite(v) || (y.log && !(v > 0))) {
      pen = false;
      continue;
    }
    d += pen ? 'L' : 'M';
    d += place(x.at(line.x[i]), y.at(v));
    pen = true;
  }
  return d;
}

std::string band(const Line& line, const Axis& x, const Axis& y, int own) {
  std::string upper, lower;
  for (std::size_t i = 0; i < line.error.size(); ++i) {
    const double v = line.y[i], e = line.error[i];
    if (!std::isfinite(v) || !std::isfinite(e) || (y.log && !(v > 0))) continue;
    upper += upper.empty() ? 'M' : 'L';
    upper += place(x.at(line.x[i]), y.at(v + e));
    lower.insert(0, place(x.at(line.x[i]), y.at(v - e)));
    lower.insert(0, 1, 'L');
  }
  if (upper.empty()) return {};
  return "<path d=\"" + upper + lower + "Z\" fill=\"" + colour(own) + "\" fill-opacity=\".18\"/>\n";
}

}  // namespace

std::string drawn(const Line& line, const Axis& x, const Axis& y, int own) {
  std::string out = band(line, x, y, own);
  const std::string dash = line.theory ? "4 4" : dashes[own % 4];
  out += "<path d=\"" + path(line, x, y) + "\" stroke=\"" +
         (line.theory ? "var(--ink)" : colour(own)) + "\" stroke-width=\"" +
         (line.theory ? "1.6" : "2.2") + "\"" +
         (dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"") + "/>\n";
  if (line.theory || line.x.size() > 32) return out;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    if (!std::isfinite(line.y[i]) || (y.log && !(line.y[i] > 0))) continue;
    out += "<path transform=\"translate(" + n(x.at(line.x[i])) + " " + n(y.at(line.y[i])) +
           ")\" d=\"" + shapes[own % 4] + "\" fill=\"" + colour(own) + "\"/>\n";
  }
  return out;
}

// Widths of texts are estimated.
std::string legend(const std::vector<Line>& lines, double& height) {
  std::string out;
  double x = left;
  height = row;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const int own = line.colour < 0 ? static_cast<int>(i) : line.colour;
    const double needed = 36 + 6.9 * static_cast<double>(line.name.size()) + 14;
    if (x > left && x + needed > width) x = left, height += row;
    Line sample{.name = {}, .x = {0, 1, 2}, .y = {0, 0, 0}, .theory = line.theory};
    if (!line.theory) sample.x = {0, 2};
    if (!line.theory) sample.y = {0, 0};
    const Axis across{.low = 0, .high = 2, .from = x, .to = x + 28};
    const Axis level{.low = -1, .high = 1, .from = height - 5, .to = height - 5};
    out += drawn(sample, across, level, own);
    out += label(x + 36, height - 1, line.name, "fill=\"var(--ink)\"");
    x += needed;
  }
  height += 8;
  return out;
}

}  // namespace claims::drawing
