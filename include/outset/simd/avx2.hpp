// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The vocabulary of AVX2 with FMA and F16C: 8 words or floats, 4 doubles. Inexact products and sums
// pass through a barrier, so that no flag fuses, reorders or deletes them. Three instructions are
// written out: square root and division, which -ffast-math turns into estimates, and the blend,
// which
// g++ 12 turns into a comparison and a blend.

#include <immintrin.h>

#include <cstdint>

#include "outset/simd/scalar.hpp"

#if defined(__GNUC__)
#define OUTSET_TARGET __attribute__((target("avx2,fma,f16c")))
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

inline constexpr int width = 8;
inline constexpr int together = 2;  // vectors of lanes in one loop: a row is a whole cache line
inline constexpr bool can_stream = true;
// `join` works within 128 bits: with the lanes in the second order its results come out sorted.
inline constexpr std::uint32_t lane_order[16] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                 8, 9, 10, 11, 12, 13, 14, 15};
inline constexpr std::uint32_t join_order[16] = {0, 1, 4,  5,  2,  3,  6,  7,
                                                 8, 9, 12, 13, 10, 11, 14, 15};

OUTSET_OP F barrier(F x) {
#if defined(__GNUC__)
  asm("" : "+x"(x));
#endif
  return x;
}
OUTSET_OP D barrier(D x) {
#if defined(__GNUC__)
  asm("" : "+x"(x));
#endif
  return x;
}

// Words.
OUTSET_OP I all(std::uint32_t x) { return _mm256_set1_epi32(static_cast<int>(x)); }
OUTSET_OP I all_64(std::uint64_t x) { return _mm256_set1_epi64x(static_cast<long long>(x)); }
OUTSET_OP I load(const std::uint32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const I*>(from));
}
OUTSET_OP void store(std::uint32_t* to, I x) { _mm256_storeu_si256(reinterpret_cast<I*>(to), x); }
OUTSET_OP I add(I a, I b) { return _mm256_add_epi32(a, b); }
OUTSET_OP I sub(I a, I b) { return _mm256_sub_epi32(a, b); }
OUTSET_OP I less(I a, I b) { return _mm256_cmpgt_epi32(b, a); }  // signed; all ones or zeros
OUTSET_OP I add_64(I a, I b) { return _mm256_add_epi64(a, b); }
OUTSET_OP I sub_64(I a, I b) { return _mm256_sub_epi64(a, b); }
OUTSET_OP I less_64(I a, I b) { return _mm256_cmpgt_epi64(b, a); }
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
OUTSET_OP I shift_right_signed(I a) {
  return _mm256_srai_epi32(a, by);
}
template <int by>
OUTSET_OP I rotate_left(I a) {
  return bit_or(shift_left<by>(a), shift_right<32 - by>(a));
}
// max(a - b, 0) for unsigned numbers whose lower half, 16 bits of 32 or 48 of 64, is 0.
OUTSET_OP I saturating_sub(I a, I b) { return _mm256_subs_epu16(a, b); }

// Pairs of words as 64 bits. Products are of the low words.
OUTSET_OP I multiply_low(I a, I b) { return _mm256_mul_epu32(a, b); }
OUTSET_OP I high_words(I a) { return _mm256_srli_epi64(a, 32); }
OUTSET_OP I low_words(I even, I odd) {
  return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
}
// The lower (part 0) or upper half of the lanes, two words to 64 bits.
template <int part>
OUTSET_OP I join(I low, I high) {
  return part == 0 ? _mm256_unpacklo_epi32(low, high) : _mm256_unpackhi_epi32(low, high);
}

// Floats.
OUTSET_OP F all(float x) { return _mm256_set1_ps(x); }
OUTSET_OP void store(float* to, F x) { _mm256_storeu_ps(to, x); }
// Around the caches, for memory that is aligned to 16 bytes and written line by line.
OUTSET_OP void stream(float* to, F x) {
  _mm_stream_ps(to, _mm256_castps256_ps128(x));
  _mm_stream_ps(to + 4, _mm256_extractf128_ps(x, 1));
}
OUTSET_OP F to_float(I a) { return _mm256_cvtepi32_ps(a); }
OUTSET_OP I bits(F a) { return _mm256_castps_si256(a); }
OUTSET_OP F as_float(I a) { return _mm256_castsi256_ps(a); }
OUTSET_OP F mul(F a, F b) { return barrier(_mm256_mul_ps(a, b)); }
OUTSET_OP F sub(F a, F b) { return barrier(_mm256_sub_ps(a, b)); }
OUTSET_OP F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
OUTSET_OP F add(F a, F b) { return barrier(_mm256_add_ps(a, b)); }
// c - a b
OUTSET_OP F fma_negated(F a, F b, F c) { return _mm256_fnmadd_ps(a, b, c); }
OUTSET_OP F unsigned_to_float(I a) {
  const F high = _mm256_cvtepi32_ps(_mm256_srli_epi32(a, 16));
  const F low = _mm256_cvtepi32_ps(_mm256_and_si256(a, _mm256_set1_epi32(0xFFFF)));
  return fma(high, all(65536.0f), low);  // rounds once
}
OUTSET_OP F div(F a, F b) {
#if defined(__GNUC__)
  F quotient;
  asm("vdivps %2, %1, %0" : "=x"(quotient) : "x"(a), "x"(b));
  return quotient;
#else
  return _mm256_div_ps(a, b);
#endif
}
OUTSET_OP F lesser(F a, F b) { return _mm256_min_ps(a, b); }
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
// By the top bit of each word.
OUTSET_OP F select(I top, F yes, F no) {
#if defined(__GNUC__) && !defined(__clang__)
  F chosen;
  asm("vblendvps %3, %2, %1, %0" : "=x"(chosen) : "x"(no), "x"(yes), "x"(top));
  return chosen;
#else
  return _mm256_blendv_ps(no, yes, as_float(top));
#endif
}
OUTSET_OP F flip_sign(F a, I top) {
  return _mm256_xor_ps(a, as_float(bit_and(top, all(0x80000000U))));
}

// Doubles.
OUTSET_OP D all(double x) { return _mm256_set1_pd(x); }
OUTSET_OP void store(double* to, D x) { _mm256_storeu_pd(to, x); }
OUTSET_OP void stream(double* to, D x) {
  _mm_stream_pd(to, _mm256_castpd256_pd128(x));
  _mm_stream_pd(to + 2, _mm256_extractf128_pd(x, 1));
}
OUTSET_OP I bits(D a) { return _mm256_castpd_si256(a); }
OUTSET_OP D as_double(I a) { return _mm256_castsi256_pd(a); }
OUTSET_OP D mul(D a, D b) { return barrier(_mm256_mul_pd(a, b)); }
OUTSET_OP D add(D a, D b) { return barrier(_mm256_add_pd(a, b)); }
OUTSET_OP D sub(D a, D b) { return barrier(_mm256_sub_pd(a, b)); }
OUTSET_OP D fma(D a, D b, D c) { return _mm256_fmadd_pd(a, b, c); }
OUTSET_OP D fma_negated(D a, D b, D c) { return _mm256_fnmadd_pd(a, b, c); }
OUTSET_OP D div(D a, D b) {
#if defined(__GNUC__)
  D quotient;
  asm("vdivpd %2, %1, %0" : "=x"(quotient) : "x"(a), "x"(b));
  return quotient;
#else
  return _mm256_div_pd(a, b);
#endif
}
OUTSET_OP D lesser(D a, D b) { return _mm256_min_pd(a, b); }
OUTSET_OP D greater(D a, D b) { return _mm256_max_pd(a, b); }
OUTSET_OP D sqrt(D a) {
#if defined(__GNUC__)
  D root;
  asm("vsqrtpd %1, %0" : "=x"(root) : "x"(a));
  return root;
#else
  return _mm256_sqrt_pd(a);
#endif
}
OUTSET_OP D select(I top, D yes, D no) {
#if defined(__GNUC__) && !defined(__clang__)
  D chosen;
  asm("vblendvpd %3, %2, %1, %0" : "=x"(chosen) : "x"(no), "x"(yes), "x"(top));
  return chosen;
#else
  return _mm256_blendv_pd(no, yes, as_double(top));
#endif
}
OUTSET_OP D flip_sign(D a, I top) {
  return _mm256_xor_pd(a, as_double(bit_and(top, all_64(std::uint64_t{1} << 63))));
}
OUTSET_OP D exponent_field(I a) {  // the number in bits 52 to 62
  const I small = bit_or(_mm256_srli_epi64(a, 52), all_64(0x4330000000000000));
  return sub(as_double(small), all(0x1p52));
}
// 64-bit numbers from two words, rounded to nearest once, in the last sum: the low word is set
// into the lower bits of 2^52, the high word into those of 2^84 (2^82 for 62 bits).
template <int part>
OUTSET_OP D unsigned_64(I low, I high) {
  const D upper = as_double(join<part>(high, all(0x45300000U)));
  const D lower = as_double(join<part>(low, all(0x43300000U)));
  return add(sub(upper, all(0x1p84 + 0x1p52)), lower);
}
template <int part>
OUTSET_OP D signed_64(I low, I high) {
  const D upper = as_double(join<part>(bit_xor(high, all(0x80000000U)), all(0x45300000U)));
  const D lower = as_double(join<part>(low, all(0x43300000U)));
  return add(sub(upper, all(0x1p84 + 0x1p63 + 0x1p52)), lower);
}
OUTSET_OP D unsigned_to_double(I a) {
  const I upper = bit_or(high_words(a), all_64(0x4530000000000000));
  const I lower = _mm256_blend_epi32(a, all(0x43300000U), 0xAA);
  return add(sub(as_double(upper), all(0x1p84 + 0x1p52)), as_double(lower));
}
// The lower 62 bits as a signed fraction in [-1, 1).
template <int part>
OUTSET_OP D fraction_62(I low, I high) {
  const I turned = bit_xor(shift_left<2>(high), all(0x80000000U));
  const D upper = as_double(join<part>(turned, all(0x45100000U)));
  const D lower = as_double(join<part>(low, all(0x43300000U)));
  return mul(add(sub(upper, all(0x1p82 + 0x1p61 + 0x1p52)), lower), all(0x1p-61));
}

// 8 floats to the 16 bits of each.
OUTSET_OP F load(const float* from) { return _mm256_loadu_ps(from); }
OUTSET_OP void store_half(std::uint16_t* to, F x) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                   _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}
OUTSET_OP void store_high(std::uint16_t* to, I x) {  // the upper half of each word
  const I upper = _mm256_srli_epi32(x, 16);
  const I packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(upper, upper), 0xD8);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(packed));
}
OUTSET_OP void finish_stream() { _mm_sfence(); }

}  // namespace avx2
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#define OUTSET_BACKEND avx2
#include "outset/simd/kernels.inl"
#undef OUTSET_BACKEND
#undef OUTSET_OP
#undef OUTSET_TARGET
