// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Weights from and to files: npy and safetensors, other frameworks' layouts, nets and trainings,
// pretrained weights. It needs POSIX and nlohmann-json. A client of the core; outset.hpp does not
// include it.

#include "outset/io/layouts.hpp"           // IWYU pragma: export
#include "outset/io/network.hpp"           // IWYU pragma: export
#include "outset/io/npy.hpp"               // IWYU pragma: export
#include "outset/io/pretrained.hpp"        // IWYU pragma: export
#include "outset/io/safetensors.hpp"       // IWYU pragma: export
#include "outset/io/weight_selection.hpp"  // IWYU pragma: export
