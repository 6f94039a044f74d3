// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#define OUTSET_SCALAR float
#include "fills.inl"
