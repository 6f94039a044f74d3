// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What an initializer may write into. Matrix, Array, Map, Ref, Block, transpose, diagonal, row- or
// column-major, fixed or dynamic: each becomes a View, a pointer with strides, so that the code
// behind it is compiled once per scalar and not once per type. storage<T> says how a type becomes
// one. It knows Eigen's types; tensor.hpp adds Eigen::Tensor, span.hpp adds std::span, and a user
// adds a type of tensor with one specialization.

#include <Eigen/Core>
#include <array>
#include <complex>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "outset/config.hpp"
#include "outset/error.hpp"

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

}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

/// A matrix of `rows` x `cols` weights somewhere in memory: element (i, j) is column(j)[i *
/// row_stride]. Strides count elements. The columns may have up to four axes, the last of which
/// changes fastest with j (a kernel's input channels and taps); those of a plain matrix have one.
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

  /// A matrix: (data, rows, cols, cols, 1) is a row-major one, (data, rows, cols, 1, rows) a
  /// column-major one.
  OUTSET_KEYED static View matrix(Scalar* data, Index rows, Index cols, Index row_stride,
                                  Index col_stride) {
    View view;
    view.data = data;
    view.rows = rows;
    view.cols = cols;
    view.row_stride = row_stride;
    view.axis_size[0] = cols;
    view.axis_stride[0] = col_stride;
    return view;
  }

  /// A tensor of 1 to 5 axes: outputs (of a transposed layer, inputs), the other channels, taps.
  /// Throws std::invalid_argument on another number of axes.
  OUTSET_KEYED static View tensor(Scalar* data, std::span<const Index> sizes,
                                  std::span<const Index> strides) {
    constexpr std::size_t most = max_axes + 1;
    if (sizes.empty() || sizes.size() > most || strides.size() != sizes.size()) {
      detail::fail({"View: a tensor has ", sizes.size(), " sizes and ", strides.size(),
                    " strides, must have 1 to 5 of each"});
    }
    View view = matrix(data, sizes[0], 1, strides[0], 1);
    for (std::size_t axis = 1; axis < sizes.size(); ++axis) {
      view.cols *= sizes[axis];
      view.axis_size[axis - 1] = sizes[axis];
      view.axis_stride[axis - 1] = strides[axis];
    }
    if (sizes.size() > 2) view.axes = static_cast<int>(sizes.size()) - 1;
    return view;
  }

  /// The same elements with as few axes as their strides allow. A row-major tensor has one then, so
  /// that a fill sees that its rows are contiguous: it takes a fiftieth of the time.
  OUTSET_KEYED View merged() const {
    View view = *this;
    std::size_t last = 0;
    for (std::size_t axis = 1; axis < static_cast<std::size_t>(axes); ++axis) {
      if (view.axis_stride[last] == axis_size[axis] * axis_stride[axis]) {
        view.axis_size[last] *= axis_size[axis];
      } else {
        view.axis_size[++last] = axis_size[axis];
      }
      view.axis_stride[last] = axis_stride[axis];
    }
    view.axes = static_cast<int>(last) + 1;
    return view;
  }

  OUTSET_KEYED Scalar* column(Index j) const {
    Index offset = 0;
    for (int axis = axes - 1; axis > 0; --axis) {
      const auto a = static_cast<std::size_t>(axis);
      offset += j % axis_size[a] * axis_stride[a];
      j /= axis_size[a];
    }
    return data + (offset + j * axis_stride[0]);
  }

  OUTSET_KEYED Scalar& operator()(Index i, Index j) const { return column(j)[i * row_stride]; }

  /// Whether the elements in column-major order are one run of memory.
  OUTSET_KEYED bool contiguous() const {
    return row_stride == 1 && axes == 1 && (axis_stride[0] == rows || cols <= 1);
  }
};

}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {

// clang-format off
/// How a T becomes a View. For an own type of tensor, specialize it:
///
///   template <>
///   struct outset::storage<MyTensor> {
///     static outset::View<float> view(MyTensor& w) {
///       return outset::View<float>::matrix(w.data, w.rows, w.cols, w.cols, 1);
///     }
///   };
///
/// Then init(w, rng) and init(w, shape, rng) take a MyTensor. The other members, and what holds
/// where they are missing:
///
///   static constexpr bool owns_memory = true;   a temporary is refused; false: T points to memory
///   static constexpr bool is_writable = true;   false: T points to const
///   static constexpr bool is_vector = false;    true: the Shape may have as many elements in rows
///                                               and columns, and a fan is not taken from T's size
///   static constexpr bool is_tensor = false;    true: there may be more axes than two, so that a
///                                               rule with a fan needs a Shape
///   static Shape shape(const T&);               its Shape goes along: init(w, rng) takes that
///
/// A const T is refused. Where only the run knows the scalar, call row_major of span.hpp instead.
// clang-format on
template <class T>
struct storage;

namespace detail {

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

}  // namespace detail

// An Eigen object, or an Eigen::MatrixBase<D>& as functions take it, which is filled as the D that
// it is.
template <detail::DenseObject T>
struct storage<T> {
  using Object = std::remove_cvref_t<decltype(std::declval<T&>().derived())>;
  using Scalar = typename Object::Scalar;
  static constexpr bool has_memory =
      (int{Object::Flags} & int{Eigen::DirectAccessBit}) != 0 && detail::HasStrides<Object>;
  static constexpr bool is_writable =
      has_memory && (int{Object::Flags} & int{Eigen::LvalueBit}) != 0;
  static constexpr bool owns_memory = detail::OwnsMemory<T>;
  static constexpr bool is_vector = bool{Object::IsVectorAtCompileTime};
  /// Whether rows may be contiguous, and columns not.
  static constexpr bool may_have_rows =
      !is_vector && (bool{Object::IsRowMajor} || int{Object::InnerStrideAtCompileTime} != 1);

  OUTSET_ALWAYS_INLINE static View<Scalar> view(T& object) {
    Object& w = object.derived();
    return View<Scalar>::matrix(w.data(), w.rows(), w.cols(), w.rowStride(), w.colStride());
  }
};

namespace detail {

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

template <class T>
concept HasView = requires(T& w) {
  storage<T>::view(w);
};

template <class Scalar>
Scalar scalar_of(const View<Scalar>&);

/// What storage<T> says, and what holds where it says nothing.
template <class T>
struct StorageOf {
  static constexpr bool is_known = false;
  static constexpr bool has_shape = false;
};

#define OUTSET_STORAGE_FLAG(name, otherwise)  \
  static constexpr bool name = [] {           \
    if constexpr (requires { Said::name; }) { \
      return bool{Said::name};                \
    } else {                                  \
      return otherwise;                       \
    }                                         \
  }()

template <HasView T>
struct StorageOf<T> {
  using Said = storage<T>;
  using Scalar = decltype(scalar_of(Said::view(std::declval<T&>())));
  static constexpr bool is_known = true;
  static constexpr bool is_sparse = false;
  static constexpr bool has_shape = requires(const T& w) { Said::shape(w); };
  OUTSET_STORAGE_FLAG(has_memory, true);
  OUTSET_STORAGE_FLAG(is_writable, true);
  OUTSET_STORAGE_FLAG(owns_memory, true);
  OUTSET_STORAGE_FLAG(is_vector, false);
  OUTSET_STORAGE_FLAG(may_have_rows, true);
  OUTSET_STORAGE_FLAG(is_tensor, false);
};

#undef OUTSET_STORAGE_FLAG

template <SparseObject T>
struct StorageOf<T> {
  using Scalar = typename T::Scalar;
  static constexpr bool is_known = true;
  static constexpr bool is_sparse = true;
  static constexpr bool has_shape = false;
  static constexpr bool has_memory = true;
  static constexpr bool is_writable = true;
  static constexpr bool owns_memory = true;
  static constexpr bool is_vector = false;
  static constexpr bool is_tensor = false;
};

/// A vector's elements, whatever its stride, as the columns of a matrix one after the other.
template <class Scalar>
View<Scalar> reshaped(const View<Scalar>& vector, Index rows, Index cols) {
  const Index stride = vector.rows == 1 ? vector.axis_stride[0] : vector.row_stride;
  return View<Scalar>::matrix(vector.data, rows, cols, stride, stride * rows);
}

}  // namespace detail

/// What an initializer may write into: an object with memory that storage<T> knows, not const, not
/// an expression such as W + W, and of a scalar that weights have.
template <class M>
concept WritableDense = detail::StorageOf<std::remove_cvref_t<M>>::is_known &&
                        !detail::StorageOf<std::remove_cvref_t<M>>::is_sparse &&
                        detail::StorageOf<std::remove_cvref_t<M>>::is_writable &&
                        !std::is_const_v<std::remove_reference_t<M>> &&
                        WeightScalar<typename detail::StorageOf<std::remove_cvref_t<M>>::Scalar>;

}  // namespace OUTSET_ABI
}  // namespace outset
