// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Minibatch training: shuffle, forward, loss, backward, step. The examples are the columns of X.
//
//   outset::nn::Trainer trainer(net, outset::nn::Sgd{.rate = 0.1, .momentum = 0.9}, rng);
//   for (int e = 0; e < 10; ++e) trainer.epoch(X, labels);
//   outset::nn::evaluate(net, X_test, labels_test).accuracy;
//
// Epoch e visits the examples in the order of shuffle(rng.stream("shuffle").stream(e)). The same
// seed and data give the same bits with every compiler, flag, processor and number of threads, in
// nets of float and double. After the first step and the first epoch nothing is
// allocated; only a batch that is not column-major is copied.

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/loss.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/optimizer.hpp"
#include "outset/nn/shuffle.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Mean loss, and the share of examples whose largest output is at their label (the first of equal
/// ones counts, and none where an output is NaN; NaN where the targets are no labels).
struct Score {
  double loss = 0;
  double accuracy = 0;
};

namespace detail {

template <class Z>
double accuracy(const Eigen::MatrixBase<Z>& outputs, std::span<const int> labels) {
  Index correct = 0;
  for (Index j = 0; j < outputs.cols(); ++j) {
    if (has_nan(outputs.col(j))) continue;
    Index best = 0;
    for (Index i = 1; i < outputs.rows(); ++i) {
      if (outputs.coeff(i, j) > outputs.coeff(best, j)) best = i;
    }
    correct += best == labels[static_cast<std::size_t>(j)] ? 1 : 0;
  }
  return exact::div(static_cast<double>(correct), static_cast<double>(outputs.cols()));
}

template <class Z, class G>
double loss_of(Loss loss, const Eigen::MatrixBase<Z>& outputs, std::span<const int> labels,
               G&& gradient) {
  return loss == Loss::cross_entropy ? softmax_cross_entropy(outputs, labels, gradient)
                                     : mean_squared_error_one_hot(outputs, labels, gradient);
}

// Forward and loss, with the loss's gradient in the net's output_gradient().
template <std::floating_point Scalar>
Score forward_and_loss(Mlp<Scalar>& net, const Eigen::Ref<const Matrix<Scalar>>& x,
                       std::span<const int> labels, Loss loss) {
  net.forward(x);
  const double value = loss_of(loss, net.output(), labels, net.output_gradient());
  return {value, accuracy(net.output(), labels)};
}
template <std::floating_point Scalar>
Score forward_and_loss(Mlp<Scalar>& net, const Eigen::Ref<const Matrix<Scalar>>& x,
                       const Eigen::Ref<const Matrix<Scalar>>& target) {
  net.forward(x);
  const double value = mean_squared_error(net.output(), target, net.output_gradient());
  return {value, std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace detail

/// Forward, loss and all gradients of a batch x (inputs, batch), frozen layers' too; no parameter
/// moves.
template <std::floating_point Scalar>
Score backpropagate(Mlp<Scalar>& net, const Eigen::Ref<const typename Mlp<Scalar>::Matrix>& x,
                    std::span<const int> labels, Loss loss = Loss::cross_entropy) {
  const Score score = detail::forward_and_loss(net, x, labels, loss);
  net.backward(x);
  return score;
}

/// The same for the mean squared error to a target (outputs, batch).
template <std::floating_point Scalar>
Score backpropagate(Mlp<Scalar>& net, const Eigen::Ref<const typename Mlp<Scalar>::Matrix>& x,
                    const Eigen::Ref<const typename Mlp<Scalar>::Matrix>& target) {
  const Score score = detail::forward_and_loss(net, x, target);
  net.backward(x);
  return score;
}

/// Loss and accuracy over all columns of x, 256 at a time. No parameter changes, and no gradient of
/// weights or biases. The layers' activations are then those of the last batch of these, and their
/// dL/dz mean nothing.
template <std::floating_point Scalar>
Score evaluate(Mlp<Scalar>& net, const Eigen::Ref<const typename Mlp<Scalar>::Matrix>& x,
               std::span<const int> labels, Loss loss = Loss::cross_entropy) {
  constexpr Index chunk = 256;
  const Index count = x.cols();
  detail::check_labels(labels, net.outputs(), count);
  Mean mean, accuracy;
  for (Index start = 0; start < count; start += chunk) {
    const Index n = (std::min)(chunk, count - start);
    const auto own = labels.subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(n));
    const auto outputs = net.forward(x.middleCols(start, n));
    mean.add(detail::loss_of(loss, outputs, own, net.output_gradient()), n);
    accuracy.add(detail::accuracy(outputs, own), n);
  }
  return {mean.value(), accuracy.value()};
}

/// Options of a Trainer.
struct TrainerOptions {
  Index batch = 32;                 ///< examples per step; an epoch's last step may have fewer
  Loss loss = Loss::cross_entropy;  ///< for labels; targets always have the mean squared error
  /// An epoch ends at the first step whose loss, or a parameter after it, is not finite: `diverged`
  /// then names the layer.
  bool stop_when_diverged = false;
};

/// Where a Trainer is, between two epochs: with it and the net, another one goes on to the same
/// bits.
template <std::floating_point Scalar>
struct TrainerState {
  Rng shuffle;               ///< epoch e has the order of shuffle.stream(e)
  std::uint64_t epochs = 0;  ///< begun so far
  OptimizerState<Scalar> optimizer{};
};

/// A net, an optimizer's state and the order of the examples. The net must outlive it.
template <std::floating_point Scalar>
class Trainer {
 public:
  using Matrix = typename Mlp<Scalar>::Matrix;
  using Batch = Eigen::Ref<const Matrix>;

  /// Errors: batch below 1, an option of the method out of its range.
  Trainer(Mlp<Scalar>& net, const Method& method, const Rng& rng,
          const TrainerOptions& options = {})
      : Trainer(net, method, TrainerState<Scalar>{.shuffle = rng.stream("shuffle")}, options) {}

  /// Goes on where another trainer was. Errors: also a state of another method.
  Trainer(Mlp<Scalar>& net, const Method& method, const TrainerState<Scalar>& state,
          const TrainerOptions& options = {})
      : net_(net),
        optimizer_(method),
        rng_(state.shuffle),
        options_(options),
        epochs_(state.epochs) {
    optimizer_.restore(state.optimizer);
    if (options.batch < 1) {
      outset::detail::fail({"Trainer: batch is ", options.batch, ", must be >= 1"});
    }
  }

  /// One step on one batch; the score is that before the step.
  Score step(const Batch& x, std::span<const int> labels) {
    return move(x, detail::forward_and_loss(net(), x, labels, options_.loss));
  }
  Score step(const Batch& x, const Batch& target) {
    return move(x, detail::forward_and_loss(net(), x, target));
  }

  /// One pass over all columns of x (inputs, examples) in a new random order. The score is the
  /// mean over the examples, each seen just before the step on its batch.
  /// Errors: no example, sizes that do not match, a label out of range.
  Score epoch(const Batch& x, std::span<const int> labels) {
    detail::check_labels(labels, net().outputs(), x.cols());
    labels_.resize(static_cast<std::size_t>(options_.batch));
    return pass(x, [&](Index start, Index n) {
      for (Index j = 0; j < n; ++j) {
        labels_[static_cast<std::size_t>(j)] = labels[static_cast<std::size_t>(at(start + j))];
      }
      return step(x_.leftCols(n), std::span<const int>(labels_).first(static_cast<std::size_t>(n)));
    });
  }
  /// The same with a column of targets for every column of x, under the mean squared error.
  Score epoch(const Batch& x, const Batch& target) {
    if (target.rows() != net().outputs() || target.cols() != x.cols() || x.cols() == 0) {
      outset::detail::fail({"Trainer: target is ", target.rows(), " x ", target.cols(),
                            ", must be ", net().outputs(), " x ", x.cols(), " and not empty"});
    }
    target_.resize(net().outputs(), options_.batch);
    return pass(x, [&](Index start, Index n) {
      for (Index j = 0; j < n; ++j) target_.col(j) = target.col(at(start + j));
      return step(x_.leftCols(n), target_.leftCols(n));
    });
  }

  /// Epochs begun so far.
  std::uint64_t epochs() const { return epochs_; }
  const Optimizer<Scalar>& optimizer() const { return optimizer_; }
  TrainerState<Scalar> state() const { return {rng_, epochs_, optimizer_.state()}; }
  const TrainerOptions& options() const { return options_; }
  /// The net that it trains.
  Mlp<Scalar>& net() const { return net_; }
  /// The layer, from 0, with the first number that was not finite (first_not_finite), or the last
  /// one where only the loss was not. None while all are, and without `stop_when_diverged`.
  std::optional<Index> diverged() const { return diverged_; }

 private:
  Score move(const Batch& x, const Score& score) {
    net().backward_trainable(x);
    optimizer_.step(net());
    return score;
  }

  Index at(Index i) const { return order_[static_cast<std::size_t>(i)]; }

  template <class Step>
  Score pass(const Batch& x, Step&& step_on) {
    const Index count = x.cols();
    order_.resize(static_cast<std::size_t>(count));
    std::iota(order_.begin(), order_.end(), Index{0});
    shuffle(std::span<Index>(order_), rng_.stream(epochs_++));
    x_.resize(x.rows(), options_.batch);
    net().reserve((std::min)(options_.batch, count));
    Mean loss, accuracy;
    for (Index start = 0; start < count; start += options_.batch) {
      const Index n = (std::min)(options_.batch, count - start);
      for (Index j = 0; j < n; ++j) x_.col(j) = x.col(at(start + j));
      const Score score = step_on(start, n);
      loss.add(score.loss, n);
      accuracy.add(score.accuracy, n);
      if (options_.stop_when_diverged &&
          !(detail::is_finite(score.loss) && finite_parameters(net()))) {
        diverged_ = first_not_finite(net()).value_or(net().depth() - 1);
        break;
      }
    }
    return {loss.value(), accuracy.value()};
  }

  std::reference_wrapper<Mlp<Scalar>> net_;
  Optimizer<Scalar> optimizer_;
  Rng rng_;
  TrainerOptions options_;
  std::uint64_t epochs_ = 0;
  std::optional<Index> diverged_{};
  std::vector<Index> order_{};
  std::vector<int> labels_{};
  Matrix x_{}, target_{};
};

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
