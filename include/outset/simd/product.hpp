// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The product of matrices of any strides and sizes on the machine that runs. Not in dispatch.hpp,
// because no fill needs it and every user would compile it (0.3 s).

#include "outset/simd/dispatch.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {

/// The active backend's kernel.
template <class Real>
PackedProduct<Real> packed_product() {
  return detail::with_machine(active(),
                              [](auto machine) { return machine.template packed_product<Real>(); });
}

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
