// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// One element from or to bytes of a file. NaNs are recognized by their bits, because -ffast-math
// answers every other question about them with no.

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <bit>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "outset/exact/rounding.hpp"
#include "outset/io/dtype.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

inline constexpr bool host_is_big = std::endian::native == std::endian::big;

/// Reverses the bytes of an element, of a complex one those of each part.
template <class T>
T byte_swapped(T value) {
  constexpr std::size_t parts = is_complex<T> ? 2 : 1;
  constexpr std::size_t width = sizeof(T) / parts;
  std::array<std::byte, sizeof(T)> bytes;
  std::memcpy(bytes.data(), &value, sizeof(T));
  for (std::size_t part = 0; part < parts; ++part) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(part * width),
                 bytes.begin() + static_cast<std::ptrdiff_t>((part + 1) * width));
  }
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

inline bool is_nan(float x) { return (std::bit_cast<std::uint32_t>(x) & 0x7FFFFFFF) > 0x7F800000; }
inline bool is_nan(double x) {
  return (std::bit_cast<std::uint64_t>(x) & 0x7FFFFFFFFFFFFFFF) > 0x7FF0000000000000;
}

/// Whether a weight of `From` may become one of `To`: real to real, complex to complex.
template <class From, class To>
inline constexpr bool convertible = is_complex<From> == is_complex<To>;

/// The nearest `To`, infinite beyond its range; a NaN stays one.
template <class To, class From>
To converted(From x) {
  if constexpr (std::is_same_v<To, From>) {
    return x;
  } else if constexpr (is_complex<To>) {
    using Part = typename To::value_type;
    return {converted<Part>(x.real()), converted<Part>(x.imag())};
  } else if constexpr (exact::Half16<From>) {
    return converted<To>(static_cast<float>(x));
  } else if constexpr (exact::Half16<To>) {
    constexpr std::uint16_t quiet_nan = std::is_same_v<To, Eigen::half> ? 0x7E00 : 0x7FC0;
    if (is_nan(x)) return Eigen::numext::bit_cast<To>(quiet_nan);
    return exact::nearest<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
