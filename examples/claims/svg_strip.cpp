// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "drawing.hpp"

namespace claims {
namespace {

using namespace drawing;

// The share in nine steps, neighbours of one step as one rectangle.
std::string draw(const Field& field, double x0, double y0, double size, const std::string& tip) {
  const Eigen::Index cells = field.share.rows();
  const double cell = size / static_cast<double>(cells);
  const auto step = [&](Eigen::Index i, Eigen::Index j) {
    const double v = field.share(i, j);
    return std::isfinite(v) ? static_cast<int>(std::lround(8 * v)) - 4 : 0;
  };
  std::string out = rect(x0, y0, size, size, "fill=\"var(--card)\"");
  for (Eigen::Index i = 0; i < cells; ++i) {
    for (Eigen::Index j = 0; j < cells;) {
      const Eigen::Index begin = j;
      const int here = step(i, j);
      while (j < cells && step(i, j) == here) ++j;
      if (here == 0) continue;
      out += rect(x0 + cell * static_cast<double>(begin),
                  y0 + size - cell * static_cast<double>(i + 1),
                  cell * static_cast<double>(j - begin) + 0.1, cell + 0.1,
                  "fill=\"" + colour(here > 0 ? 1 : 0) + "\" fill-opacity=\"" +
                      examples::format("%.2f", 0.14 * std::abs(here)) + "\"");
    }
  }
  const double scale = size / (field.high - field.low);
  for (Eigen::Index k = 0; k < field.points.cols(); ++k) {
    const double x = x0 + scale * (static_cast<double>(field.points(0, k)) - field.low);
    const double y = y0 + size - scale * (static_cast<double>(field.points(1, k)) - field.low);
    if (x < x0 + 2 || x > x0 + size - 2 || y < y0 + 2 || y > y0 + size - 2) continue;
    const int own = field.labels[static_cast<std::size_t>(k)];
    out += "<path transform=\"translate(" + n(x) + " " + n(y) + ") scale(.55)\" d=\"" +
           shapes[own] + "\" fill=\"" + colour(own) +
           "\" stroke=\"var(--card)\" stroke-width=\".8\"/>\n";
  }
  return out + rect(x0, y0, size, size,
                    "class=\"hit\" stroke=\"var(--edge)\" data-tip=\"" + escaped(tip) + "\"");
}

}  // namespace

std::string draw(const Strip& strip) {
  const auto columns = static_cast<double>(strip.columns.size());
  const double gap = 6, size = (width - 70 - gap * (columns - 1)) / columns;
  const auto x = [&](std::size_t j) { return 68 + static_cast<double>(j) * (size + gap); };
  const auto y = [&](std::size_t i) { return 26 + static_cast<double>(i) * (size + 22); };
  std::string out = open(strip.title, y(strip.rows.size()) + 2);
  for (std::size_t j = 0; j < strip.columns.size(); ++j) {
    out +=
        label(x(j) + size / 2, 16, strip.columns[j], "text-anchor=\"middle\" fill=\"var(--ink)\"");
  }
  for (std::size_t i = 0; i < strip.rows.size(); ++i) {
    out += label(60, y(i) + size / 2, strip.rows[i], "text-anchor=\"end\" fill=\"var(--ink)\"");
    for (std::size_t j = 0; j < strip.columns.size(); ++j) {
      out += draw(strip.fields[i][j], x(j), y(i), size,
                  strip.rows[i] + ", " + strip.columns[j] + "\n" + strip.notes[i][j]);
      out += label(x(j) + size / 2, y(i) + size + 13, strip.notes[i][j],
                   "text-anchor=\"middle\" font-size=\"10.5\" fill=\"var(--soft)\"");
    }
  }
  return out + "</svg>\n";
}

}  // namespace claims
