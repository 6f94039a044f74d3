// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which matrices stand in a tensor. Fused layers and the groups of a convolution act on inputs and
// outputs of their own, so each is a matrix of its own to an initializer that makes whole matrices:
//
// clang-format off
//   fused(dense(d, d), 3)     groups of a kernel       transposed, fused
//   +---+                     +-------+                +---+---+---+
//   | 0 |                     |   0   | out/groups     | 0 | 1 | 2 |
//   +---+                     +-------+                +---+---+---+
//   | 1 |                     |   1   |                a group is a run of rows in every storage,
//   +---+                     +-------+                because a row is an output channel, or (of a
//   | 2 |                      in/groups * k           transposed kernel) an input channel
//   +---+
// clang-format on

#include "outset/distribution.hpp"
#include "outset/initializers/whole_matrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// A matrix that stands in a bigger one: its column j is column col0 + j * col_step there.
template <class Scalar>
struct Submatrix {
  View<Scalar> w;
  Index row0, rows, col0, cols, col_step;

  Scalar* column(Index j) const { return w.column(col0 + j * col_step) + row0 * w.row_stride; }
  Scalar& operator()(Index i, Index j) const { return column(j)[i * w.row_stride]; }
};

/// The middle tap, (k - 1) / 2 along each axis, as a kernel's columns count taps.
inline Index centre_tap(const Shape& shape) {
  Index tap = 0;
  for (int axis = 0; axis < shape.spatial_rank(); ++axis) {
    tap = tap * shape.kernel_size(axis) + (shape.kernel_size(axis) - 1) / 2;
  }
  return tap;
}

/// The matrices of a tensor, numbered by part and, within a part, by group.
template <class Scalar>
class Matrices {
 public:
  Matrices(const View<Scalar>& w, const Shape& shape, Index groups, Taps taps)
      : w_(w),
        side_by_side_(shape.transposed()),
        parts_(shape.parts()),
        groups_(groups),
        step_(taps == Taps::all ? 1 : shape.receptive_field()),
        offset_(taps == Taps::all ? 0 : centre_tap(shape)) {}

  Index count() const { return parts_ * groups_; }
  Index rows() const { return part_rows() / groups_; }
  Index cols() const { return part_cols() / step_; }

  Submatrix<Scalar> operator[](Index number) const {
    const Index part = number / groups_;
    const Index group = number % groups_;
    const Index row0 = (side_by_side_ ? 0 : part * part_rows()) + group * rows();
    const Index col0 = (side_by_side_ ? part * part_cols() : 0) + offset_;
    return {w_, row0, rows(), col0, cols(), step_};
  }

 private:
  Index part_rows() const { return side_by_side_ ? w_.rows : w_.rows / parts_; }
  Index part_cols() const { return side_by_side_ ? w_.cols / parts_ : w_.cols; }

  View<Scalar> w_;
  bool side_by_side_;
  Index parts_, groups_, step_, offset_;
};

template <class Scalar>
void fill_zeros(const View<Scalar>& w, const ExecutorRef& executor) {
  const Sampler<Scalar> zeros(Constant{.value = 0}, "");
  fill<Scalar>(zeros, w, {}, {.rows = w.rows, .cols = w.cols}, executor, nullptr);
}

template <class Scalar>
void require_gain_fits(const char* initializer, double gain) {
  require_holds<typename Eigen::NumTraits<Scalar>::Real>(initializer, "gain", gain);
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
