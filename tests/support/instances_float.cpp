// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "support/instances.hpp"

OUTSET_TEST_KERNELS(, float, float)
OUTSET_TEST_NET_FUNCTIONS(, float)
OUTSET_TEST_KERNELS(, Eigen::half, float)
OUTSET_TEST_KERNELS(, Eigen::bfloat16, float)
OUTSET_TEST_INSTANCES(, float)
OUTSET_TEST_INSTANCES(, Eigen::half)
OUTSET_TEST_INSTANCES(, Eigen::bfloat16)
