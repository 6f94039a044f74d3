// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/random/chunk.hpp"

#include <bit>
#include <vector>

#include "support/catch.hpp"
#include "support/golden.hpp"

using outset::random::lane_start;
using outset::random::Sfc32;
using outset::random::Stream;
using outset::random::word_at;

namespace {

// The format once more, from its description, with 64-bit remainders in place of 32-bit wrap-around
// and the rounds written out. It shares nothing with the library.
namespace again {

constexpr std::uint64_t word_mask = 0xFFFFFFFF;

struct State {
  std::uint64_t x[4];
};

State philox(State c, std::uint64_t k0, std::uint64_t k1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t left = 3528531795u * c.x[0];
    const std::uint64_t right = 3449720151u * c.x[2];
    c = {{(right >> 32) ^ c.x[1] ^ k0, right & word_mask, (left >> 32) ^ c.x[3] ^ k1,
          left & word_mask}};
    k0 = (k0 + 2654435769u) & word_mask;
    k1 = (k1 + 3144134277u) & word_mask;
  }
  return c;
}

std::uint64_t sfc(State& s) {
  const std::uint64_t out = (s.x[0] + s.x[1] + s.x[3]) & word_mask;
  s.x[3] = (s.x[3] + 1) & word_mask;
  s.x[0] = s.x[1] ^ (s.x[1] >> 9);
  s.x[1] = (9 * s.x[2]) & word_mask;
  s.x[2] = (((s.x[2] << 21) & word_mask) + (s.x[2] >> 11) + out) & word_mask;
  return out;
}

// All 1024 words of a chunk, in the order of the stream.
std::vector<std::uint32_t> chunk(std::uint64_t key, std::uint64_t stream, std::uint64_t number) {
  std::vector<std::uint32_t> words(1024);
  for (std::uint64_t lane = 0; lane < 16; ++lane) {
    const std::uint64_t block = 16 * number + lane;
    State s = philox({{block & word_mask, block >> 32, stream & word_mask, stream >> 32}},
                     key & word_mask, key >> 32);
    for (std::uint64_t row = 0; row < 64; ++row) {
      words[16 * row + lane] = static_cast<std::uint32_t>(sfc(s));
    }
  }
  return words;
}

}  // namespace again

Stream stream_of(std::uint64_t key, std::uint64_t number) {
  return {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}, number};
}

}  // namespace

TEST_CASE("the stream format is what the table of the reference says") {
  int beyond_32_bits = 0;
  for (const golden::Line& line : golden::table("stream_v1.txt", "word")) {
    INFO(line.text);
    const Stream stream = stream_of(line.hex(1), line.integer(2));
    const std::uint64_t chunk = line.integer(3);
    const std::uint64_t row = line.integer(4);
    const std::uint64_t lane = line.integer(5);
    CHECK(word_at(stream, 1024 * chunk + 16 * row + lane) == line.hex32(6));
    Sfc32 generator = lane_start(stream, chunk, static_cast<int>(lane));
    for (std::uint64_t t = 0; t < row; ++t) generator.next();
    CHECK(generator.next() == line.hex32(6));
    if (16 * chunk >= std::uint64_t{1} << 32) ++beyond_32_bits;
  }
  CHECK(beyond_32_bits > 0);
}

TEST_CASE("word_at gives every word of a chunk that a second implementation gives") {
  for (const std::uint64_t key : {std::uint64_t{0}, std::uint64_t{0xFEDCBA9876543210}}) {
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{0xA00000000F}}) {
      for (const std::uint64_t chunk : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 36,
                                        std::uint64_t{0x12345678}}) {
        const std::vector<std::uint32_t> words = again::chunk(key, number, chunk);
        const Stream stream = stream_of(key, number);
        std::size_t different = 0;
        for (std::size_t i = 0; i < 1024; ++i) {
          if (word_at(stream, 1024 * chunk + i) != words[i]) ++different;
        }
        INFO("key " << key << ", stream " << number << ", chunk " << chunk);
        CHECK(different == 0);
      }
    }
  }
}

TEST_CASE("the words are a constant expression") {
  static_assert(word_at({{0, 0}, 0}, 0) == 0x6627e8d5U + 0xe169c58dU + 0x9b00dbd8U);
  static_assert(outset::random::words_per_chunk == 1024);
  static_assert(outset::random::stream_version == 1);
  SUCCEED();
}
