// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Any bytes as a npy file: an array or std::runtime_error, and nothing else.

#include "outset/io/npy.hpp"

#include "fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const outset::io::Npy file(std::as_bytes(std::span(data, size)), "fuzz.npy");
    if (fuzz::count(file.shape()) > 1'000'000) return 0;
    fuzz::load_all(file.dtype(), [&]<class Scalar>(Scalar*) {
      const auto by_columns = file.load<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>(
          outset::io::Convert::yes);
      const auto by_rows =
          file.load<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
              outset::io::Convert::yes);
      fuzz::require(fuzz::same_bits(by_columns, by_rows));
    });
  } catch (const std::runtime_error& error) {
    fuzz::require_text(error.what(), "outset: fuzz.npy: byte ");
  }
  return 0;
}
