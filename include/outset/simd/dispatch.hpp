// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which machine runs. `fill` calls uniform, normal, truncated, words and narrow below; each is one
// indirect call for any number of rows (simd/backend.hpp says what a row is).

#include <Eigen/Core>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "outset/simd/backend.hpp"
#include "outset/simd/scalar.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {

inline const char* name(Backend backend) {
  switch (backend) {
    case Backend::wasm:
      return "wasm";
    case Backend::neon:
      return "neon";
    case Backend::avx2:
      return "avx2";
    case Backend::avx512:
      return "avx512";
    default:
      return "scalar";
  }
}

inline Backend active() { return Backend::scalar; }

template <class Real>
const Kernels<Real>& kernels(Backend) {
  return scalar::kernels<Real>;
}
inline const WordKernels& word_kernels(Backend) { return scalar::word_kernels; }

template <class Real>
void uniform(Real* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
             const UniformParameters<Real>& parameters) {
  kernels<Real>(active()).uniform(out, stream, chunk, rows, parameters);
}

template <class Real>
void normal(Real* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
            const NormalParameters<Real>& parameters) {
  kernels<Real>(active()).normal(out, stream, chunk, rows, parameters);
}

template <class Real>
void truncated(Real* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
               const TruncatedParameters<Real>& parameters) {
  kernels<Real>(active()).truncated(out, stream, chunk, rows, parameters);
}

inline void words(std::uint32_t* out, const random::Stream& stream, std::uint64_t chunk,
                  std::uint64_t rows) {
  word_kernels(active()).words(out, stream, chunk, rows);
}

/// Floats clamped to [lowest, highest], rounded to half or bfloat16.
inline void narrow(Eigen::half* out, const float* in, Eigen::Index count, float lowest,
                   float highest) {
  static_assert(sizeof(Eigen::half) == sizeof(std::uint16_t));
  word_kernels(active()).half(reinterpret_cast<std::uint16_t*>(out), in, count, lowest, highest);
}
inline void narrow(Eigen::bfloat16* out, const float* in, Eigen::Index count, float lowest,
                   float highest) {
  static_assert(sizeof(Eigen::bfloat16) == sizeof(std::uint16_t));
  word_kernels(active()).bfloat16(reinterpret_cast<std::uint16_t*>(out), in, count, lowest,
                                  highest);
}

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
