// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// float to half and bfloat16, to nearest and ties to even, by integers: the same bits whatever the
// processor, its rounding mode and its treatment of subnormal numbers.

#include <Eigen/Core>
#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace random {

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

template <class Half>
constexpr std::uint16_t narrow_bits(float x) {
  if constexpr (std::is_same_v<Half, Eigen::bfloat16>) {
    return bfloat16_bits(x);
  } else {
    return half_bits(x);
  }
}

/// half or bfloat16; apart from exact::narrow, which is for floats and doubles.
template <class T>
concept Half16 = std::same_as<T, Eigen::half> || std::same_as<T, Eigen::bfloat16>;

/// To the nearest half or bfloat16.
template <Half16 Half>
Half narrow(float x) {
  return Eigen::numext::bit_cast<Half>(narrow_bits<Half>(x));
}

/// The smallest half or bfloat16 >= x and the largest <= x.
template <Half16 Half>
Half narrow_up(float x) {
  std::uint16_t bits = narrow_bits<Half>(x);
  const auto widened = [](std::uint16_t b) {
    return static_cast<float>(Eigen::numext::bit_cast<Half>(b));
  };
  if (widened(bits) < x) {
    bits = (bits & 0x7FFF) == 0 ? std::uint16_t{1}
                                : static_cast<std::uint16_t>(bits >> 15 != 0 ? bits - 1 : bits + 1);
  }
  return Eigen::numext::bit_cast<Half>(bits);
}
template <Half16 Half>
Half narrow_down(float x) {
  const std::uint16_t up = Eigen::numext::bit_cast<std::uint16_t>(narrow_up<Half>(-x));
  return Eigen::numext::bit_cast<Half>(static_cast<std::uint16_t>(up ^ 0x8000));
}

}  // namespace random
}  // namespace OUTSET_ABI
}  // namespace outset
