// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The data readers' one form of error, a std::runtime_error that names the path, the tensor and the
// byte at fault.

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

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

}  // namespace examples
