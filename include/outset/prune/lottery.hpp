// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Lottery tickets (Frankle & Carbin 2019, section 1): train a net, prune its smallest weights, put
// the others back to their start, and again. What is left is a ticket, a mask with initial weights.
// The same seed gives the same initial weights, so no copy of them is kept; a ticket that is put
// back to a later step (Frankle, Dziugaite, Roy & Carbin 2019, "late resetting") takes the steps up
// to there again.
//
//   outset::nn::Mlp<float> net({784, 300, 100, 10});
//   const outset::prune::Lottery<float> lottery({.steps = 5000}, outset::Rng(1));
//   const auto masks = lottery.find_masks(net, X, labels, 7);                   // 7 rounds: 21 %
//   lottery.train(net, X, labels, masks);                                       // the ticket
//   lottery.train(net, X, labels, masks, outset::prune::Variant::redrawn);      // a control

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "outset/any_initializer.hpp"
#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/exact/number.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/loss.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/optimizer.hpp"
#include "outset/prune/magnitude.hpp"
#include "outset/prune/mask.hpp"
#include "outset/prune/masked.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {

/// Masks that keep every weight of a net.
template <std::floating_point Scalar>
Masks keep_all(const nn::Mlp<Scalar>& net) {
  Masks masks;
  for (Index i = 0; i < net.depth(); ++i) masks.emplace_back(net.layer(i).out(), net.layer(i).in());
  return masks;
}

/// As many kept weights in each mask, at random places. Mask i's come from rng.stream(i), which
/// does not move.
inline Masks shuffled(const Masks& masks, const Rng& rng) {
  Masks others;
  for (const Mask& mask : masks) {
    others.push_back(random(mask.rows(), mask.cols(), mask.count(), rng.stream(others.size())));
  }
  return others;
}

/// Gives all weights of a layer one magnitude, the root of their mean square, and leaves them their
/// signs (Zhou, Lan, Liu & Yosinski 2019, section 4). Weights that are 0 stay 0.
template <std::floating_point Scalar>
void keep_signs(nn::Mlp<Scalar>& net) {
  const outset::detail::StandardModeScope mode;
  for (Index l = 0; l < net.depth(); ++l) {
    auto& w = net.layer(l).weight();
    exact::Double sum = 0;
    for (Index i = 0; i < w.size(); ++i) {
      const exact::Double entry = static_cast<double>(w.data()[i]);
      sum = sum + entry * entry;
    }
    const auto size =
        static_cast<Scalar>(sqrt(sum / exact::Double(static_cast<double>(w.size()))).value);
    for (Index i = 0; i < w.size(); ++i) {
      Scalar& entry = w.data()[i];
      if (entry > 0) entry = size;
      if (entry < 0) entry = -size;
    }
  }
}

/// What a training takes of a ticket. All but the first are controls.
enum class Variant {
  ticket,      ///< its mask and its initial weights
  redrawn,     ///< its mask with other initial weights from the same law
  shuffled,    ///< its initial weights under another mask of the same density in each layer
  signs_only,  ///< its mask and the signs of its initial weights: keep_signs
};

/// How every training of a lottery runs. The defaults are those of Frankle & Carbin 2019 for
/// LeNet-300-100, but for the number of steps, there 50,000.
struct LotteryOptions {
  AnyInitializer weights = XavierNormal{};  ///< biases start at 0
  nn::Method method = nn::Adam{.rate = 0.0012};
  Index batch = 60;
  std::int64_t steps = 5000;  ///< of each training, >= 1
  std::int64_t rewind = 0;    ///< the step to which a ticket is put back, in [0, steps)
  RoundShares shares{};       ///< what a round prunes
};

/// The trainings of one seed. Its data must be the same in every call.
template <std::floating_point Scalar>
class Lottery {
 public:
  using Batch = typename MaskedTrainer<Scalar>::Batch;
  using Labels = std::span<const int>;

  /// Weights come from the streams of Mlp::initialize, the order of the examples from
  /// rng.stream("shuffle"), what controls need from rng.stream("redrawn") and
  /// rng.stream("shuffled"), each time with the number of kept weights.
  /// Errors: steps or rewind out of range; those of MaskedTrainer come with the first training.
  Lottery(const LotteryOptions& options, const Rng& rng) : options_(options), rng_(rng) {
    if (options.steps < 1) {
      outset::detail::fail({"Lottery: steps is ", options.steps, ", must be >= 1"});
    }
    if (options.rewind < 0 || options.rewind >= options.steps) {
      outset::detail::fail(
          {"Lottery: rewind is ", options.rewind, ", must be in [0, ", options.steps, ")"});
    }
  }

  const LotteryOptions& options() const { return options_; }

  /// Puts the net to where the variant starts and returns what trains it, with `rewind` steps
  /// behind it. Those are taken without masks, so that the ticket goes on from the weights, the
  /// optimizer's state and the order of examples that the dense training had there.
  /// Errors: masks or labels that do not fit; nothing is changed then.
  MaskedTrainer<Scalar> begin(nn::Mlp<Scalar>& net, const Batch& x, Labels labels,
                              const Masks& masks, Variant variant = Variant::ticket) const {
    detail::require_fit(net, masks);
    nn::detail::check_labels(labels, net.outputs(), x.cols());
    const auto kept = static_cast<std::uint64_t>(count(masks));
    const Rng weights = variant == Variant::redrawn ? rng_.stream("redrawn").stream(kept) : rng_;
    net.initialize(options_.weights, weights);
    MaskedTrainer<Scalar> trainer(net, keep_all(net), options_.method, rng_,
                                  {.batch = options_.batch});
    trainer.advance(x, labels, options_.rewind);
    if (variant == Variant::signs_only) keep_signs(net);
    trainer.net().set_masks(variant == Variant::shuffled
                                ? shuffled(masks, rng_.stream("shuffled").stream(kept))
                                : masks);
    return trainer;
  }

  /// A whole training: `steps` steps.
  void train(nn::Mlp<Scalar>& net, const Batch& x, Labels labels, const Masks& masks,
             Variant variant = Variant::ticket) const {
    begin(net, x, labels, masks, variant).advance(x, labels, options_.steps - options_.rewind);
  }

  /// The masks after a round that has left the net trained under `masks`.
  Masks next_masks(const nn::Mlp<Scalar>& net, const Masks& masks) const {
    return prune_round(net, masks, options_.shares);
  }

  /// The masks after some rounds of training and pruning. The net has then the weights at the end
  /// of the last round's training; `train` gives the ticket's.
  Masks find_masks(nn::Mlp<Scalar>& net, const Batch& x, Labels labels, int rounds) const {
    Masks masks = keep_all(net);
    for (int round = 0; round < rounds; ++round) {
      train(net, x, labels, masks);
      masks = next_masks(net, masks);
    }
    return masks;
  }

 private:
  LotteryOptions options_;
  Rng rng_;
};

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
