// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A number as text. Not every compiler that builds the library has <format>.

#include <cmath>
#include <cstdio>
#include <string>

#include <outset/exact/number.hpp>

namespace examples {

/// `value` as printf writes it by `pattern`, such as "%.3g": at most 63 characters.
inline std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

/// Three digits, with an exponent for small and large numbers.
inline std::string short_number(double v) {
  if (!outset::exact::is_finite(v)) return outset::exact::is_nan(v) ? "nan" : "inf";
  if (!(std::abs(v) > 0)) return "0";
  return std::abs(v) >= 1e-3 && std::abs(v) < 999.5 ? format("%.3g", v) : format("%.1e", v);
}

}  // namespace examples
