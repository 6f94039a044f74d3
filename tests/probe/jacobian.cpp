// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/jacobian.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <vector>

#include "outset/distribution.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"
#include "support/instances_solver.hpp"
#include "support/residual.hpp"
#include "support/stats.hpp"

namespace nn = outset::nn;
namespace probe = outset::probe;
using nn::Activation;
using outset::Index;
using outset::Rng;

TEST_CASE("the Jacobians of an Mlp are those of differences") {
  nn::Mlp<double> net({5, 7, 6, 3}, Activation::tanh);
  net.initialize(outset::XavierNormal{}, outset::Normal{0, 0.3}, Rng(1));
  const Eigen::VectorXd x = Eigen::VectorXd::Random(5);
  const Eigen::MatrixXd whole = probe::input_output_jacobian(net, x);
  CHECK(whole.rows() == 3);
  CHECK(whole.cols() == 5);
  // Central differences in double: eps^(2/3) = 4e-11 of a smooth function near 1.
  CHECK((probe::difference_jacobian(net, x) - whole).cwiseAbs().maxCoeff() < 1e-9);
  const auto views = nn::layers(net);
  nn::forward(net, x);
  const Eigen::MatrixXd between = probe::preactivation_jacobian(views[0], views[1], 0);
  for (Index k = 0; k < 7; ++k) {
    const double h = net.layer(0).activations()(k, 0);
    for (Index i = 0; i < 6; ++i) {
      CHECK(between(i, k) == Approx(net.layer(1).weight()(i, k) * (1 - h * h)).epsilon(1e-13));
    }
  }
}

TEST_CASE("a ReLU layer's Jacobian has the rows of its active units") {
  nn::Mlp<float> net({4, 6, 2});
  net.initialize(outset::HeNormal{}, Rng(1));
  const Eigen::MatrixXf x = Eigen::MatrixXf::Random(4, 3);
  net.forward(x);
  const auto views = nn::layers(net);
  for (Index j = 0; j < 3; ++j) {
    const Eigen::MatrixXd jacobian = probe::layer_jacobian(views[0], j);
    for (Index i = 0; i < 6; ++i) {
      const bool active = net.layer(0).preactivations()(i, j) > 0;
      for (Index k = 0; k < 4; ++k) {
        const double w = static_cast<double>(net.layer(0).weight()(i, k));
        CHECK(jacobian(i, k) == (active ? w : 0));
      }
    }
  }
}

TEST_CASE("an own network's Jacobian goes through its skip connection") {
  own::Residual net(4, 6, 3, 1);
  const Eigen::VectorXd x = Eigen::VectorXd::Random(4);
  const Eigen::MatrixXd found = probe::difference_jacobian(net, x);
  net.forward(x);
  for (Index i = 0; i < 3; ++i) {  // row i: the gradient of output i
    net.backward(x, Eigen::MatrixXd::Identity(3, 3).col(i));
    const Eigen::MatrixXd expected = net.w1.transpose().lazyProduct(net.dz1);
    for (Index k = 0; k < 4; ++k) CHECK(std::fabs(found(i, k) - expected(k, 0)) < 1e-9);
  }
}

TEST_CASE("singular values of a known matrix, and of an orthogonal network") {
  const Eigen::VectorXd diagonal =
      probe::singular_values(Eigen::Vector3d(2, -5, 0).asDiagonal().toDenseMatrix());
  CHECK((diagonal - Eigen::Vector3d(5, 2, 0)).cwiseAbs().maxCoeff() < 1e-14);
  nn::Mlp<double> net(std::vector<Index>(51, 30), Activation::identity);
  net.initialize(outset::Orthogonal{}, Rng(1));
  const Eigen::VectorXd sv =
      probe::singular_values(probe::input_output_jacobian(net, Eigen::VectorXd::Ones(30)));
  CHECK((sv.array() - 1).abs().maxCoeff() < 1e-13);  // 50 products of 30 terms each
}

// W of n x n with variance s^2 / n: the quarter circle law has mean singular value 8 s / (3 pi),
// 0.8488 for Glorot's normalized weights (s = 1) and 0.4901 for the standard ones (s = 1 / sqrt 3).
// At finite n it is off by about 0.6 s / n (measured: 0.84939 and 0.49016 at n = 1000), for which
// 2 s / n is allowed; the standard error is that of 20 draws.
TEST_CASE("Glorot and Bengio's layers: mean singular value 0.85, not 0.49") {
  const Index n = 60;
  for (const double s : {1.0, 1 / std::sqrt(3.0)}) {
    double sum = 0, squares = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      nn::Mlp<double> net({n, n, n}, Activation::identity);
      const double bound = s * std::sqrt(3.0 / static_cast<double>(n));
      net.initialize(outset::Uniform{-bound, bound}, Rng(seed));
      net.forward(Eigen::MatrixXd::Ones(n, 1));
      const auto views = nn::layers(net);
      const double mean =
          probe::singular_values(probe::preactivation_jacobian(views[0], views[1], 0)).mean();
      sum += mean;
      squares += mean * mean;
    }
    const double mean = sum / 20, standard_error = std::sqrt((squares / 20 - mean * mean) / 19);
    CHECK(std::fabs(mean - 8 * s / (3 * stats::pi)) <
          2 * s / static_cast<double>(n) + stats::bound(stats::false_alarm, standard_error));
  }
}

TEST_CASE("what has no Jacobian is an error") {
  nn::Mlp<double> net({3, 2});
  net.forward(Eigen::MatrixXd::Ones(3, 4));
  const auto views = nn::layers(net);
  CHECK_THROWS_WITH(probe::layer_jacobian(views[0], 4), ContainsSubstring("no z of example 4"));
  Eigen::MatrixXd broken = Eigen::MatrixXd::Ones(2, 2);
  broken(0, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(probe::singular_values(broken), ContainsSubstring("not finite"));
}
