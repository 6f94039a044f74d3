// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Masks by magnitude, which keep the weights with the largest |w| (Han et al. 2015), and at random.
// In lottery-ticket rounds and in TensorFlow's pruning API each layer by itself; over all layers
// together `magnitude_global`.

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "outset/error.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/shuffle.hpp"
#include "outset/prune/mask.hpp"
#include "outset/prune/select.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {
namespace detail {

template <class W>
ScoreMatrix magnitudes(const Eigen::MatrixBase<W>& w) {
  return w.template cast<double>().cwiseAbs();
}

template <std::floating_point Scalar>
Scores magnitudes(const nn::Mlp<Scalar>& net) {
  Scores scores;
  for (Index i = 0; i < net.depth(); ++i) scores.push_back(magnitudes(net.layer(i).weight()));
  return scores;
}

}  // namespace detail

/// The `keep` largest of a matrix. Of equal magnitudes, those that come first in column-major
/// order. Error: a weight is NaN; those of Keep.
template <class W>
Mask magnitude(const Eigen::MatrixBase<W>& w, const Keep& keep) {
  return detail::highest({detail::magnitudes(w)}, {}, keep.of(w.size()), "magnitude").front();
}

/// The same among those that `mask` keeps: `keep` is a number or a fraction of them.
template <class W>
Mask magnitude(const Eigen::MatrixBase<W>& w, const Mask& mask, const Keep& keep) {
  return detail::highest({detail::magnitudes(w)}, {mask}, keep.of(mask.count()), "magnitude")
      .front();
}

/// A pruning round: of the n weights that `mask` keeps, the round(share n) smallest go (halves to
/// the even number). Error: share outside [0, 1].
template <class W>
Mask prune_round(const Eigen::MatrixBase<W>& w, const Mask& mask, double share) {
  return magnitude(w, mask, mask.count() - Keep(share).of(mask.count()));
}

/// A pruning round of a net, layer by layer: other shares of the last layer's weights, of which a
/// net has few, than of the hidden layers'.
struct RoundShares {
  double hidden = 0.2;  ///< in [0, 1]
  double output = 0.1;  ///< in [0, 1]
};
/// Errors: a share outside [0, 1]; another number of masks than layers.
template <std::floating_point Scalar>
Masks prune_round(const nn::Mlp<Scalar>& net, const Masks& masks, const RoundShares& shares = {}) {
  if (static_cast<Index>(masks.size()) != net.depth()) {
    outset::detail::fail(
        {"prune_round: ", masks.size(), " masks, must be ", net.depth(), ", one for each layer"});
  }
  Masks next;
  for (Index i = 0; i < net.depth(); ++i) {
    const double share = i + 1 < net.depth() ? shares.hidden : shares.output;
    next.push_back(prune_round(net.layer(i).weight(), masks[static_cast<std::size_t>(i)], share));
  }
  return next;
}

/// The `keep` largest of several matrices together, such as std::vector<Eigen::MatrixXf>.
template <class Tensors>
requires requires(const Tensors& tensors) { tensors.begin()->rows(); }
Masks magnitude_global(const Tensors& tensors, const Keep& keep) {
  Scores scores;
  for (const auto& w : tensors) scores.push_back(detail::magnitudes(w));
  return detail::highest(scores, {}, keep.of(detail::size_of(scores)), "magnitude_global");
}
/// The same over the weights of all layers of a net.
template <std::floating_point Scalar>
Masks magnitude_global(const nn::Mlp<Scalar>& net, const Keep& keep) {
  const Scores scores = detail::magnitudes(net);
  return detail::highest(scores, {}, keep.of(detail::size_of(scores)), "magnitude_global");
}

/// The same share of every layer, or the same number.
template <std::floating_point Scalar>
Masks magnitude(const nn::Mlp<Scalar>& net, const Keep& keep) {
  Masks masks;
  for (Index i = 0; i < net.depth(); ++i) masks.push_back(magnitude(net.layer(i).weight(), keep));
  return masks;
}

/// `keep` places of a matrix, any as likely as any other. `rng` does not move; its key alone and
/// the sizes decide.
inline Mask random(Index rows, Index cols, const Keep& keep, const Rng& rng) {
  Mask mask(rows, cols, false);
  const Index count = keep.of(mask.size());
  std::vector<Index> places(static_cast<std::size_t>(mask.size()));
  std::iota(places.begin(), places.end(), Index{0});
  nn::shuffle(std::span<Index>(places), rng);
  for (Index i = 0; i < count; ++i) {
    mask[places[static_cast<std::size_t>(i)]] = true;
  }
  return mask;
}
/// The same for every layer of a net; layer i's places come from rng.stream(its name).
template <std::floating_point Scalar>
Masks random(const nn::Mlp<Scalar>& net, const Keep& keep, const Rng& rng) {
  Masks masks;
  for (Index i = 0; i < net.depth(); ++i) {
    masks.push_back(
        random(net.layer(i).out(), net.layer(i).in(), keep, rng.stream(net.layer_name(i))));
  }
  return masks;
}

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
