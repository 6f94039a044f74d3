// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Looks into a network: what its layers carry on a batch. A client of the core and of nn/;
// outset.hpp does not include it.

#include "outset/probe/dead_units.hpp"        // IWYU pragma: export
#include "outset/probe/diagnose.hpp"          // IWYU pragma: export
#include "outset/probe/diagnose_network.hpp"  // IWYU pragma: export
#include "outset/probe/diagnosis.hpp"         // IWYU pragma: export
#include "outset/probe/fit.hpp"               // IWYU pragma: export
#include "outset/probe/histogram.hpp"         // IWYU pragma: export
#include "outset/probe/jacobian.hpp"          // IWYU pragma: export
#include "outset/probe/mean_field.hpp"        // IWYU pragma: export
#include "outset/probe/measure.hpp"           // IWYU pragma: export
#include "outset/probe/measured.hpp"          // IWYU pragma: export
#include "outset/probe/network.hpp"           // IWYU pragma: export
#include "outset/probe/predict.hpp"           // IWYU pragma: export
#include "outset/probe/saturation.hpp"        // IWYU pragma: export
#include "outset/probe/signal.hpp"            // IWYU pragma: export
#include "outset/probe/tensor.hpp"            // IWYU pragma: export
#include "outset/probe/trial_step.hpp"        // IWYU pragma: export
