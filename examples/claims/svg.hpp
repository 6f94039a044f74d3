// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Pictures as SVG, which a page shows and a paper takes. Colours are the variables of report.css,
// so that a page's pictures follow its theme. Every place to point at has its values in data-tip.

#include <string>
#include <string_view>
#include <vector>

#include "result.hpp"

namespace claims {

// svg_chart.cpp, svg_heat.cpp and svg_strip.cpp.
std::string draw(const Chart& chart);
std::string draw(const Heat& heat);
std::string draw(const Strip& strip);

// The element, for a page.
std::string svg(const Picture& picture);

// A file of its own: with the colours that stand in `style`, a stylesheet with a :root, on white.
std::string svg_file(const Picture& picture, std::string_view style);

std::string title_of(const Picture& picture);

// Text for HTML and XML.
std::string escaped(std::string_view text);

// A number for an axis, a table or a tip.
std::string shown(double value, bool percent = false);

}  // namespace claims
