// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Reading the small language of initializer texts: `name(option=value, value, ...)`, and numbers.
// The locale does not matter.

#include <cerrno>
#include <charconv>
#include <clocale>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "outset/error.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

/// Whether a number has a leading zero, as in 05 and -00.1. Such digits usually follow a decimal
/// comma.
constexpr bool has_leading_zero(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

/// The whole text as a number (`inf` and `-inf` too), or nothing.
template <class = void>
OUTSET_COLD std::optional<double> parse_number(std::string_view text) {
  if (has_leading_zero(text)) return std::nullopt;
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  if (text.empty() || is_space(text.front()) || text.front() == '+') return std::nullopt;
  double value = 0;
#if defined(__cpp_lib_to_chars)
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
#else
  std::string copy(text);
  const char point = *std::localeconv()->decimal_point;
  if (copy.find_first_of("xX") != std::string::npos) return std::nullopt;
  for (char& c : copy) {
    if (c == point && point != '.') return std::nullopt;
    if (c == '.') c = point;
  }
  char* end = nullptr;
  errno = 0;
  value = std::strtod(copy.c_str(), &end);
  if (end != copy.c_str() + copy.size()) return std::nullopt;
  // Out of range, as from_chars defines it: subnormal numbers are in range.
  if (errno == ERANGE && !(value != 0 && value > -1 && value < 1)) return std::nullopt;
#endif
  return value;
}

/// One argument of a call: `name=text`, or a text without a name.
struct Argument {
  std::string_view name;
  std::string_view text;
};

/// `head(arguments)` taken apart; the parentheses may be missing.
template <class Tag>  // void; a vector that nobody asks for is not compiled
struct BasicCall {
  std::string_view text;
  std::string_view head;
  std::vector<std::conditional_t<std::is_void_v<Tag>, Argument, Tag>> arguments;
};
using Call = BasicCall<void>;

template <class Tag = void>
OUTSET_COLD BasicCall<Tag> parse_call(std::string_view text) {
  constexpr std::size_t longest = 4096;
  if (text.size() > longest) {
    fail({"text of ", text.size(), " characters, must be at most ", longest, ": ",
          Piece::quoted(text)});
  }
  const std::string_view whole = trim(text);
  const auto refuse = [whole](const char* why) { fail({Piece::quoted(whole), why}); };
  const std::size_t open = whole.find('(');
  BasicCall<Tag> call{whole, trim(whole.substr(0, open)), {}};
  if (open == std::string_view::npos) return call;
  if (whole.back() != ')') refuse(" must end with its closing parenthesis");
  const std::string_view inside = whole.substr(open + 1, whole.size() - open - 2);
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= inside.size(); ++i) {
    const char c = i < inside.size() ? inside[i] : ',';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (depth < 0 || (i == inside.size() && depth != 0)) {
      refuse(" has parentheses that do not match");
    }
    if (c != ',' || depth != 0) continue;
    const std::string_view piece = trim(inside.substr(start, i - start));
    start = i + 1;
    if (piece.empty()) {
      if (trim(inside).empty()) break;
      refuse(" has an empty option");
    }
    Argument argument{{}, piece};
    const std::size_t equals = piece.find('=');
    if (equals != std::string_view::npos && equals <= piece.find('(')) {
      argument = {trim(piece.substr(0, equals)), trim(piece.substr(equals + 1))};
      if (argument.name.empty()) refuse(" has an option without a name");
    }
    call.arguments.push_back(argument);
  }
  return call;
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
