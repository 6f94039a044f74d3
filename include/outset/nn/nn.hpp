// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A small multilayer perceptron, enough to see what an initializer does. A client of the core:
// never included by outset.hpp.

#include "activation.hpp"  // IWYU pragma: export
#include "finite.hpp"      // IWYU pragma: export
#include "layer.hpp"       // IWYU pragma: export
#include "loss.hpp"        // IWYU pragma: export
#include "mlp.hpp"         // IWYU pragma: export
#include "optimizer.hpp"   // IWYU pragma: export
#include "shuffle.hpp"     // IWYU pragma: export
#include "symmetry.hpp"    // IWYU pragma: export
#include "train.hpp"       // IWYU pragma: export
