// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The tests' main(), where Catch2 2 comes without it in a library. Version 3 always has one.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
