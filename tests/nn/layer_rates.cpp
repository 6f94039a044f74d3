// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/layer_rates.hpp"

#include <Eigen/Core>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/fit.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
using outset::Index;
using Net = nn::Mlp<float>;

namespace {

const std::vector<nn::Method> methods = {
    nn::Sgd{.rate = 0.1}, nn::Sgd{.rate = 0.1, .momentum = 0.9}, nn::Adam{.rate = 0.01}};

Net made(nn::Activation hidden = nn::Activation::relu) {
  Net net({6, 8, 7, 3}, hidden);
  net.initialize(outset::HeNormal{}, outset::Normal{.std = 0.1}, outset::Rng(1));
  return net;
}

struct Batch {
  Eigen::MatrixXf x{6, 40};
  std::vector<int> labels;
  Batch() {
    outset::Rng rng{2};
    outset::Normal{.std = 1}(x, rng);
    for (int i = 0; i < 40; ++i) labels.push_back(i * i % 3);
  }
};

// The bits of layer l.
std::string bits(Net& net, Index l) {
  std::string bytes;
  net.layer(l).for_each_parameter([&](const auto& w, const auto&) {
    bytes.append(reinterpret_cast<const char*>(w.data()),
                 static_cast<std::size_t>(w.size()) * sizeof(float));
  });
  return bytes;
}

}  // namespace

TEST_CASE(
    "a frozen layer keeps its bits and its momentum under every optimizer, wherever it is in the "
    "net") {
  const Batch batch;
  for (const nn::Method& method : methods) {
    for (Index frozen = 0; frozen < 3; ++frozen) {
      Net net = made(nn::Activation::prelu);
      nn::Trainer<float> trainer(net, method, outset::Rng(3), {.batch = 16});
      trainer.epoch(batch.x, batch.labels);  // so that there is momentum
      net.layer(frozen).set_rate_factor(0);
      net.layer(0).weight()(0, 0) = -0.0F;
      Net before = net;
      const auto momentum = trainer.optimizer().state().first;
      nn::fit(trainer, batch.x, batch.labels, {.epochs = 3});
      Index at = 0;
      for (Index l = 0; l < 3; ++l) {
        CHECK((bits(net, l) == bits(before, l)) == (l == frozen));
        const Index count = momentum.size() > 0 ? net.layer(l).parameter_count() : 0;
        const auto now = trainer.optimizer().state().first.segment(at, count);
        if (count > 0) CHECK((now == momentum.segment(at, count)) == (l == frozen));
        at += count;
      }
    }
  }
}

TEST_CASE("above frozen layers training takes the steps of a net on their activations") {
  const Batch batch;
  for (const nn::Method& method : methods) {
    Net net = made(), features = net, head({7, 3});
    const Eigen::MatrixXf targets = Eigen::MatrixXf::Ones(3, 40);
    head.layer(0).weight() = net.layer(2).weight();
    head.layer(0).bias() = net.layer(2).bias();
    features.forward(batch.x);
    const Eigen::MatrixXf h = features.layer(1).activations();
    nn::set_layer_rates(net, {.frozen = 2});
    nn::Trainer<float> trainer(net, method, outset::Rng(3), {.batch = 16});
    nn::Trainer<float> apart(head, method, outset::Rng(3), {.batch = 16});
    for (int e = 0; e < 2; ++e) {
      CHECK(trainer.epoch(batch.x, batch.labels).loss == apart.epoch(h, batch.labels).loss);
      trainer.epoch(batch.x, targets);
      apart.epoch(h, targets);
    }
    CHECK(bits(net, 2) == bits(head, 0));
    CHECK(net.layer(1).weight_gradient().isZero(0));  // nobody asked for it
    nn::backpropagate(net, batch.x, batch.labels);
    CHECK_FALSE(net.layer(0).weight_gradient().isZero(0));
  }
}

TEST_CASE("a net whose layers are all frozen is trained without a change") {
  const Batch batch;
  Net net = made();
  for (Index l = 0; l < 3; ++l) net.layer(l).set_rate_factor(0);
  Net before = net;
  nn::Trainer<float> trainer(net, nn::Adam{}, outset::Rng(3));
  trainer.epoch(batch.x, batch.labels);
  for (Index l = 0; l < 3; ++l) CHECK(bits(net, l) == bits(before, l));
}

TEST_CASE("discriminative rates fall by the ratio from layer to layer") {
  Net net = made();
  nn::set_layer_rates(net, {.ratio = 2.6});
  CHECK(net.layer(2).rate_factor() == 1);
  CHECK(net.layer(1).rate_factor() == 1 / 2.6);
  CHECK(net.layer(0).rate_factor() == 1 / 2.6 / 2.6);
  nn::set_layer_rates(net, {.frozen = 1, .ratio = 2});
  CHECK(net.layer(0).frozen());
  CHECK(net.layer(1).rate_factor() == 0.5);
  net.layer(2).set_rate_factor(0.25);  // factors from before do not count
  nn::set_layer_rates(net, {});
  for (Index l = 0; l < 3; ++l) CHECK(net.layer(l).rate_factor() == 1);
}

TEST_CASE("a layer's step is that of an optimizer with the layer's rate") {
  const Batch batch;
  const auto with_rate = [](nn::Method method, double rate) {
    std::visit([&](auto& options) { options.rate = rate; }, method);
    return method;
  };
  for (const nn::Method& method : methods) {
    Net net = made(nn::Activation::prelu);
    nn::set_layer_rates(net, {.ratio = 4});  // exact in binary
    const double rate = std::visit([](const auto& options) { return options.rate; }, method);
    nn::Optimizer<float> optimizer(method);
    std::vector<Net> nets(3, net);
    std::vector<nn::Optimizer<float>> optimizers;
    for (Index l = 0; l < 3; ++l) {
      nn::set_layer_rates(nets[static_cast<std::size_t>(l)], {});
      optimizers.emplace_back(with_rate(method, rate * net.layer(l).rate_factor()));
    }
    for (int step = 0; step < 3; ++step) {
      nn::backpropagate(net, batch.x, batch.labels);
      for (std::size_t l = 0; l < 3; ++l) {  // the same gradients, at another rate
        for (Index k = 0; k < 3; ++k) {
          nets[l].layer(k) = net.layer(k);
          nets[l].layer(k).set_rate_factor(1);
        }
        optimizers[l].step(nets[l]);
      }
      optimizer.step(net);
      for (Index l = 0; l < 3; ++l) {
        CHECK(bits(net, l) == bits(nets[static_cast<std::size_t>(l)], l));
      }
    }
  }
}

TEST_CASE("a layer that Adam unfreezes late starts as one that it never froze") {
  // With the t of the layers above, the first step would be up to three times the rate.
  const Batch batch;
  Net net = made();
  net.layer(0).set_rate_factor(0);
  nn::Trainer<float> trainer(net, nn::Adam{.rate = 0.01}, outset::Rng(3), {.batch = 16});
  for (int e = 0; e < 5; ++e) trainer.epoch(batch.x, batch.labels);
  net.layer(0).set_rate_factor(1);
  Net before = net, fresh = net;
  trainer.step(batch.x, batch.labels);
  nn::Trainer<float> anew(fresh, nn::Adam{.rate = 0.01}, outset::Rng(4));
  anew.step(batch.x, batch.labels);
  CHECK(bits(net, 0) == bits(fresh, 0));
  CHECK(bits(net, 0) != bits(before, 0));
  CHECK(bits(net, 2) != bits(fresh, 2));
}

TEST_CASE("gradual unfreezing moves one more layer each time") {
  const Batch batch;
  Net net = made(), before = net;
  nn::Trainer<float> trainer(net, nn::Sgd{.rate = 0.1, .momentum = 0.9}, outset::Rng(3));
  for (Index frozen = 2; frozen >= 0; --frozen) {
    nn::set_layer_rates(net, {.frozen = frozen, .ratio = 2.6});
    trainer.epoch(batch.x, batch.labels);
    for (Index l = 0; l < 3; ++l) CHECK((bits(net, l) == bits(before, l)) == (l < frozen));
  }
}

TEST_CASE("rates out of their range are refused, and nothing is changed") {
  Net net = made();
  nn::set_layer_rates(net, {.frozen = 1, .ratio = 2});
  const auto unchanged = [&] { return net.layer(0).frozen() && net.layer(1).rate_factor() == 0.5; };
  const double nan = std::nan("");
  CHECK_THROWS_WITH(nn::set_layer_rates(net, {.frozen = 3}),
                    ContainsSubstring("frozen is 3, must be in [0, 3)"));
  CHECK_THROWS_WITH(nn::set_layer_rates(net, {.frozen = -1}), ContainsSubstring("frozen is -1"));
  CHECK_THROWS_WITH(nn::set_layer_rates(net, {.ratio = 0}), ContainsSubstring("ratio is 0"));
  CHECK_THROWS_WITH(nn::set_layer_rates(net, {.ratio = nan}), ContainsSubstring("ratio is nan"));
  CHECK_THROWS_WITH(nn::set_layer_rates(net, {.ratio = 1e-200}), ContainsSubstring("its powers"));
  CHECK_THROWS_WITH(net.layer(0).set_rate_factor(-1), ContainsSubstring("rate_factor is -1"));
  CHECK_THROWS_WITH(net.layer(0).set_rate_factor(INFINITY), ContainsSubstring("finite and >= 0"));
  CHECK(unchanged());
}
