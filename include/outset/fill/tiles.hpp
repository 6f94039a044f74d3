// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Matrices whose rows are contiguous. Elements are drawn column by column, so some columns, a tile,
// are drawn into a buffer and then written row by row: a cache line is written once and not once
// per column.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#include "outset/fill/order.hpp"
#include "outset/heap.hpp"
#include "outset/simd/dispatch.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Memory for numbers before they are written: from the stack while it is little (a thread may have
/// 64 KiB in all), else from the heap.
class Workspace {
 public:
  explicit Workspace(std::size_t bytes)
      : heap_(bytes > sizeof stack_ ? Heap<unsigned char>(bytes) : Heap<unsigned char>()) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  unsigned char* data() { return heap_.data() != nullptr ? heap_.data() : stack_; }

 private:
  Heap<unsigned char> heap_;
  alignas(64) unsigned char stack_[8 * 1024];
};

/// A fill of a View with contiguous rows, in tiles that begin where cache lines do. Columns are
/// counted from the cache line that the first row begins in.
template <class Scalar>
class Tiles {
 public:
  explicit Tiles(const Fill<Scalar>& fill)
      : fill_(fill),
        w_(fill.w),
        shift_(static_cast<Index>(bytes_into_line(w_.data) / sizeof(Scalar))),
        width_(short_columns()   ? (std::min)(wide_tile, run_size / line / w_.rows * line)
               : beyond_caches() ? wide_tile
                                 : narrow_tile) {}

  /// The number of columns to write, and of columns in a tile.
  Index columns() const { return w_.cols + shift_; }
  Index width() const { return width_; }

  /// Writes columns begin to end - 1; begin is a multiple of the width.
  void write(Index begin, Index end) const {
    const auto most = static_cast<std::size_t>((std::min)(width_, w_.cols));
    Workspace workspace(short_columns() ? most * static_cast<std::size_t>(w_.rows) * sizeof(Scalar)
                                        : most * (sizeof(StepCursor<Scalar>) +
                                                  std::size_t{pitch} * sizeof(Scalar)));
    for (Index j = begin; j < end; j += width_) {
      const Index first = (std::max)(j - shift_, Index{0});
      write_tile(first, (std::min)(j + width_, end) - shift_ - first, workspace.data());
    }
    simd::end_stream();
  }

 private:
  static constexpr Index step = elements_per_step<Scalar>;
  // Columns that are shorter than 1024 are drawn as one run, because many of them begin within one
  // chunk. A run and a tile's cursors and numbers stand in a Workspace.
  static constexpr Index run_bytes = Index{256} << 10;
  static constexpr Index run_size = run_bytes / Index{sizeof(Scalar)};
  // Columns of a tile. Memory takes short pieces of rows at a fraction of its speed; in caches,
  // tiles of 4 cache lines are the fastest.
  static constexpr Index line = 64 / Index{sizeof(Scalar)};
  static constexpr Index wide_tile = (std::min)(8 * line, Index{128});
  static constexpr Index narrow_tile = (std::min)(4 * line, wide_tile);
  // Rows of a tile that are drawn before they are written, and the distance of columns in the
  // buffer.
  static constexpr Index band = 64;
  static constexpr Index pitch = step + band;

  /// Whether a row-major matrix is more than a core's own caches hold: then writing to memory is
  /// faster than writing to the cache that all cores share.
  bool beyond_caches() const {
    constexpr std::uint64_t own_caches = std::uint64_t{2} << 20;
    return static_cast<std::uint64_t>(w_.rows * w_.cols) * sizeof(Scalar) > own_caches;
  }

  /// Whether a tile's columns are drawn as one run.
  bool short_columns() const {
    return fill_.has_whole_columns() && w_.rows < run_size / narrow_tile;
  }

  static std::uintptr_t bytes_into_line(const Scalar* at) {
    return reinterpret_cast<std::uintptr_t>(at) % 64;
  }

  /// Columns j0 to j0 + cols - 1, at most a tile. The buffer is bytes, because an array of complex
  /// numbers would be set to 0 at first.
  void write_tile(Index j0, Index cols, unsigned char* memory) const {
    const Scalar* columns[std::size_t{wide_tile}];
    if (short_columns()) {
      Scalar* const buffer = reinterpret_cast<Scalar*>(memory);
      fill_.sampler.write(fill_.stream, fill_.number(j0 * w_.rows), cols * w_.rows, buffer);
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
      const std::uint64_t first = fill_.number((j0 + j) * w_.rows);
      place<Scalar>(*::new (cursors + j) StepCursor<Scalar>, fill_.stream, first / step);
      columns[j] = buffer + j * pitch + static_cast<Index>(first % step);
      within = within || first % step != 0;
    }
    Scalar* next = buffer;
    if (within) {
      next = buffer + step;
      fill_.sampler.write_steps(cursors, static_cast<int>(cols), 1, buffer + band, pitch);
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
      fill_.sampler.write_steps(cursors, static_cast<int>(cols), (rows + step - 1) / step, next,
                                pitch);
      write_rows(columns, j0, cols, i, rows);
    }
  }

  /// Rows i to i + rows - 1 of columns j0 to j0 + cols - 1. The cache lines at the ends of the next
  /// rows are not written whole, so they are read in the meantime.
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

  const Fill<Scalar>& fill_;
  const View<Scalar>& w_;
  Index shift_;
  Index width_;
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
