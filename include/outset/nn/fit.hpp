// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Training over several epochs, with its history. A function of one's own sees every epoch and the
// net, to print progress, to measure, or to stop:
//
//   outset::nn::Trainer trainer(net, outset::nn::Adam{}, rng, {.stop_when_diverged = true});
//   const outset::nn::History history = outset::nn::fit(
//       trainer, X, labels, {.epochs = 20, .after_epoch = [](const outset::nn::Epoch& e, auto& net)
//       {
//                              std::puts(to_string(e).c_str());
//                              return e.train.loss > 0.01;  // false ends the training
//                            }});

#include <Eigen/Core>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <variant>

#include "outset/config.hpp"
#include "outset/nn/history.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/train.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Options of `fit`.
template <std::floating_point Scalar>
struct FitOptions {
  std::uint64_t epochs = 10;
  /// Test examples, one per column, which are evaluated after every epoch, and their labels.
  std::optional<Eigen::Ref<const typename Mlp<Scalar>::Matrix>> test = std::nullopt;
  std::span<const int> test_labels = {};
  /// Called after every epoch, and with epoch 0 before the first step. May do forward and backward
  /// passes, which leave the training as it is. Returns whether to go on.
  std::function<bool(const Epoch&, Mlp<Scalar>&)> after_epoch = {};
};

/// Trains for some epochs, or until `after_epoch` returns false or the trainer says that the net
/// has diverged. A trainer that has no epoch behind it starts with the entry of epoch 0; one that
/// has goes on where it was. Errors: those of Trainer::epoch and, for the test, of evaluate.
template <std::floating_point Scalar>
History fit(Trainer<Scalar>& trainer, const Eigen::Ref<const typename Mlp<Scalar>::Matrix>& x,
            std::span<const int> labels, const FitOptions<std::type_identity_t<Scalar>>& options) {
  Mlp<Scalar>& net = trainer.net();
  History history;
  const auto goes_on = [&](const Score& train) {
    Epoch e{.epoch = trainer.epochs(),
            .rate = std::visit([](const auto& method) { return method.rate; },
                               trainer.optimizer().method()),
            .train = train,
            .diverged = trainer.diverged()};
    if (options.test)
      e.test = evaluate(net, *options.test, options.test_labels, trainer.options().loss);
    history.push_back(e);
    return (!options.after_epoch || options.after_epoch(e, net)) && !e.diverged;
  };
  if (trainer.epochs() == 0 && !goes_on(evaluate(net, x, labels, trainer.options().loss)))
    return history;
  for (std::uint64_t i = 0; i < options.epochs; ++i) {
    if (!goes_on(trainer.epoch(x, labels))) break;
  }
  return history;
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
