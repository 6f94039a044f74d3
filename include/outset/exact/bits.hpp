// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Floats and doubles as bit patterns: tests that no flag folds to a constant, signs, neighbours,
// and the empty asm statement that hides a value from the optimizer.

#include <bit>
#include <cfloat>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "outset/config.hpp"

#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)
#if !defined(__SSE2__) && !defined(_M_X64) && !(defined(_M_IX86_FP) && _M_IX86_FP >= 2)
#error "outset: 32-bit x86 needs SSE2 for reproducible bits: compile with -msse2 (MSVC: /arch:SSE2)"
#endif
#include <emmintrin.h>
#define OUTSET_EXACT_X86 1
#else
#define OUTSET_EXACT_X86 0
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "outset: floats must be evaluated in their own precision (FLT_EVAL_METHOD 0)"
#endif
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

template <class Real>
concept Binary = std::same_as<Real, float> || std::same_as<Real, double>;

template <Binary Real>
using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;

template <Binary Real>
constexpr Bits<Real> bits(Real x) {
  return std::bit_cast<Bits<Real>>(x);
}

// The value as the optimizer must take it: unknown, in a register, already rounded. A `fresh` one
// is also unlike every other: two divisions by one value would share its reciprocal.
#if defined(__GNUC__) && OUTSET_EXACT_X86
#define OUTSET_EXACT_REGISTER "+x"
#elif defined(__GNUC__) && defined(__aarch64__)
#define OUTSET_EXACT_REGISTER "+w"
#elif defined(__GNUC__) && defined(__wasm__)
#define OUTSET_EXACT_REGISTER "+r"
#elif defined(__GNUC__)
#define OUTSET_EXACT_REGISTER "+m"
#endif
#if defined(__GNUC__)
template <Binary Real>
OUTSET_ALWAYS_INLINE Real opaque(Real x) {
  asm("" : OUTSET_EXACT_REGISTER(x));
  return x;
}
template <Binary Real>
OUTSET_ALWAYS_INLINE Real fresh(Real x) {
  asm volatile("" : OUTSET_EXACT_REGISTER(x));
  return x;
}
#undef OUTSET_EXACT_REGISTER
#else
template <Binary Real>
OUTSET_ALWAYS_INLINE Real opaque(Real x) {
  volatile Real hidden = x;
  return hidden;
}
template <Binary Real>
OUTSET_ALWAYS_INLINE Real fresh(Real x) {
  return opaque(x);
}
#endif

// Tests by bit pattern: -ffinite-math-only folds the usual ones to a constant.
template <Binary Real>
constexpr Bits<Real> magnitude_bits(Real x) {
  if (!std::is_constant_evaluated()) x = opaque(x);
  return static_cast<Bits<Real>>(bits(x) << 1U) >> 1U;
}
template <Binary Real>
inline constexpr Bits<Real> infinity_bits = static_cast<Bits<Real>>(
    sizeof(Real) == 4 ? std::uint64_t{0x7f800000} : std::uint64_t{0x7ff0000000000000});
template <Binary Real>
inline constexpr Real infinity = std::bit_cast<Real>(infinity_bits<Real>);

template <Binary Real>
constexpr bool is_finite(Real x) {
  return magnitude_bits(x) < infinity_bits<Real>;
}
template <Binary Real>
constexpr bool is_nan(Real x) {
  return magnitude_bits(x) > infinity_bits<Real>;
}
template <Binary Real>
constexpr bool is_negative(Real x) {
  return (bits(x) >> (8 * sizeof(Real) - 1)) != 0;
}
template <Binary Real>
constexpr Real negate(Real x) {
  return std::bit_cast<Real>(bits(x) ^ (Bits<Real>{1} << (8 * sizeof(Real) - 1)));
}
template <Binary Real>
constexpr Real magnitude(Real x) {
  return std::bit_cast<Real>(magnitude_bits(x));
}

/// Whether two numbers are the same one, meant so: 0 is -0, NaN is not itself.
template <Binary Real>
constexpr bool equal(Real a, Real b) {
  return a <= b && a >= b;
}

// The neighbours of a finite x in the type's own grid; the largest finite number's is infinity.
template <Binary Real>
constexpr Real next_above(Real x) {
  if (magnitude_bits(x) == 0) return std::bit_cast<Real>(Bits<Real>{1});
  return std::bit_cast<Real>(static_cast<Bits<Real>>(is_negative(x) ? bits(x) - 1 : bits(x) + 1));
}
template <Binary Real>
constexpr Real next_below(Real x) {
  return negate(next_above(negate(x)));
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
