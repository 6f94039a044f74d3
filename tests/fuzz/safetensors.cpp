// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Any bytes as a safetensors file: tensors or std::runtime_error, and nothing else.

#include "outset/io/safetensors.hpp"

#include "fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const outset::io::Safetensors file(std::as_bytes(std::span(data, size)), "fuzz.st");
    std::size_t bytes = 0;
    for (const std::string& name : file.names()) {
      fuzz::load_all(file.dtype(name), [&]<class Scalar>(Scalar*) {
        const auto by_columns = file.load<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>(
            name, outset::io::Convert::yes);
        const auto by_rows =
            file.load<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
                name, outset::io::Convert::yes);
        fuzz::require(fuzz::same_bits(by_columns, by_rows));
        fuzz::require(by_rows.size() == fuzz::count(file.shape(name)));
      });
      bytes += static_cast<std::size_t>(fuzz::count(file.shape(name)));
    }
    fuzz::require(bytes <= size);  // a dtype has one byte or more
  } catch (const std::runtime_error& error) {
    fuzz::require_text(error.what(), "outset: fuzz.st: ");
    fuzz::require(std::string_view(error.what()).find("byte ") != std::string_view::npos ||
                  std::string_view(error.what()).find("cannot become") != std::string_view::npos);
  }
  return 0;
}
