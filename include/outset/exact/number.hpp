// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// arithmetic.hpp's operations as operators, so that a formula reads as it does on paper. Each
// operator is one call, hence one rounding; a * b + c is never contracted. A Number is made from a
// float or double implicitly and gives it back by .value only: an expression cannot leave the exact
// arithmetic unseen. Two plain numbers are still multiplied by the compiler, so a formula's inputs
// are Numbers.

#include "outset/exact/arithmetic.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

template <Binary Real>
struct Number {
  Real value;

  constexpr Number(Real x) : value(x) {}  // NOLINT: implicit, so that constants need no wrapping

  friend OUTSET_ALWAYS_INLINE Number operator+(Number a, Number b) { return add(a.value, b.value); }
  friend OUTSET_ALWAYS_INLINE Number operator-(Number a, Number b) { return sub(a.value, b.value); }
  friend OUTSET_ALWAYS_INLINE Number operator*(Number a, Number b) { return mul(a.value, b.value); }
  friend OUTSET_ALWAYS_INLINE Number operator/(Number a, Number b) { return div(a.value, b.value); }
  friend constexpr Number operator-(Number a) { return negate(a.value); }

  /// a b + c, rounded once.
  friend OUTSET_ALWAYS_INLINE Number fma(Number a, Number b, Number c) {
    return fma(a.value, b.value, c.value);
  }
  friend OUTSET_ALWAYS_INLINE Number sqrt(Number a) { return sqrt(a.value); }

  friend constexpr Number magnitude(Number a) { return magnitude(a.value); }
  friend constexpr bool is_finite(Number a) { return is_finite(a.value); }
  friend constexpr bool is_nan(Number a) { return is_nan(a.value); }
  friend constexpr bool is_negative(Number a) { return is_negative(a.value); }

  // By value: 0 is -0, and NaN is unordered.
  friend constexpr bool operator==(Number a, Number b) { return equal(a.value, b.value); }
  friend constexpr bool operator<(Number a, Number b) { return a.value < b.value; }
  friend constexpr bool operator>(Number a, Number b) { return a.value > b.value; }
  friend constexpr bool operator<=(Number a, Number b) { return a.value <= b.value; }
  friend constexpr bool operator>=(Number a, Number b) { return a.value >= b.value; }
};

using Double = Number<double>;

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
