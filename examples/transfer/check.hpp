// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the experiment says: where a pretrained network helps, where it does not, and why.

#include <Eigen/Core>
#include <cstddef>
#include <filesystem>

#include "claims/claim.hpp"

namespace transfer {

struct Settings {
  std::size_t seeds = 20;
  Eigen::Index width = 64;
  std::filesystem::path folder{};  // for the pretrained networks; a temporary one if empty
};

claims::Result check(const claims::Context& context, const Settings& settings);

}  // namespace transfer
