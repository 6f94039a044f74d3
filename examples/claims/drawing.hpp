// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the pictures are drawn with.

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "axis.hpp"
#include "parts/format.hpp"
#include "svg.hpp"

namespace claims::drawing {

// Units of a picture: about pixels on a phone.
inline constexpr double width = 460, left = 62, right = 16, row = 20;
inline constexpr const char* dashes[] = {"", "7 4", "2 4", "11 4 2 4"};
inline constexpr const char* shapes[] = {"M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0Z",
                                         "M-3-3H3V3H-3Z", "M0-3.8L3.8 3.2H-3.8Z",
                                         "M0-4.3L4.3 0L0 4.3L-4.3 0Z"};

inline std::string n(double v) { return examples::format("%.1f", v); }
inline std::string place(double x, double y) {
  std::string text = n(x);
  text += ' ';
  return text += n(y);
}
inline std::string colour(int i) { return "var(--mark-" + std::to_string(i % 8) + ")"; }

inline std::string label(double x, double y, const std::string& text, const char* extra) {
  return "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" " + extra + ">" + escaped(text) + "</text>\n";
}
inline std::string segment(double x1, double y1, double x2, double y2, const char* stroke) {
  return "<path d=\"M" + n(x1) + " " + n(y1) + "L" + n(x2) + " " + n(y2) + "\" stroke=\"" + stroke +
         "\"/>\n";
}
inline std::string rect(double x, double y, double w, double h, const std::string& extra) {
  return "<rect x=\"" + n(x) + "\" y=\"" + n(y) + "\" width=\"" + n(w) + "\" height=\"" + n(h) +
         "\" " + extra + "/>\n";
}

inline std::string open(const std::string& title, double height) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"0 0 " + n(width) +
         " " + n(height) + "\" role=\"img\" aria-label=\"" + escaped(title) +
         "\" fill=\"none\" font-size=\"12.5\">\n";
}

// The name of a vertical axis.
inline std::string upright(double middle, const std::string& text) {
  std::string turned = "text-anchor=\"middle\" fill=\"var(--ink)\" transform=\"rotate(-90 14 ";
  turned += n(middle);
  turned += ")\"";
  return label(14, middle, text, turned.c_str());
}

// With its points, in the colour of its own number.
std::string drawn(const Line& line, const Axis& x, const Axis& y, int own);

// Above a picture, so that it covers no data; sets its height.
std::string legend(const std::vector<Line>& lines, double& height);

}  // namespace claims::drawing
