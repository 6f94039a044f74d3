// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// exp, expm1, log and log1p of doubles from arithmetic.hpp's operations alone: the same bits with
// every compiler, flag and C library. Results under 2^-1022 are 0. tests/exact/functions.cpp holds
// each to the error stated here.

#include <bit>
#include <cstdint>

#include "outset/exact/number.hpp"
#include "outset/exact/polynomial.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

namespace detail {

inline constexpr double ln2_high =
    0x1.62e42fefp-1;  // 33 bits: its multiples by exponents are exact
inline constexpr double ln2_low = 0x1.473de6af278edp-34;

// (exp(x) - 1 - x) / x^2 for |x| <= ln(2) / 2 (minimax, 2^-62).
inline Double exp_remainder(Double x) {
  static constexpr double c[] = {0x1p-1,
                                 0x1.5555555555557p-3,
                                 0x1.5555555555557p-5,
                                 0x1.1111111110051p-7,
                                 0x1.6c16c16c156a5p-10,
                                 0x1.a01a01ac1de81p-13,
                                 0x1.a01a01ab9882bp-16,
                                 0x1.71de01acf7608p-19,
                                 0x1.27e4cfaf0e5b1p-22,
                                 0x1.af4ecab92d083p-26,
                                 0x1.1f86f0b04e396p-29};
  return horner_mul_add(x, c);
}

}  // namespace detail

/// e^x, within 1 ulp; 0 for x < -708.
inline Double exp(Double x) {
  if (is_nan(x)) return x;
  if (x < -708.0) return 0.0;
  if (x > 709.7827) return infinity<double>;
  const Double magic = 0x1.8p52;  // its unit is 1: the sum rounds to an integer
  const Double k = (x * 0x1.71547652b82fep+0 + magic) - magic;
  const Double high = x - k * detail::ln2_high;
  const Double low = k * detail::ln2_low;
  const Double r = high - low;
  const Double lost = (high - r) - low;  // by the last subtraction
  const Double y = 1.0 + (r + (r * r * detail::exp_remainder(r) + lost));
  const auto by = static_cast<std::int64_t>(k.value);
  return std::bit_cast<double>(bits(y.value) + (static_cast<std::uint64_t>(by) << 52));
}

/// e^x - 1, within 3 ulp.
inline Double expm1(Double x) {
  if (magnitude(x) > 0.34) return exp(x) - 1.0;
  return x + x * x * detail::exp_remainder(x);
}

/// ln x for normal x, within 1 ulp; -infinity at 0, NaN below.
inline Double log(Double x) {
  if (is_nan(x)) return x;
  if (x == 0.0) return negate(infinity<double>);
  if (is_negative(x)) return std::bit_cast<double>(0x7ff8000000000000U);
  if (!is_finite(x)) return x;
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(s), s = f / (2 + f), f = m - 1.
  const std::int64_t sqrt_half = 0x3fe6a09e667f3bcd;
  const auto pattern = static_cast<std::int64_t>(bits(x.value));
  const std::int64_t k = (pattern - sqrt_half) >> 52;
  const Double m = std::bit_cast<double>(static_cast<std::uint64_t>(pattern - (k << 52)));
  const Double f = m - 1.0;
  static constexpr double c[] = {0x1.5555555555558p-1, 0x1.9999999995303p-2, 0x1.2492492df3035p-2,
                                 0x1.c71c62e0b72cbp-3, 0x1.7462b661a6659p-3, 0x1.39fe212aea87bp-3,
                                 0x1.2b5b8533b7489p-3};
  const Double s = f / (2.0 + f);
  const Double z = s * s;
  const Double half_square = 0.5 * (f * f);
  const Double exponent = to_double(static_cast<std::int32_t>(k));
  // ln m = f - f^2/2 + s (f^2/2 + z P(z)): the largest term is exact.
  const Double rest = s * (half_square + z * horner_mul_add(z, c));
  const Double lesser = half_square - (rest + exponent * detail::ln2_low);
  return exponent * detail::ln2_high - (lesser - f);
}

/// ln(1 + x) for x > -1, within 2 ulp.
inline Double log1p(Double x) {
  const Double u = 1.0 + x;
  if (u == 1.0) return x;
  if (!is_finite(u)) return log(u);
  const Double lost = magnitude(x) < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
  return log(u) + lost / u;
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
