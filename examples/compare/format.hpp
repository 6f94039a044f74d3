// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A number as text. Not every compiler that builds the library has <format>.

#include <cstdio>
#include <string>

namespace compare {

/// `value` as printf writes it by `pattern`, such as "%.3g": at most 63 characters.
inline std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

}  // namespace compare
