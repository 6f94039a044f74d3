// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// NumPy's file of one array (numpy/lib/format.py): "\x93NUMPY", a version of two bytes, the length
// of the header (2 bytes, little-endian, in version 1; 4 bytes in 2 and 3), the header, the
// elements. The header is a Python dictionary of exactly `descr`, `fortran_order` and `shape`.
//
//   outset::io::save_npy("w.npy", w);
//   auto w = outset::io::load_npy<Eigen::MatrixXf>("w.npy");

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/io/file.hpp"
#include "outset/io/matrix.hpp"
#include "outset/io/npy_header.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// A npy file that is open for reading. Its header has been checked, and the file has exactly the
/// elements that the header says.
class Npy {
 public:
  /// Throws std::runtime_error with file and byte on everything that is not a whole npy file.
  explicit Npy(const std::filesystem::path& path) : Npy(std::make_shared<InputFile>(path)) {}
  /// The same from bytes in memory, which must stay there; errors call them `name`.
  Npy(std::span<const std::byte> bytes, const std::string& name)
      : Npy(std::make_shared<InputMemory>(bytes, name)) {}
  /// The same from any Input.
  explicit Npy(std::shared_ptr<const Input> input)
      : input_(std::move(input)), stored_(detail::read_npy_header(*input_)) {}

  const Sizes& shape() const { return stored_.sizes; }
  /// As safetensors names it: "F32" for '<f4' and '>f4'.
  std::string_view dtype() const { return name_of(stored_.dtype); }

  /// A new matrix: the first axis as rows, all others as columns; an array of one axis as a vector.
  /// Throws std::runtime_error where the matrix type cannot have the sizes, or another scalar.
  template <class Matrix>
  Matrix load(Convert convert = Convert::no) const {
    return detail::read_new<Matrix>(*input_, stored_, convert);
  }

  /// Reads into what is there, which must have the sizes; W.transpose() takes an array stored
  /// (in, out). Nothing is written where they differ.
  template <Target M>
  void load_into(M&& w, Convert convert = Convert::no) const {
    detail::read_into(*input_, stored_, w, convert);
  }

 private:
  std::shared_ptr<const Input> input_;
  detail::Stored stored_;
};

/// A matrix from a npy file; see Npy::load.
template <class Matrix>
Matrix load_npy(const std::filesystem::path& path, Convert convert = Convert::no) {
  return Npy(path).load<Matrix>(convert);
}

/// Reads a npy file into a matrix, map, block, tensor or memory with a Shape of the same sizes.
template <Target M>
void load_npy(const std::filesystem::path& path, M&& w, Convert convert = Convert::no) {
  Npy(path).load_into(w, convert);
}

namespace detail {

/// Calls use(header, view) with what a npy file of w has.
template <class T, class Use>
void with_npy(const T& w, const Sizes* given, const Use& use) {
  with_source(w, [&](const auto& view, const Sizes& own) {
    using Scalar = std::remove_cvref_t<decltype(*view.data)>;
    const Sizes sizes =
        given != nullptr ? checked_sizes("save_npy", *given, {view.rows, view.cols}) : own;
    use(npy_header(dtype_of<Scalar>(), sizes), view);
  });
}

template <class T>
void save_npy(const std::filesystem::path& path, const T& w, const Sizes* given) {
  with_npy(w, given, [&](const std::string& header, const auto& view) {
    OutputFile file(path);
    file.reserve(header.size() +
                 static_cast<std::uint64_t>(view.rows * view.cols) * sizeof(*view.data));
    file.write(0, header.data(), header.size());
    write_rows(view, [&](std::uint64_t at, const void* from, std::size_t count) {
      file.write(header.size() + at, from, count);
    });
    file.commit();
  });
}

/// The bytes of such a file.
template <class T>
std::vector<std::byte> npy_bytes(const T& w, const Sizes* given) {
  std::vector<std::byte> bytes;
  with_npy(w, given, [&](const std::string& header, const auto& view) {
    bytes.resize(header.size() +
                 static_cast<std::size_t>(view.rows * view.cols) * sizeof(*view.data));
    std::memcpy(bytes.data(), header.data(), header.size());
    write_rows(view, [&](std::uint64_t at, const void* from, std::size_t count) {
      if (count > 0) std::memcpy(bytes.data() + header.size() + at, from, count);
    });
  });
  return bytes;
}

}  // namespace detail

/// Writes a matrix, or anything else that an initializer fills, in C order and little-endian: a
/// vector as one axis, a matrix as two, memory with a Shape as its kernel's axes. The file takes
/// its place whole, at the end. Throws std::runtime_error where it cannot be written, and
/// std::invalid_argument for bfloat16, which npy does not have.
template <class T>
void save_npy(const std::filesystem::path& path, const T& w) {
  detail::save_npy(path, w, nullptr);
}
/// The same with other axes, such as (64, 3, 7, 7) for a matrix 64 x 147.
template <class T>
void save_npy(const std::filesystem::path& path, const T& w, const Sizes& sizes) {
  detail::save_npy(path, w, &sizes);
}

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
