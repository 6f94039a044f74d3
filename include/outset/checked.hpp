// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Whether a matrix has the sizes of its Shape.

#include <cstddef>

#include "outset/error.hpp"
#include "outset/shape.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Refuses a W whose sizes, each axis of a tensor by itself, are not its Shape's.
[[noreturn]] OUTSET_COLD inline void fail_sizes(const char* initializer, Index rows,
                                                const Index* axes, int count, const Shape& shape) {
  constexpr std::size_t most_axes = 5;
  Piece pieces[8 + 4 * most_axes];
  std::size_t size = 0;
  const auto add = [&](const Piece& piece) { pieces[size++] = piece; };
  for (const Piece& piece : {Piece(initializer), Piece(": W is "), Piece(rows)}) add(piece);
  for (int axis = 0; axis < count; ++axis) add(" x "), add(axes[axis]);
  const bool has_axes = count > 1 && shape.spatial_rank() > 0 && !shape.is_slice();
  add(", must be "), add(shape.rows()), add(" x ");
  add(shape.cols() / (has_axes ? shape.receptive_field() : 1));
  for (int axis = 0; has_axes && axis < shape.spatial_rank(); ++axis) {
    add(" x "), add(shape.kernel_size(axis));
  }
  if (has_axes) add(shape.transposed() ? " (in, out/groups, kernel)" : " (out, in/groups, kernel)");
  add(" as its Shape");
  fail(pieces, size);
}
template <class Scalar>
[[noreturn]] void fail_sizes(const char* initializer, const View<Scalar>& w, const Shape& shape) {
  fail_sizes(initializer, w.rows, w.axis_size.data(), w.axes, shape);
}

/// An Eigen::Tensor has an axis for each kernel size, and the axes must be in the Shape's order.
/// The number of columns cannot show that, because it is the same for any order.
template <class Scalar>
void require_axes(const char* initializer, const View<Scalar>& w, const Shape& shape) {
  if (w.axes == 1 || shape.spatial_rank() == 0 || shape.is_slice()) return;
  bool same = w.axis_size[0] * shape.receptive_field() == w.cols;
  for (int axis = 1; axis < w.axes; ++axis) {
    const Index size = w.axis_size[static_cast<std::size_t>(axis)];
    if (w.axes == 1 + shape.spatial_rank() && size != shape.kernel_size(axis - 1)) same = false;
  }
  if (!same) fail_sizes(initializer, w, shape);
}

/// W with the sizes of its Shape. Refuses a Shape whose sizes are not W's. A vector may have a
/// Shape of as many elements, column by column.
template <class Scalar>
View<Scalar> checked(const char* initializer, const View<Scalar>& w, bool is_vector,
                     const Shape& shape) {
  if (w.rows == shape.rows() && w.cols == shape.cols()) {
    require_axes(initializer, w, shape);
    return w.axes > 1 ? w.merged() : w;
  }
  if (is_vector && w.rows * w.cols == shape.size()) {
    return reshaped(w, shape.rows(), shape.cols());
  }
  fail_sizes(initializer, w, shape);
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
