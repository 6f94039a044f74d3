// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Where the readers get their bytes: a file (file.hpp) or memory.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "outset/io/error.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// Bytes with a name. Threads may share one for reading.
class Input {
 public:
  virtual ~Input() = default;

  /// What errors call it: the path of a file.
  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }

  /// Copies the bytes [begin, begin + count) to memory. Throws std::runtime_error where the bytes
  /// end before.
  virtual void read(std::uint64_t begin, void* to, std::size_t count) const = 0;

 protected:
  explicit Input(std::string path, std::uint64_t size = 0) : path_(std::move(path)), size_(size) {}

  std::string path_;
  std::uint64_t size_;
};

/// Bytes in memory, which must stay there: a file that a program embeds or has received.
class InputMemory final : public Input {
 public:
  InputMemory(std::span<const std::byte> bytes, std::string name)
      : Input(std::move(name), bytes.size()), bytes_(bytes) {}

  void read(std::uint64_t begin, void* to, std::size_t count) const override {
    if (begin > size() || count > size() - begin) {
      detail::fail_at(path(), "", size(), {"the bytes end here"});
    }
    if (count > 0) std::memcpy(to, bytes_.data() + begin, count);
  }

 private:
  std::span<const std::byte> bytes_;
};

/// Bytes that it owns.
class InputBytes final : public Input {
 public:
  InputBytes(std::vector<std::byte> bytes, std::string name)
      : Input(std::move(name), bytes.size()), bytes_(std::move(bytes)) {}

  void read(std::uint64_t begin, void* to, std::size_t count) const override {
    InputMemory(bytes_, path()).read(begin, to, count);
  }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
