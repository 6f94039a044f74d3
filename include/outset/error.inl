// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of error.hpp.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "outset/heap.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

/// A number as text, written into `text`.
OUTSET_COLD inline std::string_view write_number(double value, char (&text)[32]) {
#if defined(__cpp_lib_to_chars)
  const char* const end = std::to_chars(text, text + sizeof text, value).ptr;
  const bool signed_nan = text[0] == '-' && text[1] == 'n';  // as some processors' NaNs are
  const char* const begin = signed_nan ? text + 1 : text;
  return {begin, static_cast<std::size_t>(end - begin)};
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

/// A text as Piece::quoted says, at most 68 characters, written into `shown`.
OUTSET_COLD inline std::string_view write_quoted(std::string_view text, char (&shown)[80]) {
  constexpr std::size_t longest = 60;
  constexpr char digits[] = "0123456789ABCDEF";
  std::size_t size = 0;
  shown[size++] = '"';
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

OUTSET_COLD OUTSET_LINKED std::size_t Piece::write(char* out) const {
  char digits[32];
  char shown[80];
  std::string_view words;
  if (kind_ == Kind::words) words = {words_, size_};
  if (kind_ == Kind::quoted) words = write_quoted({words_, size_}, shown);
  if (kind_ == Kind::real) words = write_number(real_, digits);
  int size = 0;
  if (kind_ == Kind::whole) size = std::snprintf(digits, sizeof digits, "%lld", whole_);
  if (kind_ == Kind::natural) {
    size = std::snprintf(digits, sizeof digits, "%llu", static_cast<unsigned long long>(whole_));
  }
  if (size > 0) words = {digits, static_cast<std::size_t>(size)};
  if (out != nullptr && !words.empty()) std::memcpy(out, words.data(), words.size());
  return words.size();
}

/// Writes the pieces to `out`, unless that is null. Returns their size.
OUTSET_COLD inline std::size_t write(const Piece* pieces, std::size_t count, char* out) {
  std::size_t size = 0;
  for (const Piece* piece = pieces; piece != pieces + count; ++piece) {
    size += piece->write(out == nullptr ? nullptr : out + size);
  }
  return size;
}

OUTSET_COLD OUTSET_LINKED void append(std::string& text, std::initializer_list<Piece> pieces) {
  const std::size_t before = text.size();
  text.resize(before + write(pieces.begin(), pieces.size(), nullptr));
  write(pieces.begin(), pieces.size(), text.data() + before);
}

OUTSET_COLD OUTSET_LINKED std::string joined(std::initializer_list<Piece> pieces) {
  std::string text;
  append(text, pieces);
  return text;
}

OUTSET_COLD OUTSET_LINKED void fail(const Piece* pieces, std::size_t count) {
  constexpr std::string_view library = "outset: ";
  const std::size_t size = library.size() + write(pieces, count, nullptr);
  const detail::Heap<char> memory(size + 1);
  char* const text = memory.data();
  std::memcpy(text, library.data(), library.size());
  write(pieces, count, text + library.size());
  text[size] = 0;
#if OUTSET_EXCEPTIONS
  throw std::invalid_argument(text);
#else
  if (current_error_handler != nullptr) current_error_handler(text);
  std::fprintf(stderr, "%s\n", text);
  std::abort();
#endif
}

OUTSET_COLD OUTSET_LINKED void fail(std::initializer_list<Piece> pieces) {
  fail(pieces.begin(), pieces.size());
}

OUTSET_COLD OUTSET_LINKED void fail(const std::string& text) {
  const Piece piece(text);
  fail(&piece, 1);
}

OUTSET_LINKED std::string show(double value) { return joined({value}); }

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
