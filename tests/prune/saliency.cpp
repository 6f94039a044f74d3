// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/saliency.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
namespace prune = outset::prune;
using nn::Activation;
using outset::Index;
using outset::Rng;

namespace {

struct Batch {
  Eigen::MatrixXd x;
  std::vector<int> labels;
};

Batch batch_of(Index inputs, int classes, Index examples) {
  Batch batch{Eigen::MatrixXd(inputs, examples), {}};
  Rng rng{77};
  outset::Normal{.std = 1}(batch.x, rng);
  for (Index j = 0; j < examples; ++j) {
    batch.labels.push_back(static_cast<int>(j) % classes);
  }
  return batch;
}

double cross_entropy(nn::Mlp<double>& net, const Batch& batch) {
  return nn::softmax_cross_entropy(net.forward(batch.x), batch.labels);
}

}  // namespace

TEST_CASE("SNIP: |g w|, the loss's change with a connection's strength", "[saliency]") {
  nn::Mlp<double> net({5, 7, 3}, Activation::tanh);
  net.initialize(outset::XavierNormal{}, outset::Normal{.std = 0.1}, Rng{1});
  const Batch batch = batch_of(5, 3, 12);
  const auto scores = prune::snip_scores(net, batch.x, batch.labels);
  // Each against a central difference of the loss by the factor c of the weight, at c = 1. Its
  // error is a third derivative times h^2, 1e-10 here, and rounding / h, 1e-11.
  const double h = 1e-5;
  double worst = 0;
  for (Index l = 0; l < 2; ++l) {
    auto& w = net.layer(l).weight();
    for (Index i = 0; i < w.size(); ++i) {
      const double own = w.data()[i];
      w.data()[i] = own * (1 + h);
      const double above = cross_entropy(net, batch);
      w.data()[i] = own * (1 - h);
      const double below = cross_entropy(net, batch);
      w.data()[i] = own;
      const double score = scores[static_cast<std::size_t>(l)].data()[i];
      worst = std::max(worst, std::abs(score - std::abs(above - below) / (2 * h)));
    }
  }
  CHECK(worst <= 1e-9);

  const auto masks = prune::snip(net, batch.x, batch.labels, 20);
  CHECK(prune::count(masks) == 20);
  double lowest_kept = 1e300, highest_pruned = 0;
  for (std::size_t l = 0; l < 2; ++l) {
    for (Index i = 0; i < scores[l].size(); ++i) {
      const double score = scores[l].data()[i];
      if (masks[l][i]) lowest_kept = std::min(lowest_kept, score);
      if (!masks[l][i]) highest_pruned = std::max(highest_pruned, score);
    }
  }
  CHECK(lowest_kept > highest_pruned);
}

TEST_CASE("signed g w is conserved in a ReLU net without biases", "[saliency]") {
  // By homogeneity each layer's g w sum to the same number, and so do a unit's in and out (Tanaka
  // et al. 2020, theorem 1). SNIP's scores are their magnitudes.
  nn::Mlp<double> net({6, 20, 20, 4});
  net.initialize(outset::HeNormal{}, Rng{4});
  const Batch batch = batch_of(6, 4, 30);
  nn::backpropagate<double>(net, batch.x, batch.labels);
  std::vector<Eigen::MatrixXd> flow;
  for (Index l = 0; l < 3; ++l) {
    flow.push_back(net.layer(l).weight_gradient().cwiseProduct(net.layer(l).weight()));
  }
  for (std::size_t l = 0; l < 2; ++l) {
    const Eigen::VectorXd in = flow[l].rowwise().sum();
    const Eigen::VectorXd out = flow[l + 1].colwise().sum().transpose();
    CHECK((in - out).cwiseAbs().maxCoeff() <= 1e-14);
  }
  const auto scores = prune::snip_scores(net, batch.x, batch.labels);
  for (std::size_t l = 0; l < 3; ++l) {
    CHECK((scores[l] - flow[l].cwiseAbs()).cwiseAbs().maxCoeff() <= 1e-15);
  }
}

TEST_CASE("GraSP: w (H g), by the Hessian of softmax regression in closed form", "[saliency]") {
  nn::Mlp<double> net({4, 3});
  net.initialize(outset::Normal{.std = 1}, Rng{9});
  const Batch batch = batch_of(4, 3, 10);
  const Eigen::MatrixXd w = net.layer(0).weight();
  for (const double temperature : {200.0, 1.0}) {
    // z = W x / T, p = softmax(z): g = (p - y) x^T / (T n), and along V
    // H V = (diag p - p p^T) (V x / T) x^T / (T n).
    const Eigen::MatrixXd z = w * batch.x / temperature;
    Eigen::MatrixXd p(3, 10), error(3, 10), change(3, 10);
    nn::softmax(z, p);
    for (Index j = 0; j < 10; ++j) {
      for (Index i = 0; i < 3; ++i) {
        error(i, j) = p(i, j) - (batch.labels[static_cast<std::size_t>(j)] == i ? 1 : 0);
      }
    }
    const Eigen::MatrixXd transposed = batch.x.transpose() / (10 * temperature);
    const Eigen::MatrixXd g = error * transposed;
    const Eigen::MatrixXd moved = g * batch.x / temperature;
    for (Index j = 0; j < 10; ++j) {
      double mean = 0;
      for (Index i = 0; i < 3; ++i) mean += p(i, j) * moved(i, j);
      for (Index i = 0; i < 3; ++i) change(i, j) = p(i, j) * (moved(i, j) - mean);
    }
    const Eigen::MatrixXd hessian_g = change * transposed;
    Eigen::MatrixXd expected(3, 4);
    for (Index i = 0; i < 12; ++i) expected.data()[i] = w.data()[i] * hessian_g.data()[i];
    const auto scores =
        prune::grasp_scores(net, batch.x, batch.labels, {.temperature = temperature});
    const double size = expected.cwiseAbs().maxCoeff();
    CHECK((scores[0] - expected).cwiseAbs().maxCoeff() <= 1e-6 * size);
    // The highest are kept: the paper removes the highest of -w (H g).
    const auto masks = prune::grasp(net, batch.x, batch.labels, 1, {.temperature = temperature});
    Index row = 0, col = 0;
    expected.maxCoeff(&row, &col);
    CHECK(masks[0](row, col));
    CHECK(prune::count(masks) == 1);
  }
}

TEST_CASE("scores leave the net as it is, in float too", "[saliency]") {
  nn::Mlp<float> net({5, 8, 3}, Activation::leaky_relu, {.parameter = 0.2});
  net.initialize(outset::HeNormal{}, Rng{2});
  const Eigen::MatrixXf before = net.layer(1).weight();
  const Batch batch = batch_of(5, 3, 12);
  const Eigen::MatrixXf x = batch.x.cast<float>();
  const auto snip = prune::snip(net, x, batch.labels, 0.25);
  const auto grasp = prune::grasp(net, x, batch.labels, 0.25);
  CHECK(prune::count(snip) == 16);
  CHECK(prune::count(grasp) == 16);
  CHECK(net.layer(1).weight() == before);
  // As of the same net in double.
  nn::Mlp<double> wide({5, 8, 3}, Activation::leaky_relu, {.parameter = 0.2});
  for (Index l = 0; l < 2; ++l) wide.layer(l).weight() = net.layer(l).weight().cast<double>();
  wide.layer(0).slope() = static_cast<double>(net.layer(0).slope());
  CHECK(prune::snip(wide, x.cast<double>(), batch.labels, 0.25) == snip);
  CHECK(prune::grasp(wide, x.cast<double>(), batch.labels, 0.25) == grasp);
}

TEST_CASE("what the criteria refuse", "[saliency]") {
  nn::Mlp<double> net({4, 3});
  const Batch batch = batch_of(4, 3, 6);
  CHECK_THROWS_WITH(prune::grasp(net, batch.x, batch.labels, 3, {.temperature = 0}),
                    "outset: grasp: temperature is 0, must be finite and > 0");
  CHECK_THROWS_WITH(prune::snip(net, batch.x, batch.labels, 13),
                    "outset: Keep: count is 13, must be in [0, 12]");
  CHECK_THROWS_WITH(prune::snip(net, batch.x, {}, 3), ContainsSubstring("0 labels for a batch"));
  // Two classes as often as each other and inputs of 0 leave no gradient.
  const std::vector<int> labels{0, 1, 2};
  CHECK_THROWS_WITH(prune::grasp(net, Eigen::MatrixXd::Zero(4, 3), labels, 3),
                    ContainsSubstring("the gradient is 0"));
}
