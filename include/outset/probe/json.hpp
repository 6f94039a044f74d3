// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Writes JSON (RFC 8259): objects and arrays of strings, numbers and booleans.

#include <cstddef>
#include <string>
#include <string_view>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// How many bytes the UTF-8 sequence at the start of a text has, 0 where it is not valid (Unicode
/// 15, table 3-7).
inline std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i])) : 0U;
  };
  const auto follows = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

/// A text in quotes. Bytes that are not UTF-8 become U+FFFD, because a parser may refuse them.
inline std::string json_string(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string json = "\"";
  while (!text.empty()) {
    const char c = text[0];
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      json += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += "\\u00";
      json += digits[static_cast<unsigned char>(c) / 16];
      json += digits[static_cast<unsigned char>(c) % 16];
    } else {
      json += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  json += '"';
  return json;
}

/// The shortest number that reads back the same. JSON has no infinity and no NaN: they are null.
inline std::string json_number(double value) {
  return exact::is_finite(value) ? outset::detail::show(value) : "null";
}

/// An object or array under construction: `{"key":value,...}` or `[value,...]`.
class JsonWriter {
 public:
  void open(char bracket) { put(std::string(1, bracket), true); }
  void close(char bracket) {
    text_ += bracket;
    first_ = false;
  }
  void key(std::string_view name) {
    put(json_string(name), true);
    text_ += ':';
  }
  void value(std::string_view text) { put(json_string(text), false); }
  void value(double number) { put(json_number(number), false); }
  void value(bool truth) { put(truth ? "true" : "false", false); }
  void value(const char*) = delete;  // would become a bool

  const std::string& text() const { return text_; }

 private:
  void put(const std::string& piece, bool opens) {
    if (!first_) text_ += ',';
    text_ += piece;
    first_ = opens;
  }

  std::string text_{};
  bool first_ = true;
};

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
