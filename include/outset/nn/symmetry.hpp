// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Units that start equal stay equal: with the same weights in and out they get the same gradient,
// step after step, and a layer of n of them works as one (Goodfellow, Bengio & Courville, "Deep
// Learning", 2016, section 8.4). Breaking this symmetry is what random initialization is for, and
// counting distinct units shows whether it happened.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <vector>

#include "outset/config.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/layer.hpp"
#include "outset/nn/matrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

namespace detail {

template <class Row>
double largest_entry(const Row& row) {
  double largest = 0;
  for (Index j = 0; j < row.size(); ++j) {
    largest = (std::fmax)(largest, std::fabs(static_cast<double>(row.coeff(j))));
  }
  return largest;
}

// Whether no entry of two rows differs by more than `most`.
template <class Row>
bool rows_agree(const Row& a, const Row& b, double most) {
  for (Index j = 0; j < a.size(); ++j) {
    if (!(std::fabs(static_cast<double>(a.coeff(j) - b.coeff(j))) <= most)) return false;
  }
  return true;
}

}  // namespace detail

/// The units of each kind, in the order of each kind's first unit: two units are the same where no
/// entry of their rows of [W b] differs by more than `tolerance` times the largest entry of the two
/// rows. W is (out, in), b has `out` entries or none. A row with NaN or infinity computes nothing
/// and is of no kind. Training here keeps equal units equal to the bit, so the tolerance is for
/// weights from elsewhere. Each unit is compared with the first unit of each kind.
template <class W, class B>
std::vector<std::vector<Index>> unit_kinds(const Eigen::MatrixBase<W>& w,
                                           const Eigen::MatrixBase<B>& b, double tolerance = 1e-6) {
  std::vector<std::vector<Index>> kinds;
  std::vector<double> largest(static_cast<std::size_t>(w.rows()));
  const auto bias = [&](Index i) { return b.size() > 0 ? b(i) : typename B::Scalar(0); };
  for (Index i = 0; i < w.rows(); ++i) {
    if (!(all_finite(w.row(i)) && detail::is_finite(bias(i)))) continue;
    double& own = largest[static_cast<std::size_t>(i)];
    own = (std::fmax)(detail::largest_entry(w.row(i)), std::fabs(static_cast<double>(bias(i))));
    const auto same = [&](const std::vector<Index>& kind) {
      const Index k = kind.front();
      const double most = tolerance * (std::fmax)(own, largest[static_cast<std::size_t>(k)]);
      return std::fabs(static_cast<double>(bias(i) - bias(k))) <= most &&
             detail::rows_agree(w.row(i), w.row(k), most);
    };
    const auto known = std::find_if(kinds.begin(), kinds.end(), same);
    if (known == kinds.end()) {
      kinds.push_back({i});
    } else {
      known->push_back(i);
    }
  }
  return kinds;
}

/// The kinds of two or more units: groups that work as one.
template <class W, class B>
std::vector<std::vector<Index>> equal_units(const Eigen::MatrixBase<W>& w,
                                            const Eigen::MatrixBase<B>& b,
                                            double tolerance = 1e-6) {
  auto kinds = unit_kinds(w, b, tolerance);
  std::erase_if(kinds, [](const auto& kind) { return kind.size() < 2; });
  return kinds;
}
template <std::floating_point Scalar>
std::vector<std::vector<Index>> equal_units(const DenseLayer<Scalar>& layer,
                                            double tolerance = 1e-6) {
  return equal_units(layer.weight(), layer.bias(), tolerance);
}

/// The number of a layer's distinct units; 0 after training has diverged.
template <std::floating_point Scalar>
Index distinct_units(const DenseLayer<Scalar>& layer, double tolerance = 1e-6) {
  return static_cast<Index>(unit_kinds(layer.weight(), layer.bias(), tolerance).size());
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
