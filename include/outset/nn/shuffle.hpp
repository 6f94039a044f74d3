// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Random orders that are the same on every platform: std::shuffle leaves to each standard library
// how it turns words into positions. Fisher-Yates (Durstenfeld 1964, algorithm 235) on words of
// Philox4x32, each position by Lemire's multiplication with rejection (ACM TOMACS 29, 2019,
// algorithm 5): exactly uniform, with a division only before the rare rejection.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "outset/error.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/random/engine.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

// An Rng's key as a seed sequence, the way into a standard engine.
struct KeySequence {
  random::Key key;
  template <class Iterator>
  void generate(Iterator begin, Iterator end) const {
    std::copy_n(key.begin(), end - begin, begin);
  }
};

// Uniform in [0, bound), bound in [1, 2^32 - 1].
inline std::uint32_t below(std::uint32_t bound, Philox4x32& engine) {
  std::uint64_t product = std::uint64_t{bound} * engine();
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t threshold = (0 - bound) % bound;
    while (static_cast<std::uint32_t>(product) < threshold) {
      product = std::uint64_t{bound} * engine();
    }
  }
  return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace detail

/// Shuffles `values` (at most 2^32 - 1) by the key of `rng`, which does not move: the same key and
/// count give the same order everywhere. Every order is as likely as any other.
template <class T>
void shuffle(std::span<T> values, const Rng& rng) {
  if (values.size() > 0xFFFFFFFF) {
    outset::detail::fail({"shuffle: ", values.size(), " values, must be fewer than 2^32"});
  }
  detail::KeySequence sequence{rng.key()};
  Philox4x32 engine(sequence);
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[detail::below(static_cast<std::uint32_t>(i), engine)]);
  }
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
