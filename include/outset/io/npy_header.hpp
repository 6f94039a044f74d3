// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The header of a npy file, read strictly: what NumPy writes, in any order of its three keys, with
// any spaces. No number of it is trusted before the file is known to be as long as it says.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

#include "outset/error.hpp"
#include "outset/io/input.hpp"
#include "outset/io/sizes.hpp"
#include "outset/io/transfer.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";

/// Reads the dictionary's text, in place.
class NpyHeaderReader {
 public:
  NpyHeaderReader(const Input& file, std::string_view text, std::uint64_t begin)
      : file_(file), text_(text), begin_(begin) {}

  Stored read() {
    expect('{');
    while (!skip('}')) {
      read_key();
      if (!skip(',')) {
        expect('}');
        break;
      }
    }
    spaces();
    if (at_ != text_.size()) fail({"there is more after the dictionary"});
    for (std::size_t key = 0; key < keys.size(); ++key) {
      if (!seen_[key]) fail({"the key ", outset::detail::in_quotes(keys[key]), " is missing"});
    }
    return stored_;
  }

 private:
  static constexpr std::array<std::string_view, 3> keys = {"descr", "fortran_order", "shape"};

  [[noreturn]] void fail(std::initializer_list<outset::detail::Piece> pieces) const {
    fail_at(file_.path(), "", begin_ + at_, {"the header: ", outset::detail::joined(pieces)});
  }

  void spaces() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool skip(char c) {
    spaces();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!skip(c)) fail({"here must be a '", std::string_view(&c, 1), "'"});
  }
  bool skip_word(std::string_view word) {
    spaces();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  std::string_view quoted() {
    spaces();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail({"here must be a string"});
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail({"a string does not end"});
    const std::string_view text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return text;
  }

  void read_key() {
    const std::size_t start = at_;
    const std::string_view name = quoted();
    for (std::size_t key = 0; key < keys.size(); ++key) {
      if (name != keys[key]) continue;
      if (seen_[key]) fail({"the key ", outset::detail::in_quotes(name), " is there twice"});
      seen_[key] = true;
      expect(':');
      if (key == 0) read_descr();
      if (key == 1) read_order();
      if (key == 2) read_shape();
      return;
    }
    at_ = start;
    fail({"the key ", outset::detail::in_quotes(name),
          " is unknown, must be \"descr\", \"fortran_order\" or \"shape\""});
  }

  // '<f4': the byte order, the kind, the bytes.
  void read_descr() {
    spaces();
    if (at_ < text_.size() && text_[at_] == '[') {
      fail({"the elements are records (a structured dtype), must be numbers"});
    }
    const std::size_t start = at_;
    const std::string_view text = quoted();
    const std::string shown = outset::detail::in_quotes(text);
    at_ = start;
    if (text.size() >= 2 && text[1] == 'O') {
      fail({"the elements are ", shown, ", Python objects, must be numbers"});
    }
    if (text.size() >= 2 && text.substr(1) == "V2") {
      fail({"the elements are ", shown,
            ", perhaps bfloat16, which npy does not have: use safetensors"});
    }
    const auto dtype = text.empty() ? std::nullopt : dtype_where(text.substr(1), &DtypeFacts::code);
    const bool one_byte = dtype && facts_of(*dtype).bytes == 1;
    const char order = text.empty() ? '\0' : text[0];
    if (!dtype || !(one_byte ? order == '|' : order == '<' || order == '>')) {
      fail({"the elements are ", shown,
            ", must be \"<f2\", \"<f4\" or \"<f8\" (\">f4\" for big-endian ones)"});
    }
    at_ += text.size() + 2;
    stored_.dtype = *dtype;
    stored_.big_endian = order == '>';
  }

  void read_order() {
    if (skip_word("True")) {
      stored_.first_axis_fastest = true;
    } else if (!skip_word("False")) {
      fail({"fortran_order must be True or False"});
    }
  }

  void read_shape() {
    expect('(');
    bool comma = true;
    while (!skip(')')) {
      if (!comma) fail({"here must be a ',' or a ')'"});
      if (stored_.sizes.size() == most_axes) {
        fail({"the shape has more than ", most_axes, " axes"});
      }
      stored_.sizes.push_back(read_size());
      comma = skip(',');
    }
    if (stored_.sizes.size() == 1 && !comma) {
      fail({"a shape of one axis must have a comma, as in (3,)"});
    }
  }

  Index read_size() {
    spaces();
    constexpr Index most = (std::numeric_limits<Index>::max)();
    const std::size_t start = at_;
    Index size = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      const Index digit = text_[at_] - '0';
      if (size > (most - digit) / 10) fail({"a size is too large for a 64-bit number"});
      size = 10 * size + digit;
    }
    if (at_ == start) fail({"a size must be a number >= 0"});
    if (text_.substr(at_, 1) == "L") ++at_;  // Python 2
    return size;
  }

  const Input& file_;
  std::string_view text_;
  std::uint64_t begin_;
  std::size_t at_ = 0;
  std::array<bool, 3> seen_{};
  Stored stored_{};
};

/// What the header of a npy file says, checked against the number of bytes.
inline Stored read_npy_header(const Input& file) {
  std::array<unsigned char, 12> head{};
  const std::uint64_t end = file.size();
  const auto need = [&](std::uint64_t bytes) {
    if (end < bytes) {
      fail_at(file.path(), "", end, {"the file ends here, within the header of ", bytes, " bytes"});
    }
  };
  need(10);
  file.read(0, head.data(), 10);
  if (std::string_view(reinterpret_cast<const char*>(head.data()), 6) != npy_magic) {
    fail_at(file.path(), "", 0, {"this is no npy file, which begins with \"\\x93NUMPY\""});
  }
  const unsigned major = head[6];
  const unsigned minor = head[7];
  if (major < 1 || major > 3 || minor != 0) {
    fail_at(file.path(), "", 6,
            {"the version is ", major, ".", minor, ", must be 1.0, 2.0 or 3.0"});
  }
  std::uint64_t begin = 10;
  std::uint64_t length = head[8] | std::uint64_t{head[9]} << 8;
  if (major > 1) {
    begin = 12;
    need(begin);
    file.read(10, head.data() + 10, 2);
    length |= std::uint64_t{head[10]} << 16 | std::uint64_t{head[11]} << 24;
  }
  if (length > longest_header) {
    fail_at(file.path(), "", 8,
            {"the header has ", length, " bytes, must have at most ", longest_header});
  }
  need(begin + length);
  std::string text(static_cast<std::size_t>(length), '\0');
  file.read(begin, text.data(), text.size());
  Stored stored = NpyHeaderReader(file, text, begin).read();
  stored.begin = begin + length;
  const std::uint64_t bytes = checked_bytes(file.path(), "", begin, stored.sizes,
                                            facts_of(stored.dtype).bytes, end - stored.begin);
  if (bytes != end - stored.begin) {
    fail_at(file.path(), "", stored.begin + bytes,
            {end - stored.begin - bytes, " bytes follow the elements of shape ",
             text_of(stored.sizes), ", must be none"});
  }
  return stored;
}

/// The bytes before the elements, which then begin at a multiple of 64.
inline std::string npy_header(Dtype dtype, const Sizes& sizes) {
  if (facts_of(dtype).code.empty()) {
    outset::detail::fail({"save_npy: the scalar is ", name_of(dtype),
                          ", which npy does not have: convert it to float, or use safetensors"});
  }
  std::string text = "{'descr': '<";
  text += facts_of(dtype).code;
  text += "', 'fortran_order': False, 'shape': (";
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(sizes[axis]);
  }
  if (sizes.size() == 1) text += ',';
  text += "), }";
  constexpr std::size_t before = 10;
  while ((before + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::string header(npy_magic);
  header += '\x01';
  header += '\0';
  header += static_cast<char>(text.size() & 255);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
