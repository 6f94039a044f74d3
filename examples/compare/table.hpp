// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The table that `compare` prints: one line an initializer, columns aligned, no times in it, so
// that the same seed prints the same text.

#include <string>

#include "results.hpp"

namespace compare {

std::string table(const Results& results);

}  // namespace compare
