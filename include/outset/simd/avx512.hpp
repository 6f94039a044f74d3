// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of AVX-512 (F, DQ, BW, VL): 16 words or floats, 8 doubles. It converts numbers of
// 64 bits by itself.

#include <cstdint>

#include "outset/simd/scalar.hpp"

#if !defined(OUTSET_BACKEND)  // a test has its own definitions, for registers of half the size
#define OUTSET_BACKEND avx512
// clang splits vectors for processors that prefer 256 bits, unless told.
#if defined(__clang__)
#define OUTSET_TARGET \
  __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c"), min_vector_width(512)))
#define OUTSET_ANY "v"
#else
#define OUTSET_TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c")))
#define OUTSET_ANY "vm"
#endif
#define OUTSET_HIDE(a) asm("" : "+v"(a))
#define OUTSET_UNARY(instruction, result, a) asm(instruction " %1, %0" : "=v"(result) : "v"(a))
#define OUTSET_BINARY(instruction, result, a, b) \
  asm(instruction " %2, %1, %0" : "=v"(result) : "v"(a), OUTSET_ANY(b))
#define OUTSET_TERNARY(instruction, a, b, c) \
  asm(instruction " %2, %1, %0" : "+v"(a) : "v"(b), OUTSET_ANY(c))
#define OUTSET_NARROW(instruction, result, a) OUTSET_UNARY(instruction, result, a)
#define OUTSET_STREAM(to, x) asm("vmovntdq %1, %0" : "=m"(*(to)) : "v"(x))
#endif
#define OUTSET_OP OUTSET_TARGET OUTSET_ALWAYS_INLINE

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

using W = std::uint32_t __attribute__((vector_size(64)));
using F = float __attribute__((vector_size(64)));
using D = double __attribute__((vector_size(64)));
using Pairs = std::uint64_t __attribute__((vector_size(64)));  // W as pairs of words
using SignedWords = std::int32_t __attribute__((vector_size(64)));
using SignedPairs = std::int64_t __attribute__((vector_size(64)));
using Halves = std::uint16_t __attribute__((vector_size(32)));

inline constexpr int width = 16;
inline constexpr int together = 1;
inline constexpr std::size_t register_bytes = 64;
// What the registers hold of a product: so many vectors of so many columns.
inline constexpr std::size_t tile_vectors = 2;
inline constexpr std::int64_t tile_cols = 8;
inline constexpr bool rounds_rows = true;         // two rows of numbers to 16 bits at once
inline constexpr bool holds_coefficients = true;  // of the maps of float, in registers
// With the lanes in the second order, what `join` gives comes out sorted.
inline constexpr std::uint32_t lane_order[16] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                 8, 9, 10, 11, 12, 13, 14, 15};
inline constexpr std::uint32_t join_order[16] = {0, 1, 8,  9,  2, 3, 10, 11,
                                                 4, 5, 12, 13, 6, 7, 14, 15};

OUTSET_OP W all(std::uint32_t x) { return W{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
OUTSET_OP W all_64(std::uint64_t x) { return reinterpret_cast<W>(Pairs{x, x, x, x, x, x, x, x}); }
OUTSET_OP F all(float x) { return F{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
OUTSET_OP D all(double x) { return D{x, x, x, x, x, x, x, x}; }

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/x86.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

OUTSET_OP W low_words(W even, W odd) {
  return (even & all_64(0xFFFFFFFFU)) | reinterpret_cast<W>(reinterpret_cast<Pairs>(odd) << 32);
}

// By the top bit of each word or pair.
OUTSET_OP F select(W top, F yes, F no) { return reinterpret_cast<SignedWords>(top) < 0 ? yes : no; }
OUTSET_OP D select(W top, D yes, D no) { return reinterpret_cast<SignedPairs>(top) < 0 ? yes : no; }
OUTSET_OP F sub_unless(W top, F a, F b) { return barrier(select(top, a, a - b)); }

OUTSET_OP F unsigned_to_float(W a) { return __builtin_convertvector(a, F); }
OUTSET_OP D signed_to_double(W a) {
  return __builtin_convertvector(reinterpret_cast<SignedPairs>(a), D);
}
OUTSET_OP D unsigned_to_double(W a) {
  return __builtin_convertvector(reinterpret_cast<Pairs>(a), D);
}
OUTSET_OP D exponent_field(W a) {  // the number in bits 52 to 62
  return signed_to_double(shift_right_64<52>(a));
}
template <int part>
OUTSET_OP D unsigned_64(W low, W high) {
  return unsigned_to_double(join<part>(low, high));
}
template <int part>
OUTSET_OP D signed_64(W low, W high) {
  return signed_to_double(join<part>(low, high));
}
template <int part>
OUTSET_OP D fraction_62(W low, W high) {  // the lower 62 bits as a signed number in [-1, 1)
  const W turned = reinterpret_cast<W>(reinterpret_cast<Pairs>(join<part>(low, high)) << 2);
  return mul(signed_to_double(turned), all(0x1p-63));
}

// To 16 bits each.
OUTSET_OP void store_half(std::uint16_t* to, F x) {
  Halves narrow;
  OUTSET_NARROW("vcvtps2ph $0,", narrow, x);  // 0: to nearest, whatever the mode
  __builtin_memcpy(to, &narrow, sizeof narrow);
}
OUTSET_OP void store_high(std::uint16_t* to, W x) {  // the upper half of each word
  const Halves narrow = __builtin_convertvector(x >> 16, Halves);
  __builtin_memcpy(to, &narrow, sizeof narrow);
}

// Two rows to bfloat16, to nearest, ties to even: the upper halves of their words, and 1 where the
// lower halves are more than a half, or a half below an odd number.
OUTSET_OP void store_rows(std::uint16_t* to, W first, W second) {
  using Parts = std::uint16_t __attribute__((vector_size(64)));
  const Parts a = reinterpret_cast<Parts>(first);
  const Parts b = reinterpret_cast<Parts>(second);
  const Parts upper =
      __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33,
                              35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63);
  const Parts lower =
      __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32,
                              34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62);
  const Parts rounded = upper - reinterpret_cast<Parts>(lower > 0x8000 - (upper & 1));
  __builtin_memcpy(to, &rounded, sizeof rounded);
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#include "outset/simd/kernels.inl"
#include "outset/simd/product.inl"
#include "outset/simd/transpose.inl"

#undef OUTSET_STREAM
#undef OUTSET_NARROW
#undef OUTSET_TERNARY
#undef OUTSET_BINARY
#undef OUTSET_UNARY
#undef OUTSET_HIDE
#undef OUTSET_ANY
#undef OUTSET_OP
#undef OUTSET_TARGET
#undef OUTSET_BACKEND
