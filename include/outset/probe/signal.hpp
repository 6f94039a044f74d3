// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The mean cosine between examples: do a layer's inputs become indistinguishable? Computed as
// nn/moments.hpp's figures, with the same bits everywhere.

#include <optional>

#include "outset/exact/float_mode.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/matrix_view.hpp"
#include "outset/nn/moments.hpp"
#include "outset/probe/measured.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// The mean cosine between two columns; see Signal::cosine. With unit columns u_j and their sum s
/// it is (|s|^2 - n) / (n (n - 1)).
template <class T>
std::optional<double> mean_cosine(const nn::MatrixView<T>& m) {
  using exact::Double;
  if (nn::detail::count_not_finite(m) > 0) return std::nullopt;
  std::optional<double> cosine;
  outset::detail::in_standard_mode([&] {
    nn::detail::Vector<double> sum = nn::detail::Vector<double>::Zero(m.rows());
    Index directed = 0;
    for (Index j = 0; j < m.cols(); ++j) {
      const nn::MatrixView<T> column = m.columns(j, 1);
      const Double to = nn::detail::unit_of(column).to;
      const Double mean_square =
          nn::detail::mean_of(column, [=](Double x) { return x * to * (x * to); });
      if (!(mean_square > 0.0)) continue;
      ++directed;
      const Double scale = 1.0 / sqrt(mean_square * Double(static_cast<double>(m.rows())));
      for (Index i = 0; i < m.rows(); ++i) {
        sum(i) = (sum(i) + nn::detail::entry(m, i, j) * to * scale).value;
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

/// Its moments and c.
template <class T>
Signal signal(const nn::MatrixView<T>& m) {
  return {nn::moments(m), mean_cosine(m)};
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
