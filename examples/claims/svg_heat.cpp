// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "drawing.hpp"

namespace claims {
namespace {

using namespace drawing;

// Cells are equally wide and high, whatever the steps of x and y; a line between cells is placed
// between them.
double cell_place(const std::vector<double>& grid, double v) {
  if (v <= grid.front()) return 0.5;
  for (std::size_t i = 1; i < grid.size(); ++i) {
    if (v > grid[i]) continue;
    return static_cast<double>(i) - 0.5 + (v - grid[i - 1]) / (grid[i] - grid[i - 1]);
  }
  return static_cast<double>(grid.size());
}

}  // namespace

std::string draw(const Heat& heat) {
  double top = 0;
  const std::string names = legend(heat.over, top);
  const auto columns = static_cast<double>(heat.x.size()),
             rows = static_cast<double>(heat.y.size());
  const Axis x{.low = 0, .high = columns, .from = left, .to = width - 62};
  const Axis y{.low = 0, .high = rows, .from = top + 250, .to = top + 6};
  const double w = x.at(1) - x.at(0), h = y.at(0) - y.at(1);
  std::string out = open(heat.title, top + 294) + names;
  for (std::size_t j = 0; j < heat.y.size(); ++j) {
    for (std::size_t i = 0; i < heat.x.size(); ++i) {
      const double v = heat.values(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i));
      const std::string tip = heat.x_name + " " + shown(heat.x[i]) + "\n" + heat.y_name + " " +
                              shown(heat.y[j]) + "\n" + heat.value_name + " " + shown(v, true);
      out += rect(x.at(static_cast<double>(i)), y.at(static_cast<double>(j + 1)), w, h,
                  "fill=\"" + colour(0) + "\" fill-opacity=\"" + examples::format("%.2f", v) +
                      "\" stroke=\"var(--card)\" data-tip=\"" + escaped(tip) + "\"");
    }
    out += label(left - 7, y.at(static_cast<double>(j) + 0.5) + 4, shown(heat.y[j]),
                 "text-anchor=\"end\" fill=\"var(--soft)\"");
  }
  for (std::size_t i = 0; i < heat.x.size(); ++i) {
    if (heat.x.size() > 9 && i % 2 == 1) continue;
    out += label(x.at(static_cast<double>(i) + 0.5), y.from + 16, shown(heat.x[i]),
                 "text-anchor=\"middle\" fill=\"var(--soft)\"");
  }
  out += label((x.from + x.to) / 2, y.from + 37, heat.x_name,
               "text-anchor=\"middle\" fill=\"var(--ink)\"");
  out += upright((y.from + y.to) / 2, heat.y_name);
  for (int i = 0; i < 10; ++i) {  // the scale
    const double y_low = y.from - 20 * i, share = (i + 0.5) / 10;
    out +=
        rect(width - 48, y_low - 20, 14, 20,
             "fill=\"" + colour(0) + "\" fill-opacity=\"" + examples::format("%.2f", share) + "\"");
    if (i % 5 == 0)
      out += label(width - 30, y_low + 4, std::to_string(10 * i), "fill=\"var(--soft)\"");
  }
  out += label(width - 30, y.from - 196, "100", "fill=\"var(--soft)\"");
  out += label(width - 52, y.from - 209, "%", "fill=\"var(--soft)\"");
  for (const Line& line : heat.over) {
    std::string d;
    for (std::size_t i = 0; i < line.x.size(); ++i) {
      const double at = x.from + w * cell_place(heat.x, line.x[i]);
      const double up = y.from - h * (std::min)(rows, cell_place(heat.y, line.y[i]));
      d += d.empty() ? 'M' : 'L';
      d += place(at, up);
    }
    out += "<path d=\"" + d + "\" stroke=\"var(--card)\" stroke-width=\"5\"/>\n<path d=\"" + d +
           "\" stroke=\"var(--ink)\" stroke-width=\"2.4\" stroke-dasharray=\"4 4\"/>\n";
  }
  return out + "</svg>\n";
}

}  // namespace claims
