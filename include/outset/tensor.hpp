// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Eigen::Tensor and TensorMap of rank 1 to 5, in either layout: init(T, shape, rng), with the axes
// of a convolution's kernel, (out, in/groups, kernel...); (in, out/groups, kernel...) if
// transposed. The element at (o, i, y, x) is the one that the flat matrix has in row o and column
// (i * kh + y) * kw + x, so matrix and tensor get the same numbers. Not part of outset.hpp: Eigen's
// tensors are an unsupported module, and slow to compile.

#include <type_traits>
#include <unsupported/Eigen/CXX11/Tensor>

#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class T, bool owns>
struct TensorStorage {
  using Scalar = typename T::Scalar;
  static constexpr bool is_known = true;
  static constexpr bool has_memory = true;
  static constexpr bool is_writable = true;
  static constexpr bool owns_memory = owns;
  static constexpr bool is_vector = false;
  static constexpr bool may_have_rows = true;
  static constexpr bool is_tensor = true;
  static constexpr bool is_sparse = false;
  static constexpr int rank = T::NumDimensions;
  static_assert(rank >= 1 && rank <= View<Scalar>::max_axes + 1,
                "outset: a tensor of weights has rank 1 to 5");

  OUTSET_ALWAYS_INLINE static View<Scalar> view(T& tensor) {
    View<Scalar> view;
    view.data = tensor.data();
    view.rows = tensor.dimension(0);
    view.cols = 1;
    view.axes = rank > 1 ? rank - 1 : 1;
    view.axis_size[0] = 1;
    constexpr bool row_major = int{T::Layout} == int{Eigen::RowMajor};
    Index stride = 1;
    for (int i = 0; i < rank; ++i) {
      const int axis = row_major ? rank - 1 - i : i;
      const Index size = tensor.dimensions()[static_cast<std::size_t>(axis)];
      if (axis == 0) {
        view.row_stride = stride;
      } else {
        view.axis_size[static_cast<std::size_t>(axis - 1)] = size;
        view.axis_stride[static_cast<std::size_t>(axis - 1)] = stride;
        view.cols *= size;
      }
      stride *= size;
    }
    return view;
  }
};

template <class Scalar, int rank, int options, class IndexType>
struct StorageOf<Eigen::Tensor<Scalar, rank, options, IndexType>>
    : TensorStorage<Eigen::Tensor<Scalar, rank, options, IndexType>, true> {};

template <class Tensor, int options, template <class> class MakePointer>
requires(!std::is_const_v<Tensor>) struct StorageOf<Eigen::TensorMap<Tensor, options, MakePointer>>
    : TensorStorage<Eigen::TensorMap<Tensor, options, MakePointer>, false> {
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
