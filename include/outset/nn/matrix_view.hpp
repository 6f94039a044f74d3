// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Where a matrix of a network lies in memory: a pointer with sizes and strides, whatever its Eigen
// type and storage order. So that a network can name its matrices in one struct (network.hpp), and
// what reads them is compiled once per scalar.

#include <Eigen/Core>
#include <concepts>
#include <type_traits>

#include "outset/config.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

// An Eigen object with memory that outlives the expression: no temporary Matrix or Array.
template <class M, class T>
concept ViewableAs = outset::detail::DenseObject<std::remove_reference_t<M>> &&
    (std::is_lvalue_reference_v<M> ||
     !outset::detail::OwnsMemory<std::remove_reference_t<M>>)&&requires(M& m) {
  { m.data() } -> std::convertible_to<T*>;
  m.rowStride();
  m.colStride();
};

}  // namespace detail

/// A matrix in somebody else's memory. T is float, double, or a const one of them. A Matrix, Array,
/// Map, Block or transpose() becomes one implicitly; the memory must outlive it. One that was made
/// from nothing says that there is no such matrix.
template <class T>
class MatrixView {
 public:
  using Scalar = std::remove_const_t<T>;
  using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
  using Plain = detail::Matrix<Scalar>;
  using Map = Eigen::Map<std::conditional_t<std::is_const_v<T>, const Plain, Plain>,
                         Eigen::Unaligned, Strides>;

  // Defaulted, it makes g++ 12 end with an internal error in LayerView.
  MatrixView() noexcept {}  // NOLINT
  template <class M>
  requires detail::ViewableAs<M, T> MatrixView(
      M&& m)  // NOLINT: implicit, so that a layer is described by its matrices' names
      : data_(m.data()),
        rows_(m.rows()),
        cols_(m.cols()),
        row_stride_(m.rowStride()),
        col_stride_(m.colStride()),
        present_(true) {}
  template <class Other>
  requires std::same_as<const Other, T> MatrixView(const MatrixView<Other>& other)  // NOLINT
      : data_(other.data()),
        rows_(other.rows()),
        cols_(other.cols()),
        row_stride_(other.row_stride()),
        col_stride_(other.col_stride()),
        present_(other.present()) {}

  /// Whether there is such a matrix; it may have no columns.
  bool present() const { return present_; }
  T* data() const { return data_; }
  Index rows() const { return rows_; }
  Index cols() const { return cols_; }
  Index size() const { return rows_ * cols_; }
  Index row_stride() const { return row_stride_; }
  Index col_stride() const { return col_stride_; }
  T& operator()(Index i, Index j) const { return data_[i * row_stride_ + j * col_stride_]; }
  /// Entry i of a vector that lies as a column or as a row.
  T& operator()(Index i) const { return data_[i * (cols_ == 1 ? row_stride_ : col_stride_)]; }

  MatrixView row(Index i) const {
    MatrixView part = *this;
    part.data_ += i * row_stride_;
    part.rows_ = 1;
    return part;
  }
  MatrixView columns(Index first, Index count) const {
    MatrixView part = *this;
    part.data_ += first * col_stride_;
    part.cols_ = count;
    return part;
  }

  /// The same memory as a matrix of Eigen's.
  Map map() const { return Map(data_, rows_, cols_, Strides(col_stride_, row_stride_)); }

 private:
  T* data_ = nullptr;
  Index rows_ = 0, cols_ = 0;
  Index row_stride_ = 1, col_stride_ = 0;
  bool present_ = false;
};

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
