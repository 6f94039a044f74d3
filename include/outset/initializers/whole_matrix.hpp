// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the initializers of whole matrices say about them; submatrix.hpp has what they do.

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Which taps of a kernel a matrix has: all of them, flat, or only the one in the middle.
enum class Taps { all, centre };

/// Refuses a gain that the scalar cannot hold.
template <class Scalar>
void require_gain_fits(const char* initializer, double gain);

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
