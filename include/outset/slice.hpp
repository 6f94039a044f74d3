// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A block of a tensor that need not exist as a whole: for tensors that are split over machines, or
// filled piece by piece.

#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_LINK {

/// A block of a tensor that need not exist as a whole: rows x cols from (row0, col0) of its stored
/// matrix. Filled with this Shape, a matrix gets the elements that it would have in the whole, from
/// the whole's fans. An elementwise initializer draws the elements of the block only; Orthogonal
/// and the other structured initializers make the whole tensor first.
OUTSET_LINKED Shape slice(const Shape& whole, Index row0, Index col0, Index rows, Index cols);

/// A range of a tensor's elements in column-major order, whatever their rows and columns, as
/// sharded optimizers keep them: for a vector of `count` elements, a column or a row.
OUTSET_LINKED Shape flat_slice(const Shape& whole, Index first, Index count);

}  // namespace OUTSET_LINK
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/slice.inl"
#endif
