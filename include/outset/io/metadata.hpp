// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The texts of a safetensors file, read as what they stand for. An error names the file and the
// key.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "outset/error.hpp"
#include "outset/io/safetensors.hpp"
#include "outset/text/parse.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

/// Must not outlive its file.
class MetadataReader {
 public:
  explicit MetadataReader(const Safetensors& file) : file_(file) {}

  const std::string& text(const std::string& key) const {
    const auto found = file_.metadata().find(key);
    if (found == file_.metadata().end()) {
      fail_file(file_.path(), {"the metadata have no ", outset::detail::in_quotes(key)});
    }
    return found->second;
  }

  double number(const std::string& key) const {
    const auto value = outset::detail::parse_number(text(key));
    if (!value) refuse(key, {"a number"});
    return *value;
  }

  /// A whole number that an Index holds, >= 0.
  std::uint64_t count(const std::string& key) const {
    constexpr auto most = static_cast<std::uint64_t>((std::numeric_limits<Index>::max)());
    std::uint64_t value = 0;
    for (const char c : text(key)) {
      const auto digit = static_cast<std::uint64_t>(c - '0');
      if (c < '0' || c > '9' || value > (most - digit) / 10) refuse(key, {"a whole number >= 0"});
      value = 10 * value + digit;
    }
    if (text(key).empty()) refuse(key, {"a whole number >= 0"});
    return value;
  }

  /// Which of these words it is.
  std::size_t one_of(const std::string& key, std::initializer_list<std::string_view> words) const {
    const auto found = std::find(words.begin(), words.end(), text(key));
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string allowed;
    for (const std::string_view word : words) {
      if (!allowed.empty()) allowed += " or ";
      allowed += outset::detail::in_quotes(word);
    }
    refuse(key, {allowed});
  }

  /// What `make` gives; its std::invalid_argument becomes an error of the file.
  template <class Make>
  auto value(const std::string& key, const Make& make) const {
    try {
      return make();
    } catch (const std::invalid_argument& error) {
      fail_file(file_.path(), {"the metadata ", outset::detail::in_quotes(key),
                               " and those beside it do not fit: ", error.what()});
    }
  }

  [[noreturn]] void refuse(const std::string& key,
                           std::initializer_list<outset::detail::Piece> allowed) const {
    fail_file(file_.path(), {"the metadata ", outset::detail::in_quotes(key), " are ",
                             outset::detail::in_quotes(text(key)), ", must be ",
                             outset::detail::joined(allowed)});
  }

 private:
  const Safetensors& file_;
};

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
