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
  throw std::invalid_argument("outset: " + text);
#else
  const std::string whole = "outset: " + text;
  if (current_error_handler != nullptr) current_error_handler(whole.c_str());
  std::fprintf(stderr, "%s\n", whole.c_str());
  std::abort();
#endif
}

// g++ 12 finds fault with std::string's operator+ where it is inlined, -Warray-bounds, and would
// say so in the user's file.
OUTSET_LINKED void fail(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  fail(text);
}

OUTSET_LINKED std::string show(double value) {
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

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
