// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/layer.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "outset/initializers/variance_scaling.hpp"
#include "support/catch.hpp"

namespace nn = outset::nn;
using nn::Activation;
using outset::Rng;
using Layer = nn::DenseLayer<double>;

namespace {

const auto wild = [](auto& w, const outset::Shape&, Rng& rng) { outset::Normal{0, 0.7}(w, rng); };

// L = sum(c .* h), so that dL/dh = c.
double weighted_sum(Layer& layer, const Eigen::MatrixXd& x, const Eigen::MatrixXd& c) {
  layer.forward(x);
  return layer.activations().cwiseProduct(c).sum();
}

}  // namespace

TEST_CASE("a layer computes f(W x + b)") {
  Layer layer(2, 3, Activation::relu);
  layer.weight() << 1, 2, 3, -4, -5, -6;
  layer.bias() << 0.5, -1;
  Eigen::MatrixXd x(3, 2);
  x << 1, 0, 0, 1, 0, -1;
  layer.forward(x);
  Eigen::MatrixXd z(2, 2);
  z << 1.5, -0.5, -5, 0;
  CHECK(layer.preactivations() == z);
  CHECK(layer.activations() == z.cwiseMax(0));
}

TEST_CASE("all gradients of a layer agree with central differences, for every activation") {
  // The sums here have about 50 terms of size 1: eps |L| / h is below 1e-9, h^2/6 |L'''| below it.
  const double h = std::cbrt(std::numeric_limits<double>::epsilon());
  const double tolerance = 1e-8;
  for (const auto name : nn::activation_names) {
    const Activation f = nn::activation(name);
    INFO(std::string(name));
    Layer layer(4, 5, f);
    layer.initialize(wild, wild, Rng(3));
    Eigen::MatrixXd x(5, 6), c(4, 6), dx(5, 6);
    Rng rng(4);
    outset::Normal{0, 1}(x, rng);
    outset::Normal{0, 1}(c, rng);
    weighted_sum(layer, x, c);
    layer.output_gradient() = c;
    layer.backward(x);
    layer.input_gradient(dx);
    const Eigen::MatrixXd dw = layer.weight_gradient();
    const Eigen::VectorXd db = layer.bias_gradient();
    const auto slope = [&](double& parameter) {
      const double here = parameter;
      parameter = here + h;
      const double above = weighted_sum(layer, x, c);
      parameter = here - h;
      const double below = weighted_sum(layer, x, c);
      parameter = here;
      return (above - below) / (2 * h);
    };
    for (Eigen::Index i = 0; i < 4; ++i) {
      CHECK(std::abs(db(i) - slope(layer.bias()(i))) < tolerance);
      for (Eigen::Index j = 0; j < 5; ++j) {
        CHECK(std::abs(dw(i, j) - slope(layer.weight()(i, j))) < tolerance);
      }
    }
    for (Eigen::Index j = 0; j < 6; ++j) {
      for (Eigen::Index i = 0; i < 5; ++i) CHECK(std::abs(dx(i, j) - slope(x(i, j))) < tolerance);
    }
    if (f == Activation::prelu) {
      CHECK(std::abs(layer.slope_gradient() - slope(layer.slope())) < tolerance);
      CHECK(layer.slope_gradient() != 0);
    }
  }
}

TEST_CASE("initializers are objects, texts or lambdas, with streams of their own") {
  const Rng rng(7);
  Layer a(6, 4), b(6, 4), c(6, 4);
  a.initialize(outset::HeNormal{}, outset::Constant{0.5}, rng, "first");
  b.initialize("he_normal", std::string("constant(0.5)"), rng, "first");
  c.initialize([](Eigen::MatrixXd& w, const outset::Shape& shape,
                  Rng& r) { outset::HeNormal{}(w, shape, r); },
               [](Eigen::VectorXd& v, Rng&) { v.setConstant(0.5); }, rng, "first");
  CHECK(a.weight() == b.weight());
  CHECK(a.weight() == c.weight());
  CHECK(a.bias() == b.bias());
  CHECK(a.bias() == c.bias());
  CHECK(a.bias() == Eigen::VectorXd::Constant(6, 0.5));
  Eigen::MatrixXd expected(6, 4);
  outset::HeNormal{}(expected, rng.stream("first.weight"));
  CHECK(a.weight() == expected);
  // The biases' own stream, and a fan rule on them sees the Shape dense(out, 1).
  a.initialize(outset::Zeros{}, outset::HeNormal{}, rng, "first");
  Eigen::VectorXd bias(6);
  outset::HeNormal{}(bias, outset::dense(6, 1), rng.stream("first.bias"));
  CHECK(a.bias() == bias);
  CHECK(a.weight().isZero(0));
  a.initialize(outset::HeNormal{}, rng, "second");
  CHECK(a.weight() != expected);
  CHECK(a.bias().isZero(0));
}

TEST_CASE("initialization puts PReLU's slope back") {
  Layer layer(2, 2, Activation::prelu);
  CHECK(layer.slope() == 0.25);
  layer.slope() = 3;
  layer.initialize(outset::Zeros{}, Rng(1));
  CHECK(layer.slope() == 0.25);
  CHECK(layer.parameter_count() == 7);
  CHECK(Layer(2, 2, Activation::leaky_relu).parameter_count() == 6);
}

TEST_CASE("a smaller batch after a larger one, and a larger after a smaller") {
  Layer layer(3, 2, Activation::tanh);
  layer.initialize(wild, wild, Rng(1));
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(2, 9);
  layer.forward(x);
  const Eigen::MatrixXd all = layer.activations();
  layer.forward(x.leftCols(4));
  CHECK(layer.activations() == all.leftCols(4));
  CHECK(layer.output_gradient().cols() == 4);
  layer.forward(x);
  CHECK(layer.activations() == all);
}

TEST_CASE("a layer refuses what does not fit") {
  CHECK_THROWS_AS(Layer(0, 3), std::invalid_argument);
  CHECK_THROWS_WITH(Layer(1, 1, Activation::elu, std::nan("")),
                    ContainsSubstring("parameter is nan"));
  Layer layer(2, 3);
  CHECK_THROWS_AS(layer.initialize("no_such_rule", Rng(1)), std::invalid_argument);
  const auto resizes = [](Eigen::MatrixXd& w, Rng&) { w.setOnes(5, 5); };
  CHECK_THROWS_WITH(layer.initialize(resizes, Rng(1)), ContainsSubstring("5 x 5"));
  CHECK(layer.weight().rows() == 2);
  CHECK_THROWS_WITH(layer.forward(Eigen::MatrixXd(2, 4)),
                    ContainsSubstring("a batch is 2 x 4, must be 3 x 4"));
  layer.forward(Eigen::MatrixXd::Zero(3, 4).eval());
  layer.output_gradient().setZero();
  CHECK_THROWS_WITH(layer.backward(Eigen::MatrixXd(3, 5)), ContainsSubstring("3 x 5"));
  Eigen::MatrixXd small(3, 3);
  CHECK_THROWS_WITH(layer.input_gradient(small), ContainsSubstring("3 x 3, must be 3 x 4"));
}

TEST_CASE("a layer takes batches and gives gradients in either storage order") {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(70, 9);
  const RowMajor by_rows = x;
  Layer a(5, 70, Activation::tanh), b(5, 70, Activation::tanh);
  a.initialize(wild, wild, Rng(1));
  b.initialize(wild, wild, Rng(1));
  a.forward(x);
  b.forward(by_rows);
  CHECK(a.activations() == b.activations());
  a.output_gradient().setOnes();
  b.output_gradient().setOnes();
  a.backward(x);
  b.backward(by_rows);
  CHECK(a.weight_gradient() == b.weight_gradient());
  Eigen::MatrixXd gradient(70, 9);
  RowMajor gradient_by_rows(70, 9);
  a.input_gradient(gradient);
  b.input_gradient(gradient_by_rows);
  CHECK(gradient == gradient_by_rows);
}
