// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Polynomials of a Number, coefficients from the lowest power up. The three differ in how often
// they round, and so in bits: what evaluates a polynomial of the stream format must stay with its
// own.

#include <cstddef>

#include "outset/exact/number.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

/// Horner's rule, one rounding for each coefficient.
template <Binary Real, std::size_t N>
OUTSET_ALWAYS_INLINE Number<Real> horner_fma(Number<Real> x, const Real (&c)[N]) {
  Number<Real> sum = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = fma(sum, x, c[i]);
  return sum;
}

/// Horner's rule, two roundings for each coefficient: as fast where there is no fma instruction.
template <Binary Real, std::size_t N>
Number<Real> horner_mul_add(Number<Real> x, const Real (&c)[N]) {
  Number<Real> sum = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

/// Pairs of powers (Estrin's first step), one rounding for each fma: a chain half as long as
/// Horner's.
template <Binary Real, std::size_t N>
Number<Real> paired_fma(Number<Real> x, const Real (&c)[N]) {
  const Number<Real> square = x * x;
  std::size_t i = N % 2 == 0 ? N - 1 : N - 2;
  Number<Real> sum = c[N - 1];
  if (N % 2 != 0) sum = fma(sum, x, c[N - 2]);
  while (i > 1) {
    i -= 2;
    sum = fma(sum, square, fma(Number<Real>{c[i + 1]}, x, c[i]));
  }
  return fma(sum, x, c[0]);
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
