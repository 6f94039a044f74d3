// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Errors in units in the last place, and the bounds that headers document for them: a test takes
// its limit from the header's own text, so that the two are one number.

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "outset/exact/number.hpp"

namespace ulp_test {

namespace exact = outset::exact;

/// A double's last place.
inline double ulp(double x) {
  int exponent;
  std::frexp(x, &exponent);
  return std::ldexp(1.0, exponent - 53);
}

struct Pair {
  double x, value;
};

/// The largest error of a function over arguments with known values.
template <std::size_t size>
double worst(const Pair (&pairs)[size], exact::Double (*function)(exact::Double)) {
  double found = 0;
  for (const Pair& pair : pairs) {
    const double error = std::abs(function(pair.x).value - pair.value) / ulp(pair.value);
    if (!(error <= found)) found = error;
  }
  return found;
}

inline std::string header_text(const std::string& header) {
  std::ifstream file(std::string(OUTSET_SOURCE_DIR "/include/outset/") + header);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The N of the last "N ulp" in a header before `before` stands there.
inline double documented_ulp(const std::string& header, const std::string& before) {
  const std::string text = header_text(header);
  const std::size_t at = text.find(before);
  const std::size_t ulp = at == std::string::npos ? at : text.rfind(" ulp", at);
  if (ulp == std::string::npos) throw std::runtime_error(header + " states no ulp of " + before);
  const std::size_t space = text.find_last_of(" (", ulp - 1);
  return std::strtod(text.c_str() + space + 1, nullptr);
}

}  // namespace ulp_test
