// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a claim's check returns: texts, tables and pictures. text.cpp, page.cpp and svg.cpp show
// them.

#include <Eigen/Core>
#include <string>
#include <variant>
#include <vector>

#include "parts/text_table.hpp"

namespace claims {

// y over x. A theory line is dashed and has no points.
struct Line {
  std::string name;
  std::vector<double> x{}, y{};
  std::vector<double> error{};  // one standard error, drawn as a band
  bool theory = false;
  int colour = -1;  // the line's own place where negative; a theory's is that of what it predicts
};

struct Chart {
  std::string title, x_name, y_name;  // names with their units
  std::vector<Line> lines{};
  bool log_x = false, log_y = false;
  bool percent = false;  // y is a share
};

// A value for each cell; x.size() columns, y.size() rows, from the bottom.
struct Heat {
  std::string title, x_name, y_name, value_name;
  std::vector<double> x{}, y{};
  Eigen::MatrixXd values{};  // (y, x), shares in [0, 1]
  std::vector<Line> over{};  // in the units of x and y
};

// What a network says at each place of a square, and the examples it learns from.
struct Field {
  Eigen::MatrixXd share;   // of class 1, in [0, 1]; (row from the bottom, column)
  Eigen::MatrixXf points;  // (2, count)
  std::vector<int> labels;
  double low = -1, high = 1;  // of both coordinates
};

// Pictures side by side: a row per contender, a column per moment.
struct Strip {
  std::string title;
  std::vector<std::string> rows{}, columns{};
  std::vector<std::vector<Field>> fields{};  // [row][column]
  std::vector<std::vector<std::string>> notes{};
};

using Picture = std::variant<Chart, Heat, Strip>;

struct Table {
  std::string title;
  std::vector<examples::Column> heads;
  examples::Rows rows{};
};

// One thing that the claim says, as it was found here.
struct Finding {
  bool holds = false;
  std::string text;
};

struct Result {
  std::string claim;    // what is claimed
  std::string paper;    // by whom
  std::string setting;  // how it is checked here
  std::vector<Table> tables{};
  std::vector<Finding> findings{};
  std::string note{};  // what else a reader must know
  std::vector<Picture> pictures{};

  bool holds() const {
    for (const Finding& f : findings) {
      if (!f.holds) return false;
    }
    return true;
  }
};

}  // namespace claims
