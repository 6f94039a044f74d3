// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The other file of the program of mixed.cpp: it links outset::compiled.

#include "outset/config.hpp"

int version();

int main() { return version(); }
