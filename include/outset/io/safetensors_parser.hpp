// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The JSON of a safetensors header, read event by event: nothing is kept but tensors and metadata,
// so that no header takes much more memory than it has bytes. Names that are there twice are
// refused, which a parser that builds a tree does not see.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/io/dtype.hpp"
#include "outset/io/input.hpp"
#include "outset/io/json_text.hpp"
#include "outset/io/sizes.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// Texts that a file carries beside its tensors.
using Metadata = std::map<std::string, std::string>;

namespace detail {

/// A tensor of a header: the elements are at [begin, end) of the file.
struct SafetensorsEntry {
  Dtype dtype = Dtype::f32;
  Sizes sizes{};
  std::uint64_t begin = 0, end = 0;
};

struct SafetensorsHeader {
  using Tensors = std::map<std::string, SafetensorsEntry, std::less<>>;
  using Tensor = const Tensors::value_type*;

  Tensors tensors{};
  std::vector<Tensor> order{};  // as they lie in the file
  Metadata metadata{};
};

inline constexpr std::string_view metadata_key = "__metadata__";

/// Takes the parser's events. Whatever is not a header throws where it stands.
class SafetensorsHeaderReader {
 public:
  SafetensorsHeaderReader(const Input& input, std::uint64_t header_begin, std::uint64_t data_begin)
      : input_(input), data_begin_(data_begin), text_(input, header_begin, data_begin) {}

  SafetensorsHeader read() {
    nlohmann::json::sax_parse(JsonIterator(&text_), JsonIterator(), this);
    return std::move(header_);
  }

  // What the parser calls; it stops where one returns false, and none does.
  bool null() { refuse("null"); }
  bool boolean(bool) { refuse("true or false"); }
  bool number_integer(std::int64_t) { refuse("a negative number"); }
  bool number_float(double, const std::string&) {
    refuse("a number that is no integer or larger than 64 bits");
  }
  template <class Binary>
  bool binary(Binary&) {
    refuse("binary data");
  }

  bool number_unsigned(std::uint64_t value) {
    if (place_ == Place::shape) {
      if (sizes_count_ == most_axes) {
        fail({"the shape has more than ", most_axes, " axes"});
      }
      if (value > static_cast<std::uint64_t>((std::numeric_limits<Index>::max)())) {
        fail({"a size is ", value, ", which is more than 63 bits count"});
      }
      sizes_[sizes_count_++] = static_cast<Index>(value);
    } else if (place_ == Place::offsets) {
      if (offsets_count_ == 2) fail({"data_offsets has more than two numbers"});
      offsets_[offsets_count_++] = value;
    } else {
      refuse("a number");
    }
    return true;
  }

  bool string(std::string& text) {
    if (place_ == Place::metadata) {
      if (header_.metadata.size() == most_metadata) {
        fail({"__metadata__ has more than ", most_metadata, " texts"});
      }
      if (!header_.metadata.emplace(std::move(key_), std::move(text)).second) {
        fail({"a key of __metadata__ is there twice"});
      }
    } else if (place_ == Place::tensor && key_ == "dtype") {
      const auto dtype = dtype_where(text, &DtypeFacts::name);
      if (!dtype || *dtype == Dtype::c128) {
        fail({"the dtype is ", outset::detail::in_quotes(text),
              ", must be \"F16\", \"BF16\", \"F32\" or \"F64\" (or another whole number of bytes "
              "that "
              "safetensors has)"});
      }
      entry_.dtype = *dtype;
    } else {
      refuse("a text");
    }
    return true;
  }

  bool key(std::string& name) {
    if (place_ == Place::tensor) {
      const auto found = std::find(tensor_keys.begin(), tensor_keys.end(), name);
      if (found == tensor_keys.end()) {
        fail({"the key ", outset::detail::in_quotes(name),
              " is unknown, must be \"dtype\", \"shape\" or \"data_offsets\""});
      }
      bool& seen = seen_[static_cast<std::size_t>(found - tensor_keys.begin())];
      if (seen) fail({"the key ", outset::detail::in_quotes(name), " is there twice"});
      seen = true;
    }
    if (place_ == Place::top) {
      tensor_ = name;
      const bool twice = name == metadata_key ? std::exchange(has_metadata_, true)
                                              : header_.tensors.contains(name);
      if (twice) fail({"the name is there twice"});
    }
    key_ = std::move(name);
    return true;
  }

  bool start_object(std::size_t) {
    if (place_ == Place::outside) {
      place_ = Place::top;
    } else if (place_ == Place::top) {
      place_ = key_ == metadata_key ? Place::metadata : Place::tensor;
      entry_ = {};
      seen_ = {};
      sizes_count_ = offsets_count_ = 0;
    } else {
      refuse("an object");
    }
    return true;
  }

  bool end_object() {
    if (place_ == Place::tensor) finish_tensor();
    place_ = place_ == Place::top ? Place::outside : Place::top;
    tensor_.clear();
    return true;
  }

  bool start_array(std::size_t) {
    if (place_ != Place::tensor || key_ == "dtype") refuse("an array");
    place_ = key_ == "shape" ? Place::shape : Place::offsets;
    return true;
  }
  bool end_array() {
    place_ = Place::tensor;
    return true;
  }

  template <class Error>
  [[noreturn]] bool parse_error(std::size_t, const std::string&, const Error& error) {
    fail({"the header is no JSON: ", std::string_view(error.what()).substr(0, 160)});
  }

 private:
  enum class Place { outside, top, metadata, tensor, shape, offsets };
  static constexpr std::array<std::string_view, 3> tensor_keys = {"dtype", "shape", "data_offsets"};
  /// A text of a metadata takes a hundred bytes of memory, and six of the file.
  static constexpr std::size_t most_metadata = 4096;

  [[noreturn]] void fail(std::initializer_list<outset::detail::Piece> pieces) const {
    fail_at(input_.path(), tensor_, text_.taken(), pieces);
  }
  [[noreturn]] void refuse(std::string_view what) const {
    std::string_view allowed = "";
    switch (place_) {
      case Place::outside:
        allowed = "the header must be an object";
        break;
      case Place::top:
        allowed = "a tensor must be an object";
        break;
      case Place::metadata:
        allowed = "__metadata__ must have texts only";
        break;
      case Place::tensor:
        allowed = "dtype must be a text, shape and data_offsets arrays";
        break;
      case Place::shape:
        allowed = "a size must be a whole number >= 0";
        break;
      case Place::offsets:
        allowed = "an offset must be a whole number >= 0";
        break;
    }
    fail({"here is ", what, ": ", allowed});
  }

  void finish_tensor() {
    for (std::size_t key = 0; key < tensor_keys.size(); ++key) {
      if (!seen_[key]) {
        fail({"the key ", outset::detail::in_quotes(tensor_keys[key]), " is missing"});
      }
    }
    if (offsets_count_ != 2) fail({"data_offsets must have two numbers"});
    const std::uint64_t available = input_.size() - data_begin_;
    const auto [begin, end] = offsets_;
    if (begin > end || end > available) {
      fail({"data_offsets are [", begin, ", ", end, "], must rise and end within the ", available,
            " bytes of data"});
    }
    entry_.sizes.assign(sizes_.begin(), sizes_.begin() + static_cast<std::ptrdiff_t>(sizes_count_));
    const std::uint64_t bytes = checked_bytes(input_.path(), tensor_, text_.taken(), entry_.sizes,
                                              facts_of(entry_.dtype).bytes, available);
    if (bytes != end - begin) {
      fail({"data_offsets have ", end - begin, " bytes, must be the ", bytes, " of shape ",
            text_of(entry_.sizes), " and dtype ", name_of(entry_.dtype)});
    }
    entry_.begin = data_begin_ + begin;
    entry_.end = data_begin_ + end;
    header_.tensors.emplace(tensor_, std::move(entry_));
  }

  const Input& input_;
  std::uint64_t data_begin_;
  JsonText text_;
  SafetensorsHeader header_{};
  Place place_ = Place::outside;
  std::string key_{};
  std::string tensor_{};  // where the parser is, for errors
  SafetensorsEntry entry_{};
  std::array<bool, 3> seen_{};
  std::array<Index, most_axes> sizes_{};
  std::size_t sizes_count_ = 0;
  std::array<std::uint64_t, 2> offsets_{};
  std::size_t offsets_count_ = 0;
  bool has_metadata_ = false;
};

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
