// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Orthogonal and DeltaOrthogonal: matrices with orthonormal rows or columns, distributed by Haar's
// measure (a matrix and any rotation of it are equally likely). How they are drawn is in haar.hpp.

#include <algorithm>
#include <type_traits>

#include "outset/exact/rounding.hpp"
#include "outset/initializers/haar.hpp"
#include "outset/initializers/submatrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// One product per element, which no flag can change.
template <class Scalar>
void scale_by(Scalar* x, Index count, typename Eigen::NumTraits<Scalar>::Real scale) {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  constexpr Index parts = is_complex<Scalar> ? 2 : 1;
  Real* const reals = reinterpret_cast<Real*>(x);
  for (Index i = 0; i < parts * count; ++i) reals[i] *= scale;
}

/// Every matrix of the tensor becomes gain times a frame, or its transpose where it is wide. Not
/// inlined: a frame's memory must not stand on the stack while zeros are written.
template <class Scalar>
OUTSET_NEVER_INLINE void write_frames(const View<Scalar>& w, const Shape& shape, Taps taps,
                                      double gain, const random::Stream& stream, const char* name) {
  using Work = Working<Scalar>;
  const Index groups = shape.groups();
  const Index layers = shape.parts() * groups;
  const Index rows = w.rows / (shape.transposed() ? groups : layers);
  const Index cols = w.cols / (shape.transposed() ? shape.parts() : 1) /
                     (taps == Taps::all ? 1 : shape.receptive_field());
  const bool wide = rows < cols;
  const Index m = (std::max)(rows, cols);
  const Index k = (std::min)(rows, cols);
  HaarFrames<Work> frames(m, k, stream, name);
  const auto scale = exact::nearest<typename Eigen::NumTraits<Work>::Real>(gain);

  for_each_matrix(w, shape, groups, taps, [&](const Submatrix<Scalar>& matrix, Index number) {
    // In place where the long side is contiguous.
    const Index col_stride = w.axis_stride[0] * matrix.col_step;
    const Index inner = wide ? col_stride : w.row_stride;
    const Index outer = wide ? w.row_stride : col_stride;
    if constexpr (std::is_same_v<Work, Scalar>) {
      if (w.axes == 1 && inner == 1 && outer >= m) {
        frames.draw(matrix.column(0), outer, number);
        if (exact::equal(gain, 1.0)) return;
        for (Index j = 0; j < k; ++j) scale_by(matrix.column(0) + j * outer, m, scale);
        return;
      }
    }
    Work* frame = frames.frame();
    frames.draw(frame, m, number);
    if (!exact::equal(gain, 1.0)) scale_by(frame, m * k, scale);
    for (Index j = 0; j < cols; ++j) {
      Scalar* column = matrix.column(j);
      for (Index i = 0; i < rows; ++i) {
        column[i * w.row_stride] =
            exact::nearest<Scalar>(wide ? frame[i * m + j] : frame[j * m + i]);
      }
    }
  });
}

template <class Scalar>
void write_orthogonal(const View<Scalar>& w, const Shape& shape, Taps taps, double gain,
                      const random::Stream& stream, const char* name) {
  const bool is_zero = exact::equal(gain, 0.0);
  if (is_zero || taps == Taps::centre) fill_zeros(w);
  if (!is_zero) write_frames(w, shape, taps, gain, stream, name);
}

}  // namespace detail

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// gain times a random matrix with orthonormal columns, or rows where it has more columns than
/// rows: W^T W = gain^2 I (W^* W for a complex scalar, whose W is unitary), Haar distributed. All
/// singular values are gain, so that no direction of a signal grows or fades through a linear
/// layer.
///
/// Each part of a fused tensor and each group of a kernel is orthogonal on its own; a convolution's
/// kernel is taken flat, (out, in * taps), as in PyTorch (DeltaOrthogonal makes the convolution
/// itself orthogonal). float, double and complex are computed in their own precision, half and
/// bfloat16 in float and rounded at the end.
///
/// One seed gives the same bits in every build and on every machine, as for the other initializers.
///
/// Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in
/// deep linear neural networks", arXiv 1312.6120 (2013), section 3. Throws std::invalid_argument
/// unless gain is finite and >= 0.
struct Orthogonal {
  static constexpr const char* name = "Orthogonal";
  double gain = 1;

  OUTSET_KEYED void validate(const Shape&) const {
    detail::require_not_negative(name, "gain", gain);
  }
  template <class Scalar>
  OUTSET_KEYED void validate_scalar() const {
    detail::require_gain_fits<Scalar>(name, gain);
  }

  template <class Scalar>
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape,
                          const random::Stream& stream) const {
    detail::write_orthogonal(w, shape, detail::Taps::all, gain, stream, name);
  }

  OUTSET_CALL_OPERATORS(Orthogonal);
};

/// A convolution that is an orthogonal matrix applied at each position: all taps are 0 but the
/// middle one, (k - 1) / 2 along each axis, where an out x in matrix of Orthogonal{gain} stands
/// (one for each group and each part). With at least as many outputs as inputs the convolution
/// keeps every signal's norm (times gain); with fewer outputs it keeps the norm of a signal's
/// projection, a case that the paper leaves out and JAX refuses. For a dense shape it is
/// Orthogonal, number for number.
///
/// Source: Xiao, Bahri, Sohl-Dickstein, Schoenholz, Pennington, "Dynamical isometry and a mean
/// field theory of CNNs", arXiv 1806.05393 (2018), algorithm 1. Throws std::invalid_argument unless
/// gain is finite and >= 0.
struct DeltaOrthogonal {
  static constexpr const char* name = "DeltaOrthogonal";
  double gain = 1;

  OUTSET_KEYED void validate(const Shape&) const {
    detail::require_not_negative(name, "gain", gain);
  }
  template <class Scalar>
  OUTSET_KEYED void validate_scalar() const {
    detail::require_gain_fits<Scalar>(name, gain);
  }

  template <class Scalar>
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape,
                          const random::Stream& stream) const {
    detail::write_orthogonal(w, shape, detail::Taps::centre, gain, stream, name);
  }

  OUTSET_CALL_OPERATORS(DeltaOrthogonal);
};

}  // namespace OUTSET_VALUES
}  // namespace outset
