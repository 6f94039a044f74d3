// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A tensor between a file and memory. What lies in memory as it does in the file is one transfer.
// Everything else (another storage order, scalar or byte order) goes through tiles (tile.hpp).
//
// A matrix is a tensor's first axis as rows and all others, the last of which changes fastest, as
// columns, as everywhere in outset: a kernel (out, in, kh, kw) is (out, in * kh * kw).

#include <Eigen/Core>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "outset/exact/float_mode.hpp"
#include "outset/io/convert.hpp"
#include "outset/io/dtype.hpp"
#include "outset/io/input.hpp"
#include "outset/io/sizes.hpp"
#include "outset/io/tile.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

namespace detail {

/// A tensor in a file.
struct Stored {
  std::string name{};  // for errors
  Dtype dtype = Dtype::f32;
  Sizes sizes{};
  std::uint64_t begin = 0;
  bool first_axis_fastest = false;  // Fortran's order
  bool big_endian = false;
};

/// The sizes as a matrix.
struct MatrixSizes {
  Index rows, cols;
};
inline MatrixSizes matrix_sizes(const Sizes& sizes) {
  MatrixSizes matrix{1, 1};
  if (!sizes.empty()) matrix.rows = sizes[0];
  for (std::size_t axis = 1; axis < sizes.size(); ++axis) matrix.cols *= sizes[axis];
  return matrix;
}

/// Whether the view's memory is what a row-major file has.
template <class Scalar>
bool is_row_major(const View<Scalar>& view) {
  return view.axes == 1 && (view.axis_stride[0] == 1 || view.cols <= 1) &&
         (view.row_stride == view.cols || view.rows <= 1);
}

/// The column of the view that is column c of a tensor whose first axis changes fastest.
inline Index reordered_column(const Sizes& sizes, Index c) {
  Index column = 0;
  Index stride = 1;
  for (std::size_t axis = sizes.size(); axis-- > 1;) stride *= sizes[axis];
  for (std::size_t axis = 1; axis < sizes.size(); ++axis) {
    stride /= sizes[axis];
    column += c % sizes[axis] * stride;
    c /= sizes[axis];
  }
  return column;
}

template <class Scalar>
View<Scalar> transposed(const View<Scalar>& view) {
  return View<Scalar>::matrix(view.data, view.cols, view.rows, view.axis_stride[0],
                              view.row_stride);
}

/// Reads elements of type File, row by row of the view.
template <class File, class Scalar>
void read_rows(const Input& file, std::uint64_t begin, bool swap, const View<Scalar>& view) {
  if (std::is_same_v<File, Scalar> && !swap && is_row_major(view)) {
    file.read(begin, static_cast<void*>(view.data),
              static_cast<std::size_t>(view.rows * view.cols) * sizeof(Scalar));
    return;
  }
  for_each_tile<File>(view, [&](const Tile<File>& tile) {
    for_each_piece(tile, view.cols, [&](std::uint64_t byte, File* to, std::size_t count) {
      file.read(begin + byte, static_cast<void*>(to), count);
    });
    if (swap) {
      for (Index k = 0; k < tile.rows * tile.cols; ++k) tile.data[k] = byte_swapped(tile.data[k]);
    }
    if constexpr (std::is_same_v<File, Scalar>) {
      if (view.row_stride == 1 && view.axes == 1) return tile_to_columns(tile, view);
    }
    for_each_pair(view, tile, [](Scalar& to, const File& from) { to = converted<Scalar>(from); });
  });
}

template <class File, class Scalar>
void read_as(const Input& file, const Stored& stored, const View<Scalar>& view) {
  const bool swap = stored.big_endian != host_is_big;
  if (!stored.first_axis_fastest || stored.sizes.size() <= 1) {
    read_rows<File>(file, stored.begin, swap, view);
  } else if (stored.sizes.size() <= 2 && view.axes == 1) {
    read_rows<File>(file, stored.begin, swap, transposed(view));
  } else {
    // Column by column, each of them a run of the file.
    for (Index c = 0; c < view.cols; ++c) {
      const Index j = reordered_column(stored.sizes, c);
      const auto column =
          View<Scalar>::matrix(view.column(j), 1, view.rows, view.rows, view.row_stride);
      read_rows<File>(file, stored.begin + static_cast<std::uint64_t>(c * view.rows) * sizeof(File),
                      swap, column);
    }
  }
}

/// Calls use with a null pointer to the scalar that a Dtype of weights is; false for the others.
template <class Use>
bool with_scalar(Dtype dtype, const Use& use) {
  // clang-format off
  if (dtype == Dtype::f32) return use(static_cast<float*>(nullptr)), true;
  if (dtype == Dtype::f64) return use(static_cast<double*>(nullptr)), true;
  if (dtype == Dtype::f16) return use(static_cast<Eigen::half*>(nullptr)), true;
  if (dtype == Dtype::bf16) return use(static_cast<Eigen::bfloat16*>(nullptr)), true;
  if (dtype == Dtype::c64) return use(static_cast<std::complex<float>*>(nullptr)), true;
  if (dtype == Dtype::c128) return use(static_cast<std::complex<double>*>(nullptr)), true;
  // clang-format on
  return false;
}

/// Refuses a scalar that the elements may not become.
template <class Scalar>
void require_scalar(const Input& file, const Stored& stored, Convert convert) {
  constexpr Dtype own = dtype_of<Scalar>();
  if (stored.dtype == own) return;
  bool allowed = false;
  with_scalar(stored.dtype, [&](auto* null) {
    allowed = convertible<std::remove_pointer_t<decltype(null)>, Scalar>;
  });
  if (!allowed) {
    fail_at(file.path(), stored.name, stored.begin,
            {"the elements are ", name_of(stored.dtype), ", and cannot become ", name_of(own)});
  }
  if (convert == Convert::no) {
    fail_at(file.path(), stored.name, stored.begin,
            {"the elements are ", name_of(stored.dtype), ", the matrix has ", name_of(own),
             ": ask for Convert::yes"});
  }
}

/// Reads a tensor into a view that has its sizes.
template <class Scalar>
void read_tensor(const Input& file, const Stored& stored, const View<Scalar>& view) {
  // A header of a hundred bytes may claim 2^62 columns without a row.
  if (view.rows == 0 || view.cols == 0) return;
  with_scalar(stored.dtype, [&](auto* null) {
    using File = std::remove_pointer_t<decltype(null)>;
    if constexpr (convertible<File, Scalar>) {
      outset::detail::in_standard_mode([&] { read_as<File>(file, stored, view); });
    }
  });
}

/// Writes a matrix row by row, little-endian. `write(byte, from, count)`.
template <class Scalar, class Write>
void write_rows(const View<Scalar>& view, const Write& write) {
  using File = std::remove_const_t<Scalar>;
  if (!host_is_big && is_row_major(view)) {
    write(std::uint64_t{0}, static_cast<const void*>(view.data),
          static_cast<std::size_t>(view.rows * view.cols) * sizeof(File));
    return;
  }
  for_each_tile<File>(view, [&](const Tile<File>& tile) {
    if (!host_is_big && view.row_stride == 1) {
      columns_to_tile(view, tile);
    } else {
      for_each_pair(view, tile, [](const File& from, File& to) {
        to = host_is_big ? byte_swapped(from) : from;
      });
    }
    for_each_piece(tile, view.cols, [&](std::uint64_t byte, const File* from, std::size_t count) {
      write(byte, static_cast<const void*>(from), count);
    });
  });
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
