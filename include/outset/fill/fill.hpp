// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// From a Sampler and a stream to a View, by logical index: element (i, j) of a tensor of R rows is
// number i + j R, whatever the storage order, the strides, the slice and the thread that writes it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

#include "outset/exact/float_mode.hpp"
#include "outset/executor.hpp"
#include "outset/fill/sampler.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// The number in its tensor of a View's element at a position in column-major order.
template <class Scalar>
std::uint64_t element_number(const View<Scalar>& w, const Window& window, Index position) {
  const auto i = static_cast<std::uint64_t>(window.row0 + position % w.rows);
  const auto j = static_cast<std::uint64_t>(window.col0 + position / w.rows);
  return j * static_cast<std::uint64_t>(window.rows) + i;
}

/// Copies a run of elements in column-major order to their places, from the element at `position`.
template <class Scalar>
void scatter(const View<Scalar>& w, Index position, const Scalar* values, Index count) {
  Index j = position / w.rows;
  Index i = position % w.rows;
  while (count > 0) {
    const Index part = (std::min)(count, w.rows - i);
    Scalar* out = w.column(j) + i * w.row_stride;
    if (w.row_stride == 1) {
      std::copy_n(values, part, out);
    } else {
      Index k = 0;
      for (; k + 4 <= part; k += 4) {  // as compilers do not at -O2
        Scalar* const four = out + k * w.row_stride;
        four[0] = values[k];
        four[w.row_stride] = values[k + 1];
        four[2 * w.row_stride] = values[k + 2];
        four[3 * w.row_stride] = values[k + 3];
      }
      for (; k < part; ++k) out[k * w.row_stride] = values[k];
    }
    values += part;
    count -= part;
    i = 0;
    ++j;
  }
}

/// Memory for numbers on their way: on the stack while it is little (a thread may have 64 KiB in
/// all), else from the heap.
class Workspace {
 public:
  explicit Workspace(std::size_t bytes)
      : heap_(bytes > sizeof stack_ ? new unsigned char[bytes + alignment] : nullptr) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  unsigned char* data() {
    if (heap_ == nullptr) return stack_;
    return heap_.get() + (alignment - reinterpret_cast<std::uintptr_t>(heap_.get()) % alignment);
  }

 private:
  static constexpr std::size_t alignment = 64;

  std::unique_ptr<unsigned char[]> heap_;
  alignas(alignment) unsigned char stack_[8 * 1024];
};

/// One fill: which elements of the stream go where.
template <class Scalar>
class Fill {
 public:
  Fill(const AnySampler<Scalar>& sampler, const View<Scalar>& w, const random::Stream& stream,
       const Window& window)
      : sampler_(sampler), w_(w), stream_(stream), window_(window) {}

  /// Runs it in parts that any threads may take. Where rows are contiguous in memory a part is a
  /// few tiles of columns, else it is a run of elements.
  template <class Executor>
  void run(const Executor& executor) const {
    if (w_.rows == 0 || w_.cols == 0) return;
    if (w_.row_stride != 1 && w_.rows > 1 && w_.cols > 1 && w_.axis_stride[0] == 1 &&
        w_.axes == 1) {
      run_by_tiles(executor);
    } else if (whole_columns()) {
      in_parts(executor, w_.rows * w_.cols, part_size,
               [&](Index begin, Index end) { write_run(begin, end); });
    } else {
      const Index columns = (std::max)(Index{1}, part_size / w_.rows);
      in_parts(executor, w_.cols, columns, [&](Index j0, Index j1) {
        for (Index j = j0; j < j1; ++j) write_run(j * w_.rows, (j + 1) * w_.rows);
      });
    }
  }

 private:
  static constexpr Index step = elements_per_step<Scalar>;
  // Columns that are shorter than 1024 are drawn as one run, because many of them begin within one
  // chunk. A run and a tile's cursors and numbers stand in a Workspace.
  static constexpr Index run_bytes = Index{256} << 10;
  static constexpr Index run_size = run_bytes / Index{sizeof(Scalar)};
  // Columns of a tile: memory takes short pieces of rows at a fraction of its speed; for caches
  // 4 lines are best.
  static constexpr Index line = 64 / Index{sizeof(Scalar)};
  static constexpr Index wide_tile = (std::min)(8 * line, Index{128});
  static constexpr Index narrow_tile = (std::min)(4 * line, wide_tile);
  // Rows of a tile that are drawn before they are written, and the numbers of a column then.
  static constexpr Index band = 64;
  static constexpr Index pitch = step + band;
  // What a thread takes at once: 64 chunks, enough that handing it out costs nothing.
  static constexpr Index part_size = 64 * elements_per_chunk<Scalar>;

  template <class Executor, class Body>
  static void in_parts(const Executor& executor, Index count, Index size, const Body& body) {
    const Index parts = (count + size - 1) / size;
    if (parts == 1) {
      body(Index{0}, count);
      return;
    }
    executor(parts, [&](Index part) {  // on a thread whose mode is its own
      in_standard_mode([&] { body(part * size, (std::min)((part + 1) * size, count)); });
    });
  }

  /// Whether the View's columns follow each other in the tensor too.
  bool whole_columns() const { return window_.rows == w_.rows || w_.cols == 1; }

  std::uint64_t number(Index position) const { return element_number(w_, window_, position); }

  /// Elements whose numbers are consecutive: long columns in place, the others by way of a buffer.
  void write_run(Index begin, Index end) const {
    const std::uint64_t first = number(begin);
    if (w_.contiguous()) {
      sampler_.write(stream_, first, end - begin, w_.data + begin);
      return;
    }
    constexpr Index size = elements_per_chunk<Scalar>;
    const bool in_place = w_.row_stride == 1 && w_.rows >= size;
    alignas(64) unsigned char memory[std::size_t{size} * sizeof(Scalar)];  // see write_tile
    Scalar* const buffer = reinterpret_cast<Scalar*>(memory);
    StepCursor<Scalar> cursor;
    place<Scalar>(cursor, stream_, first / step);
    auto skipped = static_cast<Index>(first % step);
    while (begin < end) {
      const Index left = w_.rows - begin % w_.rows;
      const Index steps = (std::min)(left, end - begin) / step;
      if (in_place && skipped == 0 && steps > 0) {
        sampler_.write_steps(&cursor, 1, steps, w_.column(begin / w_.rows) + begin % w_.rows, 0);
        begin += steps * step;
        continue;
      }
      const Index drawn = in_place ? step : size;
      const Index part = (std::min)(drawn - skipped, end - begin);
      sampler_.write_steps(&cursor, 1, (skipped + part + step - 1) / step, buffer, 0);
      scatter(w_, begin, buffer + skipped, part);
      begin += part;
      skipped = 0;
    }
  }

  /// Whether a row-major matrix is more than a core's own caches hold: then memory is faster than
  /// the cache that all share.
  bool beyond_caches() const {
    constexpr std::uint64_t own_caches = std::uint64_t{2} << 20;
    return static_cast<std::uint64_t>(w_.rows * w_.cols) * sizeof(Scalar) > own_caches;
  }

  /// Whether a tile's columns are drawn as one run.
  bool short_columns() const { return whole_columns() && w_.rows < run_size / narrow_tile; }

  static std::uintptr_t bytes_into_line(const Scalar* at) {
    return reinterpret_cast<std::uintptr_t>(at) % 64;
  }

  /// Tiles begin where cache lines do.
  template <class Executor>
  void run_by_tiles(const Executor& executor) const {
    const Index tile = short_columns()   ? (std::min)(wide_tile, run_size / line / w_.rows * line)
                       : beyond_caches() ? wide_tile
                                         : narrow_tile;
    const auto shift = static_cast<Index>(bytes_into_line(w_.data) / sizeof(Scalar));
    const Index columns = tile * (std::max)(Index{1}, part_size / tile / w_.rows);
    const auto most = static_cast<std::size_t>((std::min)(tile, w_.cols));
    const std::size_t bytes =
        short_columns() ? most * static_cast<std::size_t>(w_.rows) * sizeof(Scalar)
                        : most * (sizeof(StepCursor<Scalar>) + std::size_t{pitch} * sizeof(Scalar));
    in_parts(executor, w_.cols + shift, columns, [&](Index begin, Index end) {
      Workspace workspace(bytes);
      for (Index j = begin; j < end; j += tile) {
        const Index first = (std::max)(j - shift, Index{0});
        write_tile(first, (std::min)(j + tile, end) - shift - first, workspace.data());
      }
      simd::end_stream();
    });
  }

  /// `cols` columns from j0 on of a View with contiguous rows, at most a tile, by way of a buffer
  /// of columns: so a line of memory is written once and not once a column. The buffer is bytes,
  /// because an array of complex numbers would be set to 0 at first.
  void write_tile(Index j0, Index cols, unsigned char* memory) const {
    const Scalar* columns[std::size_t{wide_tile}];
    if (short_columns()) {
      Scalar* const buffer = reinterpret_cast<Scalar*>(memory);
      sampler_.write(stream_, number(j0 * w_.rows), cols * w_.rows, buffer);
      for (Index i = 0; i < w_.rows; i += band) {
        for (Index j = 0; j < cols; ++j) columns[j] = buffer + j * w_.rows + i;
        write_rows(columns, j0, cols, i, (std::min)(band, w_.rows - i));
      }
    } else {
      auto* const cursors = reinterpret_cast<StepCursor<Scalar>*>(memory);
      write_bands(columns, j0, cols, cursors, reinterpret_cast<Scalar*>(cursors + cols));
    }
  }

  /// Draws a band of every column, then writes its rows. Where columns begin within a step, the
  /// rest of each column's last step stands before its next ones.
  void write_bands(const Scalar** columns, Index j0, Index cols, StepCursor<Scalar>* cursors,
                   Scalar* buffer) const {
    bool within = false;
    for (Index j = 0; j < cols; ++j) {
      const std::uint64_t first = number((j0 + j) * w_.rows);
      place<Scalar>(*::new (cursors + j) StepCursor<Scalar>, stream_, first / step);
      columns[j] = buffer + j * pitch + static_cast<Index>(first % step);
      within = within || first % step != 0;
    }
    Scalar* next = buffer;
    if (within) {
      next = buffer + step;
      sampler_.write_steps(cursors, static_cast<int>(cols), 1, buffer + band, pitch);
    }
    for (Index i = 0; i < w_.rows; i += band) {
      const Index rows = (std::min)(band, w_.rows - i);
      if (within) {
        for (Index j = 0; j < cols; ++j) {
          Scalar* const column = buffer + j * pitch;
          std::memcpy(static_cast<void*>(column), column + band,
                      std::size_t{step} * sizeof(Scalar));
        }
      }
      sampler_.write_steps(cursors, static_cast<int>(cols), (rows + step - 1) / step, next, pitch);
      write_rows(columns, j0, cols, i, rows);
    }
  }

  /// Rows i to i + rows - 1 of columns j0 to j0 + cols - 1. The lines of memory of the next rows
  /// that are not written whole, at their ends, are read in the meantime.
  void write_rows(const Scalar* const* columns, Index j0, Index cols, Index i, Index rows) const {
    if (beyond_caches() && w_.row_stride % line != 0) {
      for (Index next = i + rows; next < (std::min)(i + rows + band, w_.rows); ++next) {
        const Scalar* const row = w_.data + next * w_.row_stride + j0;
        simd::prefetch(row);
        simd::prefetch(row + cols - 1);
      }
    }
    Scalar* const out = w_.data + i * w_.row_stride + j0;
    simd::transpose(columns, rows, cols, out, w_.row_stride, beyond_caches());
  }

  const AnySampler<Scalar>& sampler_;
  const View<Scalar>& w_;
  const random::Stream& stream_;
  const Window& window_;
};

template <class Scalar, class Executor = DefaultExecutor>
void fill(const AnySampler<Scalar>& sampler, const View<Scalar>& w, const random::Stream& stream,
          const Window& window, const Executor& executor = {}) {
  const View<Scalar> turned =
      View<Scalar>::matrix(w.data, w.cols, w.rows, w.axis_stride[0], w.row_stride);
  if (w.axes == 1 && w.rows == 1 && window.rows == 1) {  // a row is a column of as many
    Fill<Scalar>(sampler, turned, stream, {w.cols, window.col0, 0}).run(executor);
  } else if (w.axes == 1 && w.row_stride > w.axis_stride[0] && sampler.constant()) {
    // Which element is which does not matter: along the rows.
    Fill<Scalar>(sampler, turned, stream, {w.cols, 0, 0}).run(executor);
  } else {
    Fill<Scalar>(sampler, w, stream, window).run(executor);
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
