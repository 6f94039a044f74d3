// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The moments of a matrix. Sums are made in double, column after column, by operations that no flag
// changes: the same bits everywhere. Values are first divided by a power of two near the largest,
// so that squares neither overflow nor vanish.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "outset/exact/float_mode.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/matrix_view.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Moments of all entries of a matrix; std divides by the count. With an entry that is infinite or
/// NaN, all but `count` and `not_finite` are NaN.
struct Moments {
  Index count = 0;       ///< entries
  Index not_finite = 0;  ///< entries that are infinite or NaN
  double mean = 0;
  double std = 0;
  double mean_square = 0;  ///< of pre-activations the q of Poole et al. 2016
  double rms = 0;          ///< sqrt(mean_square)
};

namespace detail {

using exact::Double;

template <class T>
Double entry(const MatrixView<T>& m, Index i, Index j) {
  return static_cast<double>(m(i, j));
}

// A power of two that brings the largest entry near 1, and its inverse.
struct Unit {
  Double to, from;
};
template <class T>
Unit unit_of(const MatrixView<T>& m) {
  double largest = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) {
      const double size = std::fabs(static_cast<double>(m(i, j)));
      if (size > largest) largest = size;
    }
  }
  const int exponent = largest > 0 ? (std::clamp)(std::ilogb(largest), -1000, 1000) : 0;
  return {std::ldexp(1.0, -exponent), std::ldexp(1.0, exponent)};
}

template <class T>
Index count_not_finite(const MatrixView<T>& m) {
  Index count = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) count += is_finite(m(i, j)) ? 0 : 1;
  }
  return count;
}

// The mean of f(entry) over all entries.
template <class T, class F>
Double mean_of(const MatrixView<T>& m, F&& f) {
  Double sum = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) sum = sum + f(entry(m, i, j));
  }
  return sum / Double(static_cast<double>(m.size()));
}

}  // namespace detail

/// The moments of all entries.
template <class T>
Moments moments(const MatrixView<T>& m) {
  using detail::Double;
  Moments found{.count = m.size(), .not_finite = detail::count_not_finite(m)};
  if (found.count == 0) return found;
  if (found.not_finite > 0) {
    found.mean = found.std = found.mean_square = found.rms =
        std::numeric_limits<double>::quiet_NaN();
    return found;
  }
  outset::detail::in_standard_mode([&] {
    const detail::Unit unit = detail::unit_of(m);
    // From the first entry on, so that equal entries have that mean and std 0 exactly.
    const Double first = detail::entry(m, 0, 0) * unit.to;
    const Double mean = first + detail::mean_of(m, [=](Double x) { return x * unit.to - first; });
    const Double variance = detail::mean_of(m, [=](Double x) {
      const Double d = x * unit.to - mean;
      return d * d;
    });
    const Double square = detail::mean_of(m, [=](Double x) { return x * unit.to * (x * unit.to); });
    found.mean = (mean * unit.from).value;
    found.std = (sqrt(variance) * unit.from).value;
    found.rms = (sqrt(square) * unit.from).value;
    found.mean_square = (square * unit.from * unit.from).value;
  });
  return found;
}
/// The same for a Matrix, Array, Map or Block.
template <class M>
Moments moments(const Eigen::DenseBase<M>& m) {
  return moments(MatrixView<const typename M::Scalar>(m.derived()));
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
