// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#define OUTSET_SCALAR std::complex<float>
#include "fills.inl"
