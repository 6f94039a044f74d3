// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What is wrong with a file, as std::runtime_error: the file, the tensor, the byte, and what is
// allowed there. Bytes count from 0 at the start of the file.

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/text/quote.hpp"

#if !OUTSET_EXCEPTIONS
#error "outset: files (outset/io) need exceptions"
#include "outset/stopped by the error above"
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

[[noreturn]] inline void fail_file(const std::string& path,
                                   std::initializer_list<outset::detail::Piece> pieces) {
  throw std::runtime_error(
      outset::detail::joined({"outset: ", path, ": ", outset::detail::joined(pieces)}));
}

/// `tensor` may be empty: then the error is about the file itself.
[[noreturn]] inline void fail_at(const std::string& path, std::string_view tensor,
                                 std::uint64_t byte,
                                 std::initializer_list<outset::detail::Piece> pieces) {
  std::string place;
  if (!tensor.empty()) {
    place = outset::detail::joined({"tensor ", outset::detail::in_quotes(tensor), ", "});
  }
  fail_file(path, {place, "byte ", byte, ": ", outset::detail::joined(pieces)});
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
