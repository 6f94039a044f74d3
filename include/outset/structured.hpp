// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How a structured initializer, which sees the matrix, fills it.

#include <cstddef>

#include "outset/executor.hpp"
#include "outset/heap.hpp"
#include "outset/rng.hpp"
#include "outset/target.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// A structured initializer whose type is forgotten, so that the fill is compiled once for all.
template <class Scalar>
struct Structured {
  const char* name;
  const void* init;
  void (*validate)(const void* init, const Shape* shape);  ///< null: for no shape in particular
  void (*write)(const void* init, const View<Scalar>& w, const Shape& shape,
                const random::Stream& stream, const ExecutorRef& executor);
};

/// A slice of what only exists as a whole, made in memory of its own, column by column.
template <class Scalar>
void write_slice(const Structured<Scalar>& any, const View<Scalar>& w, const Shape& shape,
                 const random::Stream& stream, const ExecutorRef& executor) {
  const Shape whole_shape = shape.whole();
  const Heap<Scalar> memory(static_cast<std::size_t>(whole_shape.size()));
  Scalar* const whole = memory.data();
  const Index rows = whole_shape.rows();
  const Window window = shape.window();
  any.write(any.init, View<Scalar>::matrix(whole, rows, whole_shape.cols(), 1, rows), whole_shape,
            stream, executor);
  for (Index j = 0; j < w.cols; ++j) {
    for (Index i = 0; i < w.rows; ++i) {
      const Index number = (window.col0 + j) * window.rows + window.row0 + i;
      w(i, j) = whole[number];
    }
  }
}

template <class Scalar>
void fill_structured(const Structured<Scalar>& any, const Target<Scalar>& target, Rng& rng,
                     const ExecutorRef& executor) {
  const Shape shape = shape_of(target);
  const View<Scalar> w = checked(any.name, target, shape);
  if (shape.size() == 0) {
    any.validate(any.init, nullptr);
    rng.take();
    return;
  }
  const Shape whole = shape.whole();
  any.validate(any.init, &whole);
  if (shape.is_slice()) {
    write_slice(any, w, shape, rng.take(), executor);
  } else {
    any.write(any.init, w, shape, rng.take(), executor);
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
