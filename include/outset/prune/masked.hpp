// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Training under masks: pruned weights stay exactly 0, and their gradients do not count, so that no
// momentum gathers for them.
//
//   outset::prune::MaskedTrainer trainer(net, masks, outset::nn::Adam{}, rng);
//   for (int e = 0; e < 10; ++e) trainer.epoch(X, labels);
//
// With masks that keep all it takes nn::Trainer's steps, to the bit.

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/nn/loss.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/optimizer.hpp"
#include "outset/nn/shuffle.hpp"
#include "outset/nn/train.hpp"
#include "outset/prune/magnitude.hpp"
#include "outset/prune/mask.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {
namespace detail {

template <std::floating_point Scalar>
void require_fit(const nn::Mlp<Scalar>& net, const Masks& masks) {
  if (static_cast<Index>(masks.size()) != net.depth()) {
    outset::detail::fail(
        {"MaskedNet: ", masks.size(), " masks, must be ", net.depth(), ", one for each layer"});
  }
  for (Index i = 0; i < net.depth(); ++i) {
    const Mask& mask = masks[static_cast<std::size_t>(i)];
    const auto& w = net.layer(i).weight();
    if (mask.rows() != w.rows() || mask.cols() != w.cols()) {
      outset::detail::fail({"MaskedNet: the mask of layer ", i, " is ", mask.rows(), " x ",
                            mask.cols(), ", must be ", w.rows(), " x ", w.cols()});
    }
  }
}

}  // namespace detail

/// A net and a mask for the weights of each layer, as an Optimizer moves them. The net must outlive
/// it.
template <std::floating_point Scalar>
class MaskedNet {
 public:
  /// Sets the pruned weights to 0. Errors: another number of masks than layers; a mask of another
  /// size than its layer's weights; nothing is changed then.
  MaskedNet(nn::Mlp<Scalar>& net, Masks masks) : net_(net) { set_masks(std::move(masks)); }

  nn::Mlp<Scalar>& net() const { return net_; }
  const Masks& masks() const { return masks_; }

  /// Other masks from now on. What they prune becomes 0; what they keep and the old ones pruned
  /// starts at 0.
  void set_masks(Masks masks) {
    detail::require_fit(net(), masks);
    masks_ = std::move(masks);
    apply();
  }

  /// Sets the pruned weights to 0, as after the net's weights were put back to their start.
  void apply() {
    for (Index i = 0; i < net().depth(); ++i) mask(i).apply(net().layer(i).weight());
  }

  Index parameter_count() const { return net().parameter_count(); }
  Index tensor_count() const { return net().tensor_count(); }
  /// As Mlp's, with gradients of 0 for pruned weights.
  template <class Use>
  void for_each_parameter(Use&& use) {
    for (Index i = 0; i < net().depth(); ++i) {
      auto& layer = net().layer(i);
      bool is_weight = true;  // they come first
      layer.for_each_parameter([&](auto&& values, const auto& gradients, double rate_factor) {
        if (is_weight) {
          gradient_.resize(layer.out(), layer.in());
          gradient_ = layer.weight_gradient();
          mask(i).apply(gradient_);
          nn::detail::use_parameter(use, values,
                                    Eigen::Map<const Vector>(gradient_.data(), gradient_.size()),
                                    rate_factor);
          mask(i).apply(layer.weight());
        } else {
          nn::detail::use_parameter(use, values, gradients, rate_factor);
        }
        is_weight = false;
      });
    }
  }

 private:
  using Vector = typename nn::Mlp<Scalar>::Vector;

  const Mask& mask(Index i) const { return masks_[static_cast<std::size_t>(i)]; }

  std::reference_wrapper<nn::Mlp<Scalar>> net_;
  Masks masks_{};
  typename nn::Mlp<Scalar>::Matrix gradient_{};
};

/// nn::Trainer under masks. The same seed gives the same order of examples.
template <std::floating_point Scalar>
class MaskedTrainer {
 public:
  using Batch = Eigen::Ref<const typename nn::Mlp<Scalar>::Matrix>;

  /// Errors: those of MaskedNet and of nn::Trainer.
  MaskedTrainer(nn::Mlp<Scalar>& net, Masks masks, const nn::Method& method, const Rng& rng,
                const nn::TrainerOptions& options = {})
      : net_(net, std::move(masks)),
        optimizer_(method),
        rng_(rng.stream("shuffle")),
        options_(options) {
    if (options.batch < 1) {
      outset::detail::fail({"MaskedTrainer: batch is ", options.batch, ", must be >= 1"});
    }
  }

  MaskedNet<Scalar>& net() { return net_; }
  const MaskedNet<Scalar>& net() const { return net_; }
  const Masks& masks() const { return net_.masks(); }
  std::uint64_t epochs() const { return epochs_; }
  std::int64_t steps() const { return steps_; }

  /// From now on a schedule prunes, as TensorFlow's toolkit does: before step t of prunes_at(t), of
  /// the n weights of every layer round(n (1 - sparsity(t))), at least 1, are kept, the largest.
  /// Frozen layers keep their masks.
  template <class Schedule>
  void prune_by(const Schedule& schedule) {
    schedule.validate();
    sparsity_ = [schedule](std::int64_t step) {
      return schedule.prunes_at(step) ? std::optional(schedule.sparsity(step)) : std::nullopt;
    };
  }

  /// One step on one batch x (inputs, examples); the score is that before the step.
  nn::Score step(const Batch& x, std::span<const int> labels) {
    if (const auto sparsity = sparsity_ ? sparsity_(steps_) : std::nullopt) prune_to(*sparsity);
    const nn::Score score = nn::detail::forward_and_loss(net_.net(), x, labels, options_.loss);
    net_.net().backward_trainable(x);
    optimizer_.step(net_);
    ++steps_;
    return score;
  }

  /// One pass over all columns of x in a new random order. Errors: no example, sizes that do not
  /// match, a label out of range.
  nn::Score epoch(const Batch& x, std::span<const int> labels) {
    nn::detail::check_labels(labels, net_.net().outputs(), x.cols());
    begin_epoch(labels.size());
    nn::Mean loss, accuracy;
    while (next_ < order_.size()) {
      const nn::Score score = step_on_next(x, labels);
      loss.add(score.loss, x_.cols());
      accuracy.add(score.accuracy, x_.cols());
    }
    return {loss.value(), accuracy.value()};
  }

  /// The next `count` steps of such passes; the last one may end before its examples do, and the
  /// next call then goes on with the rest of them. Errors: those of `epoch`, a negative count.
  void advance(const Batch& x, std::span<const int> labels, std::int64_t count) {
    nn::detail::check_labels(labels, net_.net().outputs(), x.cols());
    if (count < 0) {
      outset::detail::fail({"MaskedTrainer: count is ", count, ", must be >= 0"});
    }
    for (std::int64_t i = 0; i < count; ++i) {
      if (next_ == order_.size() || order_.size() != labels.size()) begin_epoch(labels.size());
      step_on_next(x, labels);
    }
  }

 private:
  void begin_epoch(std::size_t examples) {
    order_.resize(examples);
    std::iota(order_.begin(), order_.end(), Index{0});
    nn::shuffle(std::span<Index>(order_), rng_.stream(epochs_++));
    next_ = 0;
  }

  nn::Score step_on_next(const Batch& x, std::span<const int> labels) {
    const std::size_t n =
        (std::min)(static_cast<std::size_t>(options_.batch), order_.size() - next_);
    x_.resize(x.rows(), static_cast<Index>(n));
    labels_.resize(n);
    for (std::size_t j = 0; j < n; ++j) {
      const Index from = order_[next_ + j];
      x_.col(static_cast<Index>(j)) = x.col(from);
      labels_[j] = labels[static_cast<std::size_t>(from)];
    }
    next_ += n;
    return step(x_, labels_);
  }

  void prune_to(double sparsity) {
    const Keep keep(1 - sparsity);
    Masks masks;
    for (Index i = 0; i < net_.net().depth(); ++i) {
      const auto& layer = net_.net().layer(i);
      const auto& w = layer.weight();
      masks.push_back(layer.frozen() ? net_.masks()[static_cast<std::size_t>(i)]
                                     : magnitude(w, (std::max)(Index{1}, keep.of(w.size()))));
    }
    net_.set_masks(std::move(masks));
  }

  MaskedNet<Scalar> net_;
  nn::Optimizer<Scalar> optimizer_;
  Rng rng_;
  nn::TrainerOptions options_;
  std::uint64_t epochs_ = 0;
  std::int64_t steps_ = 0;
  std::vector<Index> order_{};                                     // of the epoch that has begun
  std::size_t next_ = 0;                                           // in order_
  std::function<std::optional<double>(std::int64_t)> sparsity_{};  // at steps that prune
  typename nn::Mlp<Scalar>::Matrix x_{};
  std::vector<int> labels_{};
};

/// A plain net, its pruned weights 0.
template <std::floating_point Scalar>
nn::Mlp<Scalar> strip(const MaskedNet<Scalar>& masked) {
  nn::Mlp<Scalar> net = masked.net();
  for (Index i = 0; i < net.depth(); ++i) {
    masked.masks()[static_cast<std::size_t>(i)].apply(net.layer(i).weight());
  }
  return net;
}
template <std::floating_point Scalar>
nn::Mlp<Scalar> strip(const MaskedTrainer<Scalar>& trainer) {
  return strip(trainer.net());
}

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
