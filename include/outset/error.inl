// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of error.hpp.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

OUTSET_LINKED void fail(const std::string& text) {
#if OUTSET_EXCEPTIONS
  throw std::invalid_argument(joined({"outset: ", text}));
#else
  const std::string whole = joined({"outset: ", text});
  if (current_error_handler != nullptr) current_error_handler(whole.c_str());
  std::fprintf(stderr, "%s\n", whole.c_str());
  std::abort();
#endif
}

/// A number as text, written into `text`.
inline std::string_view write_number(double value, char (&text)[32]) {
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

OUTSET_LINKED void Piece::append_to(std::string& text) const {
  char digits[32];
  std::string_view words;
  if (kind_ == Kind::words) words = {words_, size_};
  if (kind_ == Kind::real) words = write_number(real_, digits);
  if (kind_ == Kind::whole) {
    const int size = std::snprintf(digits, sizeof digits, "%lld", whole_);
    words = {digits, static_cast<std::size_t>(size)};
  }
  text.append(words.data(), words.size());
}

OUTSET_LINKED std::string joined(std::initializer_list<Piece> pieces) {
  std::string text;
  for (const Piece& piece : pieces) piece.append_to(text);
  return text;
}

OUTSET_LINKED void fail(std::initializer_list<Piece> pieces) { fail(joined(pieces)); }

OUTSET_LINKED std::string show(double value) { return joined({value}); }

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
