// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#define OUTSET_SCALAR std::complex<double>
#include "fills.inl"
