// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/synflow.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/prune/magnitude.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
namespace prune = outset::prune;
using outset::Index;
using outset::Rng;

namespace {

// Tanaka et al.'s setting on digits: 57,400 weights in 7 layers.
nn::Mlp<double> deep_net(std::uint64_t seed) {
  nn::Mlp<double> net({64, 100, 100, 100, 100, 100, 100, 10});
  net.initialize(outset::HeNormal{}, Rng{seed});
  return net;
}

bool has_empty_layer(const prune::Masks& masks) {
  return std::any_of(masks.begin(), masks.end(),
                     [](const prune::Mask& mask) { return mask.count() == 0; });
}

}  // namespace

TEST_CASE("SynFlow's scores: shares of the flow, by hand", "[synflow]") {
  nn::Mlp<double> net({2, 2, 1});
  net.layer(0).weight() << 1, -2,  //
      3, 0;
  net.layer(1).weight() << -4, 0.5;
  net.layer(0).bias() << 100, 100;  // does not count
  const auto scores = prune::synflow_scores(net);
  Eigen::Matrix2d first;
  first << 4, 8,  //
      1.5, 0;
  Eigen::RowVector2d second(12, 1.5);  // |W1| 1 = (3, 3)
  const double scale = scores[0](0, 0) / 4;
  CHECK(std::log2(scale) == std::round(std::log2(scale)));
  CHECK((scores[0] - scale * first).cwiseAbs().maxCoeff() <= 0);
  CHECK((scores[1] - scale * second).cwiseAbs().maxCoeff() <= 0);
}

TEST_CASE("what flows into a unit flows out of it, and every layer's scores sum to R",
          "[synflow]") {
  // Sums of 10^4 positive products: relative rounding of 10^4 2^-53 at most, 1.1e-12.
  const auto scores = prune::synflow_scores(deep_net(1));
  const double total = scores[0].sum();
  for (std::size_t l = 0; l < scores.size(); ++l) {
    CHECK(std::abs(scores[l].sum() / total - 1) <= 1e-12);
    if (l + 1 == scores.size()) continue;
    const Eigen::VectorXd in = scores[l].rowwise().sum();
    const Eigen::VectorXd out = scores[l + 1].colwise().sum().transpose();
    CHECK(((in - out).array() / in.array()).abs().maxCoeff() <= 1e-12);
  }
}

TEST_CASE("a net whose R no double holds has scores", "[synflow]") {
  nn::Mlp<double> net(std::vector<Index>(301, 10));
  net.initialize(outset::Normal{.std = 1}, Rng{1});  // R is about 8^300 = 1e271 with these
  for (Index l = 0; l < net.depth(); ++l) net.layer(l).weight() *= 100;  // and 1e871
  const auto scores = prune::synflow_scores(net);
  for (std::size_t l = 0; l < scores.size(); l += 50) {
    CHECK(std::abs(scores[l].sum() / scores[0].sum() - 1) <= 1e-11);
  }
}

TEST_CASE("SynFlow empties no layer, down to one weight a layer", "[synflow]") {
  for (const std::uint64_t seed : {1U, 2U}) {
    const auto net = deep_net(seed);
    for (const Index keep : {5740, 574, 57, 20, 7}) {
      const auto masks = prune::synflow(net, keep);
      CHECK(prune::count(masks) == keep);
      CHECK_FALSE(has_empty_layer(masks));
      // Every layer is on a path from the inputs to the outputs.
      Eigen::VectorXd reached = Eigen::VectorXd::Ones(64);
      for (const prune::Mask& mask : masks) {
        Eigen::VectorXd next = Eigen::VectorXd::Zero(mask.rows());
        for (Index j = 0; j < mask.cols(); ++j) {
          for (Index i = 0; i < mask.rows(); ++i) next(i) += mask(i, j) ? reached(j) : 0.0;
        }
        reached = next;
      }
      CHECK(reached.sum() >= 1);
    }
  }
}

TEST_CASE("the iterations count: at once, SynFlow empties a layer sooner than magnitude",
          "[synflow]") {
  // METHODS: 10^2 in all of 5 seeds at once, 10^2.5 or more for the magnitudes.
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const auto net = deep_net(seed);
    CHECK(has_empty_layer(prune::synflow(net, 574, {.iterations = 1})));
    CHECK_FALSE(has_empty_layer(prune::magnitude_global(net, 574)));
  }
}

TEST_CASE("SynFlow: masks, errors", "[synflow]") {
  const auto net = deep_net(3);
  CHECK(prune::count(prune::synflow(net, 0.1, {.iterations = 3})) == 5740);
  CHECK(prune::density(prune::synflow(net, 1.0)) == 1.0);
  CHECK(prune::count(prune::synflow(net, 0, {.iterations = 3})) == 0);
  CHECK_THROWS_WITH(prune::synflow(net, 10, {.iterations = 0}),
                    "outset: synflow: iterations is 0, must be >= 1");
  CHECK_THROWS_WITH(prune::synflow(net, 57401),
                    "outset: Keep: count is 57401, must be in [0, 57400]");
}
