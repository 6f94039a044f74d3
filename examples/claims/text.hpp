// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A result as text that reads well in a terminal and is Markdown.

#include <string>

#include "claim.hpp"

namespace claims {

// With its heading, its tables and its verdict.
std::string text(const Claim& claim, const Result& result);

}  // namespace claims
