// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A block of a tensor that need not exist as a whole: for tensors that are split over machines, or
// filled piece by piece.

#include <string>

#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

inline void require_range(const char* maker, const char* first_name, Index first,
                          const char* count_name, Index count, Index limit) {
  if (first < 0 || count < 0 || first > limit || count > limit - first) {
    fail({maker, ": ", first_name, " is ", std::to_string(first), " and ", count_name, " is ",
          std::to_string(count), ", must lie in 0 to ", std::to_string(limit)});
  }
}

}  // namespace detail

/// A block of a tensor that need not exist as a whole: rows x cols from (row0, col0) of its stored
/// matrix. Filled with this Shape, a matrix gets the elements that it would have in the whole, from
/// the whole's fans. An elementwise initializer draws the elements of the block only; Orthogonal
/// and the other structured initializers make the whole tensor first.
inline Shape slice(const Shape& whole, Index row0, Index col0, Index rows, Index cols) {
  detail::require_range("slice", "row0", row0, "rows", rows, whole.rows());
  detail::require_range("slice", "col0", col0, "cols", cols, whole.cols());
  return detail::ShapeMaker::slice("slice", whole, row0, col0, rows, cols);
}

/// A range of a tensor's elements in column-major order, whatever their rows and columns, as
/// sharded optimizers keep them: for a vector of `count` elements, a column or a row.
inline Shape flat_slice(const Shape& whole, Index first, Index count) {
  detail::require_range("flat_slice", "first", first, "count", count, whole.size());
  return detail::ShapeMaker::slice("flat_slice", whole, first, 0, count, 1);
}

}  // namespace OUTSET_ABI
}  // namespace outset
