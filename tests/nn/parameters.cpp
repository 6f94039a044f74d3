// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/parameters.hpp"

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/optimizer.hpp"
#include "support/catch.hpp"
#include "support/digits.hpp"
#include "support/instances_nn.hpp"
#include "support/residual.hpp"

namespace nn = outset::nn;

namespace {

void scramble(own::Residual& net) {
  for (const auto& view : nn::layers(net)) {
    for (const auto& parameter : {view.weight, view.bias}) {
      if (parameter.present()) parameter.map().setConstant(7);
    }
  }
}

}  // namespace

TEST_CASE("a rollback puts every bit back, NaN and -0 too, unless kept") {
  own::Residual net(4, 3, 2, 1);
  net.w1(0, 0) = std::numeric_limits<double>::quiet_NaN();
  net.w2(1, 2) = -0.0;
  const std::string bytes = support::parameter_bytes(net);
  {
    const nn::detail::Rollback<double> rollback(nn::layers(net));
    scramble(net);
  }
  CHECK(support::parameter_bytes(net) == bytes);
  {
    nn::detail::Rollback<double> rollback(nn::layers(net));
    scramble(net);
    rollback.keep();
  }
  CHECK(net.w2(1, 2) == 7);
}

TEST_CASE("an optimizer moves an Mlp's views as it moves the Mlp") {
  nn::Mlp<double> a({5, 4, 3}, nn::Activation::tanh);
  a.initialize(outset::HeNormal{}, outset::Rng(1));
  nn::Mlp<double> b = a;
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(5, 8);
  const std::vector<int> labels{0, 1, 2, 0, 1, 2, 0, 1};
  nn::Optimizer<double> one(nn::Adam{.rate = 0.1}), other = one;
  for (int step = 0; step < 3; ++step) {
    nn::loss_and_gradients(a, x, labels);
    nn::loss_and_gradients(b, x, labels);
    one.step(a);
    nn::detail::FlatParameters<double> parameters(nn::layers(b));
    CHECK(parameters.parameter_count() == b.parameter_count());
    other.step(parameters);
  }
  CHECK(support::parameter_bytes(a) == support::parameter_bytes(b));
}
