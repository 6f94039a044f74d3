// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/shuffle.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <span>
#include <vector>

#include "support/catch.hpp"

using outset::Rng;

namespace {

std::vector<int> shuffled(int count, const Rng& rng) {
  std::vector<int> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 0);
  outset::nn::shuffle(std::span<int>(values), rng);
  return values;
}

}  // namespace

TEST_CASE("the order of a key is fixed for ever") {
  // From an implementation in another language, written from the comment in shuffle.hpp.
  CHECK(shuffled(12, Rng(42)) == std::vector<int>{9, 4, 1, 10, 6, 8, 2, 11, 3, 0, 5, 7});
  CHECK(shuffled(0, Rng(42)).empty());
  CHECK(shuffled(1, Rng(42)) == std::vector<int>{0});
}

TEST_CASE("a shuffle is a permutation, and another one for another key") {
  std::vector<int> values = shuffled(1797, Rng(1));
  CHECK(values != shuffled(1797, Rng(2)));
  CHECK(values != shuffled(1797, Rng(1).stream("x")));
  CHECK(values == shuffled(1797, Rng(1)));
  std::sort(values.begin(), values.end());
  for (int i = 0; i < 1797; ++i) REQUIRE(values[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("all orders are equally likely") {
  // 24 orders of 4, 24000 keys, 1000 expected each. Chi-square with 23 degrees of freedom is above
  // 87 with probability 2e-9; it has mean 23, and 87 is reached in the mean when one order has 25 %
  // too many.
  std::map<std::vector<int>, int> counts;
  const Rng rng(3);
  for (int key = 0; key < 24000; ++key) ++counts[shuffled(4, rng.stream(key))];
  REQUIRE(counts.size() == 24);
  double chi_square = 0;
  for (const auto& [order, count] : counts)
    chi_square += (count - 1000.0) * (count - 1000.0) / 1000;
  CHECK(chi_square < 87);
}
