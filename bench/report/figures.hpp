// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which bars stand beside each other: the report's sections, charts and bars, as data.

#include <string>
#include <vector>

#include "results.hpp"

namespace report {

enum class Whose { own, peer, limit };

struct Bar {
  std::string label;
  Whose whose = Whose::own;
  Figure figure;
  double goal = 0;  // in the chart's unit; 0: none
  std::string command;
};

struct Chart {
  std::string title;
  std::string note;
  std::string unit;
  std::vector<Bar> bars;
};

struct Section {
  std::string title;
  std::string text;
  std::vector<Chart> charts;
};

/// All sections; a chart or bar of which nothing was measured is left out.
std::vector<Section> make_sections(const Results& results);

}  // namespace report
