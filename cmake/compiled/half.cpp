// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#define OUTSET_SCALAR Eigen::half
#include "fills.inl"
