// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What is checked of the sizes that a file claims, before a number of them is used.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "outset/io/error.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// The sizes of a tensor's axes; none of a single number.
using Sizes = std::vector<Index>;

namespace detail {

/// The bytes of a header that are read at most, as safetensors limits it.
inline constexpr std::uint64_t longest_header = 100'000'000;
/// The axes of a tensor that are read at most. NumPy had 32 until version 2.
inline constexpr std::size_t most_axes = 32;

inline std::string text_of(const Sizes& sizes) {
  std::string text = "(";
  for (const Index size : sizes) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + ")";
}

/// The bytes of a tensor, which must be no more than `available`. The sizes that are not 0 must
/// have a product that Index holds, so that no product of some of them overflows later.
inline std::uint64_t checked_bytes(const std::string& path, std::string_view tensor,
                                   std::uint64_t byte, const Sizes& sizes, std::size_t each,
                                   std::uint64_t available) {
  constexpr auto most = static_cast<std::uint64_t>((std::numeric_limits<Index>::max)());
  std::uint64_t product = each;
  for (const Index size : sizes) {
    const std::uint64_t factor = size == 0 ? 1 : static_cast<std::uint64_t>(size);
    if (product > most / factor) {
      fail_at(path, tensor, byte,
              {"the sizes ", text_of(sizes), " have more elements than 63 bits count"});
    }
    product *= factor;
  }
  if (std::find(sizes.begin(), sizes.end(), Index{0}) != sizes.end()) return 0;
  if (product > available) {
    fail_at(path, tensor, byte,
            {"the sizes ", text_of(sizes), " take ", product, " bytes, of which ", available,
             " are there"});
  }
  return product;
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
