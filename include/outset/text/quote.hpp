// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How an error shows a text that a user wrote.

#include <string>
#include <string_view>

#include "outset/error.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// A text as Piece::quoted writes it.
inline std::string in_quotes(std::string_view text) { return joined({Piece::quoted(text)}); }

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
