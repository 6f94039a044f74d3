// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The one way out for a bad argument, and how an error shows a number.

#include <concepts>
#include <cstddef>
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

/// A piece of a text: words, or a number. A check that may fail makes no strings itself, because
/// each would cost every file of the include its code.
class Piece {
 public:
  constexpr Piece(std::string_view words)  // NOLINT: the constructors convert, in lists of pieces
      : words_(words.data()), size_(words.size()) {}
  constexpr Piece(const char* words) : Piece(std::string_view(words)) {}          // NOLINT
  Piece(const std::string& words) : words_(words.data()), size_(words.size()) {}  // NOLINT
  constexpr Piece(double number) : kind_(Kind::real), real_(number) {}            // NOLINT
  template <std::integral Integer>
  requires(sizeof(Integer) > 1) constexpr Piece(Integer number)  // NOLINT
      : kind_(Kind::whole), whole_(static_cast<long long>(number)) {}

  OUTSET_LINKED void append_to(std::string& text) const;

 private:
  enum class Kind : unsigned char { words, real, whole };
  Kind kind_ = Kind::words;
  union {
    const char* words_;
    double real_;
    long long whole_;
  };
  std::size_t size_ = 0;
};

/// The pieces as one text.
OUTSET_LINKED std::string joined(std::initializer_list<Piece> pieces);

/// The one way out for a bad argument: std::invalid_argument, or the handler and abort.
[[noreturn]] OUTSET_LINKED void fail(const std::string& text);

/// The same with a text of several pieces.
[[noreturn]] OUTSET_LINKED void fail(std::initializer_list<Piece> pieces);

/// A number as text, the shortest that reads back the same: 0.5, nan, 1e+300. No locale makes the
/// point a comma.
OUTSET_LINKED std::string show(double value);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::fail;
using library::joined;
using library::Piece;
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
