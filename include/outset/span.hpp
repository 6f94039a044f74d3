// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Weights in plain memory, a std::vector or std::span or a pointer, together with their Shape:
//
//   init(row_major(memory, conv2d(64, 3, 7, 7)), rng)
//
// The memory is the tensor, with the axes (out, in/groups, kernel...); (in, out/groups, kernel...)
// if transposed. Row-major, the last axis is contiguous, as in NumPy, PyTorch and C arrays;
// column-major, the first one, as in Julia, MATLAB and Fortran. Each element is the one that the
// Shape's matrix has, whatever the order. Of a slice, the memory is a matrix of its rows and
// columns.

#include <array>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "outset/shape.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

/// Memory with a Shape, which initializers fill: made by row_major and col_major. It does not own
/// the memory.
template <class Scalar>
class ShapedSpan {
 public:
  OUTSET_KEYED Scalar* data() const { return data_; }
  OUTSET_KEYED const Shape& shape() const { return shape_; }
  OUTSET_KEYED bool is_row_major() const { return is_row_major_; }

  /// Throws std::invalid_argument unless there are as many elements as the Shape has.
  OUTSET_KEYED static ShapedSpan make(const char* maker, Scalar* data, std::size_t size,
                                      const Shape& shape, bool is_row_major) {
    if (size != static_cast<std::size_t>(shape.size())) {
      detail::fail({maker, ": the memory has ", size, " elements, must have ", shape.size(), " = ",
                    shape.rows(), " * ", shape.cols(), " as its Shape"});
    }
    return ShapedSpan(data, shape, is_row_major);
  }

 private:
  OUTSET_KEYED ShapedSpan(Scalar* data, const Shape& shape, bool is_row_major)
      : data_(data), shape_(shape), is_row_major_(is_row_major) {}

  Scalar* data_;
  Shape shape_;
  bool is_row_major_;
};

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

template <class Scalar>
struct storage<ShapedSpan<Scalar>> {
  static constexpr bool owns_memory = false;
  static constexpr bool is_writable = !std::is_const_v<Scalar>;

  static const Shape& shape(const ShapedSpan<Scalar>& span) { return span.shape(); }

  static View<Scalar> view(const ShapedSpan<Scalar>& span) {
    const Shape& shape = span.shape();
    // Row-major, the tensor and the matrix are the same memory.
    if (span.is_row_major()) {
      return View<Scalar>::matrix(span.data(), shape.rows(), shape.cols(), shape.cols(), 1);
    }
    if (shape.is_slice() || shape.spatial_rank() == 0) {
      return View<Scalar>::matrix(span.data(), shape.rows(), shape.cols(), 1, shape.rows());
    }
    std::array<Index, View<Scalar>::max_axes + 1> sizes{shape.rows(),
                                                        shape.cols() / shape.receptive_field()};
    std::array<Index, View<Scalar>::max_axes + 1> strides{1, shape.rows()};
    const std::size_t rank = 2 + static_cast<std::size_t>(shape.spatial_rank());
    for (std::size_t axis = 2; axis < rank; ++axis) {
      sizes[axis] = shape.kernel_size(static_cast<int>(axis) - 2);
      strides[axis] = strides[axis - 1] * sizes[axis - 1];
    }
    return View<Scalar>::tensor(span.data(), {sizes.data(), rank}, {strides.data(), rank});
  }
};

namespace detail {

/// A std::vector or an array: contiguous elements, and not a type that storage<T> knows.
template <class T>
concept PlainMemory = !StorageOf<std::remove_cv_t<T>>::is_known && requires(T & memory) {
  *std::data(memory);
  std::size(memory);
};

template <class T>
using ElementOf = std::remove_pointer_t<decltype(std::data(std::declval<T&>()))>;

}  // namespace detail

/// Memory of a row-major tensor, to be filled: init(row_major(values, dense(256, 784)), rng). Takes
/// a std::span, a std::vector or array that is no temporary, or a pointer and the number of
/// elements. Throws std::invalid_argument unless that number is the Shape's.
template <class T, std::size_t extent>
ShapedSpan<T> row_major(std::span<T, extent> memory, const Shape& shape) {
  return ShapedSpan<T>::make("row_major", memory.data(), memory.size(), shape, true);
}
template <detail::PlainMemory Memory>
ShapedSpan<detail::ElementOf<Memory>> row_major(Memory& memory, const Shape& shape) {
  return ShapedSpan<detail::ElementOf<Memory>>::make("row_major", std::data(memory),
                                                     std::size(memory), shape, true);
}
template <class T>
ShapedSpan<T> row_major(T* data, std::size_t size, const Shape& shape) {
  return ShapedSpan<T>::make("row_major", data, size, shape, true);
}

/// The same of a column-major tensor.
template <class T, std::size_t extent>
ShapedSpan<T> col_major(std::span<T, extent> memory, const Shape& shape) {
  return ShapedSpan<T>::make("col_major", memory.data(), memory.size(), shape, false);
}
template <detail::PlainMemory Memory>
ShapedSpan<detail::ElementOf<Memory>> col_major(Memory& memory, const Shape& shape) {
  return ShapedSpan<detail::ElementOf<Memory>>::make("col_major", std::data(memory),
                                                     std::size(memory), shape, false);
}
template <class T>
ShapedSpan<T> col_major(T* data, std::size_t size, const Shape& shape) {
  return ShapedSpan<T>::make("col_major", data, size, shape, false);
}

}  // namespace OUTSET_ABI
}  // namespace outset
