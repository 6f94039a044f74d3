// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// From a Sampler and a stream to a View, by logical index: element (i, j) of a tensor of R rows is
// number i + j R, whatever the storage order, the strides, the slice and the thread that writes it.

#include <algorithm>
#include <cstdint>

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
  /// few columns as wide as a cache line, else it is a run of elements.
  template <class Executor>
  void run(const Executor& executor) const {
    const bool by_lines = w_.row_stride != 1 && w_.rows > 1 && w_.axis_stride[0] == 1;
    if (w_.rows == 0 || w_.cols == 0) return;
    if (by_lines && w_.axes == 1) {
      const Index columns = line * (std::max)(Index{1}, part_size / (line * w_.rows));
      in_parts(executor, w_.cols, columns, [&](Index j0, Index j1) {
        for (Index j = j0; j < j1; j += line) write_lines(j, (std::min)(j + line, j1));
      });
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
  // Columns that share a cache line where rows are contiguous.
  static constexpr Index line = 64 / static_cast<Index>(sizeof(Scalar));
  // How many of their rows go through a buffer. WebAssembly's whole stack has 64 KiB.
#if defined(__wasm__)
  static constexpr Index band = chunk / 2;
#else
  static constexpr Index band = 2 * chunk;
#endif
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
      sampler_.write(stream_, first, part, buffer);
      scatter(w_, begin, buffer, part);
      begin += part;
      first += static_cast<std::uint64_t>(part);
    }
  }

  /// Columns j0 to j1 - 1 of a View with contiguous rows: column by column into a buffer, and from
  /// there line by line, so that a line of memory is written once and not once a column.
  void write_lines(Index j0, Index j1) const {
    alignas(64) Scalar buffer[line * band];
    const bool one_run = whole_columns() && w_.rows <= band;
    const Index pitch = one_run ? w_.rows : band;
    for (Index i0 = 0; i0 < w_.rows; i0 += band) {
      const Index i1 = (std::min)(i0 + band, w_.rows);
      if (one_run) {
        sampler_.write(stream_, number(j0 * w_.rows), (j1 - j0) * w_.rows, buffer);
      } else {
        for (Index j = j0; j < j1; ++j) {
          sampler_.write(stream_, number(j * w_.rows + i0), i1 - i0, buffer + (j - j0) * pitch);
        }
      }
      for (Index i = i0; i < i1; ++i) {
        Scalar* out = w_.data + i * w_.row_stride + j0;
        const Scalar* in = buffer + (i - i0);
        for (Index j = 0; j < j1 - j0; ++j) out[j] = in[j * pitch];
      }
    }
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
