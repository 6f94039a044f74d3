// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The report: the page of examples/report with the results in it as JSON. One file, no network.

#include <string>

#include "results.hpp"
#include "settings.hpp"

namespace compare {

std::string report(const Settings& settings, const Results& results);

}  // namespace compare
