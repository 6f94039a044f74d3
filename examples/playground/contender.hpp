// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// One net of a race, which trains step by step so that a page can stop between any two. Its history
// is that of nn::fit with the same settings, to the bit: program.hpp writes that program.

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <outset/nn/nn.hpp>
#include <outset/outset.hpp>
#include <span>
#include <string>
#include <vector>

#include "sets.hpp"
#include "settings.hpp"

namespace playground {

using Net = outset::nn::Mlp<float>;
using outset::Index;

inline std::vector<Index> sizes_of(const Settings& settings, const Set& set) {
  std::vector<Index> sizes{set.train.x.rows()};
  sizes.insert(sizes.end(), static_cast<std::size_t>(settings.depth), settings.width);
  sizes.push_back(set.classes);
  return sizes;
}

/// Adds a normal number to each weight, which makes units that are the same a little different.
inline void nudge(Net& net, double std, const outset::Rng& rng) {
  for (Index i = 0; i < net.depth(); ++i) {
    Matrix change(net.layer(i).out(), net.layer(i).in());
    outset::Normal{.std = std}(change, rng.stream("nudge").stream(i));
    net.layer(i).weight() += change;
  }
}

class Contender {
 public:
  /// The set must outlive it. Errors: the initializers'.
  Contender(const Settings& settings, const std::string& init, const Set& set)
      : set_(set),
        init_(init),
        rng_(settings.seed),
        net_(sizes_of(settings, set), outset::nn::activation(settings.f)),
        trainer_(net_, method_of(settings), rng_, {.batch = settings.batch}),
        order_(set.train.labels.size()) {
    net_.initialize(outset::initializer(init), outset::initializer(settings.bias), rng_);
    if (settings.nudge > 0) nudge(net_, settings.nudge, rng_);
    record(outset::nn::evaluate(net_, set.train.x, set.train.labels));
  }
  // The trainer refers to the net.
  Contender(const Contender&) = delete;
  Contender& operator=(const Contender&) = delete;

  /// One step on the next batch of the epoch; none after divergence.
  void step() {
    if (diverged_) return;
    const Index count = set_.train.x.cols();
    if (at_ == 0) begin_epoch();
    const Index n = (std::min)(trainer_.options().batch, count - at_);
    batch_.resize(set_.train.x.rows(), n);
    labels_.resize(static_cast<std::size_t>(n));
    for (Index j = 0; j < n; ++j) {
      const Index from = order_[static_cast<std::size_t>(at_ + j)];
      batch_.col(j) = set_.train.x.col(from);
      labels_[static_cast<std::size_t>(j)] = set_.train.labels[static_cast<std::size_t>(from)];
    }
    const outset::nn::Score score = trainer_.step(batch_, labels_);
    loss_.add(score.loss, n);
    accuracy_.add(score.accuracy, n);
    ++steps_;
    at_ += n;
    if (!(outset::exact::is_finite(score.loss) && outset::nn::finite_parameters(net_))) {
      diverged_ = outset::nn::first_not_finite(net_).value_or(net_.depth() - 1);
    }
    if (at_ == count || diverged_) {
      at_ = 0;
      ++epochs_;
      record({loss_.value(), accuracy_.value()});
    }
  }

  Net& net() { return net_; }
  const Set& set() const { return set_; }
  const std::string& init() const { return init_; }
  const outset::nn::Trainer<float>& trainer() const { return trainer_; }
  const outset::nn::History& history() const { return history_; }
  std::uint64_t steps() const { return steps_; }
  std::optional<Index> diverged() const { return diverged_; }

 private:
  void begin_epoch() {
    std::iota(order_.begin(), order_.end(), Index{0});
    outset::nn::shuffle(std::span<Index>(order_), rng_.stream("shuffle").stream(epochs_));
    loss_ = accuracy_ = {};
  }

  void record(const outset::nn::Score& train) {
    history_.push_back(
        {.epoch = epochs_,
         .rate = std::visit([](const auto& m) { return m.rate; }, trainer_.optimizer().method()),
         .train = train,
         .test = outset::nn::evaluate(net_, set_.test.x, set_.test.labels),
         .diverged = diverged_});
  }

  const Set& set_;
  std::string init_;
  outset::Rng rng_;
  Net net_;
  outset::nn::Trainer<float> trainer_;
  outset::nn::History history_{};
  std::vector<Index> order_;
  Matrix batch_{};
  std::vector<int> labels_{};
  outset::nn::Mean loss_{}, accuracy_{};
  Index at_ = 0;
  std::uint64_t epochs_ = 0, steps_ = 0;
  std::optional<Index> diverged_{};
};

}  // namespace playground
