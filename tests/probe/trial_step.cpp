// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/trial_step.hpp"

#include <Eigen/Core>
#include <stdexcept>
#include <string>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/train.hpp"
#include "support/catch.hpp"
#include "support/digits.hpp"
#include "support/instances_nn.hpp"
#include "support/residual.hpp"

namespace nn = outset::nn;
namespace probe = outset::probe;
using outset::Rng;

namespace {

nn::Mlp<float> trained(nn::Optimizer<float>& optimizer, int steps) {
  const auto& data = support::training_digits<float>();
  nn::Mlp<float> net({64, 16, 10}, nn::Activation::prelu);
  net.initialize(outset::HeNormal{}, Rng(1));
  for (int s = 0; s < steps; ++s) {
    nn::backpropagate(net, data.x, data.labels);
    optimizer.step(net);
  }
  nn::backpropagate(net, data.x, data.labels);
  return net;
}

double rms(const Eigen::MatrixXf& m) {
  return m.cast<double>().norm() / std::sqrt(static_cast<double>(m.size()));
}

}  // namespace

TEST_CASE("every kind of step is undone to the bit, PReLU's slope too") {
  nn::Optimizer<float> adam(nn::Adam{.rate = 0.01});
  nn::Mlp<float> net = trained(adam, 3);
  const std::string bytes = support::parameter_bytes(net);
  const auto by_method = probe::update_to_weight(net, nn::Sgd{.rate = 0.1, .momentum = 0.9});
  CHECK(support::parameter_bytes(net) == bytes);
  CHECK(*by_method[0] ==
        Approx(0.1 * rms(net.layer(0).weight_gradient()) / rms(net.layer(0).weight()))
            .epsilon(1e-3));  // floats: w - step is rounded to 6e-8 w, and the step is 1e-3 w
  const auto by_optimizer = probe::update_to_weight(net, adam);
  CHECK(support::parameter_bytes(net) == bytes);
  const auto by_call =
      probe::update_to_weight(net, [adam](nn::Mlp<float>& own) mutable { adam.step(own); });
  CHECK(support::parameter_bytes(net) == bytes);
  CHECK(by_call == by_optimizer);
  CHECK_THROWS_AS(probe::update_to_weight(net,
                                          [](nn::Mlp<float>& own) {
                                            own.layer(0).weight().setZero();
                                            own.layer(0).slope() = 9;
                                            throw std::runtime_error("half way");
                                          }),
                  std::runtime_error);
  CHECK(support::parameter_bytes(net) == bytes);
}

TEST_CASE("training goes on as if the optimizer had not stepped") {
  nn::Optimizer<float> probed(nn::Adam{.rate = 0.01}), plain = probed;
  nn::Mlp<float> a = trained(probed, 3), b = trained(plain, 3);
  const auto ratios = probe::update_to_weight(a, probed);
  const Eigen::MatrixXf before = b.layer(0).weight();
  probed.step(a);
  plain.step(b);
  CHECK(support::parameter_bytes(a) == support::parameter_bytes(b));
  // And the trial step was that step.
  CHECK(*ratios[0] == Approx(rms(b.layer(0).weight() - before) / rms(before)).epsilon(1e-6));
}

TEST_CASE("an own network: a method steps by its gradients, in whatever order weights are stored") {
  const auto& data = support::training_digits<double>();
  own::Residual net(64, 12, 10, 1);
  nn::loss_and_gradients(net, data.x, data.labels);
  const std::string bytes = support::parameter_bytes(net);
  // Adam's first step is rate * g / (|g| + epsilon), nearly rate everywhere.
  const auto ratios = probe::update_to_weight(net, nn::Adam{.rate = 1e-3, .epsilon = 1e-30});
  CHECK(support::parameter_bytes(net) == bytes);
  REQUIRE(ratios.size() == 5);
  CHECK_FALSE(ratios[3]);
  const double size = net.w2.norm() / 12;
  // Pixels that are always 0 have no gradient in the first layer; the second has all of its own.
  CHECK(*ratios[1] == Approx(1e-3 / size).epsilon(1e-6));
}

TEST_CASE("a layer whose gradient has another size is an error that names it") {
  own::Residual net(4, 3, 2, 1);
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(4, 5);
  nn::loss_and_gradients(net, x, std::vector<int>(5, 0));
  net.dw3.resize(0, 0);
  CHECK_THROWS_WITH(probe::update_to_weight(net, nn::Sgd{}),
                    ContainsSubstring("layer \"branch end\" has a .weight_gradient of 0 x 0"));
}
