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

/// A piece of a text: words, a number, or a text that a user wrote, in quotes. A check that may
/// fail makes no strings itself, because each would cost every file of the include its code.
class Piece {
 public:
  constexpr Piece() : Piece(std::string_view()) {}
  constexpr Piece(std::string_view words)  // NOLINT: the constructors convert, in lists of pieces
      : words_(words.data()), size_(words.size()) {}
  constexpr Piece(const char* words) : Piece(std::string_view(words)) {}          // NOLINT
  Piece(const std::string& words) : words_(words.data()), size_(words.size()) {}  // NOLINT
  constexpr Piece(double number) : kind_(Kind::real), real_(number) {}            // NOLINT
  template <std::integral Integer>
  requires(sizeof(Integer) > 1) constexpr Piece(Integer number)  // NOLINT
      : kind_(std::signed_integral<Integer> ? Kind::whole : Kind::natural),
        whole_(static_cast<long long>(number)) {}

  /// A text in quotes, and cut where it is long. Printable ASCII stays as it is, with a backslash
  /// before a quote or a backslash. Every other byte becomes \xNN. No valid name or number has such
  /// a byte (a byte order mark, a zero, a typographic minus sign), and a terminal would hide it.
  static constexpr Piece quoted(std::string_view text) {
    Piece piece(text);
    piece.kind_ = Kind::quoted;
    return piece;
  }

  /// Writes the piece to `out`, unless that is null. Returns its size.
  OUTSET_LINKED std::size_t write(char* out) const;

 private:
  enum class Kind : unsigned char { words, quoted, real, whole, natural };
  Kind kind_ = Kind::words;
  union {
    const char* words_;
    double real_;
    long long whole_;
  };
  std::size_t size_ = 0;
};

/// Appends the pieces to a text.
OUTSET_LINKED void append(std::string& text, std::initializer_list<Piece> pieces);

/// The pieces as one text.
OUTSET_LINKED std::string joined(std::initializer_list<Piece> pieces);

/// The one way out for a bad argument: std::invalid_argument, or the handler and abort.
[[noreturn]] OUTSET_LINKED void fail(const Piece* pieces, std::size_t count);
[[noreturn]] OUTSET_LINKED void fail(std::initializer_list<Piece> pieces);
[[noreturn]] OUTSET_LINKED void fail(const std::string& text);

/// A number as text, the shortest that reads back the same: 0.5, nan, 1e+300. No locale makes the
/// point a comma.
OUTSET_LINKED std::string show(double value);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::append;
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
