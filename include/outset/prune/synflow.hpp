// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// SynFlow: pruning at initialization without data (Tanaka, Kunin, Yamins and Ganguli 2020). With R
// = 1^T |W_L| ... |W_1| 1, the score of a weight is dR/d|w| |w|, its share of the flow of ones from
// all inputs to all outputs (equation 1 and algorithm 1).
//
// What flows into a hidden unit flows out of it, so every layer's scores sum to R (theorem 1). A
// layer with few weights left therefore has high scores, and if scores are computed anew as weights
// go, no layer is emptied while others have weights (theorem 3). Computed once, they empty layers
// sooner than any other criterion: the iterations count.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/product.hpp"
#include "outset/prune/mask.hpp"
#include "outset/prune/schedule.hpp"
#include "outset/prune/select.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {
namespace detail {

/// Makes x's largest entry 1 to 2 by a power of two, which is exact; gives its exponent.
inline int normalize(nn::detail::Vector<double>& x) {
  const double largest = x.size() > 0 ? x.maxCoeff() : 0;
  if (!(largest > 0) || !exact::is_finite(largest)) return 0;
  const int exponent = std::ilogb(largest);
  for (Index i = 0; i < x.size(); ++i) x(i) = std::ldexp(x(i), -exponent);
  return exponent;
}

/// nn's product, which has the same bits everywhere.
template <class W>
nn::detail::Vector<double> product(const W& w, const nn::detail::Vector<double>& x) {
  nn::detail::Vector<double> y = nn::detail::Vector<double>::Zero(w.rows());
  outset::detail::in_standard_mode([&] { nn::detail::add_product(y, w, x); });
  return y;
}

/// The scores of matrices |W| that follow each other, times one power of two: R itself may be
/// beyond a double in a deep net.
inline Scores flow(const Scores& weights) {
  const std::size_t depth = weights.size();
  // before[l]: what flows into layer l's inputs; exponent[l]: of layer l's scores.
  std::vector<nn::detail::Vector<double>> before(depth);
  std::vector<int> exponent(depth, 0);
  nn::detail::Vector<double> forward = nn::detail::Vector<double>::Ones(weights.front().cols());
  int power = 0;
  for (std::size_t l = 0; l < depth; ++l) {
    before[l] = forward;
    exponent[l] = power;
    forward = product(weights[l], forward);
    power += normalize(forward);
  }
  Scores scores(depth);
  nn::detail::Vector<double> behind = nn::detail::Vector<double>::Ones(weights.back().rows());
  power = 0;
  for (std::size_t l = depth; l-- > 0;) {
    scores[l] = behind.asDiagonal() * weights[l] * before[l].asDiagonal();
    exponent[l] += power;
    behind = product(weights[l].transpose(), behind);
    power += normalize(behind);
  }
  for (std::size_t l = 1; l < depth; ++l) {
    const int difference = exponent[l] - exponent[0];
    scores[l] = scores[l].unaryExpr([=](double x) { return std::ldexp(x, difference); });
  }
  return scores;
}

template <std::floating_point Scalar>
Scores masked_magnitudes(const nn::Mlp<Scalar>& net, const Masks& masks) {
  Scores weights;
  for (Index i = 0; i < net.depth(); ++i) {
    weights.push_back(net.layer(i).weight().template cast<double>().cwiseAbs());
    if (!masks.empty()) masks[static_cast<std::size_t>(i)].apply(weights.back());
  }
  return weights;
}

}  // namespace detail

/// The scores of all weights, layer by layer, times one power of two. Biases and activations do not
/// count: the net is taken for a linear one.
template <std::floating_point Scalar>
Scores synflow_scores(const nn::Mlp<Scalar>& net) {
  return detail::flow(detail::masked_magnitudes(net, {}));
}

/// Options of `synflow`.
struct SynflowOptions {
  int iterations = 100;  ///< >= 1; the paper's number
};

/// The `keep` weights that SynFlow keeps of n. After iteration k of m, n (keep / n)^(k / m) are
/// left. The net stays as it is. Errors: those of Keep; iterations below 1; a weight that is NaN.
template <std::floating_point Scalar>
Masks synflow(const nn::Mlp<Scalar>& net, const Keep& keep, const SynflowOptions& options = {}) {
  if (options.iterations < 1) {
    outset::detail::fail({"synflow: iterations is ", options.iterations, ", must be >= 1"});
  }
  const Index size = detail::size_of(detail::masked_magnitudes(net, {}));
  const Index kept = keep.of(size);
  const double share = static_cast<double>(kept) / static_cast<double>(size);
  Masks masks;
  for (int k = 1; k <= options.iterations; ++k) {
    const double left = exact::mul(
        static_cast<double>(size),
        detail::power(share,
                      exact::div(static_cast<double>(k), static_cast<double>(options.iterations))));
    const Index count = k == options.iterations ? kept : (std::max)(kept, Keep::rounded(left));
    masks = detail::highest(detail::flow(detail::masked_magnitudes(net, masks)), masks, count,
                            "synflow");
  }
  return masks;
}

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
