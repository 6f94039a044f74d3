// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The tests' main(). Catch2 3 brings one as a library; version 2 makes it here.

#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
