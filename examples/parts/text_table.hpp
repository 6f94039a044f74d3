// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Aligned columns of text for a terminal of 80 columns.

#include <string>
#include <vector>

namespace examples {

struct Column {
  std::string group, name;  // neighbours with one group share its heading
};

// One cell for each column. Where a row has fewer cells, its last one takes the room of the rest.
using Rows = std::vector<std::vector<std::string>>;

// No wider than the terminal: if need be with narrower gaps, and then with the first cell of a row
// (a long name) on a line of its own.
std::string aligned(const std::vector<Column>& heads, const Rows& rows);

}  // namespace examples
