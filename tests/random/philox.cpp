// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/random/philox.hpp"

#include <bit>
#include <cmath>
#include <set>
#include <vector>

#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/stats.hpp"

using outset::random::Block;
using outset::random::Key;
using outset::random::philox4x32;

TEST_CASE("Philox4x32 gives the known answers, with seven rounds and with ten") {
  int seven = 0;
  int ten = 0;
  for (const golden::Line& line : golden::table("kat_vectors.txt", "philox4x32")) {
    INFO(line.text);
    REQUIRE(line.fields.size() == 12);
    const Block counter{line.hex32(2), line.hex32(3), line.hex32(4), line.hex32(5)};
    const Key key{line.hex32(6), line.hex32(7)};
    const Block output{line.hex32(8), line.hex32(9), line.hex32(10), line.hex32(11)};
    if (line[1] == "7") {
      CHECK(philox4x32<7>(counter, key) == output);
      ++seven;
    } else {
      REQUIRE(line[1] == "10");
      CHECK(philox4x32(counter, key) == output);
      CHECK(philox4x32<10>(counter, key) == output);
      ++ten;
    }
  }
  CHECK(seven == 3);
  CHECK(ten == 11);
}

TEST_CASE("Philox4x32 is a constant expression, and no rounds are the identity") {
  static_assert(philox4x32({0, 0, 0, 0}, {0, 0}) ==
                Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  static_assert(philox4x32<0>({1, 2, 3, 4}, {5, 6}) == Block{1, 2, 3, 4});
}

// Each of the 192 input bits flipped at 64 places: 128 output bits change with probability 1/2
// each. N = 64 * 128 bits per flip; the standard error of the number that change is sqrt(N) / 2;
// 192 checks at 1e-9.
TEST_CASE("Philox4x32: every input bit changes half of the output") {
  const double bits = 64 * 128;
  for (std::size_t flipped = 0; flipped < 192; ++flipped) {
    int changed = 0;
    for (std::uint32_t i = 0; i < 64; ++i) {
      Block counter{i, 0, 7 * i, 1};
      Key key{i * i, 3};
      const Block before = philox4x32(counter, key);
      const std::uint32_t bit = std::uint32_t{1} << flipped % 32;
      (flipped < 128 ? counter[flipped / 32] : key[flipped / 32 - 4]) ^= bit;
      const Block after = philox4x32(counter, key);
      for (std::size_t w = 0; w < 4; ++w) changed += std::popcount(before[w] ^ after[w]);
    }
    INFO("input bit " << flipped);
    CHECK(std::abs(changed - bits / 2) < stats::bound(stats::false_alarm, std::sqrt(bits) / 2));
  }
}

TEST_CASE("Philox4x32 never gives one block for two counters of a key") {
  std::set<Block> seen;
  for (std::uint32_t i = 0; i < 20000; ++i) seen.insert(philox4x32({i, 0, i % 3, 0}, {9, 9}));
  CHECK(seen.size() == 20000);
}
