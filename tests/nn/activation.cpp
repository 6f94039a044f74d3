// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/activation.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "support/catch.hpp"

namespace nn = outset::nn;
using nn::Activation;

namespace {

Activation every(std::size_t i) { return static_cast<Activation>(i); }

}  // namespace

TEST_CASE("activations have their published values") {
  // Decimals from the definitions, evaluated with 30 digits.
  struct Case {
    Activation f;
    double parameter, z, h;
  };
  const Case cases[] = {
      {Activation::identity, 0, -1.5, -1.5},
      {Activation::sigmoid, 0, 1, 0.73105857863000487925},
      {Activation::sigmoid, 0, -800, 0},
      {Activation::tanh, 0, 1, 0.76159415595576488812},
      {Activation::relu, 0, -1, 0},
      {Activation::relu, 0, 2.5, 2.5},
      {Activation::leaky_relu, 0.01, -3, -0.03},
      {Activation::prelu, 0.25, -2, -0.5},
      {Activation::elu, 1, -1, -0.63212055882855767840},
      {Activation::elu, 0.5, -1, -0.31606027941427883920},
      {Activation::selu, 0, 1, 1.0507009873554804934},
      {Activation::selu, 0, -1, -1.1113307378125627433},
      {Activation::gelu, 0, 1, 0.84134474606854294859},
      {Activation::gelu, 0, -1, -0.15865525393145705141},
      {Activation::silu, 0, 1, 0.73105857863000487925},
      {Activation::silu, 0, -2, -0.23840584404423515189},
      {Activation::softplus, 0, 0, 0.69314718055994530942},
      {Activation::softplus, 0, 2, 2.12692801104297249644},
      {Activation::softplus, 0, -40, 4.24835425529158898629e-18},
      {Activation::softplus, 0, 800, 800},
      {Activation::mish, 0, 1, 0.86509838826731034612},
      {Activation::mish, 0, -2, -0.25250148269570886364},
      {Activation::mish, 0, 800, 800},
  };
  for (const Case& c : cases) {
    INFO(std::string(nn::to_string(c.f)) << " at " << c.z);
    // Two roundings of the formula and half a unit of the library function, with room to spare.
    CHECK(nn::activate(c.f, c.z, c.parameter) == Approx(c.h).epsilon(1e-15).margin(1e-300));
    CHECK(nn::activate(c.f, static_cast<float>(c.z), static_cast<float>(c.parameter)) ==
          Approx(c.h).epsilon(5e-7).margin(1e-30));
  }
}

TEST_CASE("a kink has the derivative of its negative side, and NaN stays NaN") {
  CHECK(nn::derivative(Activation::relu, 0.0, 0.0) == 0);
  CHECK(nn::derivative(Activation::leaky_relu, 0.0, 0.01) == 0.01);
  CHECK(nn::derivative(Activation::prelu, 0.0, 0.25) == 0.25);
  CHECK(nn::derivative(Activation::elu, 0.0, 0.5) == 0.5);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < nn::activation_names.size(); ++i) {
    CHECK(outset::exact::is_nan(nn::activate(every(i), nan, 0.5)));
  }
}

TEST_CASE("matrices get the same numbers as scalars, wherever an entry stands") {
  Eigen::MatrixXf z = Eigen::MatrixXf::Random(13, 7) * 3;
  for (std::size_t i = 0; i < nn::activation_names.size(); ++i) {
    const Activation f = every(i);
    const float parameter = static_cast<float>(nn::default_parameter(f));
    Eigen::MatrixXf h(13, 9);
    Eigen::MatrixXf d = Eigen::MatrixXf::Constant(13, 7, 2);
    nn::activate(f, parameter, z, h.middleCols(1, 7));
    nn::multiply_by_derivative(f, parameter, z, h.middleCols(1, 7), d);
    for (Eigen::Index j = 0; j < 7; ++j) {
      for (Eigen::Index k = 0; k < 13; ++k) {
        REQUIRE(h(k, j + 1) == nn::activate(f, z(k, j), parameter));
        REQUIRE(d(k, j) == 2 * nn::derivative(f, z(k, j), parameter));
      }
    }
  }
}

TEST_CASE("activations have names") {
  for (std::size_t i = 0; i < nn::activation_names.size(); ++i) {
    CHECK(nn::activation(nn::to_string(every(i))) == every(i));
  }
  CHECK(nn::activation("leaky_relu") == Activation::leaky_relu);
  CHECK_THROWS_AS(nn::activation("swish"), std::invalid_argument);
  CHECK_THROWS_WITH(nn::activation("swish"),
                    ContainsSubstring("\"swish\"") && ContainsSubstring("silu"));
}
