// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Orthogonal and DeltaOrthogonal: matrices with orthonormal rows or columns, distributed by Haar's
// measure (a matrix and any rotation of it are equally likely). How they are drawn is in haar.hpp.

#include "outset/distribution.hpp"
#include "outset/initializers/whole_matrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class Scalar>
void write_orthogonal(const View<Scalar>& w, const Shape& shape, Taps taps, double gain,
                      const random::Stream& stream, const char* name, const ExecutorRef& executor);

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
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape, const random::Stream& stream,
                          const detail::ExecutorRef& executor) const {
    detail::write_orthogonal(w, shape, detail::Taps::all, gain, stream, name, executor);
  }

  OUTSET_LIBRARY_CALL_OPERATORS(Orthogonal);
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
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape, const random::Stream& stream,
                          const detail::ExecutorRef& executor) const {
    detail::write_orthogonal(w, shape, detail::Taps::centre, gain, stream, name, executor);
  }

  OUTSET_LIBRARY_CALL_OPERATORS(DeltaOrthogonal);
};

}  // namespace OUTSET_VALUES
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/initializers/orthogonal.inl"
#endif
