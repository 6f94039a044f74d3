// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The results as one page that opens offline, and its pictures as files.

#include <string>
#include <vector>

#include "claim.hpp"

namespace claims {

struct Checked {
  Claim claim;
  Result result;
};

// `command`: what was typed.
std::string page(const std::vector<Checked>& all, const std::string& command);

// Writes the pictures as NAME-1.svg, NAME-2.svg, ... into a folder, which is made if need be.
void write_pictures(const std::vector<Checked>& all, const std::string& folder);

// Does both where there is a place for it, `--svg` and `--out`, and says where the page is.
void publish(const std::vector<Checked>& all, const std::string& svg, const std::string& out,
             const std::string& command);

}  // namespace claims
