// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "support/instances.hpp"

OUTSET_TEST_KERNELS(, double, double)
OUTSET_TEST_NET_FUNCTIONS(, double)
OUTSET_TEST_REGISTRY()
OUTSET_TEST_INSTANCES(, double)
