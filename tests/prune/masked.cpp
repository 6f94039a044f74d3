// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/masked.hpp"

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/digits.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/layer_rates.hpp"
#include "outset/prune/schedule.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
namespace prune = outset::prune;
using nn::Activation;
using outset::Index;
using outset::Rng;

namespace {

struct Digits {
  Eigen::MatrixXf x;
  std::vector<int> labels;
};

// 300 of the 1,797 digits, which is enough to move every weight.
const Digits& digits() {
  static const Digits data = [] {
    const auto [train, test] =
        examples::split(examples::read_digits(OUTSET_SOURCE_DIR "/examples/data/digits.csv"));
    const auto all = examples::standardize<float>(train, test).train;
    return Digits{all.x.leftCols(300), {all.labels.begin(), all.labels.begin() + 300}};
  }();
  return data;
}

nn::Mlp<float> small_net(Activation f = Activation::relu) {
  nn::Mlp<float> net({64, 24, 16, 10}, f);
  net.initialize(outset::HeNormal{}, Rng{1});
  return net;
}

bool same(const nn::Mlp<float>& a, const nn::Mlp<float>& b) {
  for (Index l = 0; l < a.depth(); ++l) {
    if (a.layer(l).weight() != b.layer(l).weight() || a.layer(l).bias() != b.layer(l).bias()) {
      return false;
    }
  }
  return true;
}

bool pruned_are_zero(const nn::Mlp<float>& net, const prune::Masks& masks) {
  for (Index l = 0; l < net.depth(); ++l) {
    const auto& w = net.layer(l).weight();
    const prune::Mask& mask = masks[static_cast<std::size_t>(l)];
    for (Index i = 0; i < w.size(); ++i) {
      if (!mask[i] && !(w.data()[i] == 0.0F && !std::signbit(w.data()[i]))) return false;
    }
  }
  return true;
}

const std::vector<nn::Method> methods{nn::Sgd{.rate = 0.1}, nn::Sgd{.rate = 0.05, .momentum = 0.9},
                                      nn::Adam{.rate = 0.01}};

}  // namespace

TEST_CASE("with all weights kept it trains as nn::Trainer, to the bit", "[masked]") {
  for (const nn::Method& method : methods) {
    auto plain = small_net(Activation::prelu), masked = plain;
    prune::Masks all;
    for (Index l = 0; l < 3; ++l) all.emplace_back(plain.layer(l).out(), plain.layer(l).in());
    nn::Trainer<float> trainer(plain, method, Rng{3});
    prune::MaskedTrainer<float> under_masks(masked, all, method, Rng{3});
    for (int epoch = 0; epoch < 2; ++epoch) {
      const nn::Score expected = trainer.epoch(digits().x, digits().labels);
      const nn::Score score = under_masks.epoch(digits().x, digits().labels);
      CHECK(score.loss == expected.loss);
      CHECK(score.accuracy == expected.accuracy);
    }
    CHECK(same(plain, masked));
    CHECK(plain.layer(0).slope() == masked.layer(0).slope());
    CHECK(under_masks.epochs() == 2);
    CHECK(under_masks.steps() == 20);
  }
}

TEST_CASE("pruned weights stay exactly 0 under every optimizer, the others learn", "[masked]") {
  for (const nn::Method& method : methods) {
    auto net = small_net();
    const auto before = net;
    const auto masks = prune::random(net, 0.3, Rng{8});
    prune::MaskedTrainer<float> trainer(net, masks, method, Rng{3});
    CHECK(pruned_are_zero(net, masks));
    const double first = trainer.epoch(digits().x, digits().labels).loss;
    CHECK(pruned_are_zero(net, masks));
    double last = first;
    for (int epoch = 0; epoch < 5; ++epoch) last = trainer.epoch(digits().x, digits().labels).loss;
    CHECK(pruned_are_zero(net, masks));
    CHECK(last < first);
    for (Index l = 0; l < 3; ++l) {
      CHECK((net.layer(l).weight().array() != 0).count() ==
            masks[static_cast<std::size_t>(l)].count());
    }
    CHECK(net.layer(0).weight() != before.layer(0).weight());
  }
}

TEST_CASE("gradients of pruned weights do not count: none comes back with momentum", "[masked]") {
  // A weight that is pruned for some steps and then kept again moves like one whose gradients were
  // 0 until then: for SGD its first step is - rate g.
  auto net = small_net();
  prune::Masks all, without;
  for (Index l = 0; l < 3; ++l) all.emplace_back(net.layer(l).out(), net.layer(l).in());
  without = all;
  without[1](2, 3) = false;
  prune::MaskedTrainer<float> trainer(net, without, nn::Sgd{.rate = 0.05, .momentum = 0.9}, Rng{3});
  for (int step = 0; step < 8; ++step) trainer.step(digits().x, digits().labels);
  trainer.net().set_masks(all);
  CHECK(net.layer(1).weight()(2, 3) == 0.0F);
  trainer.step(digits().x, digits().labels);
  const float gradient = net.layer(1).weight_gradient()(2, 3);
  CHECK(gradient != 0.0F);
  CHECK(net.layer(1).weight()(2, 3) == -(0.05F * gradient));
}

TEST_CASE("a schedule prunes layer by layer, and what is pruned stays pruned", "[masked]") {
  auto net = small_net();
  prune::Masks all;
  for (Index l = 0; l < 3; ++l) all.emplace_back(net.layer(l).out(), net.layer(l).in());
  prune::MaskedTrainer<float> trainer(net, all, nn::Adam{}, Rng{3});
  const prune::PolynomialDecay decay{
      .initial = 0.2, .final = 0.9, .begin = 4, .end = 24, .power = 3, .frequency = 5};
  trainer.prune_by(decay);
  prune::Masks last = all;
  for (std::int64_t step = 0; step < 30; ++step) {
    trainer.step(digits().x, digits().labels);
    const auto& masks = trainer.masks();
    for (std::size_t l = 0; l < 3; ++l) CHECK((masks[l] & last[l]) == masks[l]);
    if (decay.prunes_at(step)) {
      for (const prune::Mask& mask : masks) {
        CHECK(mask.count() == prune::Keep(1 - decay.sparsity(step)).of(mask.size()));
      }
    } else {
      CHECK(masks == last);
    }
    CHECK(pruned_are_zero(net, masks));
    last = masks;
  }
  CHECK(prune::density(last) == Approx(0.1).margin(0.001));
  // At least one weight of every layer is left.
  trainer.prune_by(prune::ConstantSparsity{.target = 0.9999, .frequency = 1});
  trainer.step(digits().x, digits().labels);
  for (const prune::Mask& mask : trainer.masks()) CHECK(mask.count() == 1);
}

TEST_CASE("rewound by seed: the same stream gives the ticket its initial weights", "[masked]") {
  auto net = small_net();
  const auto start = net;
  prune::Masks all;
  for (Index l = 0; l < 3; ++l) all.emplace_back(net.layer(l).out(), net.layer(l).in());
  prune::MaskedTrainer<float> trainer(net, all, nn::Adam{}, Rng{3});
  trainer.epoch(digits().x, digits().labels);
  const auto masks = prune::magnitude(net, 0.2);
  net.initialize(outset::HeNormal{}, Rng{1});
  trainer.net().set_masks(masks);
  for (Index l = 0; l < 3; ++l) {
    Eigen::MatrixXf expected = start.layer(l).weight();
    masks[static_cast<std::size_t>(l)].apply(expected);
    CHECK(net.layer(l).weight() == expected);
  }
}

TEST_CASE("strip gives a plain net with the same outputs", "[masked]") {
  auto net = small_net();
  const auto masks = prune::magnitude_global(net, 0.2);
  prune::MaskedTrainer<float> trainer(net, masks, nn::Sgd{.momentum = 0.5}, Rng{3});
  trainer.epoch(digits().x, digits().labels);
  auto plain = prune::strip(trainer);
  CHECK(same(plain, net));
  CHECK(pruned_are_zero(plain, masks));
  CHECK(Eigen::MatrixXf(plain.forward(digits().x)) == Eigen::MatrixXf(net.forward(digits().x)));
}

TEST_CASE("masks that do not fit are refused, and nothing changes", "[masked]") {
  auto net = small_net();
  const auto before = net;
  auto masks = prune::random(net, 0.5, Rng{1});
  masks[2] = prune::Mask(16, 10);
  CHECK_THROWS_WITH(prune::MaskedNet<float>(net, masks),
                    "outset: MaskedNet: the mask of layer 2 is 16 x 10, must be 10 x 16");
  masks.pop_back();
  CHECK_THROWS_WITH(prune::MaskedNet<float>(net, masks),
                    "outset: MaskedNet: 2 masks, must be 3, one for each layer");
  CHECK(same(net, before));
  const auto fitting = prune::random(net, 0.5, Rng{1});
  CHECK_THROWS_WITH(prune::MaskedTrainer<float>(net, fitting, nn::Adam{}, Rng{1}, {.batch = 0}),
                    "outset: MaskedTrainer: batch is 0, must be >= 1");
  prune::MaskedTrainer<float> trainer(net, fitting, nn::Adam{}, Rng{1});
  CHECK_THROWS_WITH(trainer.prune_by(prune::ConstantSparsity{.target = 2}),
                    ContainsSubstring("target is 2"));
}

TEST_CASE("a frozen layer keeps its bits under masks, pruned weights and all") {
  const auto& [x, labels] = digits();
  auto net = small_net();
  prune::Masks masks;
  for (Index l = 0; l < net.depth(); ++l)
    masks.push_back(prune::magnitude(net.layer(l).weight(), 0.5));
  prune::MaskedTrainer<float> trainer(net, masks, nn::Adam{}, Rng{2});
  trainer.prune_by(prune::ConstantSparsity{.target = 0.8, .begin = 1, .frequency = 2});
  nn::set_layer_rates(net, {.frozen = 2});
  const nn::Mlp<float> before = net;
  trainer.epoch(x, labels);
  for (Index l = 0; l < 2; ++l) {
    CHECK(net.layer(l).weight() == before.layer(l).weight());
    CHECK(net.layer(l).bias() == before.layer(l).bias());
    CHECK(trainer.masks()[static_cast<std::size_t>(l)].density() == 0.5);
  }
  CHECK(trainer.masks()[2].density() == Approx(0.2));
  CHECK(net.layer(2).weight() != before.layer(2).weight());
}

TEST_CASE(
    "below the first layer that learns no gradient is computed, and no weight's bit differs") {
  const auto& [x, labels] = digits();
  for (const nn::Method& method : methods) {
    auto net = small_net();
    nn::set_layer_rates(net, {.frozen = 1});
    auto all = net;
    const auto masks = prune::random(net, 0.5, Rng{4});
    prune::MaskedTrainer<float> trainer(net, masks, method, Rng{2});
    prune::MaskedNet<float> under_masks(all, masks);
    nn::Optimizer<float> optimizer(method);
    for (int step = 0; step < 3; ++step) {
      const nn::Score score = trainer.step(x, labels);
      CHECK(score.loss == nn::backpropagate(all, x, labels).loss);
      optimizer.step(under_masks);
    }
    CHECK(same(net, all));
    CHECK(net.layer(0).weight_gradient().isZero(0));
    CHECK_FALSE(all.layer(0).weight_gradient().isZero(0));
  }
}
