// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// From a Sampler and a stream to a View, in parts that any threads may take.

#include <algorithm>

#include "outset/exact/float_mode.hpp"
#include "outset/executor.hpp"
#include "outset/fill/order.hpp"
#include "outset/fill/tiles.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Calls body(begin, end) for the parts of [0, count), each of `size` but for the last one.
template <class Body>
void in_parts(const ExecutorRef& executor, Index count, Index size, const Body& body) {
  const Index parts = (count + size - 1) / size;
  if (parts == 1) {
    body(Index{0}, count);
    return;
  }
  executor(parts, [&](Index part) {  // on a thread whose mode is its own
    in_standard_mode([&] { body(part * size, (std::min)((part + 1) * size, count)); });
  });
}

/// Where rows are contiguous a part is a few tiles of columns, else it is a run of elements. A part
/// has 64 chunks or more: then handing it out costs nothing.
template <class Scalar>
void write_in_parts(const Fill<Scalar>& fill, const ExecutorRef& executor) {
  constexpr Index part_size = 64 * elements_per_chunk<Scalar>;
  const View<Scalar>& w = fill.w;
  const bool has_rows = w.row_stride != 1 && w.axes == 1 && w.axis_stride[0] == 1;
  if (has_rows && w.rows > 1 && w.cols > 1) {
    const Tiles<Scalar> tiles(fill);
    const Index tiles_per_part = (std::max)(Index{1}, part_size / tiles.width() / w.rows);
    in_parts(executor, tiles.columns(), tiles.width() * tiles_per_part,
             [&](Index begin, Index end) { tiles.write(begin, end); });
  } else if (fill.has_whole_columns()) {
    in_parts(executor, w.rows * w.cols, part_size,
             [&](Index begin, Index end) { write_run(fill, begin, end); });
  } else {
    in_parts(executor, w.cols, (std::max)(Index{1}, part_size / w.rows), [&](Index j0, Index j1) {
      for (Index j = j0; j < j1; ++j) write_run(fill, j * w.rows, (j + 1) * w.rows);
    });
  }
}

/// Fills a View with the elements that a window of a tensor has. Not inlined: its buffers must not
/// stand on a caller's stack.
template <class Scalar>
OUTSET_NEVER_INLINE void fill(const Sampler<Scalar>& sampler, const View<Scalar>& w,
                              const random::Stream& stream, const Window& window,
                              const ExecutorRef& executor) {
  if (w.rows == 0 || w.cols == 0) return;
  const View<Scalar> turned =
      View<Scalar>::matrix(w.data, w.cols, w.rows, w.axis_stride[0], w.row_stride);
  const bool is_row = w.axes == 1 && w.rows == 1 && window.rows == 1;  // a column of as many
  // Which element is which does not matter there: along the rows.
  const bool is_constant = w.axes == 1 && w.row_stride > w.axis_stride[0] && sampler.is_constant();
  if (is_row || is_constant) {
    const Window column{
        .rows = w.cols, .cols = w.rows, .row0 = is_row ? window.col0 : 0, .col0 = 0};
    write_in_parts(Fill<Scalar>{sampler, turned, stream, column}, executor);
  } else {
    write_in_parts(Fill<Scalar>{sampler, w, stream, window}, executor);
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
