// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of AVX2 with FMA: 8 words or floats, 4 doubles. Inexact products and sums pass
// through a barrier, so that no flag fuses, reorders or deletes them; the square root is written
// as an instruction, because -ffast-math turns the intrinsic into an estimate.

#include <immintrin.h>

#include <cstdint>

#include "outset/simd/backend.hpp"

#if defined(__GNUC__)
#define OUTSET_TARGET __attribute__((target("avx2,fma")))
#else
#define OUTSET_TARGET
#endif
#define OUTSET_OP OUTSET_TARGET OUTSET_ALWAYS_INLINE

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace avx2 {

using I = __m256i;  // 8 words, or 4 of 64 bits
using F = __m256;
using D = __m256d;
using FloatMask = __m256;
using DoubleMask = __m256d;

inline constexpr int width = 8;
// unpack_* below work within 128 bits: in this order of lanes their doubles come out sorted.
inline constexpr std::uint32_t split_order[width] = {0, 1, 4, 5, 2, 3, 6, 7};

template <class Vector>
OUTSET_OP Vector barrier(Vector x) {
#if defined(__GNUC__)
  asm("" : "+x"(x));
#endif
  return x;
}

// Words.
OUTSET_OP I broadcast(std::uint32_t x) { return _mm256_set1_epi32(static_cast<int>(x)); }
OUTSET_OP I broadcast_64(std::uint64_t x) {
  return _mm256_set1_epi64x(static_cast<long long>(x));
}
OUTSET_OP I load(const std::uint32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const I*>(from));
}
OUTSET_OP void store(std::uint32_t* to, I x) {
  _mm256_storeu_si256(reinterpret_cast<I*>(to), x);
}
OUTSET_OP I add(I a, I b) { return _mm256_add_epi32(a, b); }
OUTSET_OP I bit_and(I a, I b) { return _mm256_and_si256(a, b); }
OUTSET_OP I bit_or(I a, I b) { return _mm256_or_si256(a, b); }
OUTSET_OP I bit_xor(I a, I b) { return _mm256_xor_si256(a, b); }
template <int by>
OUTSET_OP I shift_left(I a) {
  return _mm256_slli_epi32(a, by);
}
template <int by>
OUTSET_OP I shift_right(I a) {
  return _mm256_srli_epi32(a, by);
}
template <int by>
OUTSET_OP I rotate_left(I a) {
  return bit_or(shift_left<by>(a), shift_right<32 - by>(a));
}
// max(a - b, 0), unsigned, where the low 16 bits of every word are 0.
OUTSET_OP I saturating_sub(I a, I b) { return _mm256_subs_epu16(a, b); }

// Pairs of words as 64 bits.
OUTSET_OP I multiply_low_words(I a, I b) { return _mm256_mul_epu32(a, b); }
OUTSET_OP I high_words(I a) { return _mm256_srli_epi64(a, 32); }
OUTSET_OP I low_words(I even, I odd) {
  return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
}
OUTSET_OP I add_64(I a, I b) { return _mm256_add_epi64(a, b); }

// Floats.
OUTSET_OP F broadcast(float x) { return _mm256_set1_ps(x); }
OUTSET_OP void store(float* to, F x) { _mm256_storeu_ps(to, x); }
OUTSET_OP F to_float(I a) { return _mm256_cvtepi32_ps(a); }  // to nearest
OUTSET_OP I bits(F a) { return _mm256_castps_si256(a); }
OUTSET_OP F as_float(I a) { return _mm256_castsi256_ps(a); }
OUTSET_OP F mul(F a, F b) { return barrier(_mm256_mul_ps(a, b)); }
OUTSET_OP F sub(F a, F b) { return barrier(_mm256_sub_ps(a, b)); }
OUTSET_OP F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
OUTSET_OP F less(F a, F b) { return _mm256_min_ps(a, b); }
OUTSET_OP F greater(F a, F b) { return _mm256_max_ps(a, b); }
OUTSET_OP F sqrt(F a) {
#if defined(__GNUC__)
  F root;
  asm("vsqrtps %1, %0" : "=x"(root) : "x"(a));
  return root;
#else
  return _mm256_sqrt_ps(a);
#endif
}
// What a word's top bit says about floats.
OUTSET_OP FloatMask top_bit(I a) { return as_float(a); }
OUTSET_OP F select(FloatMask mask, F yes, F no) { return _mm256_blendv_ps(no, yes, mask); }
OUTSET_OP F sub_unless(FloatMask mask, F a, F b) {
  return sub(a, select(mask, _mm256_setzero_ps(), b));
}
OUTSET_OP F flip_sign(F a, I sign) {
  return _mm256_xor_ps(a, as_float(bit_and(sign, broadcast(0x80000000U))));
}

}  // namespace avx2
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#define OUTSET_BACKEND avx2
#include "outset/simd/kernels.inl"
#undef OUTSET_BACKEND
#undef OUTSET_OP
#undef OUTSET_TARGET
