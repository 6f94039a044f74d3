// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "support/instances.hpp"

OUTSET_TEST_INSTANCES(, double)
