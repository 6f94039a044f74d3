// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Weights from and to files: npy and safetensors. It needs POSIX and nlohmann-json. A client of the
// core; outset.hpp does not include it.

#include "outset/io/layouts.hpp"      // IWYU pragma: export
#include "outset/io/npy.hpp"          // IWYU pragma: export
#include "outset/io/safetensors.hpp"  // IWYU pragma: export
