// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The entry by entry functions of a net on the machine that runs. Not in dispatch.hpp, because no
// fill needs them.

#include "outset/simd/dispatch.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {

/// The active backend's functions.
template <class Real>
const Elementwise<Real>& elementwise() {
  return *detail::with_machine(
      active(), [](auto machine) { return &machine.template elementwise_functions<Real>(); });
}

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
