// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of shape.hpp.

#include <limits>

#include "outset/exact/arithmetic.hpp"
#include "outset/exact/float_mode.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

[[noreturn]] OUTSET_COLD inline void fail_below(const char* maker, const char* name, Index value,
                                                int least) {
  fail({maker, ": ", name, " is ", value, ", must be >= ", least});
}
[[noreturn]] OUTSET_COLD inline void fail_product(const char* maker, Index a, Index b) {
  fail({maker, ": ", a, " * ", b, " elements are more than an Eigen::Index counts"});
}

OUTSET_LINKED void require_positive(const char* maker, const char* name, Index value) {
  if (value < 1) fail_below(maker, name, value, 1);
}

OUTSET_LINKED void require_not_negative(const char* maker, const char* name, Index value) {
  if (value < 0) fail_below(maker, name, value, 0);
}

OUTSET_LINKED Index checked_product(const char* maker, Index a, Index b) {
  if (b > 0 && a > (std::numeric_limits<Index>::max)() / b) fail_product(maker, a, b);
  return a * b;
}

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

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
      fail({maker, ": ", kernel.size(), " kernel sizes, must be at most 3"});
    }
    if (out % options.groups != 0 || in % options.groups != 0) {
      fail({maker, ": groups is ", options.groups, ", must divide out = ", out, " and in = ", in});
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
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

OUTSET_LINKED Shape dense(Index out, Index in, const DenseOptions& options) {
  return detail::ShapeMaker::dense(out, in, options.transposed);
}

OUTSET_LINKED Shape conv1d(Index out, Index in, Index kernel, const ConvOptions& options) {
  return detail::ShapeMaker::convolution("conv1d", out, in, {kernel}, options);
}

OUTSET_LINKED Shape conv2d(Index out, Index in, Index kernel_height, Index kernel_width,
                           const ConvOptions& options) {
  return detail::ShapeMaker::convolution("conv2d", out, in, {kernel_height, kernel_width}, options);
}

OUTSET_LINKED Shape conv3d(Index out, Index in, Index kernel_depth, Index kernel_height,
                           Index kernel_width, const ConvOptions& options) {
  return detail::ShapeMaker::convolution("conv3d", out, in,
                                         {kernel_depth, kernel_height, kernel_width}, options);
}

OUTSET_LINKED Shape depthwise(Index channels, std::initializer_list<Index> kernel,
                              Index multiplier) {
  detail::require_positive("depthwise", "channels", channels);
  detail::require_positive("depthwise", "multiplier", multiplier);
  return detail::ShapeMaker::convolution("depthwise",
                                         detail::checked_product("depthwise", channels, multiplier),
                                         channels, kernel, {.groups = channels});
}

OUTSET_LINKED Shape kernel(Index out, Index in, Index receptive_field) {
  detail::require_positive("kernel", "receptive_field", receptive_field);
  return detail::ShapeMaker::convolution("kernel", out, in, {receptive_field}, {});
}

OUTSET_LINKED Shape embedding(Index count, Index dim) {
  return detail::ShapeMaker::embedding(count, dim);
}

OUTSET_LINKED Shape fused(const Shape& part, Index parts) {
  return detail::ShapeMaker::fused(part, parts);
}

}  // namespace OUTSET_LINK
}  // namespace outset
