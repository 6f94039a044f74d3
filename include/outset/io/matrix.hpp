// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which sizes a matrix has as a tensor, and which tensors fit into it. A vector is a tensor of one
// axis, a matrix of two; memory with a Shape has a kernel's axes, an Eigen::Tensor its own.

#include <Eigen/Core>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "outset/error.hpp"
#include "outset/io/transfer.hpp"
#include "outset/shape.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// The axes of a Shape's tensor: (out, in/groups, kernel...), or (in, out/groups, kernel...) if
/// transposed; of a bias (out), of a slice its rows and columns.
inline Sizes sizes_of(const Shape& shape) {
  if (shape.is_bias() && !shape.is_slice()) return {shape.rows()};
  if (shape.is_slice()) return {shape.rows(), shape.cols()};
  Sizes sizes{shape.rows(), shape.cols() / shape.receptive_field()};
  for (int axis = 0; axis < shape.spatial_rank(); ++axis) sizes.push_back(shape.kernel_size(axis));
  return sizes;
}

/// What can be read into: everything that an initializer fills, or a temporary view of it.
template <class M>
concept Target = WritableDense<M> &&
    (std::is_lvalue_reference_v<M> ||
     !outset::detail::StorageOf<std::remove_cvref_t<M>>::owns_memory);

namespace detail {

inline std::string text_of(MatrixSizes sizes) {
  return std::to_string(sizes.rows) + " x " + std::to_string(sizes.cols);
}

/// The sizes of a stored tensor in a matrix of this type, which a vector of one axis has as the
/// type says.
template <class M>
MatrixSizes sizes_in(const Sizes& sizes) {
  const MatrixSizes matrix = matrix_sizes(sizes);
  if constexpr (requires { M::RowsAtCompileTime; }) {
    if (sizes.size() == 1 && int{M::RowsAtCompileTime} == 1 && int{M::ColsAtCompileTime} != 1) {
      return {1, matrix.rows};
    }
  }
  return matrix;
}

inline bool fits(Index size, int fixed, int most) {
  return (fixed == Eigen::Dynamic || size == fixed) && (most == Eigen::Dynamic || size <= most);
}

/// A new matrix for a stored tensor.
template <class M>
M matrix_for(const Input& file, const Stored& stored) {
  static_assert(WeightScalar<typename M::Scalar>,
                "outset: files are read into float, double, half, bfloat16 or complex matrices");
  const MatrixSizes sizes = sizes_in<M>(stored.sizes);
  if (!fits(sizes.rows, M::RowsAtCompileTime, M::MaxRowsAtCompileTime) ||
      !fits(sizes.cols, M::ColsAtCompileTime, M::MaxColsAtCompileTime)) {
    fail_at(file.path(), stored.name, stored.begin,
            {"the sizes are ", text_of(stored.sizes), ", as a matrix ", sizes.rows, " x ",
             sizes.cols, ", which the matrix type cannot have"});
  }
  M matrix;
  matrix.resize(static_cast<Eigen::Index>(sizes.rows), static_cast<Eigen::Index>(sizes.cols));
  return matrix;
}

/// The sizes that a view has, axis by axis.
template <class Scalar>
Sizes sizes_of_view(const View<Scalar>& view) {
  Sizes sizes{view.rows};
  for (int axis = 0; axis < view.axes; ++axis) {
    sizes.push_back(view.axis_size[static_cast<std::size_t>(axis)]);
  }
  return sizes;
}

/// Refuses a view of other sizes than the stored tensor has.
template <class T, class Scalar>
void require_sizes(const Input& file, const Stored& stored, const View<Scalar>& view) {
  const MatrixSizes sizes = sizes_in<T>(stored.sizes);
  bool same = view.rows == sizes.rows && view.cols == sizes.cols;
  if (view.axes > 1) same = same && sizes_of_view(view) == stored.sizes;
  if (same) return;
  fail_at(
      file.path(), stored.name, stored.begin,
      {"the sizes are ", text_of(stored.sizes), ", the matrix is ",
       view.axes > 1 ? text_of(sizes_of_view(view)) : text_of(MatrixSizes{view.rows, view.cols}),
       ", must be the same"});
}

/// Reads a tensor into what is there. Nothing is written where the sizes or scalars do not match.
template <class T>
void read_into(const Input& file, const Stored& stored, T& target, Convert convert) {
  const auto view = storage<T>::view(target);
  using Scalar = typename outset::detail::StorageOf<T>::Scalar;
  require_scalar<Scalar>(file, stored, convert);
  require_sizes<T>(file, stored, view);
  read_tensor(file, stored, view);
}

/// Reads a tensor as a new matrix.
template <class M>
M read_new(const Input& file, const Stored& stored, Convert convert) {
  require_scalar<typename M::Scalar>(file, stored, convert);
  M matrix = matrix_for<M>(file, stored);
  read_tensor(file, stored, storage<M>::view(matrix));
  return matrix;
}

/// Calls use(view, sizes) with a View<const Scalar> of what is to be written.
template <class T, class Use>
void with_source(const T& w, const Use& use) {
  if constexpr (outset::detail::DenseObject<const T>) {
    using Object = typename storage<const T>::Object;
    using Scalar = typename Object::Scalar;
    static_assert(WeightScalar<Scalar>,
                  "outset: files hold matrices of float, double, half, bfloat16 or complex");
    if constexpr (storage<const T>::has_memory) {
      const Object& object = w.derived();
      const auto view = View<const Scalar>::matrix(object.data(), object.rows(), object.cols(),
                                                   object.rowStride(), object.colStride());
      use(view,
          storage<const T>::is_vector ? Sizes{object.size()} : Sizes{object.rows(), object.cols()});
    } else {
      with_source(w.derived().eval(), use);  // an expression, such as W + W
    }
  } else {
    using Storage = outset::detail::StorageOf<T>;
    static_assert(Storage::is_known, "outset: files hold Eigen objects and what storage<T> knows");
    using Scalar = typename Storage::Scalar;
    // storage<T> only asks where the elements are.
    const auto view = storage<T>::view(const_cast<T&>(w));
    View<const Scalar> source;
    source.data = view.data;
    source.rows = view.rows;
    source.cols = view.cols;
    source.row_stride = view.row_stride;
    source.axes = view.axes;
    source.axis_size = view.axis_size;
    source.axis_stride = view.axis_stride;
    Sizes sizes = sizes_of_view(view);
    if constexpr (Storage::has_shape) {
      sizes = sizes_of(storage<T>::shape(w));
    } else if constexpr (requires { T::NumDimensions; }) {
      if (T::NumDimensions == 1) sizes.resize(1);
    }
    use(source.axes > 1 ? source.merged() : source, sizes);
  }
}

/// Sizes that a caller gave, for a matrix of own sizes: they must have as many elements, and a
/// matrix of several columns must keep its rows.
inline Sizes checked_sizes(const char* what, const Sizes& given, MatrixSizes own) {
  Index count = 1;
  for (const Index size : given) {
    outset::detail::require_not_negative(what, "size", size);
    count = outset::detail::checked_product(what, count, size);
  }
  const bool is_vector = own.rows == 1 || own.cols == 1;
  if (count != own.rows * own.cols ||
      (!is_vector && count > 0 && matrix_sizes(given).rows != own.rows)) {
    outset::detail::fail({what, ": sizes are ", text_of(given), ", of a matrix of ", own.rows,
                          " x ", own.cols, ", must begin with its rows and have as many elements"});
  }
  return given;
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
