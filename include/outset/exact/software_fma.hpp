// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// a b + c of doubles, rounded once, by integers: for processors without the instruction. Faster
// than the algorithms that take forty additions and products, and right in the whole range,
// subnormal results included.

#include <bit>
#include <cstdint>

#include "outset/exact/bits.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

namespace detail {

struct Wide {  // an unsigned number of 128 bits
  std::uint64_t high, low;
};

constexpr Wide multiply(std::uint64_t a, std::uint64_t b) {
#if defined(__SIZEOF_INT128__)
  __extension__ using Native = unsigned __int128;
  const Native product = static_cast<Native>(a) * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#else
  const std::uint64_t mask = 0xffffffffU;
  const std::uint64_t a1 = a >> 32, a0 = a & mask, b1 = b >> 32, b0 = b & mask;
  const std::uint64_t low = a0 * b0, mid = a1 * b0 + (low >> 32), cross = (mid & mask) + a0 * b1;
  return {a1 * b1 + (mid >> 32) + (cross >> 32), (cross << 32) | (low & mask)};
#endif
}

constexpr Wide shift_left(Wide x, int by) {  // 0 <= by < 128
  if (by == 0) return x;
  if (by >= 64) return {x.low << (by - 64), 0};
  return {(x.high << by) | (x.low >> (64 - by)), x.low << by};
}

constexpr Wide shift_right_sticky(Wide x, int by) {  // by >= 0; bits lost stay as the lowest bit
  if (by == 0) return x;
  if (by >= 128) return {0, (x.high | x.low) != 0};
  Wide lost = shift_left(x, 128 - by);
  Wide kept = by >= 64 ? Wide{0, by == 64 ? x.high : x.high >> (by - 64)}
                       : Wide{x.high >> by, (x.high << (64 - by)) | (x.low >> by)};
  kept.low |= static_cast<std::uint64_t>((lost.high | lost.low) != 0);
  return kept;
}

struct Parts {  // |x| = mantissa 2^exponent, mantissa of exactly 53 bits; x is not 0
  std::uint64_t mantissa;
  int exponent;
};

constexpr Parts parts(double x) {
  const std::uint64_t magnitude = magnitude_bits(x);
  const int field = static_cast<int>(magnitude >> 52);
  const std::uint64_t fraction = magnitude & 0xfffffffffffffU;
  if (field != 0) return {fraction | 0x10000000000000U, field - 1075};
  const int by = std::countl_zero(fraction) - 11;
  return {fraction << by, -1074 - by};
}

// a b + c for finite operands that are not 0. The larger term has its top bit at 124 or 125 of 128.
// The smaller is aligned to it and loses bits (kept as one sticky bit) only when it is so far below
// that no cancellation can bring them into the result.
constexpr double fma_by_integers(double a, double b, double c) {
  const Parts pa = parts(a), pb = parts(b), pc = parts(c);
  Wide product = shift_left(multiply(pa.mantissa, pb.mantissa), 20);
  Wide addend{0, pc.mantissa};
  int exponent = pa.exponent + pb.exponent - 20;
  const int up = pc.exponent - exponent;
  if (up > 73) {
    product = shift_right_sticky(product, up - 73);
    addend = shift_left(addend, 73);
    exponent = pc.exponent - 73;
  } else {
    addend = up >= 0 ? shift_left(addend, up) : shift_right_sticky(addend, -up);
  }
  bool negative = is_negative(a) != is_negative(b);
  Wide sum;
  if (negative == is_negative(c)) {
    sum.low = product.low + addend.low;
    sum.high = product.high + addend.high + static_cast<std::uint64_t>(sum.low < addend.low);
  } else {
    if (product.high < addend.high || (product.high == addend.high && product.low < addend.low)) {
      const Wide smaller = product;
      product = addend;
      addend = smaller;
      negative = !negative;
    }
    sum.low = product.low - addend.low;
    sum.high = product.high - addend.high - static_cast<std::uint64_t>(product.low < addend.low);
    if ((sum.high | sum.low) == 0) return 0.0;
  }
  const int zeros = sum.high != 0 ? std::countl_zero(sum.high) : 64 + std::countl_zero(sum.low);
  sum = shift_left(sum, zeros);
  const int leading = exponent - zeros + 127;  // the exponent of the result's leading bit
  Wide kept{0, sum.high | static_cast<std::uint64_t>(sum.low != 0)};
  const int field = leading > -1023 ? leading + 1022 : 0;
  if (leading < -1022) kept = shift_right_sticky(kept, -1022 - leading);
  const std::uint64_t half_even = 0x3ffU + ((kept.low >> 11) & 1U);
  const std::uint64_t rounded = (kept.low >> 11) + (((kept.low & 0x7ffU) + half_even) >> 11);
  std::uint64_t result = infinity_bits<double>;
  if (leading <= 1023) result = (static_cast<std::uint64_t>(field) << 52) + rounded;
  return std::bit_cast<double>(result | (static_cast<std::uint64_t>(negative) << 63));
}

}  // namespace detail

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
