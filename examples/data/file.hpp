// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the data readers share: reading a whole file, and one form of error, a std::runtime_error
// that names the path, the tensor and the byte at fault.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace examples {

[[noreturn]] inline void fail_at(const std::string& path, const std::string& tensor,
                                 std::size_t byte, const std::string& what) {
  throw std::runtime_error(path + ": " + tensor + ", byte " + std::to_string(byte) + ": " + what);
}

/// Fails on gzip's magic number (RFC 1952, section 2.3.1).
inline void refuse_gzip(std::span<const unsigned char> bytes, const std::string& path,
                        const std::string& tensor) {
  if (bytes.size() >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B) {
    fail_at(path, tensor, 0, "is compressed by gzip; gunzip it first");
  }
}

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
