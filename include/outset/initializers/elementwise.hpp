// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The initializers that need no fan: Zeros and Ones here; Constant, Uniform, Normal and
// TruncatedNormal are the distributions of distribution.hpp themselves.

#include "outset/initializer.hpp"

namespace outset {
inline namespace OUTSET_ABI {

/// Every element 0: for biases. As weights of hidden layers it never breaks their symmetry.
struct Zeros {
  static constexpr const char* name = "Zeros";

  Constant distribution() const { return {.value = 0}; }
  Constant distribution(const Shape&) const { return distribution(); }
  template <WritableDense M, RandomSource R>
  void operator()(M&& w, R&& rng) const {
    detail::apply(*this, w, rng);
  }
  template <WritableDense M, RandomSource R>
  void operator()(M&& w, const Shape& shape, R&& rng) const {
    detail::apply(*this, w, shape, rng);
  }
};

/// Every element 1: for the scales of normalization layers.
struct Ones {
  static constexpr const char* name = "Ones";

  Constant distribution() const { return {.value = 1}; }
  Constant distribution(const Shape&) const { return distribution(); }
  template <WritableDense M, RandomSource R>
  void operator()(M&& w, R&& rng) const {
    detail::apply(*this, w, rng);
  }
  template <WritableDense M, RandomSource R>
  void operator()(M&& w, const Shape& shape, R&& rng) const {
    detail::apply(*this, w, shape, rng);
  }
};

}  // namespace OUTSET_ABI
}  // namespace outset
