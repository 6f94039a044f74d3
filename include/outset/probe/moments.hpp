// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The moments of a matrix and the mean cosine between its columns. Sums are made in double, column
// after column, by operations that no flag changes: the same bits everywhere. Values are first
// divided by a power of two near the largest, so that squares neither overflow nor vanish.

#include <cmath>
#include <limits>
#include <optional>

#include "outset/exact/float_mode.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/matrix_view.hpp"
#include "outset/probe/measured.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

using exact::Double;

template <class T>
Double entry(const nn::MatrixView<T>& m, Index i, Index j) {
  return static_cast<double>(m(i, j));
}

// A power of two p with 1 <= largest / p < 2; 1 for zeros.
template <class T>
double power_near_largest(const nn::MatrixView<T>& m) {
  double largest = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) {
      const double size = std::fabs(static_cast<double>(m(i, j)));
      if (size > largest) largest = size;
    }
  }
  return largest > 0 ? std::ldexp(1.0, std::ilogb(largest)) : 1.0;
}

template <class T>
Index count_not_finite(const nn::MatrixView<T>& m) {
  Index count = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) count += nn::detail::is_finite(m(i, j)) ? 0 : 1;
  }
  return count;
}

// The mean of f(entry) over all entries.
template <class T, class F>
Double mean_of(const nn::MatrixView<T>& m, F&& f) {
  Double sum = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) sum = sum + f(entry(m, i, j));
  }
  return sum / Double(static_cast<double>(m.size()));
}

}  // namespace detail

/// The moments of all entries.
template <class T>
Moments moments(const nn::MatrixView<T>& m) {
  using detail::Double;
  Moments found{.count = m.size(), .not_finite = detail::count_not_finite(m)};
  if (found.count == 0) return found;
  if (found.not_finite > 0) {
    found.mean = found.std = found.mean_square = found.rms =
        std::numeric_limits<double>::quiet_NaN();
    return found;
  }
  outset::detail::in_standard_mode([&] {
    const Double unit = detail::power_near_largest(m);
    // From the first entry on, so that equal entries have that mean and std 0 exactly.
    const Double first = detail::entry(m, 0, 0) / unit;
    const Double mean = first + detail::mean_of(m, [=](Double x) { return x / unit - first; });
    const Double variance = detail::mean_of(m, [=](Double x) {
      const Double d = x / unit - mean;
      return d * d;
    });
    const Double square = detail::mean_of(m, [=](Double x) { return x / unit * (x / unit); });
    found.mean = (mean * unit).value;
    found.std = (sqrt(variance) * unit).value;
    found.rms = (sqrt(square) * unit).value;
    found.mean_square = (square * unit * unit).value;
  });
  return found;
}

/// The mean cosine between two columns; see Signal::cosine. With unit columns u_j and their sum s
/// it is (|s|^2 - n) / (n (n - 1)).
template <class T>
std::optional<double> mean_cosine(const nn::MatrixView<T>& m) {
  using detail::Double;
  if (detail::count_not_finite(m) > 0) return std::nullopt;
  std::optional<double> cosine;
  outset::detail::in_standard_mode([&] {
    nn::detail::Vector<double> sum = nn::detail::Vector<double>::Zero(m.rows());
    Index directed = 0;
    for (Index j = 0; j < m.cols(); ++j) {
      const nn::MatrixView<T> column = m.columns(j, 1);
      const Double unit = detail::power_near_largest(column);
      const Double square =
          detail::mean_of(column, [=](Double x) { return x / unit * (x / unit); }) *
          Double(static_cast<double>(m.rows()));
      if (!(square > 0.0)) continue;
      ++directed;
      const Double length = sqrt(square);
      for (Index i = 0; i < m.rows(); ++i) {
        sum(i) = (sum(i) + detail::entry(m, i, j) / unit / length).value;
      }
    }
    if (directed < 2) return;
    Double square = 0;
    for (Index i = 0; i < sum.size(); ++i) square = square + Double(sum(i)) * sum(i);
    const Double n = static_cast<double>(directed);
    const double c = ((square - n) / (n * (n - 1.0))).value;
    cosine = c > 1 ? 1 : c < -1 ? -1 : c;  // past the end by rounding alone
  });
  return cosine;
}

/// Both.
template <class T>
Signal signal(const nn::MatrixView<T>& m) {
  return {moments(m), mean_cosine(m)};
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
