// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A number as the nearest float, double, half or bfloat16, ties to even, or as the nearest one
// above or below it. half and bfloat16 by integers: the same bits whatever the processor, its
// rounding mode and its treatment of subnormal numbers. From a double they are rounded by way of
// the float, which is what outset promises of them.

#include <Eigen/Core>
#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "outset/exact/arithmetic.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

/// The 16 bits of a finite or infinite float as bfloat16, its upper half rounded.
constexpr std::uint16_t bfloat16_bits(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

/// The 16 bits of a finite or infinite float as IEEE 754 binary16; beyond 65504 it is infinite.
constexpr std::uint16_t half_bits(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
  const std::uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude >= 0x47800000) return sign | 0x7C00;  // 65536 and more
  if (magnitude >= 0x38800000) {                      // normal in half: 2^-14 and more
    const std::uint32_t rebased = magnitude - (std::uint32_t{112} << 23);
    return static_cast<std::uint16_t>(sign | ((rebased + 0xFFF + (rebased >> 13 & 1)) >> 13));
  }
  if (magnitude < 0x33000000) return sign;  // below half the smallest subnormal, 2^-25
  const std::uint32_t exponent = magnitude >> 23;
  const std::uint32_t mantissa = (magnitude & 0x7FFFFF) | 0x800000;
  const std::uint32_t shift = 126 - exponent;
  const std::uint32_t kept = mantissa >> shift;
  const std::uint32_t rest = mantissa & ((std::uint32_t{1} << shift) - 1);
  const std::uint32_t middle = std::uint32_t{1} << (shift - 1);
  const bool up = rest > middle || (rest == middle && (kept & 1) != 0);
  return static_cast<std::uint16_t>(sign | (kept + (up ? 1U : 0U)));
}

template <class T>
concept Half16 = std::same_as<T, Eigen::half> || std::same_as<T, Eigen::bfloat16>;

/// The 16 bits of a finite or infinite float as either.
template <Half16 Half>
constexpr std::uint16_t nearest_bits(float x) {
  return std::same_as<Half, Eigen::half> ? half_bits(x) : bfloat16_bits(x);
}

/// The nearest Scalar; what already is one (complex too) stays.
template <class Scalar, class T>
OUTSET_ALWAYS_INLINE Scalar nearest(T x) {
  if constexpr (std::same_as<Scalar, T>) {
    return x;
  } else if constexpr (Half16<Scalar>) {
    return Eigen::numext::bit_cast<Scalar>(nearest_bits<Scalar>(nearest<float>(x)));
  } else {
    static_assert(std::same_as<Scalar, float> && std::same_as<T, double>);
    return to_float(x);
  }
}

/// The lowest Scalar that is not below x; infinities stay.
template <Binary Scalar>
Scalar round_up(double x) {
  const auto rounded = nearest<Scalar>(x);
  const bool below = is_finite(x) && opaque(static_cast<double>(rounded)) < opaque(x);
  return below ? next_above(rounded) : rounded;
}
template <Half16 Scalar>
Scalar round_up(float x) {
  std::uint16_t pattern = nearest_bits<Scalar>(x);
  if (static_cast<float>(Eigen::numext::bit_cast<Scalar>(pattern)) < x) {
    const bool zero = (pattern & 0x7FFF) == 0, negative = pattern >> 15 != 0;
    pattern =
        zero ? std::uint16_t{1} : static_cast<std::uint16_t>(negative ? pattern - 1 : pattern + 1);
  }
  return Eigen::numext::bit_cast<Scalar>(pattern);
}
template <Half16 Scalar>
Scalar round_up(double x) {
  return round_up<Scalar>(round_up<float>(x));
}

/// The highest Scalar that is not above x; infinities stay.
template <class Scalar, Binary Real>
Scalar round_down(Real x) {
  const auto mirrored = round_up<Scalar>(negate(x));
  if constexpr (Half16<Scalar>) {
    const auto pattern = Eigen::numext::bit_cast<std::uint16_t>(mirrored);
    return Eigen::numext::bit_cast<Scalar>(static_cast<std::uint16_t>(pattern ^ 0x8000));
  } else {
    return negate(mirrored);
  }
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
