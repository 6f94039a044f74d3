// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Elements on the heap that begin where a cache line does. (A std::unique_ptr would not give that,
// and <memory> costs every file of the include a thirtieth of Eigen/Dense.)

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Elements without values; null before memory is asked for.
template <class T>
class Heap {
  static constexpr std::size_t line = 64;  // bytes

 public:
  Heap() = default;
  explicit Heap(std::size_t count) : bytes_(new unsigned char[count * sizeof(T) + line]) {}
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;
  Heap(Heap&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  Heap& operator=(Heap&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Heap() { delete[] bytes_; }

  T* data() const {
    if (bytes_ == nullptr) return nullptr;
    return reinterpret_cast<T*>(bytes_ + (line - reinterpret_cast<std::uintptr_t>(bytes_) % line));
  }

 private:
  static_assert(std::is_trivially_copyable_v<T>);

  unsigned char* bytes_ = nullptr;
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
