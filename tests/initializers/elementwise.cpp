// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/initializers/elementwise.hpp"

#include <Eigen/Core>
#include <cmath>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/stats.hpp"

using Eigen::Index;
using outset::Constant;
using outset::Normal;
using outset::Ones;
using outset::Rng;
using outset::Shape;
using outset::TruncatedNormal;
using outset::Uniform;
using outset::Zeros;

static_assert(std::is_aggregate_v<Zeros> && std::is_aggregate_v<Ones>);
static_assert(outset::Initializer<Zeros> && outset::Initializer<Ones>);
static_assert(outset::Initializer<Constant> && outset::Initializer<Uniform>);
static_assert(outset::Initializer<Normal> && outset::Initializer<TruncatedNormal>);

namespace {

std::vector<Shape> shapes() {
  return {outset::dense(40, 60),
          outset::dense(40, 60, {.transposed = true}),
          outset::conv2d(16, 8, 3, 3),
          outset::conv2d(16, 8, 3, 5, {.groups = 4, .stride = 2}),
          outset::conv1d(6, 9, 5, {.transposed = true}),
          outset::embedding(100, 12),
          outset::fused(outset::dense(24, 24), 3)};
}

// W filled twice: by its size alone and by its shape. Neither can matter to these initializers.
template <class Scalar, class Init>
std::vector<Scalar> filled(const Init& init, const Shape& shape) {
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  Rng rng{1234};
  Rng same{1234};
  Matrix w(shape.rows(), shape.cols()), by_shape(shape.rows(), shape.cols());
  init(w, rng);
  init(by_shape, shape, same);
  CHECK(w == by_shape);
  CHECK(rng.next() == 1);
  CHECK(same.next() == 1);
  return {w.data(), w.data() + w.size()};
}

}  // namespace

TEST_CASE("Zeros, Ones and Constant: one value everywhere, and one stream taken") {
  for (const Shape& shape : shapes()) {
    for (const float x : filled<float>(Zeros{}, shape)) REQUIRE(x == 0);
    for (const double x : filled<double>(Ones{}, shape)) REQUIRE(x == 1);
    for (const float x : filled<float>(Constant{}, shape)) REQUIRE(x == 0);
    for (const float x : filled<float>(Constant{.value = 0.1}, shape)) REQUIRE(x == 0.1f);
    for (const Eigen::half x : filled<Eigen::half>(Constant{.value = -1e-3}, shape))
      REQUIRE(x == static_cast<Eigen::half>(-1e-3f));
  }
}

TEST_CASE("Zeros gives +0") {
  Rng rng{1};
  Eigen::MatrixXd w = Eigen::MatrixXd::Constant(3, 3, -5);
  Zeros{}(w, rng);
  for (const double x : w.reshaped()) CHECK(!std::signbit(x));
}

TEST_CASE("elementwise initializers know their distribution without a shape") {
  CHECK(Zeros{}.distribution().value == 0);
  CHECK(Ones{}.distribution().value == 1);
  CHECK(Constant{.value = 3}.distribution().value == 3);
  CHECK(Uniform{.low = -1, .high = 2}.distribution().high == 2);
  CHECK(Normal{.std = 2}.distribution().std == 2);
  CHECK(TruncatedNormal{.lower = -3}.distribution().lower == -3);
  for (const Shape& shape : shapes()) {
    CHECK(Ones{}.distribution(shape).value == 1);
    CHECK(Uniform{}.distribution(shape).low == -0.05);
    CHECK(Normal{}.distribution(shape).std == 0.01);
    CHECK(TruncatedNormal{}.distribution(shape).upper == 2);
  }
}

// Moments of all weights of a shape (864 to 2400 of them) under the law, exact standard errors.
TEST_CASE("Uniform, Normal and TruncatedNormal: the weights follow the law on every shape") {
  const auto cut = [](double z) { return std::exp(-z * z / 2); };
  for (const Shape& shape : shapes()) {
    INFO(shape.rows() << " x " << shape.cols());
    const auto uniform =
        stats::moments(filled<float>(Uniform{}, shape), stats::Law::uniform(-0.05, 0.05));
    INFO(uniform);
    CHECK(uniform.p > stats::false_alarm);
    const auto normal = stats::moments(filled<double>(Normal{.mean = 1, .std = 0.5}, shape),
                                       stats::Law::normal(1, 0.5));
    INFO(normal);
    CHECK(normal.p > stats::false_alarm);
    const auto truncated =
        stats::moments(filled<float>(TruncatedNormal{.std = 1}, shape), stats::Law::of(cut, -2, 2));
    INFO(truncated);
    CHECK(truncated.p > stats::false_alarm);
  }
}

TEST_CASE("elementwise initializers take vectors, and an empty matrix takes its stream") {
  Rng rng{3};
  Eigen::VectorXf bias(5);
  Normal{0, 1}(bias, rng);
  CHECK(bias.array().abs().minCoeff() > 0);
  Eigen::MatrixXf empty(0, 7);
  Normal{}(empty, rng);
  Zeros{}(empty, rng);
  CHECK(rng.next() == 3);
}
