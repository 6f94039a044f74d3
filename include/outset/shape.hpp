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
#include <limits>
#include <string>

#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/exact/float_mode.hpp"
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

inline namespace OUTSET_ABI {

namespace detail {

inline void require_positive(const char* maker, const char* name, Index value) {
  if (value < 1) {
    fail({maker, ": ", name, " is ", std::to_string(value), ", must be >= 1"});
  }
}

inline void require_not_negative(const char* maker, const char* name, Index value) {
  if (value < 0) {
    fail({maker, ": ", name, " is ", std::to_string(value), ", must be >= 0"});
  }
}

inline Index checked_product(const char* maker, Index a, Index b) {
  if (b > 0 && a > (std::numeric_limits<Index>::max)() / b) {
    fail({maker, ": ", std::to_string(a), " * ", std::to_string(b),
          " elements are more than an Eigen::Index counts"});
  }
  return a * b;
}

struct ShapeMaker {
  static Shape dense(Index out, Index in, bool transposed) {
    require_not_negative("dense", "out", out);
    require_not_negative("dense", "in", in);
    checked_product("dense", out, in);
    Shape shape;
    shape.store_whole(transposed ? in : out, transposed ? out : in);
    shape.fans_ = {static_cast<double>(in), static_cast<double>(out)};
    shape.out_ = out;
    shape.in_ = in;
    shape.transposed_ = transposed;
    return shape;
  }

  static Shape convolution(const char* maker, Index out, Index in,
                           std::initializer_list<Index> kernel, const ConvOptions& options) {
    require_positive(maker, "out", out);
    require_positive(maker, "in", in);
    require_positive(maker, "groups", options.groups);
    require_positive(maker, "stride", options.stride);
    if (kernel.size() > 3) {
      fail({maker, ": ", std::to_string(kernel.size()), " kernel sizes, must be at most 3"});
    }
    if (out % options.groups != 0 || in % options.groups != 0) {
      fail({maker, ": groups is ", std::to_string(options.groups),
            ", must divide out = ", std::to_string(out), " and in = ", std::to_string(in)});
    }
    Shape shape;
    Index taps = 1;
    double thinned = 1;
    for (const Index size : kernel) {
      require_positive(maker, "kernel size", size);
      shape.kernel_[shape.spatial_rank_++] = size;
      taps = checked_product(maker, taps, size);
      thinned *= static_cast<double>(options.stride);
    }
    shape.out_ = out;
    shape.in_ = in;
    shape.groups_ = options.groups;
    shape.transposed_ = options.transposed;
    const Index feeding = checked_product(maker, in / options.groups, taps);
    const Index fed = checked_product(maker, out / options.groups, taps);
    shape.fans_ = {static_cast<double>(feeding), static_cast<double>(fed)};
    double& thin_side = options.transposed ? shape.fans_.in : shape.fans_.out;
    if (options.stride > 1) {
      thin_side = in_standard_mode([&] { return exact::div(thin_side, thinned); });
    }
    shape.store_whole(options.transposed ? in : out, options.transposed ? fed : feeding);
    checked_product(maker, shape.rows_, shape.cols_);
    return shape;
  }

  static Shape embedding(Index count, Index dim) {
    require_positive("embedding", "count", count);
    require_positive("embedding", "dim", dim);
    checked_product("embedding", count, dim);
    Shape shape;
    shape.store_whole(count, dim);
    shape.in_ = count;
    shape.out_ = dim;
    shape.fans_ = {1, static_cast<double>(dim)};
    shape.transposed_ = true;
    return shape;
  }

  static Shape slice(const char* maker, Shape shape, Index row0, Index col0, Index rows,
                     Index cols) {
    require_whole(maker, shape);
    shape.is_slice_ = true;
    shape.rows_ = rows;
    shape.cols_ = cols;
    shape.window_.row0 = row0;
    shape.window_.col0 = col0;
    return shape;
  }

  static void require_whole(const char* maker, const Shape& shape) {
    if (shape.is_slice_) fail({maker, ": the shape is a slice already"});
  }

  static Shape fused(Shape shape, Index parts) {
    require_whole("fused", shape);
    require_positive("fused", "parts", parts);
    const Index rows =
        shape.transposed() ? shape.rows_ : checked_product("fused", shape.rows_, parts);
    const Index cols =
        shape.transposed() ? checked_product("fused", shape.cols_, parts) : shape.cols_;
    checked_product("fused", rows, cols);
    shape.store_whole(rows, cols);
    shape.parts_ = checked_product("fused", shape.parts_, parts);
    return shape;
  }
};

}  // namespace detail

/// A fully connected layer from `in` to `out` units: (out, in), or (in, out) if transposed. A size
/// may be 0, as in a layer that is pruned away; then there is nothing to fill. Throws
/// std::invalid_argument on a negative size, and on sizes whose product overflows.
inline Shape dense(Index out, Index in, const DenseOptions& options = {}) {
  return detail::ShapeMaker::dense(out, in, options.transposed);
}

/// Convolutions: channels out and in, kernel sizes, options. `out` and `in` are the layer's
/// channels, transposed or not. They and the makers below throw std::invalid_argument on a size
/// below 1, groups that do not divide both channel counts, and sizes whose product overflows.
inline Shape conv1d(Index out, Index in, Index kernel, const ConvOptions& options = {}) {
  return detail::ShapeMaker::convolution("conv1d", out, in, {kernel}, options);
}
inline Shape conv2d(Index out, Index in, Index kernel_height, Index kernel_width,
                    const ConvOptions& options = {}) {
  return detail::ShapeMaker::convolution("conv2d", out, in, {kernel_height, kernel_width}, options);
}
inline Shape conv3d(Index out, Index in, Index kernel_depth, Index kernel_height,
                    Index kernel_width, const ConvOptions& options = {}) {
  return detail::ShapeMaker::convolution("conv3d", out, in,
                                         {kernel_depth, kernel_height, kernel_width}, options);
}

/// One filter (or `multiplier` of them) for each channel: stored (channels * multiplier, taps).
inline Shape depthwise(Index channels, std::initializer_list<Index> kernel, Index multiplier = 1) {
  detail::require_positive("depthwise", "channels", channels);
  detail::require_positive("depthwise", "multiplier", multiplier);
  return detail::ShapeMaker::convolution("depthwise",
                                         detail::checked_product("depthwise", channels, multiplier),
                                         channels, kernel, {.groups = channels});
}

/// Any kernel with `receptive_field` taps, stored flat (out, in * receptive_field).
inline Shape kernel(Index out, Index in, Index receptive_field) {
  detail::require_positive("kernel", "receptive_field", receptive_field);
  return detail::ShapeMaker::convolution("kernel", out, in, {receptive_field}, {});
}

/// A table of `count` vectors of `dim` numbers, stored (count, dim). One entry feeds an output, so
/// fan-in is 1 and fan-out dim.
inline Shape embedding(Index count, Index dim) { return detail::ShapeMaker::embedding(count, dim); }

/// `parts` equal layers stored in one matrix, stacked along their outputs: QKV is
/// fused(dense(d, d), 3), stored (3 d, d). The fans are those of one part.
inline Shape fused(const Shape& part, Index parts) {
  return detail::ShapeMaker::fused(part, parts);
}

}  // namespace OUTSET_ABI
}  // namespace outset
