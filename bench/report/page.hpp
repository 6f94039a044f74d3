// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The report as one HTML page and as a Markdown table.

#include <string>
#include <utility>
#include <vector>

#include "figures.hpp"
#include "goals.hpp"
#include "results.hpp"

namespace report {

/// "yes", "no" or "inconclusive".
std::string show(const Verdict& verdict);

/// What it ran on and how it was built: name and value.
std::vector<std::pair<std::string, std::string>> machine(const Results& results);

std::string make_page(const Results& results);
std::string make_table(const Results& results);

}  // namespace report
