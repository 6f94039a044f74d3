// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The numbers that activation.hpp's table is written in: Number<float> and Number<double>, whose
// bits no flag changes, and long double. Each has +, -, *, / and the functions here.

#include <cmath>
#include <concepts>

#include "outset/exact/float_functions.hpp"
#include "outset/exact/functions.hpp"
#include "outset/exact/normal_law.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

// Comparisons by bits, because -ffinite-math-only may take NaN to be either. A NaN is above zero if
// its sign bit is 0, and never below.
template <Binary Real>
constexpr bool is_above_zero(Number<Real> z) {
  return bits(z.value) - 1 < bits(Real(-0.0)) - 1;
}
template <Binary Real>
constexpr bool is_below_zero(Number<Real> z) {
  return bits(z.value) - bits(Real(-0.0)) - 1 < infinity_bits<Real>;
}

template <Binary Real>
constexpr Number<Real> magnitude(Number<Real> z) {
  return magnitude(z.value);
}
template <Binary Real>
constexpr bool is_negative(Number<Real> z) {
  return is_negative(z.value);
}

/// A template takes it as it is, so that a plain double is never taken for one.
template <class Real>
concept LongDouble = std::same_as<Real, long double>;

// The functions of long double, which are the C library's: their bits depend on the machine.
template <LongDouble Real>
bool is_above_zero(Real z) {
  return z > 0;
}
template <LongDouble Real>
bool is_below_zero(Real z) {
  return z < 0;
}
template <LongDouble Real>
bool is_negative(Real z) {
  return std::signbit(z);
}
template <LongDouble Real>
Real magnitude(Real z) {
  return std::fabs(z);
}
template <LongDouble Real>
Real exp(Real z) {
  return std::exp(z);
}
template <LongDouble Real>
Real expm1(Real z) {
  return std::expm1(z);
}
template <LongDouble Real>
Real log1p(Real z) {
  return std::log1p(z);
}
template <LongDouble Real>
Real normal_cdf(Real z) {
  return 0.5L * std::erfc(-0.70710678118654752440L * z);
}
template <LongDouble Real>
Real normal_pdf(Real z) {
  return 0.39894228040143267794L * std::exp(-0.5L * z * z);
}

/// The types that activation.hpp's functions are written for.
template <class Real>
concept ActivationNumber =
    std::same_as<Real, Number<float>> || std::same_as<Real, Number<double>> || LongDouble<Real>;

/// A constant, rounded once.
template <ActivationNumber Real>
consteval Real rounded(long double x) {
  if constexpr (LongDouble<Real>) {
    return x;
  } else {
    return static_cast<decltype(Real::value)>(x);
  }
}

/// A plain number as one of them, and back.
template <std::floating_point Real>
constexpr auto as_number(Real x) {
  if constexpr (LongDouble<Real>) {
    return x;
  } else {
    return Number<Real>(x);
  }
}
template <ActivationNumber Real>
constexpr auto as_plain(Real x) {
  if constexpr (LongDouble<Real>) {
    return x;
  } else {
    return x.value;
  }
}

/// The functions of an entry of the table, of plain numbers.
template <class Function>
struct OfPlain {
  template <std::floating_point Real>
  static Real value(Real z, Real parameter) {
    return as_plain(Function::value(as_number(z), as_number(parameter)));
  }
  template <std::floating_point Real>
  static Real derivative(Real z, Real h, Real parameter) {
    return as_plain(Function::derivative(as_number(z), as_number(h), as_number(parameter)));
  }
};

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
