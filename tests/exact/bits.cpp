// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/exact/bits.hpp"

#include "support/catch.hpp"

namespace exact = outset::exact;

TEST_CASE("exact ordering: neighbours") {
  CHECK(exact::next_above(1.0F) == 1.0F + 0x1p-23F);
  CHECK(exact::next_below(1.0F) == 1.0F - 0x1p-24F);
  CHECK(exact::next_above(-1.0) == -1.0 + 0x1p-53);
  CHECK(exact::bits(exact::next_below(0.0)) == 0x8000000000000001U);
  CHECK(exact::bits(exact::next_above(-0.0F)) == 1U);
  CHECK(exact::bits(exact::next_above(exact::next_below(0.0))) == 0x8000000000000000U);
}

TEST_CASE("exact tests: by bit pattern") {
  CHECK(exact::is_finite(0.0));
  CHECK_FALSE(exact::is_finite(exact::infinity<float>));
  CHECK_FALSE(exact::is_nan(exact::infinity<float>));
  CHECK(exact::is_nan(std::bit_cast<double>(0x7ff8000000000000U)));
  CHECK(exact::is_negative(-0.0F));
}
