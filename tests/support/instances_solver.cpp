// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "support/instances_solver.hpp"

OUTSET_TEST_SOLVERS()
