// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "support/instances_nn.hpp"

OUTSET_TEST_NN(, float)
OUTSET_TEST_NN(, double)
