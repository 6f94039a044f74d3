// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Units that start equal stay equal: with the same weights in and out they get the same gradient,
// step after step, and a layer of n of them works as one (Goodfellow, Bengio & Courville, "Deep
// Learning", 2016, section 8.4). Breaking this symmetry is what random initialization is for, and
// counting distinct units shows whether it happened.

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <vector>

#include "outset/config.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/layer.hpp"
#include "outset/nn/matrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// The number of distinct units of a layer: two are the same where no entry of their rows of [W b]
/// differs by more than `tolerance` times the largest entry of the two rows. A row with NaN or
/// infinity computes nothing and is not counted, so the count is 0 after training has diverged.
/// Training here keeps equal units equal to the bit, so the tolerance is for weights from
/// elsewhere. Each unit is compared with the first unit of each kind.
template <std::floating_point Scalar>
Index distinct_units(const DenseLayer<Scalar>& layer, double tolerance = 1e-6) {
  const auto& w = layer.weight();
  const auto& b = layer.bias();
  std::vector<Index> kinds;
  for (Index i = 0; i < layer.out(); ++i) {
    if (!(all_finite(w.row(i)) && detail::is_finite(b(i)))) continue;
    bool known = false;
    for (const Index k : kinds) {
      double difference = std::fabs(static_cast<double>(b(i) - b(k)));
      double largest =
          (std::fmax)(std::fabs(static_cast<double>(b(i))), std::fabs(static_cast<double>(b(k))));
      for (Index j = 0; j < layer.in(); ++j) {
        const double d = std::fabs(static_cast<double>(w(i, j) - w(k, j)));
        difference = (std::fmax)(difference, d);
        largest = (std::fmax)(largest, (std::fmax)(std::fabs(static_cast<double>(w(i, j))),
                                                   std::fabs(static_cast<double>(w(k, j)))));
      }
      if (difference <= tolerance * largest) {
        known = true;
        break;
      }
    }
    if (!known) kinds.push_back(i);
  }
  return static_cast<Index>(kinds.size());
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
