// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a call is to fill, whatever the type of the matrix.

#include "outset/checked.hpp"
#include "outset/executor.hpp"
#include "outset/shape.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

template <class Scalar>
struct Fill;

/// write_tiles of fill/fill.hpp, or null where no rows can be contiguous: then tiles, half of what
/// a fill takes to compile, are not compiled.
template <class Scalar>
using TileWriter = void (*)(const Fill<Scalar>&, const ExecutorRef&);

/// What a call is to fill.
template <class Scalar>
struct Target {
  View<Scalar> w;
  bool is_vector;               ///< then it may have a Shape of as many elements, column by column
  const Shape* shape;           ///< null: that of a dense layer
  TileWriter<Scalar> by_tiles;  ///< the library takes its own
};

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::Fill;
using library::Target;
using library::TileWriter;

template <class Scalar>
Shape shape_of(const Target<Scalar>& target) {
  return target.shape != nullptr ? *target.shape : dense(target.w.rows, target.w.cols);
}
/// The target's matrix, with the sizes of its Shape.
template <class Scalar>
View<Scalar> checked(const char* initializer, const Target<Scalar>& target, const Shape& shape) {
  if (target.shape == nullptr) return target.w.merged();
  return checked(initializer, target.w, target.is_vector, shape);
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
