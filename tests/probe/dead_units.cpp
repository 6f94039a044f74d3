// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/dead_units.hpp"

#include <Eigen/Core>
#include <vector>

#include "support/catch.hpp"

namespace nn = outset::nn;
namespace probe = outset::probe;
using nn::Activation;
using outset::Index;

namespace {

using Units = std::vector<Index>;

template <class M>
Units dead(const M& z, nn::Nonlinearity f) {
  return probe::dead_units(nn::LayerView<typename M::Scalar>{.name = "a", .z = z, .f = f});
}

template <class M>
std::optional<double> saturated(const M& z, nn::Nonlinearity f) {
  return probe::saturated_share(nn::LayerView<typename M::Scalar>{.name = "a", .z = z, .f = f});
}

}  // namespace

TEST_CASE("a unit is dead where its slope is 0 in every example") {
  Eigen::MatrixXd z(4, 3);
  z << -1, -2, -3, -1, -2, 1e-9, 0, 0, 0, -100, -200, -300;
  CHECK(dead(z, Activation::relu) == Units{0, 2, 3});
  CHECK(dead(z, Activation::leaky_relu) == Units{});
  CHECK(dead(z, Activation::identity) == Units{});
  CHECK(dead(z, [](double x) { return x < -50 ? 0.0 : x; }) == Units{3});
}

TEST_CASE("the slope is that of the network's own precision") {
  const Eigen::MatrixXf z = Eigen::MatrixXf::Constant(2, 3, 12.0F);  // tanh is 1 in float
  CHECK(dead(z, Activation::tanh) == Units{0, 1});
  CHECK(dead(z.cast<double>().eval(), Activation::tanh) == Units{});
}

TEST_CASE("a signal without z has dead units where it is 0") {
  Eigen::MatrixXf h(2, 2);
  h << 0, 0, 0, 1;
  CHECK(probe::dead_units(nn::LayerView<float>{.name = "sum", .h = h}) == Units{0});
  CHECK(probe::dead_units(nn::LayerView<float>{.name = "nothing"}) == Units{});
}

TEST_CASE("the saturated share") {
  Eigen::MatrixXd z(2, 2);
  z << -5, 1, 2.5, -0.1;
  CHECK(*saturated(z, Activation::tanh) == 0.5);
  CHECK(*saturated(z, Activation::elu) == 0.25);
  CHECK(*saturated(z, Activation::sigmoid) == 0.25);
  CHECK_FALSE(saturated(z, Activation::relu));
  CHECK_FALSE(saturated(z, [](double x) { return x; }));
}
