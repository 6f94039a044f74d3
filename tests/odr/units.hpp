// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the files of this test tell each other: numbers only, no Eigen objects and no templates.

#include <cstdint>

std::uint64_t base_hash();
std::uint64_t wide_hash();
