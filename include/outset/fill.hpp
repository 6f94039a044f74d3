// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// From a Sampler and a stream to a View, by logical index: element (i, j) of a tensor of R rows is
// number i + j R, whatever the storage order, the strides, the slice and the thread that writes it.

#include <algorithm>
#include <cstdint>

#include "outset/detail/transpose.hpp"
#include "outset/executor.hpp"
#include "outset/float_mode.hpp"
#include "outset/sampler.hpp"
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
      for (Index k = 0; k < part; ++k) out[k * w.row_stride] = values[k];
    }
    values += part;
    count -= part;
    i = 0;
    ++j;
  }
}

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
      if (beyond_caches()) {
        run_by_tiles<wide_tile>(executor);
      } else {
        run_by_tiles<narrow_tile>(executor);
      }
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
  static constexpr Index chunk = elements_per_chunk<Scalar>;
  // Columns of a tile: memory takes pieces of rows shorter than 256 bytes at a fraction of its
  // speed; for caches half of that is best. They stand on the stack, 139 and 278 KiB of floats
  // (WebAssembly's whole stack has 64).
  static constexpr Index line = 64 / Index{sizeof(Scalar)};
#if defined(__wasm__)
  static constexpr Index narrow_tile = line / 2;
  static constexpr Index wide_tile = line / 2;
#else
  static constexpr Index narrow_tile = 2 * line;
  static constexpr Index wide_tile = 4 * line;
#endif
  // Rows of a tile that are written at once.
  static constexpr Index band = 64;
  // What a thread takes at once: 64 chunks, enough that handing it out costs nothing.
  static constexpr Index part_size = 64 * chunk;

  template <class Executor, class Body>
  static void in_parts(const Executor& executor, Index count, Index step, const Body& body) {
    const Index parts = (count + step - 1) / step;
    if (parts == 1) {
      body(Index{0}, count);
      return;
    }
    executor(parts, [&](Index part) {  // on a thread whose mode is its own
      in_standard_mode([&] { body(part * step, (std::min)((part + 1) * step, count)); });
    });
  }

  /// Whether the View's columns follow each other in the tensor too.
  bool whole_columns() const { return window_.rows == w_.rows || w_.cols == 1; }

  std::uint64_t number(Index position) const { return element_number(w_, window_, position); }

  /// Elements whose numbers are consecutive.
  void write_run(Index begin, Index end) const {
    std::uint64_t first = number(begin);
    if (w_.contiguous()) {
      sampler_.write(stream_, first, end - begin, w_.data + begin);
      return;
    }
    alignas(64) Scalar buffer[chunk];
    while (begin < end) {
      const Index part = (std::min)(end - begin, chunk - static_cast<Index>(first % chunk));
      const Index i = begin % w_.rows;
      if (w_.row_stride == 1 && i + part <= w_.rows) {
        sampler_.write(stream_, first, part, w_.column(begin / w_.rows) + i);
      } else {
        sampler_.write(stream_, first, part, buffer);
        scatter(w_, begin, buffer, part);
      }
      begin += part;
      first += static_cast<std::uint64_t>(part);
    }
  }

  /// Whether a row-major matrix is more than a core's own caches hold: then memory is faster than
  /// the cache that all share.
  bool beyond_caches() const {
    constexpr std::uint64_t own_caches = std::uint64_t{2} << 20;
    return static_cast<std::uint64_t>(w_.rows * w_.cols) * sizeof(Scalar) > own_caches;
  }

  static std::uintptr_t bytes_into_line(const Scalar* at) {
    return reinterpret_cast<std::uintptr_t>(at) % 64;
  }

  /// Tiles begin where cache lines do.
  template <Index tile, class Executor>
  void run_by_tiles(const Executor& executor) const {
    const auto shift = static_cast<Index>(bytes_into_line(w_.data) / sizeof(Scalar));
    const Index columns = tile * (std::max)(Index{1}, part_size / (tile * w_.rows));
    in_parts(executor, w_.cols + shift, columns, [&](Index begin, Index end) {
      for (Index j = begin; j < end; j += tile) {
        write_tile<tile>((std::max)(j - shift, Index{0}), (std::min)(j + tile, end) - shift);
      }
    });
  }

  /// Columns j0 to j1 - 1 of a View with contiguous rows, at most `tile`: each into a buffer of its
  /// own by chunks, and from there row by row, so that a line of memory is written once and not
  /// once a column. Before a column's next chunk stands what a band has left of its last.
  template <Index tile>
  void write_tile(Index j0, Index j1) const {
    constexpr Index pitch = band + chunk;
    alignas(64) Scalar buffer[tile * pitch];
    const Scalar* next[tile];
    Index ready[tile];
    const Index cols = j1 - j0;
    const bool one_run = whole_columns() && w_.rows < chunk;
    if (one_run) sampler_.write(stream_, number(j0 * w_.rows), cols * w_.rows, buffer);
    for (Index j = 0; j < cols; ++j) {
      next[j] = buffer + j * (one_run ? w_.rows : pitch);
      ready[j] = one_run ? w_.rows : 0;
    }
    const bool streamed =
        beyond_caches() && w_.row_stride % line == 0 && bytes_into_line(w_.data + j0) == 0;
    for (Index i = 0; i < w_.rows; i += band) {
      const Index rows = (std::min)(band, w_.rows - i);
      for (Index j = 0; j < cols; ++j) {
        while (ready[j] < rows) {
          Scalar* const slot = buffer + j * pitch + band;
          std::copy_n(next[j], ready[j], slot - ready[j]);
          next[j] = slot - ready[j];
          const Index row = i + ready[j];
          const std::uint64_t first = number((j0 + j) * w_.rows + row);
          const Index count = (std::min)(chunk - static_cast<Index>(first % chunk), w_.rows - row);
          sampler_.write(stream_, first, count, slot);
          ready[j] += count;
        }
      }
      Scalar* const out = w_.data + i * w_.row_stride + j0;
      if (streamed) {
        transpose<true>(next, rows, cols, out, w_.row_stride);
      } else {
        transpose<false>(next, rows, cols, out, w_.row_stride);
      }
      for (Index j = 0; j < cols; ++j) {
        next[j] += rows;
        ready[j] -= rows;
      }
    }
    if (streamed) end_stream();
  }

  const AnySampler<Scalar>& sampler_;
  const View<Scalar>& w_;
  const random::Stream& stream_;
  const Window& window_;
};

template <class Scalar, class Executor = DefaultExecutor>
void fill(const AnySampler<Scalar>& sampler, const View<Scalar>& w, const random::Stream& stream,
          const Window& window, const Executor& executor = {}) {
  Fill<Scalar>(sampler, w, stream, window).run(executor);
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
