// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a weight matrix is for, and therefore what its fans are.
//
// clang-format off
//        cols = fan-in
//       +------------+
//   y = |     W      | x    rows = fan-out
//       +------------+
// clang-format on
//
// A layer computes y = W x + b. A row of W belongs to an output unit, a column to an input. A
// convolution's kernel is stored flat, (out, in/groups * kh * kw): the column of input channel i
// and tap (y, x) is (i * kh + y) * kw + x.
//
// A fan is a count of connections. Fan-in: the inputs that feed one output unit; fan-out: the
// output units that one input feeds. So groups divide both; a transposed layer's kernel is stored
// (in, out/groups * k...), as every framework stores it, and its fan-in is still in/groups * k; a
// stride divides the side that it thins (a strided convolution's fan-out, a strided transposed
// convolution's fan-in, on average over the positions); dilation changes nothing.

#include <initializer_list>
#include <string>

#include "outset/error.hpp"
#include "outset/fans.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {
struct ShapeMaker;
struct BiasMaker;
}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// Where a matrix lies in its tensor: its element (i, j) is the tensor's (row0 + i, col0 + j),
/// number (col0 + j) * rows + row0 + i of the tensor in column-major order.
struct Window {
  Index rows = 0;  ///< of the tensor
  Index cols = 0;  ///< of the tensor
  Index row0 = 0, col0 = 0;
  OUTSET_KEYED friend bool operator==(const Window&, const Window&) = default;
};

/// A tensor's stored sizes, fans and, for a kernel, its geometry. Made by the functions below; a
/// default one is dense(0, 0).
class Shape {
 public:
  OUTSET_KEYED Shape() {}

  /// Sizes of the matrix to fill: the stored tensor's, or a slice's.
  OUTSET_KEYED Index rows() const { return rows_; }
  OUTSET_KEYED Index cols() const { return cols_; }
  OUTSET_KEYED Index size() const { return rows_ * cols_; }
  /// The fans of the whole tensor, for a slice too.
  OUTSET_KEYED Fans fans() const { return fans_; }

  /// Whether this is a slice of a tensor, where the slice lies, and the Shape of the tensor.
  OUTSET_KEYED bool is_slice() const { return is_slice_; }
  OUTSET_KEYED Window window() const { return window_; }
  OUTSET_KEYED Shape whole() const {
    Shape shape = *this;
    shape.store_whole(window_.rows, window_.cols);
    return shape;
  }

  /// The layer's channels (of one part, where several are fused).
  OUTSET_KEYED Index out() const { return out_; }
  OUTSET_KEYED Index in() const { return is_bias_ ? 1 : in_; }
  OUTSET_KEYED Index groups() const { return is_bias_ ? 1 : groups_; }
  /// The number of spatial axes: 0 for dense, 2 for conv2d.
  OUTSET_KEYED int spatial_rank() const { return is_bias_ ? 0 : spatial_rank_; }
  /// Taps along spatial axis 0, 1 or 2; 1 where there is none.
  OUTSET_KEYED Index kernel_size(int axis) const { return is_bias_ ? 1 : kernel_[axis]; }
  /// Taps of the whole kernel, the receptive field: 1 for dense.
  OUTSET_KEYED Index receptive_field() const {
    return kernel_size(0) * kernel_size(1) * kernel_size(2);
  }
  /// Stored (in, out/groups * k...) instead of (out, in/groups * k...); so are embeddings.
  OUTSET_KEYED bool transposed() const { return transposed_ && !is_bias_; }
  /// How many equal layers are stored in one matrix (`fused`).
  OUTSET_KEYED Index parts() const { return parts_; }
  /// Whether this is a layer's bias (`bias_of`): (out, 1) with the layer's fans.
  OUTSET_KEYED bool is_bias() const { return is_bias_; }

  OUTSET_KEYED friend bool operator==(const Shape&, const Shape&) = default;

 private:
  friend struct detail::ShapeMaker;
  friend struct detail::BiasMaker;

  OUTSET_KEYED void store_whole(Index rows, Index cols) {
    rows_ = rows;
    cols_ = cols;
    window_ = {.rows = rows, .cols = cols};
    is_slice_ = false;
  }

  Index rows_ = 0, cols_ = 0;
  Window window_{};
  bool is_slice_ = false;
  bool is_bias_ = false;  // then the members below are the layer's
  bool transposed_ = false;
  int spatial_rank_ = 0;
  Index kernel_[3] = {1, 1, 1};
  Index out_ = 0, in_ = 0, groups_ = 1, parts_ = 1;
  Fans fans_{0, 0};
};

/// Options of `dense`.
struct DenseOptions {
  bool transposed = false;  ///< stored (in, out), as y = x W has it
};

/// Options of the convolutions.
struct ConvOptions {
  Index groups = 1;         ///< must divide both channel counts
  Index stride = 1;         ///< along every spatial axis
  bool transposed = false;  ///< a transposed convolution, stored (in, out/groups * k...)
};

}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {

/// A fully connected layer from `in` to `out` units: (out, in), or (in, out) if transposed. A size
/// may be 0, as in a layer that is pruned away; then there is nothing to fill. Throws
/// std::invalid_argument on a negative size, and on sizes whose product overflows.
OUTSET_LINKED Shape dense(Index out, Index in, const DenseOptions& options = {});

/// Convolutions: channels out and in, kernel sizes, options. `out` and `in` are the layer's
/// channels, transposed or not. They and the makers below throw std::invalid_argument on a size
/// below 1, groups that do not divide both channel counts, and sizes whose product overflows.
OUTSET_LINKED Shape conv1d(Index out, Index in, Index kernel, const ConvOptions& options = {});
OUTSET_LINKED Shape conv2d(Index out, Index in, Index kernel_height, Index kernel_width,
                           const ConvOptions& options = {});
OUTSET_LINKED Shape conv3d(Index out, Index in, Index kernel_depth, Index kernel_height,
                           Index kernel_width, const ConvOptions& options = {});

/// One filter (or `multiplier` of them) for each channel: stored (channels * multiplier, taps).
OUTSET_LINKED Shape depthwise(Index channels, std::initializer_list<Index> kernel,
                              Index multiplier = 1);

/// Any kernel with `receptive_field` taps, stored flat (out, in * receptive_field).
OUTSET_LINKED Shape kernel(Index out, Index in, Index receptive_field);

/// A table of `count` vectors of `dim` numbers, stored (count, dim). One entry feeds an output, so
/// fan-in is 1 and fan-out dim.
OUTSET_LINKED Shape embedding(Index count, Index dim);

/// `parts` equal layers stored in one matrix, stacked along their outputs: QKV is
/// fused(dense(d, d), 3), stored (3 d, d). The fans are those of one part.
OUTSET_LINKED Shape fused(const Shape& part, Index parts);

namespace library {

/// Refuse a size, with the name of what it is for.
OUTSET_LINKED void require_positive(const char* maker, const char* name, Index value);
OUTSET_LINKED void require_not_negative(const char* maker, const char* name, Index value);

/// a b. Refuses what an Index cannot count.
OUTSET_LINKED Index checked_product(const char* maker, Index a, Index b);

/// Sizes as an error shows them: 3 x 4.

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::checked_product;
using library::require_not_negative;
using library::require_positive;

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/shape.inl"
#endif
