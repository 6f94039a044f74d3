// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The one way out for a bad argument, and how an error shows a number.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
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

inline namespace OUTSET_ABI {
namespace detail {

/// The one way out for a bad argument: std::invalid_argument, or the handler and abort.
[[noreturn]] inline void fail(const std::string& text) {
#if OUTSET_EXCEPTIONS
  throw std::invalid_argument("outset: " + text);
#else
  const std::string whole = "outset: " + text;
  if (current_error_handler != nullptr) current_error_handler(whole.c_str());
  std::fprintf(stderr, "%s\n", whole.c_str());
  std::abort();
#endif
}

/// The same with a text of several pieces. (g++ 12 finds fault with std::string's operator+ where
/// it is inlined, -Warray-bounds, and would say so in the user's file.)
[[noreturn]] inline void fail(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  fail(text);
}

/// A number as text, the shortest that reads back the same: 0.5, nan, 1e+300. No locale makes the
/// point a comma.
inline std::string show(double value) {
  char text[32];
#if defined(__cpp_lib_to_chars)
  const std::string shown(text, std::to_chars(text, text + sizeof text, value).ptr);
  return shown == "-nan" ? "nan" : shown;  // some processors' NaNs have a sign
#else
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  for (char& c : text) {
    if (c == ',') c = '.';
  }
  return text;
#endif
}

}  // namespace detail

/// Sets the handler for builds without exceptions; returns the one before it (null: none).
inline ErrorHandler set_error_handler(ErrorHandler handler) {
  const ErrorHandler before = current_error_handler;
  current_error_handler = handler;
  return before;
}

}  // namespace OUTSET_ABI
}  // namespace outset
