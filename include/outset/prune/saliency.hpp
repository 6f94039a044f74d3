// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Pruning at initialization by what a batch says of each weight:
//
//   SNIP   |g w|, g = dL/dw: how much the loss changes with the weight's connection (Lee, Ajanthan
//          and Torr 2019, equation 6)
//   GraSP  w (H g), H the Hessian of L: what the gradient's norm loses with the weight (Wang, Zhang
//          and Grosse 2020, equation 8, with the sign turned: the highest are kept)
//
// Over all layers together, weights only: biases stay. Ties as in select.hpp.

#include <Eigen/Core>

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/nn/loss.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/train.hpp"
#include "outset/prune/mask.hpp"
#include "outset/prune/select.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {
namespace detail {

/// The same net in double.
template <std::floating_point Scalar>
nn::Mlp<double> in_double(const nn::Mlp<Scalar>& net) {
  std::vector<Index> sizes{net.inputs()};
  for (Index i = 0; i < net.depth(); ++i) sizes.push_back(net.layer(i).out());
  const auto& first = net.layer(0);
  nn::Mlp<double> wide(sizes, first.activation(),
                       {.output = net.layer(net.depth() - 1).activation(),
                        .parameter = static_cast<double>(first.slope())});
  for (Index i = 0; i < net.depth(); ++i) {
    wide.layer(i).weight() = net.layer(i).weight().template cast<double>();
    wide.layer(i).bias() = net.layer(i).bias().template cast<double>();
    wide.layer(i).slope() = static_cast<double>(net.layer(i).slope());
  }
  return wide;
}

inline Scores weight_gradients(const nn::Mlp<double>& net) {
  Scores gradients;
  for (Index i = 0; i < net.depth(); ++i) gradients.push_back(net.layer(i).weight_gradient());
  return gradients;
}

/// In a fixed order, so that no flag changes a bit.
inline double norm(const Scores& tensors) {
  double squares = 0;
  for (const ScoreMatrix& tensor : tensors) {
    for (Index i = 0; i < tensor.size(); ++i) {
      squares = exact::add(squares, exact::mul(tensor.data()[i], tensor.data()[i]));
    }
  }
  return exact::sqrt(squares);
}

}  // namespace detail

/// Options of `snip`.
struct SnipOptions {
  nn::Loss loss = nn::Loss::cross_entropy;
};

namespace detail {

inline Scores snip_scores(nn::Mlp<double> net, const ScoreMatrix& x, std::span<const int> labels,
                          const SnipOptions& options) {
  nn::backpropagate<double>(net, x, labels, options.loss);
  Scores scores = weight_gradients(net);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto& w = net.layer(static_cast<Index>(i)).weight();
    scores[i] = scores[i].cwiseProduct(w).cwiseAbs();
  }
  return scores;
}

}  // namespace detail

/// |g w| of every weight, layer by layer, for a batch x (inputs, examples) with its labels. (The
/// paper divides them by their sum, which changes no order.)
template <std::floating_point Scalar>
Scores snip_scores(const nn::Mlp<Scalar>& net,
                   const Eigen::Ref<const typename nn::Mlp<Scalar>::Matrix>& x,
                   std::span<const int> labels, const SnipOptions& options = {}) {
  return detail::snip_scores(detail::in_double(net), x.template cast<double>(), labels, options);
}

/// The `keep` weights that SNIP keeps. The net stays as it is. Errors: those of Keep and of
/// backpropagate; a score that is NaN.
template <std::floating_point Scalar>
Masks snip(const nn::Mlp<Scalar>& net, const Eigen::Ref<const typename nn::Mlp<Scalar>::Matrix>& x,
           std::span<const int> labels, const Keep& keep, const SnipOptions& options = {}) {
  const auto scores = snip_scores(net, x, labels, options);
  return detail::highest(scores, {}, keep.of(detail::size_of(scores)), "snip");
}

/// Options of `grasp`.
struct GraspOptions {
  double temperature = 200;  ///< the logits are divided by it, as in the paper's code; > 0
};

namespace detail {

inline Scores grasp_scores(nn::Mlp<double> net, const ScoreMatrix& x, std::span<const int> labels,
                           const GraspOptions& options) {
  if (!(exact::is_finite(options.temperature) && options.temperature > 0)) {
    outset::detail::fail(
        {"grasp: temperature is ", options.temperature, ", must be finite and > 0"});
  }
  Scores weights;
  for (Index i = 0; i < net.depth(); ++i) weights.push_back(net.layer(i).weight());
  const auto gradients = [&] {
    const ScoreMatrix logits = net.forward(x) / options.temperature;
    auto gradient = net.output_gradient();
    nn::softmax_cross_entropy(logits, labels, gradient);
    gradient /= options.temperature;
    net.backward(x);
    return weight_gradients(net);
  };
  const Scores g = gradients();
  const double size = norm(g);
  if (!(size > 0)) {
    outset::detail::fail("grasp: the gradient is 0 or nan, must be a number other than 0");
  }
  const double step = 1e-7 * norm(weights) / size;
  const auto gradients_at = [&](double e) {
    for (std::size_t i = 0; i < g.size(); ++i) {
      auto& w = net.layer(static_cast<Index>(i)).weight();
      for (Index k = 0; k < w.size(); ++k) {  // no flag fuses these
        w.data()[k] = exact::add(weights[i].data()[k], exact::mul(e, g[i].data()[k]));
      }
    }
    return gradients();
  };
  Scores scores = gradients_at(step);
  const Scores behind = gradients_at(-step);
  for (std::size_t i = 0; i < g.size(); ++i) {
    scores[i] = weights[i].cwiseProduct(scores[i] - behind[i]) / (2 * step);
  }
  return scores;
}

}  // namespace detail

/// w (H g) of every weight, for the cross-entropy of softmax(outputs / temperature). H g is the
/// difference of gradients at w + e g and w - e g, where e moves the weights by 1e-7 of their norm:
/// right to about 1e-7 of its size, and like the paper's double back-propagation blind to kinks.
template <std::floating_point Scalar>
Scores grasp_scores(const nn::Mlp<Scalar>& net,
                    const Eigen::Ref<const typename nn::Mlp<Scalar>::Matrix>& x,
                    std::span<const int> labels, const GraspOptions& options = {}) {
  return detail::grasp_scores(detail::in_double(net), x.template cast<double>(), labels, options);
}

/// The `keep` weights that GraSP keeps. The net stays as it is. Errors: those of Keep and of
/// softmax_cross_entropy; temperature out of its range; a gradient of 0, a score that is NaN.
template <std::floating_point Scalar>
Masks grasp(const nn::Mlp<Scalar>& net, const Eigen::Ref<const typename nn::Mlp<Scalar>::Matrix>& x,
            std::span<const int> labels, const Keep& keep, const GraspOptions& options = {}) {
  const auto scores = grasp_scores(net, x, labels, options);
  return detail::highest(scores, {}, keep.of(detail::size_of(scores)), "grasp");
}

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
