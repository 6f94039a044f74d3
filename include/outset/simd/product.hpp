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
  [[maybe_unused]] const Backend now = active();
#if OUTSET_X86_SIMD
  if (now == Backend::avx2) return avx2::add_packed_product<Real>;
  if (now == Backend::avx512) return avx512::add_packed_product<Real>;
#elif OUTSET_NEON
  if (now == Backend::neon) return neon::add_packed_product<Real>;
#elif OUTSET_WASM
  if (now == Backend::wasm) return wasm::add_packed_product<Real>;
#endif
  return scalar::add_product<Real>;
}

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
