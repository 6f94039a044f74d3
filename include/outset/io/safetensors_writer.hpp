// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A safetensors file, laid out as the format's own writer does (tensor.rs, `prepare`): tensors by
// dtype, those of the largest elements first, then by name; the header without spaces, padded with
// them to a multiple of 8 bytes.
//
//   outset::io::SafetensorsWriter writer("model.safetensors", {{"format", "pt"}});
//   writer.add("encoder.0.weight", w);
//   writer.finish();

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/io/file.hpp"
#include "outset/io/matrix.hpp"
#include "outset/io/safetensors_header.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// Collects tensors and writes them all at once, at `finish`; before, no file is touched.
class SafetensorsWriter {
 public:
  /// Throws std::invalid_argument on metadata that is not UTF-8.
  explicit SafetensorsWriter(std::filesystem::path path, Metadata metadata = {})
      : path_(std::move(path)), metadata_(std::move(metadata)) {
    for (const auto& [key, text] : metadata_) {
      quoted("a key of the metadata", key);
      quoted("a text of the metadata", text);
    }
  }

  /// Adds a copy of a matrix, or of anything else that an initializer fills: a vector as one axis,
  /// a matrix as two, memory with a Shape as its kernel's axes. Throws std::invalid_argument on a
  /// name that was added before, is "__metadata__" or not UTF-8, and on complex<double>, which
  /// safetensors does not have.
  template <class T>
  void add(const std::string& name, const T& w) {
    add_copy(name, w, nullptr);
  }
  /// The same with other axes, such as (64, 3, 7, 7) for a matrix 64 x 147. Throws
  /// std::invalid_argument also where they have another number of elements or rows.
  template <class T>
  void add(const std::string& name, const T& w, const Sizes& sizes) {
    add_copy(name, w, &sizes);
  }

  /// Adds a matrix without a copy: it must live, and keep its values, until `finish`. For tensors
  /// that the memory does not have twice.
  template <class T>
  void refer(const std::string& name, const T& w) {
    add_reference(name, w, nullptr);
  }
  template <class T>
  void refer(const std::string& name, const T& w, const Sizes& sizes) {
    add_reference(name, w, &sizes);
  }
  template <class T>
  void refer(const std::string& name, const T&& w) = delete;
  template <class T>
  void refer(const std::string& name, const T&& w, const Sizes& sizes) = delete;

  /// Writes the file, which takes its place whole. Throws std::runtime_error where it cannot be
  /// written; the file that was there is then as it was. The tensors stay, for another `finish`.
  void finish() {
    std::vector<const Entry*> order;
    for (const auto& entry : entries_) order.push_back(&entry);
    // The map has sorted the names.
    std::stable_sort(order.begin(), order.end(), [](const Entry* a, const Entry* b) {
      return a->second.dtype > b->second.dtype;
    });
    const std::string header = header_text(order);
    OutputFile file(path_);
    std::uint64_t begin = header.size();
    std::uint64_t size = begin;
    for (const Entry* entry : order) size += entry->second.bytes;
    file.reserve(size);
    file.write(0, header.data(), header.size());
    for (const Entry* entry : order) {
      entry->second.write([&](std::uint64_t at, const void* from, std::size_t count) {
        file.write(begin + at, from, count);
      });
      begin += entry->second.bytes;
    }
    file.commit();
  }

 private:
  using Write = std::function<void(std::uint64_t at, const void* from, std::size_t count)>;
  struct Tensor {
    Dtype dtype;
    Sizes sizes;
    std::uint64_t bytes;
    std::function<void(const Write&)> write;
  };
  using Entry = std::pair<const std::string, Tensor>;

  // A text as JSON has it.
  static std::string quoted(const char* what, const std::string& text) {
    try {
      return nlohmann::json(text).dump();
    } catch (const nlohmann::json::exception&) {
      outset::detail::fail({"SafetensorsWriter: ", what, " is ", outset::detail::in_quotes(text),
                            ", must be UTF-8"});
    }
  }

  std::string header_text(const std::vector<const Entry*>& order) const {
    std::string text = "{";
    if (!metadata_.empty()) {
      text += "\"__metadata__\":{";
      for (const auto& [key, value] : metadata_) {
        if (text.back() != '{') text += ',';
        text += quoted("", key) + ":" + quoted("", value);
      }
      text += '}';
    }
    std::uint64_t begin = 0;
    for (const Entry* entry : order) {
      const Tensor& tensor = entry->second;
      if (text.size() > 1) text += ',';
      text += quoted("", entry->first) + ":{\"dtype\":\"";
      text += name_of(tensor.dtype);
      text += "\",\"shape\":[";
      for (std::size_t axis = 0; axis < tensor.sizes.size(); ++axis) {
        if (axis > 0) text += ',';
        text += std::to_string(tensor.sizes[axis]);
      }
      text += "],\"data_offsets\":[" + std::to_string(begin) + ",";
      begin += tensor.bytes;
      text += std::to_string(begin) + "]}";
    }
    text += '}';
    text.resize((text.size() + 7) / 8 * 8, ' ');
    if (text.size() > detail::longest_header) {
      outset::detail::fail({"SafetensorsWriter: the header has ", text.size(),
                            " bytes, must have at most ", detail::longest_header});
    }
    std::string length;
    for (int shift = 0; shift < 64; shift += 8) {
      length += static_cast<char>(std::uint64_t{text.size()} >> shift & 255);
    }
    return length + text;
  }

  void require_new(const std::string& name) const {
    quoted("a tensor's name", name);
    if (name == detail::metadata_key || entries_.contains(name)) {
      outset::detail::fail(
          {"SafetensorsWriter: the name ", outset::detail::in_quotes(name),
           name == detail::metadata_key ? " is that of the metadata" : " was added before"});
    }
    if (name.size() > detail::JsonText::longest_token / 8) {
      outset::detail::fail({"SafetensorsWriter: a name has ", name.size(),
                            " bytes, must have at most ", detail::JsonText::longest_token / 8});
    }
  }

  // Calls use(view, sizes, dtype, bytes) after all checks.
  template <class T, class Use>
  void checked(const std::string& name, const T& w, const Sizes* given, const Use& use) {
    require_new(name);
    detail::with_source(w, [&](const auto& view, const Sizes& own) {
      using Scalar = std::remove_cvref_t<decltype(*view.data)>;
      constexpr Dtype dtype = detail::dtype_of<Scalar>();
      if (dtype == Dtype::c128) {
        outset::detail::fail({"SafetensorsWriter: the scalar of ", outset::detail::in_quotes(name),
                              " is complex<double>, which safetensors does not have"});
      }
      const Sizes sizes = given != nullptr ? detail::checked_sizes("SafetensorsWriter", *given,
                                                                   {view.rows, view.cols})
                                           : own;
      if (sizes.size() > detail::most_axes) {
        outset::detail::fail({"SafetensorsWriter: ", outset::detail::in_quotes(name), " has ",
                              sizes.size(), " axes, must have at most ", detail::most_axes});
      }
      use(view, sizes, dtype, static_cast<std::uint64_t>(view.rows * view.cols) * sizeof(Scalar));
    });
  }

  template <class T>
  void add_copy(const std::string& name, const T& w, const Sizes* given) {
    checked(name, w, given,
            [&](const auto& view, const Sizes& sizes, Dtype dtype, std::uint64_t bytes) {
              const auto copy =
                  std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(bytes));
              detail::write_rows(view, [&](std::uint64_t at, const void* from, std::size_t count) {
                if (count > 0) std::memcpy(copy->data() + at, from, count);
              });
              entries_.emplace(name, Tensor{dtype, sizes, bytes, [copy](const Write& write) {
                                              write(0, copy->data(), copy->size());
                                            }});
            });
  }

  template <class T>
  void add_reference(const std::string& name, const T& w, const Sizes* given) {
    if constexpr (outset::detail::DenseObject<const T>) {
      static_assert(storage<const T>::has_memory,
                    "outset: an expression has no memory to refer to");
    }
    checked(name, w, given,
            [&](const auto& view, const Sizes& sizes, Dtype dtype, std::uint64_t bytes) {
              entries_.emplace(name, Tensor{dtype, sizes, bytes, [view](const Write& write) {
                                              detail::write_rows(view, write);
                                            }});
            });
  }

  std::filesystem::path path_;
  Metadata metadata_;
  std::map<std::string, Tensor> entries_{};
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
