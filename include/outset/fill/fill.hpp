// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Fills a View from a Sampler and a stream, in pieces that any threads may take.

#include <algorithm>

#include "outset/exact/float_mode.hpp"
#include "outset/executor.hpp"
#include "outset/fill/order.hpp"
#include "outset/fill/tiles.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Calls body(begin, end) for the pieces of [0, count), all of `size` but the last one.
template <class Body>
void in_pieces(const ExecutorRef& executor, Index count, Index size, const Body& body) {
  const Index pieces = (count + size - 1) / size;
  if (pieces == 1) {
    body(Index{0}, count);
    return;
  }
  executor(pieces, [&](Index piece) {  // each thread has its own floating-point mode
    in_standard_mode([&] { body(piece * size, (std::min)((piece + 1) * size, count)); });
  });
}

/// A piece has 64 chunks or more: then handing it out costs nothing.
template <class Scalar>
inline constexpr Index piece_size = 64 * elements_per_chunk<Scalar>;

/// A fill in tiles, for a View with contiguous rows: a piece is a few tiles of columns.
template <class Scalar>
void write_tiles(const Fill<Scalar>& fill, const ExecutorRef& executor) {
  const Tiles<Scalar> tiles(fill);
  const Index tiles_per_piece =
      (std::max)(Index{1}, piece_size<Scalar> / tiles.width() / fill.w.rows);
  in_pieces(executor, tiles.columns(), tiles.width() * tiles_per_piece,
            [&](Index begin, Index end) { tiles.write(begin, end); });
}

/// A fill in runs of elements: any number of them where columns follow each other in the tensor,
/// else a column each.
template <class Scalar>
void write_runs(const Fill<Scalar>& fill, const ExecutorRef& executor) {
  const View<Scalar>& w = fill.w;
  const bool follow = fill.has_whole_columns();
  const Index run = follow ? 1 : w.rows;
  const Index size = (std::max)(Index{1}, piece_size<Scalar> / run);
  in_pieces(executor, w.rows * w.cols / run, size, [&](Index begin, Index end) {
    const Index step = follow ? end - begin : 1;
    for (; begin < end; begin += step) write_run(fill, begin * run, (begin + step) * run);
  });
}

template <class Scalar>
using TileWriter = void (*)(const Fill<Scalar>&, const ExecutorRef&);  // as in initializer.hpp

/// Fills a View with the elements that a window of a tensor has. Not inlined: its buffers must not
/// stand on a caller's stack.
template <class Scalar>
OUTSET_NEVER_INLINE void fill(const Sampler<Scalar>& sampler, const View<Scalar>& w,
                              const random::Stream& stream, const Window& window,
                              const ExecutorRef& executor,
                              TileWriter<Scalar> by_tiles = &write_tiles<Scalar>) {
  if (w.rows == 0 || w.cols == 0) return;
  const View<Scalar> turned =
      View<Scalar>::matrix(w.data, w.cols, w.rows, w.axis_stride[0], w.row_stride);
  const bool is_row = w.axes == 1 && w.rows == 1 && window.rows == 1;  // written as a column
  // Equal elements may be written in any order: along the rows, whose elements are closer.
  const bool is_constant = w.axes == 1 && w.row_stride > w.axis_stride[0] && sampler.is_constant();
  if (is_row || is_constant) {
    const Window column{
        .rows = w.cols, .cols = w.rows, .row0 = is_row ? window.col0 : 0, .col0 = 0};
    write_runs(Fill<Scalar>{sampler, turned, stream, column}, executor);
    return;
  }
  const Fill<Scalar> fill{sampler, w, stream, window};
  const bool has_rows = w.row_stride != 1 && w.axes == 1 && w.axis_stride[0] == 1;
  if (has_rows && w.rows > 1 && w.cols > 1 && by_tiles != nullptr) {
    by_tiles(fill, executor);
  } else {
    write_runs(fill, executor);
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
