// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What an initializer may write into, and the one type that all further code sees instead: a View,
// a pointer with strides. Matrix, Array, Map, Ref, Block, transpose, diagonal, row- or
// column-major, fixed or dynamic: all become the same View, so that this code is compiled once per
// scalar, not once per type of expression. Eigen::Tensor joins through tensor.hpp.

#include <Eigen/Core>
#include <array>
#include <complex>
#include <concepts>
#include <type_traits>
#include <utility>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {

template <class T>
inline constexpr bool is_complex = false;
template <class Real>
inline constexpr bool is_complex<std::complex<Real>> = true;

/// The scalars of a weight. half and bfloat16 are float results rounded once.
template <class T>
concept WeightScalar = std::same_as<T, float> || std::same_as<T, double> ||
    std::same_as<T, Eigen::half> || std::same_as<T, Eigen::bfloat16> ||
    std::same_as<T, std::complex<float>> || std::same_as<T, std::complex<double>>;

/// A matrix of `rows` x `cols` weights somewhere in memory. Element (i, j) is column(j)[i *
/// row_stride]. The columns may be an array of up to four axes, of which the last is the fastest (a
/// kernel's input channel and taps); a matrix has one axis.
template <class Scalar>
struct View {
  static constexpr int max_axes = 4;

  Scalar* data = nullptr;
  Index rows = 0;
  Index cols = 0;
  Index row_stride = 1;
  int axes = 1;
  std::array<Index, max_axes> axis_size{};
  std::array<Index, max_axes> axis_stride{};

  static View matrix(Scalar* data, Index rows, Index cols, Index row_stride, Index col_stride) {
    View view;
    view.data = data;
    view.rows = rows;
    view.cols = cols;
    view.row_stride = row_stride;
    view.axis_size[0] = cols;
    view.axis_stride[0] = col_stride;
    return view;
  }

  Scalar* column(Index j) const {
    Index offset = 0;
    for (int axis = axes - 1; axis > 0; --axis) {
      const auto a = static_cast<std::size_t>(axis);
      offset += j % axis_size[a] * axis_stride[a];
      j /= axis_size[a];
    }
    return data + (offset + j * axis_stride[0]);
  }

  Scalar& operator()(Index i, Index j) const { return column(j)[i * row_stride]; }

  /// Whether the elements in column-major order are one run of memory.
  bool contiguous() const {
    return row_stride == 1 && axes == 1 && (axis_stride[0] == rows || cols <= 1);
  }
};

namespace detail {

/// How a type is seen as a View; tensor.hpp adds to it. The primary template is for everything
/// else.
template <class T>
struct StorageOf {
  static constexpr bool is_known = false;
};

// A VectorBlock derives from Block, and a user's own class may derive from Matrix: they have a
// DenseBase, but not that of T.
template <class Derived>
void accept_dense(const Eigen::DenseBase<Derived>&);
template <class Derived>
void accept_plain(const Eigen::PlainObjectBase<Derived>&);
template <class T>
concept DenseObject = requires(T& w) {
  detail::accept_dense(w);
};
template <class T>
concept OwnsMemory = requires(T& w) {
  detail::accept_plain(w);
};

// Eigen 3.4 gives W(seqN(0, 3, fix<2>), all) the flag of direct access, but no data().
template <class T>
concept HasStrides = requires(T& w) {
  w.data();
  w.rowStride();
  w.colStride();
};

// An Eigen object, or an Eigen::MatrixBase<D>& as functions take it, which is filled as the D that
// it is.
template <DenseObject T>
struct StorageOf<T> {
  using Object = std::remove_cvref_t<decltype(std::declval<T&>().derived())>;
  using Scalar = typename Object::Scalar;
  static constexpr bool is_known = true;
  static constexpr bool has_memory =
      (int{Object::Flags} & int{Eigen::DirectAccessBit}) != 0 && HasStrides<Object>;
  static constexpr bool is_writable =
      has_memory && (int{Object::Flags} & int{Eigen::LvalueBit}) != 0;
  static constexpr bool owns_memory = OwnsMemory<T>;
  static constexpr bool is_vector = bool{Object::IsVectorAtCompileTime};
  /// Whether rows may be contiguous, and columns not.
  static constexpr bool may_have_rows =
      !is_vector && (bool{Object::IsRowMajor} || int{Object::InnerStrideAtCompileTime} != 1);
  static constexpr bool is_tensor = false;
  static constexpr bool is_sparse = false;

  OUTSET_ALWAYS_INLINE static View<Scalar> view(T& object) {
    Object& w = object.derived();
    return View<Scalar>::matrix(w.data(), w.rows(), w.cols(), w.rowStride(), w.colStride());
  }
};

/// An Eigen::SparseMatrix, recognized by its members, because Eigen/SparseCore is not included. It
/// has no View.
template <class M>
concept SparseObject = requires(M& w, Index n) {
  typename M::StorageIndex;
  w.resizeNonZeros(n);
  w.outerIndexPtr();
  w.innerIndexPtr();
  w.valuePtr();
  w.isCompressed();
};

template <SparseObject T>
struct StorageOf<T> {
  using Scalar = typename T::Scalar;
  static constexpr bool is_known = true;
  static constexpr bool has_memory = true;
  static constexpr bool is_writable = true;
  static constexpr bool owns_memory = true;
  static constexpr bool is_vector = false;
  static constexpr bool is_tensor = false;
  static constexpr bool is_sparse = true;
};

/// A vector's elements, whatever its stride, as the columns of a matrix one after the other.
template <class Scalar>
View<Scalar> reshaped(const View<Scalar>& vector, Index rows, Index cols) {
  const Index stride = vector.rows == 1 ? vector.axis_stride[0] : vector.row_stride;
  return View<Scalar>::matrix(vector.data, rows, cols, stride, stride * rows);
}

}  // namespace detail

/// A writable Eigen object with direct access to its memory: not const, not an expression such as
/// W + W, and of a scalar that weights have.
template <class M>
concept WritableDense = detail::StorageOf<std::remove_cvref_t<M>>::is_known &&
                        !detail::StorageOf<std::remove_cvref_t<M>>::is_sparse &&
                        detail::StorageOf<std::remove_cvref_t<M>>::is_writable &&
                        !std::is_const_v<std::remove_reference_t<M>> &&
                        WeightScalar<typename detail::StorageOf<std::remove_cvref_t<M>>::Scalar>;

}  // namespace OUTSET_ABI
}  // namespace outset
