// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A library's functions with outset's values in their signatures, called from a file of other
// flags. No Eigen object is passed, because its alignment depends on the flags.

#include <cstdint>

#include "outset/outset.hpp"

void fill_with(const outset::HeNormal& init, const outset::Shape& shape, outset::Rng& rng,
               float* weights);
outset::Normal rule_of(const outset::HeNormal& init, const outset::Shape& shape);
outset::Distribution distribution_of(const outset::AnyInitializer& init,
                                     const outset::Shape& shape);
std::uint64_t first_value(outset::Philox4x32& engine);
