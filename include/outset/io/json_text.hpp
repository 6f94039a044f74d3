// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A file's JSON as characters for nlohmann's parser, in bounded memory. The parser keeps the text
// of a token and of the spaces before it several times over, and takes a zero byte for the end: so
// the text of a token is limited, a run of spaces becomes one, and zero bytes are refused.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "outset/io/input.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

/// The characters of the bytes [begin, end).
class JsonText {
 public:
  static constexpr std::size_t longest_token = 65'536;

  JsonText(const Input& input, std::uint64_t begin, std::uint64_t end)
      : input_(input), begin_(begin), at_(begin), end_(end) {
    window_.reserve(window_size);
    advance();
  }

  bool done() const { return done_; }
  char current() const { return current_; }
  /// The byte of the last character that the parser has taken; it is one behind.
  std::uint64_t taken() const { return at_ - (done_ || at_ == begin_ + 1 ? 1 : 2); }

  void advance() {
    const bool after_space = !done_ && is_space(current_) && !in_string_;
    do {
      if (at_ == end_) {
        done_ = true;
        return;
      }
      current_ = next();
    } while (after_space && is_space(current_));
    follow();
  }

 private:
  static constexpr std::size_t window_size = 65'536;

  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  char next() {
    if (place_ == window_.size()) {
      window_.resize(static_cast<std::size_t>((std::min)(std::uint64_t{window_size}, end_ - at_)));
      input_.read(at_, window_.data(), window_.size());
      place_ = 0;
    }
    ++at_;
    return window_[place_++];
  }

  // Whether the current character is in a string, and how long its token is.
  void follow() {
    if (current_ == '\0') fail_at(input_.path(), "", at_ - 1, {"the header has a zero byte"});
    const bool escaped = std::exchange(escaped_, false);
    if (current_ == '"' && !escaped) {
      in_string_ = !in_string_;
      length_ = 0;
    } else if (in_string_) {
      escaped_ = current_ == '\\' && !escaped;
    } else if (std::string_view(" \n\r\t{}[]:,").find(current_) != std::string_view::npos) {
      length_ = 0;
    }
    if (++length_ > longest_token) {
      fail_at(input_.path(), "", at_ - 1,
              {"the header has a name, text or number of more than ", longest_token, " bytes"});
    }
  }

  const Input& input_;
  std::uint64_t begin_, at_, end_;
  std::string window_{};
  std::size_t place_ = 0;
  char current_ = '\0';
  bool done_ = false, in_string_ = false, escaped_ = false;
  std::size_t length_ = 0;
};

/// The input iterator that the parser asks for.
class JsonIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  explicit JsonIterator(JsonText* text = nullptr) : text_(text) {}
  char operator*() const { return text_->current(); }
  JsonIterator& operator++() {
    text_->advance();
    return *this;
  }
  JsonIterator operator++(int) { return ++*this; }  // of an input iterator, which has no past
  friend bool operator==(const JsonIterator& a, const JsonIterator& b) {
    return a.is_end() == b.is_end();
  }
  friend bool operator!=(const JsonIterator& a, const JsonIterator& b) { return !(a == b); }

 private:
  bool is_end() const { return text_ == nullptr || text_->done(); }
  JsonText* text_;
};

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
