// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the fuzz targets check. Whatever does not hold ends the program, which libFuzzer reports.

#include <Eigen/Core>
#include <complex>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "outset/io/sizes.hpp"

namespace fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline void require_text(std::string_view text, std::string_view start) {
  require(text.substr(0, start.size()) == start);
}

inline outset::Index count(const outset::io::Sizes& sizes) {
  outset::Index count = 1;
  for (const outset::Index size : sizes) count *= size;
  return count;
}

template <class A, class B>
bool same_bits(const A& a, const B& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  if (a.size() == 0) return true;  // of 2^32 rows, perhaps
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      if (std::memcmp(&a.coeffRef(i, j), &b.coeffRef(i, j), sizeof(typename A::Scalar)) != 0) {
        return false;
      }
    }
  }
  return true;
}

/// Calls load with a null pointer to each scalar that elements of this dtype may become.
template <class Load>
void load_all(std::string_view dtype, const Load& load) {
  if (dtype == "C64" || dtype == "C128") {
    load(static_cast<std::complex<float>*>(nullptr));
    load(static_cast<std::complex<double>*>(nullptr));
  } else if (dtype == "F16" || dtype == "BF16" || dtype == "F32" || dtype == "F64") {
    load(static_cast<float*>(nullptr));
    load(static_cast<double*>(nullptr));
    load(static_cast<Eigen::half*>(nullptr));
    load(static_cast<Eigen::bfloat16*>(nullptr));
  }
}

}  // namespace fuzz
