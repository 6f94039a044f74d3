// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A named tensor of weights that somebody else owns, as the diagnosis of weights alone reads it:
//
//   outset::probe::tensor("encoder.0.weight", W)                          // dense, (out, in)
//   outset::probe::tensor("encoder.1.weight", K, outset::conv2d(64, 32, 3, 3))
//   outset::probe::tensor("encoder.0.bias", b)                            // a vector: biases

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "outset/error.hpp"
#include "outset/shape.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// A tensor with its name and, if known, its Shape. It points to the weights and does not own them.
struct Tensor {
  std::string name{};
  std::optional<Shape> shape{};  ///< the whole tensor's; none where the caller gave none
  Index rows = 0, cols = 0;
  bool is_bias = false;  ///< a vector, or a Shape made by bias_of
  double epsilon = 0;    ///< the distance from 1 to the next number of its scalar
  const void* data = nullptr;
  std::function<double(Index, Index)> at{};  ///< element (i, j)
  bool by_rows = false;  ///< whether rows, and not columns, are together in memory
  /// Copies `count` elements of a row (by_rows) or column, from its element `begin` on.
  std::function<void(Index line, Index begin, Index count, double* to)> copy{};

  Index size() const { return rows * cols; }
  /// Element k in column-major order.
  double operator()(Index k) const { return at(k % rows, k / rows); }
};

namespace detail {

inline constexpr std::size_t longest_run = 1024;  // numbers, 8 KiB

/// Calls use(line, begin, values, count) for all of a tensor's elements in the order of its memory.
template <class Use>
void for_each_run(const Tensor& t, const Use& use) {
  std::array<double, longest_run> values;
  const Index lines = t.by_rows ? t.rows : t.cols;
  const Index length = t.by_rows ? t.cols : t.rows;
  for (Index line = 0; line < lines; ++line) {
    for (Index begin = 0; begin < length; begin += Index{longest_run}) {
      const Index count = (std::min)(length - begin, Index{longest_run});
      t.copy(line, begin, count, values.data());
      use(line, begin, values.data(), count);
    }
  }
}

template <class W>
concept Readable = (outset::detail::DenseObject<W> && outset::detail::HasStrides<W>) ||
                   outset::detail::HasView<std::remove_const_t<W>>;

template <class W>
concept Outlives = std::is_lvalue_reference_v<W> || !outset::detail::OwnsMemory<W>;

/// A View of weights that are only read.
template <class W>
auto reading_view(W& w) {
  if constexpr (outset::detail::DenseObject<W>) {
    using Scalar = typename W::Scalar;
    auto* const data = const_cast<Scalar*>(w.data());
    return View<Scalar>::matrix(data, w.rows(), w.cols(), w.rowStride(), w.colStride());
  } else {
    using Plain = std::remove_const_t<W>;
    return storage<Plain>::view(const_cast<Plain&>(w));
  }
}

template <class W>
constexpr bool is_vector() {
  if constexpr (outset::detail::DenseObject<W>) {
    return bool{std::remove_const_t<W>::IsVectorAtCompileTime};
  } else {
    return outset::detail::StorageOf<std::remove_const_t<W>>::is_vector;
  }
}

template <class W>
Tensor tensor_of(std::string name, W& w) {
  const auto view = reading_view(w);
  using Scalar = std::remove_const_t<std::remove_pointer_t<decltype(view.data)>>;
  static_assert(!is_complex<Scalar>, "outset: probe::tensor reads real weights");
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.rows = view.rows;
  tensor.cols = view.cols;
  tensor.is_bias = is_vector<W>();
  tensor.epsilon = static_cast<double>(Eigen::NumTraits<Scalar>::epsilon());
  tensor.data = view.data;
  tensor.at = [view](Index i, Index j) { return static_cast<double>(view(i, j)); };
  const bool by_rows =
      view.axes == 1 && (std::abs)(view.axis_stride[0]) < (std::abs)(view.row_stride);
  const Index stride = by_rows ? view.axis_stride[0] : view.row_stride;
  tensor.by_rows = by_rows;
  tensor.copy = [view, by_rows, stride](Index line, Index begin, Index count, double* to) {
    const Scalar* const from =
        (by_rows ? view.data + line * view.row_stride : view.column(line)) + begin * stride;
    if (stride == 1) {
      for (Index k = 0; k < count; ++k) to[k] = static_cast<double>(from[k]);
    } else {
      for (Index k = 0; k < count; ++k) to[k] = static_cast<double>(from[k * stride]);
    }
  };
  if constexpr (outset::detail::StorageOf<std::remove_const_t<W>>::has_shape) {
    tensor.shape = storage<std::remove_const_t<W>>::shape(w);
  }
  return tensor;
}

}  // namespace detail

/// A view of W: an Eigen object or expression with memory, a tensor of tensor.hpp, row_major(...)
/// or col_major(...), or an own type that storage<T> knows, of real scalars. Without a Shape a
/// matrix is dense and stored (out, in), and a vector holds biases.
template <class W>
requires detail::Readable<std::remove_reference_t<W>> && detail::Outlives<W&&> Tensor
tensor(std::string name, W&& w) {
  return detail::tensor_of(std::move(name), w);
}

/// The same of a layer whose Shape is known. Errors: W has another number of elements, or other
/// rows and columns; a slice.
template <class W>
requires detail::Readable<std::remove_reference_t<W>> && detail::Outlives<W&&> Tensor
tensor(std::string name, W&& w, const Shape& shape) {
  Tensor tensor = detail::tensor_of(std::move(name), w);
  const bool is_row = tensor.rows == 1 && tensor.cols == shape.rows() && shape.cols() == 1;
  if (shape.is_slice() ||
      !(is_row || (tensor.rows == shape.rows() && tensor.cols == shape.cols()))) {
    outset::detail::fail({"probe::tensor: ", tensor.name, " is ", tensor.rows, " x ", tensor.cols,
                          ", must be ", shape.rows(), " x ", shape.cols(),
                          " as its Shape, and no slice"});
  }
  tensor.shape = shape;
  tensor.is_bias = shape.is_bias();
  return tensor;
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
