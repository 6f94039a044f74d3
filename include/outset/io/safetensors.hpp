// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Tensors by name in one file, as PyTorch, JAX and others write them (the format:
// github.com/huggingface/safetensors). Elements are row-major and little-endian.
//
//   outset::io::Safetensors file("model.safetensors");
//   for (const std::string& name : file.names()) ...
//   auto w = file.load<Eigen::MatrixXf>("encoder.0.weight");

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outset/io/file.hpp"
#include "outset/io/matrix.hpp"
#include "outset/io/safetensors_header.hpp"
#include "outset/io/safetensors_writer.hpp"  // IWYU pragma: export

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// A safetensors file that is open for reading. Its header has been checked as a whole; elements
/// are read when they are asked for, one tensor at a time. Threads may share one.
class Safetensors {
 public:
  /// Throws std::runtime_error, with file, tensor and byte, on everything that is not a whole
  /// safetensors file: also on data with a hole, an overlap or a rest, names that are there twice,
  /// dtypes that are not whole bytes, more than 32 axes or 4096 texts of metadata.
  explicit Safetensors(const std::filesystem::path& path)
      : Safetensors(std::make_shared<InputFile>(path)) {}
  /// The same from bytes in memory, which must stay there; errors call them `name`.
  Safetensors(std::span<const std::byte> bytes, const std::string& name)
      : Safetensors(std::make_shared<InputMemory>(bytes, name)) {}
  /// The same from any Input.
  explicit Safetensors(std::shared_ptr<const Input> input)
      : input_(std::move(input)),
        header_(std::make_shared<const detail::SafetensorsHeader>(
            detail::read_safetensors_header(*input_))) {}

  /// All tensors, in the order of their bytes in the file.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    names.reserve(header_->order.size());
    for (const auto* tensor : header_->order) names.push_back(tensor->first);
    return names;
  }
  bool contains(std::string_view name) const { return header_->tensors.contains(name); }
  /// The sizes of a tensor's axes. Throws std::runtime_error where there is no such tensor, as the
  /// functions below do.
  const Sizes& shape(std::string_view name) const { return entry(name).sizes; }
  /// As the file has it: "F32".
  std::string_view dtype(std::string_view name) const { return name_of(entry(name).dtype); }
  const Metadata& metadata() const { return header_->metadata; }
  /// The path, or the name that bytes in memory were given.
  const std::string& path() const { return input_->path(); }

  /// A new matrix: the first axis as rows, all others as columns, as outset stores a kernel; a
  /// tensor of one axis as a vector. Throws std::runtime_error where the matrix type cannot have
  /// the sizes, or another scalar.
  template <class Matrix>
  Matrix load(std::string_view name, Convert convert = Convert::no) const {
    return detail::read_new<Matrix>(*input_, stored(name), convert);
  }

  /// Reads into what is there, which must have the sizes; W.transpose() takes a tensor that is
  /// stored (in, out). Nothing is written where they differ.
  template <Target M>
  void load_into(std::string_view name, M&& w, Convert convert = Convert::no) const {
    detail::read_into(*input_, stored(name), w, convert);
  }

  /// Where the tensor is, and the bytes it is in: for what reads it in another way.
  detail::Stored stored(std::string_view name) const {
    const detail::SafetensorsEntry& found = entry(name);
    detail::Stored stored;
    stored.name = name;
    stored.dtype = found.dtype;
    stored.sizes = found.sizes;
    stored.begin = found.begin;
    return stored;
  }
  const Input& input() const { return *input_; }

 private:
  const detail::SafetensorsEntry& entry(std::string_view name) const {
    const auto found = header_->tensors.find(name);
    if (found != header_->tensors.end()) return found->second;
    const std::string shown = outset::detail::in_quotes(name);
    std::string text = "there is no tensor ";
    text += shown;
    std::string_view separator = ", the names are ";
    constexpr std::size_t most = 8;
    for (std::size_t i = 0; i < header_->order.size() && i < most; ++i) {
      text += separator;
      text += outset::detail::in_quotes(header_->order[i]->first);
      separator = ", ";
    }
    if (header_->order.size() > most) {
      text += " and ";
      text += std::to_string(header_->order.size() - most);
      text += " more";
    }
    detail::fail_file(input_->path(), {text});
  }

  std::shared_ptr<const Input> input_;
  std::shared_ptr<const detail::SafetensorsHeader> header_;
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
