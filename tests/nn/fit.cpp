// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/fit.hpp"

#include <stdexcept>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/data_2d.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
using outset::Rng;

namespace {

nn::Mlp<float> net_for(const nn::Points<float>& data, double std = 0.5) {
  nn::Mlp<float> net({2, 16, data.classes});
  net.initialize(outset::Normal{.std = std}, Rng(1));
  return net;
}

bool same(const nn::Score& a, const nn::Score& b) {
  return a.loss == b.loss && a.accuracy == b.accuracy;
}

}  // namespace

TEST_CASE("fit is the epochs that one would write by hand, with their history") {
  const auto data = nn::moons<float>(Rng(1)), test = nn::moons<float>(Rng(2));
  auto a = net_for(data), b = net_for(data);
  nn::Trainer by_fit(a, nn::Adam{.rate = 0.01}, Rng(1)), by_hand(b, nn::Adam{.rate = 0.01}, Rng(1));
  const nn::History history = nn::fit(by_fit, data.x, data.labels,
                                      {.epochs = 3, .test = test.x, .test_labels = test.labels});
  REQUIRE(history.size() == 4);
  CHECK(same(history[0].train, nn::evaluate(b, data.x, data.labels)));
  for (std::size_t e = 1; e <= 3; ++e) {
    CHECK(history[e].epoch == e);
    CHECK(history[e].rate == 0.01);
    CHECK(same(history[e].train, by_hand.epoch(data.x, data.labels)));
    REQUIRE(history[e].test.has_value());
    CHECK(same(*history[e].test, nn::evaluate(b, test.x, test.labels)));
  }
  CHECK(a.layer(0).weight() == b.layer(0).weight());
  // Going on has no second epoch 0.
  const nn::History more = nn::fit(by_fit, data.x, data.labels, {.epochs = 1});
  REQUIRE(more.size() == 1);
  CHECK(more[0].epoch == 4);
  CHECK_FALSE(more[0].test.has_value());
}

TEST_CASE("after_epoch sees the net, may measure in it, and ends the training") {
  const auto data = nn::circles<float>(Rng(1));
  auto watched = net_for(data), alone = net_for(data);
  nn::Trainer trainer(watched, nn::Sgd{.rate = 0.1, .momentum = 0.9}, Rng(1));
  std::vector<std::uint64_t> seen;
  const nn::History history =
      nn::fit(trainer, data.x, data.labels,
              {.epochs = 9, .after_epoch = [&](const nn::Epoch& e, nn::Mlp<float>& net) {
                 seen.push_back(e.epoch);
                 CHECK(&net == &watched);
                 nn::backpropagate(net, data.x.leftCols(7), std::span(data.labels).first(7));
                 return e.epoch < 2;
               }});
  CHECK(seen == std::vector<std::uint64_t>{0, 1, 2});
  CHECK(history.size() == 3);
  nn::Trainer plain(alone, nn::Sgd{.rate = 0.1, .momentum = 0.9}, Rng(1));
  nn::fit(plain, data.x, data.labels, {.epochs = 2});
  CHECK(watched.layer(0).weight() == alone.layer(0).weight());
}

TEST_CASE("fit ends with the epoch in which a net diverges, and names the layer") {
  const auto data = nn::moons<float>(Rng(1));
  auto net = net_for(data);
  nn::Trainer trainer(net, nn::Sgd{.rate = 1e20}, Rng(1), {.stop_when_diverged = true});
  const nn::History history = nn::fit(trainer, data.x, data.labels, {.epochs = 50});
  REQUIRE(history.size() < 50);
  CHECK(history.back().diverged == trainer.diverged());
  CHECK(history.back().diverged.has_value());
  CHECK_THROWS_AS(nn::fit(trainer, data.x, {}, {}), std::invalid_argument);
}
