// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The tables that `compare` prints: one line for each initializer, columns aligned, at most 80
// columns, no times in it, so that the same seed prints the same text.

#include <string>

#include "results.hpp"

namespace compare {

std::string table(const Results& results);

}  // namespace compare
