// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A complete backend, to copy and to make faster word by word: 4 words or floats, 2 doubles, on the
// compiler's own vectors, for any little-endian machine. Where a flag or a machine without the
// instruction could change a bit (fma, division, square root) it goes lane by lane through exact/.
// tests/simd/example.sh adds it to a copy of the library and asks it for the same bits.

#include "outset/simd/scalar.hpp"

// A file is empty where its target is another: dispatch.hpp includes it everywhere.
#if OUTSET_HAS_SHUFFLES && !OUTSET_PORTABLE && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#include <cstdint>

#include "outset/exact/arithmetic.hpp"

#define OUTSET_BACKEND example
#define OUTSET_TARGET  // such as __attribute__((target("avx2"))), if the processor must be asked
                       // first
#define OUTSET_OP OUTSET_TARGET OUTSET_ALWAYS_INLINE
#define OUTSET_HIDE(a) \
  asm("" : "+m"(a))  // "m", memory, is on every machine; its registers are faster

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

using W = std::uint32_t __attribute__((vector_size(16)));
using F = float __attribute__((vector_size(16)));
using D = double __attribute__((vector_size(16)));

inline constexpr const char* name = "example";
inline bool runs(const Processor&) { return true; }

inline constexpr int width = 4;
inline constexpr int together = 1;
inline constexpr std::size_t tile_vectors = 2;
inline constexpr std::int64_t tile_cols = 3;
inline constexpr bool rounds_rows = false;
inline constexpr bool holds_coefficients = false;
inline constexpr const std::uint32_t (&join_order)[16] = lane_order;

OUTSET_OP W all(std::uint32_t x) { return W{x, x, x, x}; }
OUTSET_OP F all(float x) { return F{x, x, x, x}; }
OUTSET_OP D all(double x) { return D{x, x}; }

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/common.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// Words and pairs.
template <int by>
OUTSET_OP W rotate_left(W a) {
  return (a << by) | (a >> (32 - by));
}
OUTSET_OP W saturating_sub(W a, W b) {  // in 16 bits each
  using Shorts = std::uint16_t __attribute__((vector_size(16)));
  const Shorts left = as<Shorts>(a), right = as<Shorts>(b);
  return as<W>((left - right) & as<Shorts>(left > right));
}
OUTSET_OP W multiply_low(W a, W b) {
  const Pairs low = as<Pairs>(all_64(0xFFFFFFFFU));
  return as<W>((as<Pairs>(a) & low) * (as<Pairs>(b) & low));
}
OUTSET_OP W low_words(W even, W odd) { return __builtin_shufflevector(even, odd, 0, 4, 2, 6); }
template <int part>
OUTSET_OP W join(W low, W high) {
  if constexpr (part == 0) {
    return __builtin_shufflevector(low, high, 0, 4, 1, 5);
  } else {
    return __builtin_shufflevector(low, high, 2, 6, 3, 7);
  }
}

// Floats. What is large is not inlined.
OUTSET_NEVER_INLINE inline F fma(F a, F b, F c) {
  for (int l = 0; l < 4; ++l) c[l] = exact::fma(a[l], b[l], c[l]);
  return c;
}
OUTSET_OP F fma_onto(F sum, F a, F b) { return fma(a, b, sum); }
OUTSET_OP F fma_negated(F a, F b, F c) { return fma(flip_sign(a, all(~0U)), b, c); }
OUTSET_NEVER_INLINE inline F div(F a, F b) {
  for (int l = 0; l < 4; ++l) a[l] = exact::div(a[l], b[l]);
  return a;
}
OUTSET_NEVER_INLINE inline F sqrt(F a) {
  for (int l = 0; l < 4; ++l) a[l] = exact::sqrt(a[l]);
  return a;
}
OUTSET_OP F select(W top, F yes, F no) {
  const W chosen = shift_right_signed<31>(top);
  return as<F>((chosen & bits(yes)) | (~chosen & bits(no)));
}
OUTSET_OP F sub_unless(W top, F a, F b) { return sub(a, select(top, all(0.0f), b)); }
OUTSET_OP F lesser(F a, F b) { return select(as<W>(a < b), a, b); }
OUTSET_OP F greater(F a, F b) { return select(as<W>(a > b), a, b); }

// Doubles.
OUTSET_NEVER_INLINE inline D fma(D a, D b, D c) {
  for (int l = 0; l < 2; ++l) c[l] = exact::fma(a[l], b[l], c[l]);
  return c;
}
OUTSET_OP D fma_onto(D sum, D a, D b) { return fma(a, b, sum); }
OUTSET_OP D fma_negated(D a, D b, D c) { return fma(flip_sign(a, all(~0U)), b, c); }
OUTSET_NEVER_INLINE inline D div(D a, D b) {
  for (int l = 0; l < 2; ++l) a[l] = exact::div(a[l], b[l]);
  return a;
}
OUTSET_NEVER_INLINE inline D sqrt(D a) {
  for (int l = 0; l < 2; ++l) a[l] = exact::sqrt(a[l]);
  return a;
}
OUTSET_OP D select(W top, D yes, D no) {
  const W chosen = as<W>(as<SignedPairs>(top) >> 63);
  return as<D>((chosen & bits(yes)) | (~chosen & bits(no)));
}
OUTSET_OP D lesser(D a, D b) { return select(as<W>(a < b), a, b); }
OUTSET_OP D greater(D a, D b) { return select(as<W>(a > b), a, b); }

// To 16 bits.
OUTSET_NEVER_INLINE inline void store_half(std::uint16_t* to, F x) {
  for (int l = 0; l < 4; ++l)
    to[l] = std::bit_cast<std::uint16_t>(exact::nearest<Eigen::half>(x[l]));
}
OUTSET_OP void store_high(std::uint16_t* to, W x) {
  for (int l = 0; l < 4; ++l) to[l] = static_cast<std::uint16_t>(x[l] >> 16);
}

using scalar::transpose;  // on vectors of as many bytes

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/conversions.inl"
#include "outset/simd/kernels.inl"
#include "outset/simd/product.inl"

#include "outset/simd/elementwise.inl"
#include "outset/simd/machine.inl"

#endif
