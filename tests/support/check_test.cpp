// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Tests that our own CHECK and REQUIRE fail where Catch2's do. Each of these cases must fail:
// Catch2 shows the failure and counts it as a success.

#include <cstdlib>
#include <stdexcept>

#include "support/catch.hpp"

TEST_CASE("a CHECK that is false fails its case", "[!shouldfail]") { CHECK(1 + 1 == 3); }
TEST_CASE("a CHECK_FALSE that is true fails its case", "[!shouldfail]") { CHECK_FALSE(true); }
TEST_CASE("a REQUIRE that is false ends its case", "[!shouldfail]") {
  REQUIRE(1 + 1 == 3);
  std::abort();
}
TEST_CASE("a REQUIRE_FALSE that is true ends its case", "[!shouldfail]") {
  REQUIRE_FALSE(1 + 1 == 2);
  std::abort();
}
TEST_CASE("an exception within a CHECK fails its case", "[!shouldfail]") {
  CHECK([]() -> bool { throw std::runtime_error("thrown"); }());
}
