// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Where keys come from: a seed, a name, a number, a standard engine, or a part of a call. Part of
// the stream format.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "outset/random/chunk.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// A seed as a key, its low word first.
constexpr random::Key key_of(std::uint64_t seed) {
  return {random::low_word(seed), random::high_word(seed)};
}

// What a key is derived from is hashed too, because the name "7" and the number 7 must differ.
enum class Origin : std::uint32_t {
  name = 0x656D616E,     // "name"
  integer = 0x20746E69,  // "int "
  engine = 0x20676E65,   // "eng "
  part = 0x74726170,     // "part"
};

/// Derives keys: h = Philox(h xor block, key) over the message's blocks, then over a last block
/// (length in bytes low, high, "outs", origin). The new key is the first two words.
class KeyChain {
 public:
  constexpr explicit KeyChain(random::Key key) : key_(key) {}

  constexpr void add(const random::Block& block) {
    random::Block input{};
    for (std::size_t i = 0; i < 4; ++i) input[i] = hash_[i] ^ block[i];
    hash_ = random::philox4x32(input, key_);
  }

  constexpr random::Key finish(std::uint64_t bytes, Origin origin) {
    add({random::low_word(bytes), random::high_word(bytes), 0x7374756F,
         static_cast<std::uint32_t>(origin)});
    return {hash_[0], hash_[1]};
  }

 private:
  random::Key key_;
  random::Block hash_{};
};

constexpr random::Key derive_key(random::Key key, std::uint64_t value, Origin origin) {
  KeyChain chain(key);
  chain.add({random::low_word(value), random::high_word(value), 0, 0});
  return chain.finish(8, origin);
}

constexpr random::Key derive_key(random::Key key, std::string_view name) {
  KeyChain chain(key);
  for (std::size_t start = 0; start < name.size(); start += 16) {
    random::Block block{};
    for (std::size_t i = start; i < name.size() && i < start + 16; ++i) {
      const auto byte = static_cast<std::uint32_t>(static_cast<unsigned char>(name[i]));
      block[(i - start) / 4] |= byte << (8 * (i % 4));
    }
    chain.add(block);
  }
  return chain.finish(name.size(), Origin::name);
}

/// A stream of its own for a part of a structured initializer (a pattern, the values), so that the
/// call as a whole still takes one stream of the Rng.
constexpr random::Stream part(const random::Stream& stream, std::uint32_t index) {
  KeyChain chain(stream.key);
  chain.add({random::low_word(stream.number), random::high_word(stream.number), index, 0});
  return {chain.finish(12, Origin::part), 0};
}

/// A standard uniform random bit generator, without the cost of <random>.
template <class G>
concept BitGenerator =
    std::invocable<G&> && std::unsigned_integral<std::invoke_result_t<G&>> && requires {
  { (G::min)() } -> std::same_as<std::invoke_result_t<G&>>;
  { (G::max)() } -> std::same_as<std::invoke_result_t<G&>>;
};

template <BitGenerator G>
random::Key key_from(G& generator) {
  const std::uint64_t range = (G::max)() - (G::min)();
  int bits = 0;  // whole random bits per draw: floor(log2(range + 1))
  while (bits < 64 && (~std::uint64_t{0} >> (63 - bits)) <= range) ++bits;
  if (bits == 0) bits = 1;
  const int draws = (128 + bits - 1) / bits;
  KeyChain chain({0, 0});
  for (int i = 0; i < draws; ++i) {
    const std::uint64_t value = static_cast<std::uint64_t>(generator() - (G::min)());
    chain.add({random::low_word(value), random::high_word(value), 0, 0});
  }
  return chain.finish(static_cast<std::uint64_t>(draws) * 8, Origin::engine);
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
