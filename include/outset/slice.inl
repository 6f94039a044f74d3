// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of slice.hpp.

#include <string>

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

inline void require_range(const char* maker, const char* first_name, Index first,
                          const char* count_name, Index count, Index limit) {
  if (first < 0 || count < 0 || first > limit || count > limit - first) {
    fail({maker, ": ", first_name, " is ", first, " and ", count_name, " is ", count,
          ", must lie in 0 to ", limit});
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

OUTSET_LINKED Shape slice(const Shape& whole, Index row0, Index col0, Index rows, Index cols) {
  detail::require_range("slice", "row0", row0, "rows", rows, whole.rows());
  detail::require_range("slice", "col0", col0, "cols", cols, whole.cols());
  return detail::ShapeMaker::slice("slice", whole, row0, col0, rows, cols);
}

OUTSET_LINKED Shape flat_slice(const Shape& whole, Index first, Index count) {
  detail::require_range("flat_slice", "first", first, "count", count, whole.size());
  return detail::ShapeMaker::slice("flat_slice", whole, first, 0, count, 1);
}

}  // namespace OUTSET_LINK
}  // namespace outset
