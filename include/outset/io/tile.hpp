// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Parts of a row-major file on their way from or to a matrix that lies otherwise: a tile of the
// matrix stands row-major in a buffer of 2 MiB. So a column-major matrix, Eigen's default, needs no
// second one in memory.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "outset/simd/dispatch.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

/// Rows i to i + rows - 1 of columns j to j + cols - 1 of a matrix, row-major.
template <class File>
struct Tile {
  File* data;
  Index i, j, rows, cols;
};

/// A matrix of four times its file's bytes leaves only 1 MiB for all else (io/ promises that).
template <class File, class Scalar>
inline constexpr Index tile_bytes = Index{1} << (sizeof(Scalar) > 2 * sizeof(File) ? 19 : 21);
// A column's piece is then one cache line or more, and a row's piece of the file 64 KiB or whole.
inline constexpr Index tile_rows = 32;

/// Calls use(tile) for tiles that cover a matrix: whole rows where they fit.
template <class File, class Scalar, class Use>
void for_each_tile(const View<Scalar>& view, const Use& use) {
  constexpr Index elements = tile_bytes<File, Scalar> / static_cast<Index>(sizeof(File));
  if (view.rows == 0 || view.cols == 0) return;
  const Index width = (std::min)(view.cols, elements / tile_rows);
  const Index height = (std::min)(view.rows, width == view.cols ? elements / width : tile_rows);
  const std::unique_ptr<File[]> data(new File[static_cast<std::size_t>(height * width)]);
  for (Index i = 0; i < view.rows; i += height) {
    for (Index j = 0; j < view.cols; j += width) {
      use(Tile<File>{data.get(), i, j, (std::min)(height, view.rows - i),
                     (std::min)(width, view.cols - j)});
    }
  }
}

/// Calls use(byte, memory, count) for a tile's bytes that are together in a row-major file of
/// matrices with `cols` columns.
template <class File, class Use>
void for_each_piece(const Tile<File>& tile, Index cols, const Use& use) {
  const Index pieces = tile.cols == cols ? 1 : tile.rows;
  const Index length = tile.rows * tile.cols / pieces;
  for (Index piece = 0; piece < pieces; ++piece) {
    use(static_cast<std::uint64_t>((tile.i + piece) * cols + tile.j) * sizeof(File),
        tile.data + piece * length, static_cast<std::size_t>(length) * sizeof(File));
  }
}

/// Calls use(element of the view, element of the tile), eight columns at a time: so few that a
/// power of two between columns does not throw their lines out of the cache.
template <class File, class Scalar, class Use>
void for_each_pair(const View<Scalar>& view, const Tile<File>& tile, const Use& use) {
  constexpr Index together = 8;
  for (Index j = 0; j < tile.cols; j += together) {
    const Index count = (std::min)(together, tile.cols - j);
    Scalar* column[together];
    for (Index c = 0; c < count; ++c) {
      column[c] = view.column(tile.j + j + c) + tile.i * view.row_stride;
    }
    for (Index i = 0; i < tile.rows; ++i) {
      File* row = tile.data + (i * tile.cols + j);
      for (Index c = 0; c < count; ++c) use(column[c][i * view.row_stride], row[c]);
    }
  }
}

// Lines of memory that are transposed together.
inline constexpr Index lines_together = 64;

/// Copies the view's elements of contiguous columns to the tile.
template <class Scalar, class File>
void columns_to_tile(const View<Scalar>& view, const Tile<File>& tile) {
  static_assert(std::is_same_v<std::remove_const_t<Scalar>, File>);
  const File* columns[lines_together];
  for (Index j = 0; j < tile.cols; j += lines_together) {
    const Index count = (std::min)(lines_together, tile.cols - j);
    for (Index c = 0; c < count; ++c) columns[c] = view.column(tile.j + j + c) + tile.i;
    simd::transpose(columns, tile.rows, count, tile.data + j, tile.cols, false);
  }
}

/// The other way, to columns that are equally far apart.
template <class Scalar>
void tile_to_columns(const Tile<Scalar>& tile, const View<Scalar>& view) {
  const Scalar* rows[lines_together];
  for (Index i = 0; i < tile.rows; i += lines_together) {
    const Index count = (std::min)(lines_together, tile.rows - i);
    for (Index r = 0; r < count; ++r) rows[r] = tile.data + (i + r) * tile.cols;
    simd::transpose(rows, tile.cols, count, view.column(tile.j) + (tile.i + i), view.axis_stride[0],
                    false);
  }
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
