// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The one way out for a bad argument, and how an error shows a number.

#include <initializer_list>
#include <string>
#include <string_view>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

/// What is called instead of a throw where exceptions are off. It gets the error's text and must
/// not return; if it does, the program aborts.
using ErrorHandler = void (*)(const char* text);

/// The handler, one for all files of a program. Only set_error_handler writes it.
inline ErrorHandler current_error_handler = nullptr;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {
namespace library {

/// The one way out for a bad argument: std::invalid_argument, or the handler and abort.
[[noreturn]] OUTSET_LINKED void fail(const std::string& text);

/// The same with a text of several pieces.
[[noreturn]] OUTSET_LINKED void fail(std::initializer_list<std::string_view> pieces);

/// A number as text, the shortest that reads back the same: 0.5, nan, 1e+300. No locale makes the
/// point a comma.
OUTSET_LINKED std::string show(double value);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::fail;
using library::show;

}  // namespace detail

/// Sets the handler for builds without exceptions; returns the one before it (null: none).
inline ErrorHandler set_error_handler(ErrorHandler handler) {
  const ErrorHandler before = current_error_handler;
  current_error_handler = handler;
  return before;
}

}  // namespace OUTSET_ABI
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/error.inl"
#endif
