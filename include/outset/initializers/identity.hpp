// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The initializers that write ones: Identity and Dirac. They draw nothing.

#include <algorithm>
#include <string>

#include "outset/distribution.hpp"
#include "outset/initializers/whole_matrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// `value` on the diagonal of each matrix of a tensor, and 0 elsewhere.
template <class Scalar>
void write_diagonals(const View<Scalar>& w, const Shape& shape, Index groups, Taps taps,
                     double value, const ExecutorRef& executor);

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// `gain` on the main diagonal, 0 elsewhere, square or not: a layer that passes its inputs on (or
/// the first of them, where it has fewer outputs). Each part of a fused tensor and each group of a
/// kernel gets a diagonal of its own. A kernel with several taps is taken flat; for a convolution
/// that passes its input on use Dirac.
///
/// Source, for recurrent layers of ReLUs: Le, Jaitly, Hinton, "A simple way to initialize recurrent
/// networks of rectified linear units", arXiv 1504.00941 (2015). Throws std::invalid_argument
/// unless gain is finite and >= 0. Takes its stream, as every call does, and draws nothing from it.
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
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape, const random::Stream&,
                          const detail::ExecutorRef& executor) const {
    detail::write_diagonals(w, shape, shape.groups(), detail::Taps::all, gain, executor);
  }

  OUTSET_LIBRARY_CALL_OPERATORS(Identity);
};

/// A convolution that passes its input on: output channel o of a group is input channel o of that
/// group, through a 1 at the middle tap, (k - 1) / 2 along each axis; channels beyond min(out, in)
/// / groups are 0. With padding (k - 1) / 2 an odd kernel returns its input exactly. For an even
/// kernel the tap is the one that Flux and JAX use; PyTorch's dirac_ uses k / 2, one further. A
/// transposed kernel has its 1 at the same tap and channels. For a dense shape Dirac is Identity{}.
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
      detail::fail({name, ": groups is ", groups, ", must be >= 1"});
    }
  }
  OUTSET_KEYED void validate(const Shape& shape) const {
    validate();
    if (groups != 1 && shape.groups() != 1 && groups != shape.groups()) {
      detail::fail({name, ": groups is ", groups, ", must be 1 or the Shape's ", shape.groups()});
    }
    const Index rows = shape.transposed() ? shape.rows() : shape.rows() / shape.parts();
    if (rows % groups != 0) {
      detail::fail({name, ": groups is ", groups, ", must divide the ", rows, " stored channels"});
    }
  }

  template <class Scalar>
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape& shape, const random::Stream&,
                          const detail::ExecutorRef& executor) const {
    detail::write_diagonals(w, shape, (std::max)(groups, shape.groups()), detail::Taps::centre, 1,
                            executor);
  }

  OUTSET_LIBRARY_CALL_OPERATORS(Dirac);
};

}  // namespace OUTSET_VALUES
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/initializers/identity.inl"
#endif
