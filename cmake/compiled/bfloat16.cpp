// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#define OUTSET_SCALAR Eigen::bfloat16
#include "fills.inl"
