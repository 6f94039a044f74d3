// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which element goes where, by logical index: element (i, j) of a tensor of R rows is number i + j
// R, whatever the storage order, the strides, the slice and the thread that writes it.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "outset/fill/sampler.hpp"
#include "outset/shape.hpp"
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
      for (; k + 4 <= part; k += 4) {  // compilers do not unroll at -O2
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

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {
namespace library {

/// One fill: the elements of a window of a tensor, drawn from a stream into a View.
template <class Scalar>
struct Fill {
  const detail::Sampler<Scalar>& sampler;
  const View<Scalar>& w;
  const random::Stream& stream;
  const Window& window;

  OUTSET_KEYED std::uint64_t number(Index position) const {
    return detail::element_number(w, window, position);
  }

  /// Whether the View's columns follow each other in the tensor too.
  OUTSET_KEYED bool has_whole_columns() const { return window.rows == w.rows || w.cols == 1; }
};

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::Fill;

/// Writes elements begin to end - 1 of the View, in column-major order, whose numbers are
/// consecutive: long columns in place, the others by way of a buffer.
template <class Scalar>
void write_run(const Fill<Scalar>& fill, Index begin, Index end) {
  const View<Scalar>& w = fill.w;
  constexpr Index step = elements_per_step<Scalar>;
  const std::uint64_t first = fill.number(begin);
  if (w.contiguous()) {
    fill.sampler.write(fill.stream, first, end - begin, w.data + begin);
    return;
  }
  constexpr Index size = elements_per_chunk<Scalar>;
  const bool in_place = w.row_stride == 1 && w.rows >= size;
  alignas(64) unsigned char memory[std::size_t{size} * sizeof(Scalar)];  // see tiles.hpp
  Scalar* const buffer = reinterpret_cast<Scalar*>(memory);
  StepCursor<Scalar> cursor;
  place<Scalar>(cursor, fill.stream, first / step);
  auto skipped = static_cast<Index>(first % step);
  while (begin < end) {
    const Index left = w.rows - begin % w.rows;
    const Index steps = (std::min)(left, end - begin) / step;
    if (in_place && skipped == 0 && steps > 0) {
      fill.sampler.write_steps(&cursor, 1, steps, w.column(begin / w.rows) + begin % w.rows, 0);
      begin += steps * step;
      continue;
    }
    const Index drawn = in_place ? step : size;
    const Index part = (std::min)(drawn - skipped, end - begin);
    fill.sampler.write_steps(&cursor, 1, (skipped + part + step - 1) / step, buffer, 0);
    scatter(w, begin, buffer + skipped, part);
    begin += part;
    skipped = 0;
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
