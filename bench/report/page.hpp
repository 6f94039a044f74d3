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

/// Three significant digits, thousands without an exponent: "0.812", "24.1", "40965".
std::string show(double value);
/// The same with its interquartile range, "0.812 ± 1 %"; without it where there is one number.
std::string show_spread(const Figure& figure);
/// "yes", "no" or "inconclusive".
std::string show(const Verdict& verdict);

/// What it ran on and how it was built: name and value.
std::vector<std::pair<std::string, std::string>> machine(const Results& results);

std::string make_page(const Results& results);
std::string make_table(const Results& results);

}  // namespace report
