// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Philox4x32, the counter-based generator that starts every chunk of a stream and derives every
// key. J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC'11, section 3.3. Integer arithmetic only: the same words on every machine.
//
// philox4x32({0, 0, 0, 0}, {0, 0}) is {6627e8d5, e169c58d, bc57ac4c, 9b00dbd8} (hexadecimal).

#include <array>
#include <cstdint>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace random {

using Key = std::array<std::uint32_t, 2>;
using Block = std::array<std::uint32_t, 4>;

/// A pure function: 128 bits of counter and 64 of key to 128 random bits. Ten rounds are the
/// authors' default (seven pass BigCrush).
template <int rounds = 10>
constexpr Block philox4x32(Block counter, Key key) {
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

}  // namespace random
}  // namespace OUTSET_ABI
}  // namespace outset
