// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Reads digits.csv, the UCI optical digits (README.md here says where they are from).
//
//   auto [train, test] = examples::split(examples::read_digits("examples/data/digits.csv"));
//   const auto data = examples::standardize<float>(train, test);

#include <cstdint>
#include <string>

#include "digits_text.hpp"
#include "file.hpp"

namespace examples {

/// The images of a digits file of at most 64 MiB.
inline Images read_digits(const std::string& path) {
  return parse_digits(read_file(path, "digits", std::uintmax_t{64} << 20), path);
}

}  // namespace examples
