// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// main.cpp on what is compiled for all tests, optimized.

#include "support/instances_nn.hpp"

#include "bits/main.cpp"
