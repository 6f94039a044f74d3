// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/polynomial.hpp: where nothing rounds, all three give the polynomial's value; where it does,
// each rounds in its own places.

#include "outset/exact/polynomial.hpp"

#include <utility>

#include "support/catch.hpp"

namespace exact = outset::exact;
using exact::Double;

TEST_CASE("exact polynomials: small whole numbers, of every length") {
  // 1 + 2 x + 3 x^2 + ... at 3 and at -2.
  constexpr double two[] = {1, 2}, three[] = {1, 2, 3}, four[] = {1, 2, 3, 4},
                   five[] = {1, 2, 3, 4, 5};
  const auto check = [](const auto& c, double at_3, double at_minus_2) {
    for (const auto& [x, value] : {std::pair{3.0, at_3}, std::pair{-2.0, at_minus_2}}) {
      CHECK(horner_fma(Double{x}, c) == value);
      CHECK(horner_mul_add(Double{x}, c) == value);
      CHECK(paired_fma(Double{x}, c) == value);
    }
  };
  check(two, 7, -3);
  check(three, 34, 9);
  check(four, 142, -23);
  check(five, 547, 57);
}

TEST_CASE("exact polynomials: the places where each rounds") {
  const Double x = 1 + 0x1p-30;  // x^2 = 1 + 2^-29 + 2^-60, which a double cannot hold
  constexpr double square[] = {-1, 0, 1};
  CHECK(horner_mul_add(x, square) == 0x1p-29);
  CHECK(horner_fma(x, square) == 0x1p-29 + 0x1p-60);
  CHECK(paired_fma(x, square) == 0x1p-29 + 0x1p-60);
  constexpr double cube[] = {-1, 0, 0, 1};
  CHECK(horner_fma(x, cube) == fma(x * x, x, -1));
  constexpr double fourth[] = {-1, 0, 0, 0, 1};
  CHECK(horner_fma(x, fourth) == fma(x * x * x, x, -1));
  CHECK(paired_fma(x, fourth) == fma(x * x * x, x, -1));
}
