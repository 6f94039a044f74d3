// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The types of elements that files have: the names of safetensors (tensor.rs of its repository,
// enum Dtype, in its order) and of NumPy (its type codes). Weights are of six of them; of the
// others a reader knows the size, so that files with counters or masks can be read as well.

#include <Eigen/Core>
#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "outset/config.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// In the order of safetensors, whose writers put the last one first.
// clang-format off
enum class Dtype {
  boolean, u8, i8, f8_e5m2, f8_e4m3, f8_e8m0, i16, u16, f16, bf16, i32, u32, f32, c64, f64, i64, u64,
  c128,
};
// clang-format on

namespace detail {

struct DtypeFacts {
  std::string_view name;
  std::size_t bytes;
  std::string_view code;  // NumPy's, without the byte order; empty where NumPy has none
};

inline constexpr std::array<DtypeFacts, 18> dtype_facts = {{{"BOOL", 1, "b1"},
                                                            {"U8", 1, "u1"},
                                                            {"I8", 1, "i1"},
                                                            {"F8_E5M2", 1, ""},
                                                            {"F8_E4M3", 1, ""},
                                                            {"F8_E8M0", 1, ""},
                                                            {"I16", 2, "i2"},
                                                            {"U16", 2, "u2"},
                                                            {"F16", 2, "f2"},
                                                            {"BF16", 2, ""},
                                                            {"I32", 4, "i4"},
                                                            {"U32", 4, "u4"},
                                                            {"F32", 4, "f4"},
                                                            {"C64", 8, "c8"},
                                                            {"F64", 8, "f8"},
                                                            {"I64", 8, "i8"},
                                                            {"U64", 8, "u8"},
                                                            {"C128", 16, "c16"}}};

constexpr const DtypeFacts& facts_of(Dtype dtype) {
  return dtype_facts[static_cast<std::size_t>(dtype)];
}

inline std::optional<Dtype> dtype_where(std::string_view text,
                                        std::string_view DtypeFacts::*member) {
  for (std::size_t i = 0; i < dtype_facts.size(); ++i) {
    if (!text.empty() && dtype_facts[i].*member == text) return static_cast<Dtype>(i);
  }
  return std::nullopt;
}

template <WeightScalar Scalar>
constexpr Dtype dtype_of() {
  if constexpr (std::is_same_v<Scalar, float>) {
    return Dtype::f32;
  } else if constexpr (std::is_same_v<Scalar, double>) {
    return Dtype::f64;
  } else if constexpr (std::is_same_v<Scalar, Eigen::half>) {
    return Dtype::f16;
  } else if constexpr (std::is_same_v<Scalar, Eigen::bfloat16>) {
    return Dtype::bf16;
  } else if constexpr (std::is_same_v<Scalar, std::complex<float>>) {
    return Dtype::c64;
  } else {
    return Dtype::c128;
  }
}

}  // namespace detail

/// The name in safetensors: "F32". C128 is only ours, for NumPy's complex128.
inline std::string_view name_of(Dtype dtype) { return detail::facts_of(dtype).name; }

/// Whether elements may be read as another scalar than the file has.
enum class Convert {
  no,   ///< another scalar is an error
  yes,  ///< rounded to the nearest, ties to even; half and bfloat16 by way of the float
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
