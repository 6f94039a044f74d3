// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The tables that `compare` prints: one line for each initializer, at most 80 columns wide. They
// hold no times, so that the same seed prints the same text.

#include <string>

#include "results.hpp"

namespace compare {

std::string table(const Results& results);

}  // namespace compare
