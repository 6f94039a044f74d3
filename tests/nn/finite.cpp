// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/finite.hpp"

#include <Eigen/Core>
#include <limits>
#include <optional>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/train.hpp"
#include "support/catch.hpp"

namespace nn = outset::nn;
using outset::Index;
using outset::Rng;

namespace {

// Weights of about 1 on 8 units a layer, and one batch through it.
template <class Scalar>
struct Net {
  nn::Mlp<Scalar> mlp{{8, 8, 8, 8, 4}, nn::Activation::identity};
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> x;
  std::vector<int> labels = {0, 1, 2, 3};

  Net() {
    mlp.initialize(outset::LecunNormal{}, Rng(1));
    x.setOnes(8, 4);
  }
  std::optional<Index> first() {
    nn::backpropagate(mlp, x, labels);
    return nn::first_not_finite(mlp);
  }
};

}  // namespace

TEST_CASE("all_finite sees every entry") {
  Eigen::MatrixXf m = Eigen::MatrixXf::Ones(5, 3);
  CHECK(nn::all_finite(m));
  for (const float bad :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    for (Index i = 0; i < m.size(); ++i) {
      m.data()[i] = bad;
      CHECK_FALSE(nn::all_finite(m));
      m.data()[i] = std::numeric_limits<float>::max();
    }
  }
  CHECK(nn::all_finite(m));
  CHECK(nn::all_finite(Eigen::MatrixXf(0, 3)));
}

TEMPLATE_TEST_CASE("the first layer that is not finite: forward, backward, parameters", "", float,
                   double) {
  const TestType huge = std::numeric_limits<TestType>::max() / 4;
  CHECK(Net<TestType>().first() == std::nullopt);

  for (Index l = 0; l < 4; ++l) {  // each layer's outputs, all later ones being NaN too
    Net<TestType> net;
    net.mlp.layer(l).weight().setConstant(huge);
    net.mlp.layer(l).bias().setConstant(huge);
    net.x *= 8;
    CHECK(net.first() == l);
  }
  {  // on its way back through layer 2 the gradient overflows in layer 1: the signal is 0 there
    Net<TestType> net;
    net.mlp.layer(0).weight().setZero();
    net.mlp.layer(2).weight().setConstant(huge);
    net.mlp.layer(3).weight() *= 100;
    CHECK(net.first() == Index{1});
  }
  {  // nothing but a parameter
    Net<TestType> net;
    CHECK(net.first() == std::nullopt);
    net.mlp.layer(3).bias()(0) = std::numeric_limits<TestType>::quiet_NaN();
    net.mlp.layer(2).weight()(7, 7) = -std::numeric_limits<TestType>::infinity();
    CHECK(nn::first_not_finite(net.mlp) == Index{2});
    CHECK_FALSE(nn::finite_parameters(net.mlp));
    CHECK_FALSE(nn::finite_parameters(net.mlp.layer(2)));
    CHECK(nn::finite_parameters(net.mlp.layer(1)));
  }
}
