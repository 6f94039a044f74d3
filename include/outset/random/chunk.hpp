// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The stream format, version 1: which 32-bit word stands where. This scalar reference is the
// definition; vector kernels must give the same words.
//
// A stream is named by a key (64 bits) and a number (64 bits). Its words come in chunks of 1024:
// 64 rows of 16 lanes. Lane l of chunk c is an SFC32 generator whose start state is one Philox
// block with counter (16 c + l, stream number), low words first, and the stream's key; it runs
// without warm-up, and its word t stands in row t:
//
//   word(1024 c + 16 t + l) = output t of lane l of chunk c
//
// So any chunk is reached at once, and threads and slices need no communication.
// SFC32: Chris Doty-Humphrey's "small fast chaotic" generator, PractRand 0.95.

#include <array>
#include <cstdint>

#include "outset/random/philox.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace random {

inline constexpr int stream_version = 1;
inline constexpr int lanes = 16;
inline constexpr int rows_per_chunk = 64;
inline constexpr int words_per_chunk = lanes * rows_per_chunk;

/// One tensor's numbers: a key and the stream's number under it.
struct Stream {
  Key key{};
  std::uint64_t number = 0;
};

constexpr std::uint32_t low_word(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
constexpr std::uint32_t high_word(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

/// One lane's generator.
struct Sfc32 {
  std::uint32_t a, b, c, counter;

  constexpr std::uint32_t next() {
    const std::uint32_t word = a + b + counter++;
    a = b ^ (b >> 9);
    b = c + (c << 3);
    c = ((c << 21) | (c >> 11)) + word;
    return word;
  }
};

/// The generator of one lane (0 to 15) at the start of a chunk.
constexpr Sfc32 lane_start(const Stream& stream, std::uint64_t chunk, int lane) {
  const std::uint64_t block = lanes * chunk + static_cast<std::uint64_t>(lane);
  const Block state = philox4x32(
      {low_word(block), high_word(block), low_word(stream.number), high_word(stream.number)},
      stream.key);
  return {state[0], state[1], state[2], state[3]};
}

/// The word at an index of a stream, one at a time: for reading and for tests, not for speed.
constexpr std::uint32_t word_at(const Stream& stream, std::uint64_t index) {
  const std::uint64_t row = index / lanes % rows_per_chunk;
  Sfc32 lane = lane_start(stream, index / words_per_chunk, static_cast<int>(index % lanes));
  for (std::uint64_t t = 0; t < row; ++t) lane.next();
  return lane.next();
}

}  // namespace random
}  // namespace OUTSET_ABI
}  // namespace outset
