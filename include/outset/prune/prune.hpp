// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Takes weights out of networks: masks by several criteria, at initialization and in training. A
// client of the core and of nn/; outset.hpp does not include it.

#include "outset/prune/lottery.hpp"     // IWYU pragma: export
#include "outset/prune/magnitude.hpp"   // IWYU pragma: export
#include "outset/prune/mask.hpp"        // IWYU pragma: export
#include "outset/prune/masked.hpp"      // IWYU pragma: export
#include "outset/prune/saliency.hpp"    // IWYU pragma: export
#include "outset/prune/schedule.hpp"    // IWYU pragma: export
#include "outset/prune/select.hpp"      // IWYU pragma: export
#include "outset/prune/sparse_mlp.hpp"  // IWYU pragma: export
#include "outset/prune/synflow.hpp"     // IWYU pragma: export
