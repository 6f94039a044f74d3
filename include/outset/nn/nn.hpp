// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A small multilayer perceptron, enough to see what an initializer does. It is a client of the
// core; outset.hpp does not include it.

#include "outset/nn/activation.hpp"      // IWYU pragma: export
#include "outset/nn/between_layers.hpp"  // IWYU pragma: export
#include "outset/nn/data_2d.hpp"         // IWYU pragma: export
#include "outset/nn/finite.hpp"          // IWYU pragma: export
#include "outset/nn/first_batch.hpp"     // IWYU pragma: export
#include "outset/nn/fit.hpp"             // IWYU pragma: export
#include "outset/nn/history.hpp"         // IWYU pragma: export
#include "outset/nn/layer.hpp"           // IWYU pragma: export
#include "outset/nn/layer_rates.hpp"     // IWYU pragma: export
#include "outset/nn/loss.hpp"            // IWYU pragma: export
#include "outset/nn/lsuv.hpp"            // IWYU pragma: export
#include "outset/nn/matrix_view.hpp"     // IWYU pragma: export
#include "outset/nn/mlp.hpp"             // IWYU pragma: export
#include "outset/nn/moments.hpp"         // IWYU pragma: export
#include "outset/nn/network.hpp"         // IWYU pragma: export
#include "outset/nn/nonlinearity.hpp"    // IWYU pragma: export
#include "outset/nn/optimizer.hpp"       // IWYU pragma: export
#include "outset/nn/parameters.hpp"      // IWYU pragma: export
#include "outset/nn/shuffle.hpp"         // IWYU pragma: export
#include "outset/nn/symmetry.hpp"        // IWYU pragma: export
#include "outset/nn/train.hpp"           // IWYU pragma: export
#include "outset/nn/within_layer.hpp"    // IWYU pragma: export
