// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How an error shows a text that a user wrote.

#include <cstddef>
#include <string>
#include <string_view>

#include "outset/error.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// A text as an error shows it: in quotes, and cut where it is long. Printable ASCII stays as it
/// is, with a backslash before a quote or a backslash. Every other byte becomes \xNN. No valid name
/// or number has such a byte (a byte order mark, a zero, a typographic minus sign), and a terminal
/// would hide it.
inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  constexpr char digits[] = "0123456789ABCDEF";
  char shown[longest + 16] = {'"'};
  std::size_t size = 1;
  for (const char c : text) {
    if (size > longest) {
      for (int i = 0; i < 3; ++i) shown[size++] = '.';
      break;
    }
    if (c >= ' ' && c <= '~') {
      if (c == '"' || c == '\\') shown[size++] = '\\';
      shown[size++] = c;
    } else {
      const unsigned byte = static_cast<unsigned char>(c);
      for (const char piece : {'\\', 'x', digits[byte / 16], digits[byte % 16]}) {
        shown[size++] = piece;
      }
    }
  }
  shown[size++] = '"';
  return {shown, size};
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
