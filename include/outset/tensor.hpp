// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Eigen::Tensor and TensorMap of rank 1 to 5, in either layout: init(T, shape, rng), with the axes
// of a convolution's kernel, (out, in/groups, kernel...); (in, out/groups, kernel...) if
// transposed. The element at (o, i, y, x) is the one that the flat matrix has in row o and column
// (i * kh + y) * kw + x, so matrix and tensor get the same numbers. Not part of outset.hpp: Eigen's
// tensors are an unsupported module, and slow to compile.

#include <array>
#include <cstddef>
#include <type_traits>
#include <unsupported/Eigen/CXX11/Tensor>

#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class T, bool owns>
struct TensorStorage {
  using Scalar = typename T::Scalar;
  static constexpr bool owns_memory = owns;
  static constexpr bool is_tensor = true;
  static constexpr std::size_t rank = T::NumDimensions;
  static_assert(rank >= 1 && rank <= View<Scalar>::max_axes + 1,
                "outset: a tensor of weights has rank 1 to 5");

  OUTSET_ALWAYS_INLINE static View<Scalar> view(T& tensor) {
    constexpr bool row_major = int{T::Layout} == int{Eigen::RowMajor};
    std::array<Index, rank> sizes{};
    std::array<Index, rank> strides{};
    Index stride = 1;
    for (std::size_t i = 0; i < rank; ++i) {
      const std::size_t axis = row_major ? rank - 1 - i : i;
      sizes[axis] = tensor.dimensions()[axis];
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return View<Scalar>::tensor(tensor.data(), sizes, strides);
  }
};

}  // namespace detail

template <class Scalar, int rank, int options, class IndexType>
struct storage<Eigen::Tensor<Scalar, rank, options, IndexType>>
    : detail::TensorStorage<Eigen::Tensor<Scalar, rank, options, IndexType>, true> {};

template <class Tensor, int options, template <class> class MakePointer>
requires(!std::is_const_v<Tensor>) struct storage<Eigen::TensorMap<Tensor, options, MakePointer>>
    : detail::TensorStorage<Eigen::TensorMap<Tensor, options, MakePointer>, false> {
};

}  // namespace OUTSET_ABI
}  // namespace outset
