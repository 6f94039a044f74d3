// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Errors in units in the last place, and the bounds that headers document for them: a test takes
// its limit from the header's own text, so that there is only one number.

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

/// The N of a text's "N ulp" that ends at `ulp`.
inline double number_before(const std::string& text, std::size_t ulp, const std::string& what) {
  if (ulp == std::string::npos) throw std::runtime_error("no ulp is stated of " + what);
  return std::strtod(text.c_str() + text.find_last_of(" (", ulp - 1) + 1, nullptr);
}

/// What the docstring above a declaration states: the last "N ulp" before it.
inline double documented_ulp(const std::string& header, const std::string& declaration) {
  const std::string text = header_text(header);
  const std::size_t at = text.find(declaration);
  return number_before(text, at == text.npos ? at : text.rfind(" ulp", at), declaration);
}

/// What a header's top comment states: the next "N ulp" after a text.
inline double stated_ulp(const std::string& header, const std::string& after) {
  const std::string text = header_text(header);
  const std::size_t at = text.find(after);
  return number_before(text, at == text.npos ? at : text.find(" ulp", at), after);
}

/// The number that follows a text in a header.
inline double stated_number(const std::string& header, const std::string& after) {
  const std::string text = header_text(header);
  const std::size_t at = text.find(after);
  if (at == text.npos) throw std::runtime_error(header + " does not state: " + after);
  return std::strtod(text.c_str() + at + after.size(), nullptr);
}

}  // namespace ulp_test
