// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The initializers that see the matrix and draw nothing: Identity and Dirac. And what every
// structured one needs to know: which matrices stand in a tensor. Fused layers and the groups of a
// convolution act on inputs and outputs of their own, so each is a matrix of its own:
//
//   fused(dense(d, d), 3)     groups of a kernel       transposed, fused
//   +---+                     +-------+                +---+---+---+
//   | 0 |                     |   0   | out/groups     | 0 | 1 | 2 |
//   +---+                     +-------+                +---+---+---+
//   | 1 |                     |   1   |                a group is a run of rows in every storage,
//   +---+                     +-------+                because a row is an output channel, or (of a
//   | 2 |                      in/groups * k           transposed kernel) an input channel
//   +---+

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "outset/initializer.hpp"

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

/// What of a kernel a matrix is: all taps, flat, or only the one in the middle.
enum class Taps { all, centre };

/// The middle tap, (k - 1) / 2 along each axis, as a kernel's columns count taps.
inline Index centre_tap(const Shape& shape) {
  Index tap = 0;
  for (int axis = 0; axis < shape.spatial_rank(); ++axis) {
    tap = tap * shape.kernel_size(axis) + (shape.kernel_size(axis) - 1) / 2;
  }
  return tap;
}

/// Calls f(matrix, number) for each part and, within it, each group.
template <class Scalar, class F>
void for_each_matrix(const View<Scalar>& w, const Shape& shape, Index groups, Taps taps, F&& f) {
  const bool side_by_side = shape.transposed();
  const Index part_rows = side_by_side ? w.rows : w.rows / shape.parts();
  const Index part_cols = side_by_side ? w.cols / shape.parts() : w.cols;
  const Index rows = part_rows / groups;
  const Index step = taps == Taps::all ? 1 : shape.receptive_field();
  const Index offset = taps == Taps::all ? 0 : centre_tap(shape);
  Index number = 0;
  for (Index part = 0; part < shape.parts(); ++part) {
    for (Index group = 0; group < groups; ++group) {
      const Index row0 = (side_by_side ? 0 : part * part_rows) + group * rows;
      const Index col0 = (side_by_side ? part * part_cols : 0) + offset;
      f(Submatrix<Scalar>{w, row0, rows, col0, part_cols / step, step}, number++);
    }
  }
}

/// Runs of memory where there are any: zero is all bits 0 in every scalar.
template <class Scalar>
void fill_zeros(const View<Scalar>& w) {
  const auto zero = [](Scalar* run, Index count) {
    std::memset(static_cast<void*>(run), 0, static_cast<std::size_t>(count) * sizeof(Scalar));
  };
  if (w.row_stride == 1) {
    for (Index j = 0; j < w.cols; ++j) zero(w.column(j), w.rows);
  } else if (w.axes == 1 && w.axis_stride[0] == 1) {
    for (Index i = 0; i < w.rows; ++i) zero(w.data + i * w.row_stride, w.cols);
  } else {
    for (Index j = 0; j < w.cols; ++j) {
      Scalar* column = w.column(j);
      for (Index i = 0; i < w.rows; ++i) column[i * w.row_stride] = Scalar(0);
    }
  }
}

template <class Scalar>
void write_diagonal(const Submatrix<Scalar>& matrix, double value) {
  const auto scalar = Scalar(nearest<typename Eigen::NumTraits<Scalar>::Real>(value));
  const Index size = (std::min)(matrix.rows, matrix.cols);
  for (Index i = 0; i < size; ++i) matrix(i, i) = scalar;
}

/// Refuses a gain that the scalar cannot hold.
template <class Scalar>
void require_gain_fits(const char* initializer, double gain) {
  require_holds<typename Eigen::NumTraits<Scalar>::Real>(initializer, "gain", gain);
}

}  // namespace detail

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// `gain` on the main diagonal, 0 elsewhere, square or not: a layer that passes its inputs on (or
/// the first of them, where it has fewer outputs). Each part of a fused tensor and each group of a
/// kernel gets a diagonal of its own. A kernel with several taps is taken flat; for a convolution
/// that passes its input on use Dirac.
///
/// Recurrent layers of ReLUs: Le, Jaitly, Hinton, "A simple way to initialize recurrent networks of
/// rectified linear units", arXiv 1504.00941 (2015). Throws std::invalid_argument unless gain is
/// finite and >= 0. Takes its stream, as every call does, and draws nothing from it.
struct Identity {
  static constexpr const char* name = "Identity";
  double gain = 1;

  OUTSET_KEYED void validate(const Shape&) const {
    detail::require_not_negative(name, "gain", gain);
  }
  template <class Scalar>
  OUTSET_KEYED void validate_scalar() const {
    detail::require_gain_fits<Scalar>(name, gain);
  }

  template <class Scalar>
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape, const random::Stream&) const {
    detail::fill_zeros(w);
    detail::for_each_matrix(w, shape, shape.groups(), detail::Taps::all,
                            [this](const detail::Submatrix<Scalar>& matrix, Index) {
                              detail::write_diagonal(matrix, gain);
                            });
  }

  template <class... Args>
  requires detail::CanFill<Identity, Args...> OUTSET_ALWAYS_INLINE void operator()(
      Args&&... args) const {
    detail::call(*this, args...);
  }
  template <class... Args, class Why = detail::WhyNot<Identity, Args...>>
  requires(!detail::CanFill<Identity, Args...>) void operator()(Args&&...) const = delete;
};

/// A convolution that passes its input on: output channel o of a group is input channel o of that
/// group, through a 1 at the middle tap, (k - 1) / 2 along each axis; channels beyond
/// min(out, in) / groups are 0. With padding (k - 1) / 2 an odd kernel returns its input exactly.
/// For an even kernel the tap is the one that Flux and JAX use; PyTorch's dirac_ uses k / 2, one
/// further. Of a transposed kernel the same tap of the same channels. For a dense shape it is
/// Identity{}.
///
/// `groups` is for a Shape that does not know them: with conv2d(out, in / groups, kh, kw) and
/// Dirac{.groups = g} the rows fall into g groups, as in PyTorch's dirac_(w, groups). Where the
/// Shape has groups, leave it at 1, or give the same number. Throws std::invalid_argument if groups
/// is below 1, differs from the Shape's, or does not divide the rows of a part.
///
/// Source: Zagoruyko, Komodakis, "DiracNets", arXiv 1706.00388 (2017).
struct Dirac {
  static constexpr const char* name = "Dirac";
  Index groups = 1;

  OUTSET_KEYED void validate() const {
    if (groups < 1) {
      detail::fail({name, ": groups is ", std::to_string(groups), ", must be >= 1"});
    }
  }
  OUTSET_KEYED void validate(const Shape& shape) const {
    validate();
    if (groups != 1 && shape.groups() != 1 && groups != shape.groups()) {
      detail::fail({name, ": groups is ", std::to_string(groups), ", must be 1 or the Shape's ",
                    std::to_string(shape.groups())});
    }
    const Index rows = shape.transposed() ? shape.rows() : shape.rows() / shape.parts();
    if (rows % groups != 0) {
      detail::fail({name, ": groups is ", std::to_string(groups), ", must divide the ",
                    std::to_string(rows), " stored channels"});
    }
  }

  template <class Scalar>
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape, const random::Stream&) const {
    detail::fill_zeros(w);
    detail::for_each_matrix(
        w, shape, (std::max)(groups, shape.groups()), detail::Taps::centre,
        [](const detail::Submatrix<Scalar>& matrix, Index) { detail::write_diagonal(matrix, 1); });
  }

  template <class... Args>
  requires detail::CanFill<Dirac, Args...> OUTSET_ALWAYS_INLINE void operator()(
      Args&&... args) const {
    detail::call(*this, args...);
  }
  template <class... Args, class Why = detail::WhyNot<Dirac, Args...>>
  requires(!detail::CanFill<Dirac, Args...>) void operator()(Args&&...) const = delete;
};

}  // namespace OUTSET_VALUES
}  // namespace outset
