// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/symmetry.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "data/digits.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/train.hpp"
#include "support/algebra.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
using nn::Activation;
using outset::Index;
using outset::Rng;

namespace {

template <class Scalar>
const examples::Dataset<Scalar>& digits() {
  static const auto data = [] {
    const auto [train, test] =
        examples::split(examples::read_digits(OUTSET_SOURCE_DIR "/examples/data/digits.csv"));
    return examples::standardize<Scalar>(train, test);
  }();
  return data;
}

// The share of each class, from which the best loss follows of a net that ignores its input.
std::vector<double> shares(const std::vector<int>& labels) {
  std::vector<double> share(10, 0);
  for (const int label : labels) {
    share[static_cast<std::size_t>(label)] += 1 / static_cast<double>(labels.size());
  }
  return share;
}

template <class Scalar>
bool rows_equal(const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>& w) {
  return (w.rowwise() - w.row(0)).isZero(0);
}

template <class Scalar>
bool cols_equal(const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>& w) {
  return (w.colwise() - w.col(0)).isZero(0);
}

}  // namespace

TEMPLATE_TEST_CASE("a net of zeros learns nothing but the class shares", "", float, double) {
  const auto& data = digits<TestType>().train;
  const auto share = shares(data.labels);
  for (const Activation f : {Activation::relu, Activation::tanh}) {
    nn::Mlp<TestType> net({64, 31, 17, 10}, f);
    net.initialize(outset::Zeros{}, Rng(1));
    const nn::Score start = nn::backpropagate(net, data.x, data.labels);
    CHECK(start.loss == 2.302585092994045684);  // log 10, rounded once
    for (Index i = 0; i < 3; ++i) CHECK(net.layer(i).weight_gradient().isZero(0));
    for (Index i = 0; i < 2; ++i) CHECK(net.layer(i).bias_gradient().isZero(0));
    for (Index c = 0; c < 10; ++c) {
      // The gradient is the mean of 1437 errors of size below 1: 1437 roundings of at most eps.
      const double expected = 0.1 - share[static_cast<std::size_t>(c)];
      CHECK(std::abs(static_cast<double>(net.layer(2).bias_gradient()(c)) - expected) <
            1437 * static_cast<double>(std::numeric_limits<TestType>::epsilon()));
    }
    // The output biases alone are softmax regression on a constant; its Hessian's eigenvalues are
    // near 0.1, so 50 steps of rate 5 leave 0.5^50 = 1e-15 of the distance.
    nn::Optimizer<TestType> optimizer(nn::Sgd{.rate = 5});
    for (int step = 0; step < 50; ++step) {
      nn::backpropagate(net, data.x, data.labels);
      optimizer.step(net);
    }
    for (Index i = 0; i < 3; ++i) CHECK(net.layer(i).weight().isZero(0));
    double entropy = 0;
    for (const double p : share) entropy -= p * std::log(p);
    const nn::Score end = nn::evaluate(net, data.x, data.labels);
    CHECK(end.loss == Approx(entropy).epsilon(sizeof(TestType) == 4 ? 1e-6 : 1e-12));
    CHECK(end.accuracy == Approx(*std::max_element(share.begin(), share.end())).epsilon(1e-12));
    CHECK(nn::distinct_units(net.layer(0)) == 1);
  }
}

TEST_CASE("zero weights and biases of 0.1: the output layer moves first, units stay equal") {
  const auto& data = digits<double>().train;
  nn::Mlp<double> net({64, 61, 61, 10});
  net.initialize(outset::Zeros{}, outset::Constant{0.1}, Rng(1));
  nn::backpropagate(net, data.x, data.labels);
  CHECK(net.layer(0).weight_gradient().isZero(0));
  CHECK(net.layer(1).weight_gradient().isZero(0));
  CHECK_FALSE(net.layer(2).weight_gradient().isZero(0));
  nn::Trainer trainer(net, nn::Sgd{.rate = 0.05, .momentum = 0.9}, Rng(1));
  for (int e = 0; e < 3; ++e) trainer.epoch(data.x, data.labels);
  CHECK_FALSE(net.layer(0).weight().isZero(0));
  CHECK(rows_equal(net.layer(0).weight()));
  CHECK(nn::distinct_units(net.layer(0), 0) == 1);
  CHECK(nn::distinct_units(net.layer(1), 0) == 1);
}

TEMPLATE_TEST_CASE("constant weights stay equal to the bit: one unit a layer", "", float, double) {
  const auto& data = digits<TestType>().train;
  for (const auto name : nn::activation_names) {
    INFO(std::string(name));
    nn::Mlp<TestType> net({64, 61, 37, 10}, nn::activation(name));
    net.initialize(outset::Constant{0.05}, Rng(1));
    // Adam at a high rate, which makes the most of a rounding difference.
    nn::Trainer trainer(net, nn::Adam{.rate = 0.01}, Rng(1));
    for (int e = 0; e < 3; ++e) trainer.epoch(data.x, data.labels);
    CHECK(rows_equal(net.layer(0).weight()));
    CHECK(rows_equal(net.layer(1).weight()));
    CHECK(cols_equal(net.layer(1).weight()));
    CHECK(cols_equal(net.layer(2).weight()));
    for (Index i = 0; i < 2; ++i) CHECK(nn::distinct_units(net.layer(i), 0) == 1);
    CHECK_FALSE(rows_equal(net.layer(2).weight()));
    // Equal rows or equal columns: rank 1, and the net is as wide as one unit.
    CHECK(algebra::distance_to_rank_one(net.layer(0).weight().template cast<double>()) <= 1e-8);
  }
}

TEST_CASE("random weights break the symmetry") {
  const auto& data = digits<float>().train;
  nn::Mlp<float> net({64, 61, 37, 10});
  net.initialize(outset::HeNormal{}, Rng(1));
  nn::Trainer trainer(net, nn::Sgd{.rate = 0.01}, Rng(1));
  trainer.epoch(data.x, data.labels);
  CHECK(nn::distinct_units(net.layer(0)) == 61);
  CHECK(nn::distinct_units(net.layer(1)) == 37);
}

TEST_CASE("distinct units are counted by rows of weights and bias") {
  nn::DenseLayer<double> layer(4, 2);
  CHECK(nn::distinct_units(layer) == 1);
  layer.weight() << 1, 2, 1, 2, 1, 2, 3, 4;
  CHECK(nn::distinct_units(layer) == 2);
  layer.bias()(1) = 1e-3;
  CHECK(nn::distinct_units(layer) == 3);
  CHECK(nn::distinct_units(layer, 1e-2) == 2);
  layer.bias()(1) = 1e-7;  // relative to the row's largest entry, 2: below 1e-6
  CHECK(nn::distinct_units(layer) == 2);
  CHECK(nn::distinct_units(layer, 0) == 3);
}

TEST_CASE("a unit with NaN or infinity is not counted") {
  nn::DenseLayer<double> layer(4, 2);
  layer.weight() << 1, 2, 3, 4, 5, 6, 7, 8;
  CHECK(nn::distinct_units(layer) == 4);
  layer.weight()(0, 1) = std::numeric_limits<double>::quiet_NaN();
  layer.bias()(2) = -std::numeric_limits<double>::infinity();
  CHECK(nn::distinct_units(layer) == 2);
  layer.weight().setConstant(std::numeric_limits<double>::quiet_NaN());
  CHECK(nn::distinct_units(layer) == 0);
  layer.weight().setConstant(std::numeric_limits<double>::infinity());
  CHECK(nn::distinct_units(layer) == 0);
}

TEST_CASE("equal units are groups, by number") {
  nn::DenseLayer<float> layer(6, 2);
  layer.weight() << 1, 2, 3, 4, 1, 2, 5, 6, 3, 4, 1, 2;
  using Groups = std::vector<std::vector<Index>>;
  CHECK(nn::equal_units(layer) == Groups{{0, 2, 5}, {1, 4}});
  layer.bias()(2) = 1;
  CHECK(nn::equal_units(layer) == Groups{{0, 5}, {1, 4}});
  layer.weight()(5, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK(nn::equal_units(layer) == Groups{{1, 4}});
  CHECK(nn::unit_kinds(layer.weight(), layer.bias()) == Groups{{0}, {1, 4}, {2}, {3}});
  // Without biases, and of any matrix of Eigen's.
  CHECK(nn::equal_units(Eigen::MatrixXd::Ones(3, 4).eval(), Eigen::VectorXd(0)) ==
        Groups{{0, 1, 2}});
}
