// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A new matrix, filled.

#include <limits>

#include "outset/initializer.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

template <class Matrix>
OUTSET_ALWAYS_INLINE Matrix make_sized(Index rows, Index cols) {
  constexpr Index limit = (std::numeric_limits<Eigen::Index>::max)();
  const auto fits = [](Index size, int fixed, int most) {
    return size >= 0 && size <= limit && (fixed == Eigen::Dynamic || size == fixed) &&
           (most == Eigen::Dynamic || size <= most);
  };
  if (!fits(rows, Matrix::RowsAtCompileTime, Matrix::MaxRowsAtCompileTime) ||
      !fits(cols, Matrix::ColsAtCompileTime, Matrix::MaxColsAtCompileTime)) {
    fail({"make: sizes are ", rows, " x ", cols, ", which the matrix type cannot have"});
  }
  if (cols > 0) checked_product("make", rows, cols);
  Matrix w;
  // Of a vector of two elements, Matrix(rows, cols) would set the coefficients.
  w.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(cols));
  return w;
}

}  // namespace detail

/// A new matrix, filled: make<Eigen::MatrixXd>(Orthogonal{}, 512, 512, rng). Throws
/// std::invalid_argument where the type cannot have these sizes.
template <class Matrix, Initializer Init, RandomSource R>
OUTSET_ALWAYS_INLINE Matrix make(const Init& init, Index rows, Index cols, R&& rng) {
  Matrix w = detail::make_sized<Matrix>(rows, cols);
  init(w, rng);
  return w;
}

/// The same for a layer: make<Eigen::MatrixXf>(HeNormal{}, conv2d(64, 3, 7, 7), rng).
template <class Matrix, Initializer Init, RandomSource R>
OUTSET_ALWAYS_INLINE Matrix make(const Init& init, const Shape& shape, R&& rng) {
  Matrix w = detail::make_sized<Matrix>(shape.rows(), shape.cols());
  init(w, shape, rng);
  return w;
}

template <class Matrix, Initializer Init, class R, class Why = decltype(detail::why_not_rng<R>())>
requires(!RandomSource<R>) Matrix make(const Init&, Index, Index, R&&)
= delete;
template <class Matrix, Initializer Init, class R, class Why = decltype(detail::why_not_rng<R>())>
requires(!RandomSource<R>) Matrix make(const Init&, const Shape&, R&&)
= delete;

}  // namespace OUTSET_ABI
}  // namespace outset
