// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The initializers that need no fan: Zeros and Ones here; Constant, Uniform, Normal and
// TruncatedNormal are the distributions of distribution.hpp themselves.

#include "outset/distribution.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

/// Every element 0: for biases. As weights of hidden layers it never breaks their symmetry.
struct Zeros {
  static constexpr const char* name = "Zeros";

  OUTSET_KEYED Constant distribution() const { return {.value = 0}; }
  OUTSET_KEYED Constant distribution(const Shape&) const { return distribution(); }
  OUTSET_LIBRARY_CALL_OPERATORS(Zeros);
};

/// Every element 1: for the scales of normalization layers.
struct Ones {
  static constexpr const char* name = "Ones";

  OUTSET_KEYED Constant distribution() const { return {.value = 1}; }
  OUTSET_KEYED Constant distribution(const Shape&) const { return distribution(); }
  OUTSET_LIBRARY_CALL_OPERATORS(Ones);
};

}  // namespace OUTSET_VALUES
}  // namespace outset
