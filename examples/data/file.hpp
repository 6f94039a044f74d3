// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Reads a whole file, for the data readers.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "fail_at.hpp"

namespace examples {

/// The bytes of a regular file of at most `limit` bytes. `tensor` is for the error's text.
inline std::vector<unsigned char> read_file(const std::string& path, const std::string& tensor,
                                            std::uintmax_t limit = std::uintmax_t{1} << 30) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    fail_at(path, tensor, 0, error ? error.message() : "not a regular file");
  }
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) fail_at(path, tensor, 0, error.message());
  if (size > limit) {
    fail_at(path, tensor, 0,
            "the file has " + std::to_string(size) + " bytes, must have at most " +
                std::to_string(limit));
  }
  std::vector<unsigned char> bytes(static_cast<std::size_t>(size));
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_at(path, tensor, 0, "cannot be opened");
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (static_cast<std::uintmax_t>(file.gcount()) != size) {
    fail_at(path, tensor, static_cast<std::size_t>(file.gcount()), "cannot be read on");
  }
  return bytes;
}

}  // namespace examples
