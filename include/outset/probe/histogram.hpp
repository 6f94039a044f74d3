// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Counts of a matrix's entries in bins of equal width: the shape of activations, gradients and
// weights (the figures of Glorot and Bengio 2010).

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <vector>

#include "outset/error.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/matrix_view.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// Bin i holds the x with edge(i) <= x < edge(i + 1), the last one also x = high.
struct Histogram {
  double low = 0, high = 0;
  std::vector<Index> counts{};
  Index below = 0, above = 0;  ///< finite entries outside [low, high]
  Index not_finite = 0;

  double edge(std::size_t i) const {
    using exact::Double;
    const Double share =
        static_cast<double>(i) / Double(static_cast<double>(counts.empty() ? 1 : counts.size()));
    return (Double(low) + (Double(high) - low) * share).value;
  }
};

/// Counts in `bins` bins from `low` to `high`. Errors: no bin, bounds that are not finite and
/// ascending.
template <class T>
Histogram histogram(const nn::MatrixView<T>& m, Index bins, double low, double high) {
  if (bins < 1) {
    outset::detail::fail({"histogram: bins is ", bins, ", must be >= 1"});
  }
  if (!(std::isfinite(low) && std::isfinite(high) && low < high)) {
    outset::detail::fail(
        {"histogram: low is ", low, " and high ", high, ", must be finite and ascending"});
  }
  Histogram result{.low = low, .high = high};
  result.counts.resize(static_cast<std::size_t>(bins));
  const std::size_t last = result.counts.size() - 1;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) {
      const double x = static_cast<double>(m(i, j));
      if (!nn::detail::is_finite(x)) {
        ++result.not_finite;
      } else if (x < low) {
        ++result.below;
      } else if (x > high) {
        ++result.above;
      } else {
        const exact::Double place =
            (exact::Double(x) - low) / (exact::Double(high) - low) * static_cast<double>(bins);
        auto bin = static_cast<std::size_t>(place.value);
        bin = bin < last ? bin : last;
        // By the stated edges, which rounding of the place may miss by one.
        if (bin > 0 && x < result.edge(bin)) --bin;
        if (bin < last && x >= result.edge(bin + 1)) ++bin;
        ++result.counts[bin];
      }
    }
  }
  return result;
}
/// The same for a Matrix, Array, Map or Block.
template <class M>
Histogram histogram(const Eigen::DenseBase<M>& m, Index bins, double low, double high) {
  return histogram(nn::MatrixView<const typename M::Scalar>(m.derived()), bins, low, high);
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
