// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A header-only file of a program whose other file is not.

#include "outset/config.hpp"

int version() { return OUTSET_VERSION_MINOR; }
