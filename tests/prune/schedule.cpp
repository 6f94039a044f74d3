// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/schedule.hpp"

#include <cmath>
#include <cstdint>

#include "support/catch.hpp"

using outset::prune::ConstantSparsity;
using outset::prune::PolynomialDecay;

TEST_CASE("PolynomialDecay: the values of TensorFlow's own test", "[schedule]") {
  const PolynomialDecay decay{
      .initial = 0.2, .final = 0.8, .begin = 100, .end = 110, .power = 3, .frequency = 2};
  CHECK(decay.sparsity(100) == Approx(0.2).epsilon(1e-15));
  CHECK(decay.sparsity(102) == Approx(0.4928).epsilon(1e-14));
  CHECK(decay.sparsity(105) == Approx(0.725).epsilon(1e-14));
  CHECK(decay.sparsity(110) == Approx(0.8).epsilon(1e-15));
  CHECK(decay.sparsity(0) == Approx(0.2).epsilon(1e-15));
  CHECK(decay.sparsity(1000) == Approx(0.8).epsilon(1e-15));
  // Another power: 0.8 - 0.6 (1/4)^1.5 = 0.725.
  const PolynomialDecay root{
      .initial = 0.2, .final = 0.8, .begin = 0, .end = 100, .power = 1.5, .frequency = 1};
  CHECK(root.sparsity(75) == Approx(0.725).epsilon(1e-14));
  const PolynomialDecay once{.initial = 0.1, .final = 0.9, .begin = 5, .end = 5};
  CHECK(once.sparsity(4) == Approx(0.1).epsilon(1e-15));
  CHECK(once.sparsity(5) == Approx(0.9).epsilon(1e-15));
}

TEST_CASE("when a schedule prunes: the steps of TensorFlow's own test", "[schedule]") {
  PolynomialDecay decay{.initial = 0.2, .final = 0.8, .begin = 100, .end = 200, .frequency = 10};
  for (const std::int64_t step : {100, 110, 200}) CHECK(decay.prunes_at(step));
  for (const std::int64_t step : {90, 99, 109, 111, 201, 210}) CHECK_FALSE(decay.prunes_at(step));
  decay.frequency = 1;
  for (const std::int64_t step : {100, 110, 200}) CHECK(decay.prunes_at(step));
  for (const std::int64_t step : {90, 99, 201, 210}) CHECK_FALSE(decay.prunes_at(step));

  const ConstantSparsity constant{.target = 0.5, .begin = 0, .end = -1, .frequency = 10};
  CHECK(constant.prunes_at(10000));
  CHECK(constant.prunes_at(100000000));
  CHECK_FALSE(constant.prunes_at(10001));
  CHECK(constant.sparsity(3) == Approx(0.5).epsilon(1e-15));
  const ConstantSparsity ends{.target = 0.5, .begin = 100, .end = 200, .frequency = 10};
  CHECK(ends.prunes_at(200));
  CHECK_FALSE(ends.prunes_at(210));
  CHECK_FALSE(ends.prunes_at(90));
}

TEST_CASE("what a schedule refuses, as TensorFlow does", "[schedule]") {
  CHECK_THROWS_WITH((PolynomialDecay{.begin = -1}.validate()),
                    "outset: PolynomialDecay: begin is -1, must be >= 0");
  CHECK_THROWS_WITH((PolynomialDecay{.end = -1}.validate()),
                    "outset: PolynomialDecay: end is -1, must be >= begin = 0");
  CHECK_THROWS_WITH((PolynomialDecay{.begin = 10, .end = 9}.prunes_at(1)),
                    "outset: PolynomialDecay: end is 9, must be >= begin = 10");
  CHECK_THROWS_WITH((PolynomialDecay{.frequency = 0}.validate()),
                    "outset: PolynomialDecay: frequency is 0, must be >= 1");
  CHECK_THROWS_WITH((PolynomialDecay{.initial = -0.1}.sparsity(1)),
                    "outset: PolynomialDecay: initial is -0.1, must be in [0, 1)");
  CHECK_THROWS_WITH((PolynomialDecay{.final = 1}.validate()),
                    "outset: PolynomialDecay: final is 1, must be in [0, 1)");
  CHECK_THROWS_WITH((PolynomialDecay{.power = 0}.validate()),
                    "outset: PolynomialDecay: power is 0, must be finite and > 0");
  CHECK_THROWS_WITH((ConstantSparsity{.target = std::nan("")}.validate()),
                    "outset: ConstantSparsity: target is nan, must be in [0, 1)");
  CHECK_THROWS_WITH((ConstantSparsity{.begin = 3, .end = -2}.validate()),
                    "outset: ConstantSparsity: end is -2, must be >= begin = 3, or -1");
  CHECK_NOTHROW((ConstantSparsity{.begin = 3, .end = -1}.validate()));
}
