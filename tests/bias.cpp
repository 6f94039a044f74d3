// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A bias has an element for each output and the fans of its layer's weights.

#include "outset/bias.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/same.hpp"

using namespace outset;

namespace {

struct Layer {
  Shape shape;
  Index outputs;  // of every part
};

const Layer layers[] = {
    {dense(256, 784), 256},
    {dense(256, 784, {.transposed = true}), 256},
    {dense(0, 4), 0},
    {embedding(50, 8), 8},
    {conv1d(6, 5, 4), 6},
    {conv2d(8, 6, 3, 2, {.groups = 2, .stride = 2}), 8},
    {conv2d(8, 6, 3, 2, {.groups = 2, .stride = 2, .transposed = true}), 8},
    {conv3d(4, 3, 2, 3, 5), 4},
    {depthwise(4, {3, 3}, 2), 8},
    {depthwise(4, {}, 2), 8},
    {kernel(5, 4, 6), 5},
    {fused(dense(64, 32), 3), 192},
    {fused(dense(64, 32, {.transposed = true}), 3), 192},
    {fused(conv2d(4, 6, 3, 2, {.groups = 2, .transposed = true}), 2), 8},
};

double limit(const Uniform& uniform) {
  CHECK(uniform.low == -uniform.high);
  return uniform.high;
}

// torch.nn.Linear and Conv2d: init.uniform_(bias, -bound, bound), bound = 1 / sqrt(fan_in).
double torch_limit(const Shape& layer) {
  return limit(HeUniform{.gain = gain::leaky_relu(std::sqrt(5.0))}.distribution(bias_of(layer)));
}

}  // namespace

TEST_CASE("an element for each output, and the layer's fans") {
  for (const auto& [shape, outputs] : layers) {
    const Shape bias = bias_of(shape);
    CAPTURE(to_string(shape));
    CHECK(bias.rows() == outputs);
    CHECK(bias.cols() == 1);
    CHECK(bias.fans() == shape.fans());
    CHECK(bias.is_bias());
    CHECK_FALSE(shape.is_bias());
    CHECK(bias.parts() == shape.parts());
    CHECK(bias.parts() * bias.out() == outputs);
    CHECK_FALSE(bias == shape);
    CHECK(to_string(bias) == "bias_of(" + to_string(shape) + ")");
  }
  CHECK(to_string(slice(bias_of(dense(4, 3)), 1, 0, 2, 1)) ==
        "slice(bias_of(dense(4, 3)), 1, 0, 2, 1)");
}

TEST_CASE("PyTorch's default bias: known limits") {
  CHECK(torch_limit(dense(256, 784)) == Approx(1.0 / 28));
  CHECK(torch_limit(dense(256, 784, {.transposed = true})) == Approx(1.0 / 28));
  CHECK(torch_limit(conv2d(128, 64, 3, 3)) == Approx(1.0 / 24));
  CHECK(torch_limit(conv2d(128, 64, 3, 3, {.groups = 4})) == Approx(1.0 / 12));
  CHECK(torch_limit(conv2d(128, 64, 3, 3, {.groups = 4, .stride = 2})) == Approx(1.0 / 12));
  CHECK(torch_limit(conv2d(128, 64, 3, 3, {.groups = 4, .transposed = true})) == Approx(1.0 / 12));
  CHECK(torch_limit(depthwise(32, {3, 3})) == Approx(1.0 / 3));
  CHECK(torch_limit(fused(dense(64, 16), 3)) == Approx(1.0 / 4));
}

TEST_CASE("every rule with a fan gives a bias the distribution of its layer's weights") {
  for (const auto& [shape, outputs] : layers) {
    if (outputs == 0) continue;
    CAPTURE(to_string(shape));
    for (const Fan fan : {Fan::in, Fan::out, Fan::avg, Fan::geo_avg}) {
      const HeNormal rule{.fan = fan};
      CHECK(rule.distribution(bias_of(shape)).std == rule.distribution(shape).std);
    }
    const AnyInitializer any = XavierUniform{};
    CHECK(to_string(any.distribution(bias_of(shape))) == to_string(any.distribution(shape)));
  }
}

TEST_CASE("every kind of vector takes it, with the numbers of a normal of the layer's std") {
  for (const auto& [shape, outputs] : layers) {
    if (outputs == 0) continue;
    CAPTURE(to_string(shape));
    const double std = HeNormal{}.distribution(shape).std;
    Eigen::VectorXf expected(outputs), column(outputs);
    Eigen::RowVectorXf row(outputs);
    std::vector<float> plain(static_cast<std::size_t>(outputs));
    Normal{.std = std}(expected, Rng(3));
    HeNormal{}(column, bias_of(shape), Rng(3));
    initializer("he_normal")(row, bias_of(shape), Rng(3));
    HeNormal{}(row_major(plain, bias_of(shape)), Rng(3));
    CHECK(same(column, expected));
    CHECK(same(row.transpose(), expected));
    CHECK(same(Eigen::Map<Eigen::VectorXf>(plain.data(), outputs), expected));
    HeNormal{}(col_major(plain, bias_of(shape)), Rng(3));
    CHECK(same(Eigen::Map<Eigen::VectorXf>(plain.data(), outputs), expected));
  }
}

TEST_CASE("a part of a bias, as of a layer whose outputs are on several machines") {
  const Shape layer = fused(conv2d(4, 6, 3, 2, {.groups = 2}), 3);
  Eigen::VectorXf whole(12), part(5);
  for (const char* const text : {"he_normal", "uniform", "orthogonal", "identity", "sparse(0.5)"}) {
    CAPTURE(text);
    initializer(text)(whole, bias_of(layer), Rng(1));
    initializer(text)(part, slice(bias_of(layer), 3, 0, 5, 1), Rng(1));
    CHECK(same(part, whole.segment(3, 5)));
    initializer(text)(part, flat_slice(bias_of(layer), 3, 5), Rng(1));
    CHECK(same(part, whole.segment(3, 5)));
  }
}

TEST_CASE("the parts of a fused layer stay parts") {
  for (const bool transposed : {false, true}) {
    const Shape part = dense(4, 6, {.transposed = transposed});
    CHECK(fused(bias_of(part), 3) == bias_of(fused(part, 3)));
    Eigen::VectorXd b(12);
    Orthogonal{}(b, bias_of(fused(part, 3)), Rng(1));
    for (Index i = 0; i < 3; ++i) CHECK(b.segment(4 * i, 4).norm() == Approx(1));
  }
}

TEST_CASE("what bias_of refuses") {
  CHECK_THROWS_WITH(bias_of(slice(dense(4, 3), 0, 0, 2, 3)),
                    "outset: bias_of: the shape is a slice already");
  CHECK_THROWS_WITH(bias_of(bias_of(dense(4, 3))), "outset: bias_of: the shape is a bias already");
  Eigen::VectorXf b(5);
  CHECK_THROWS_WITH((HeNormal{}(b, bias_of(dense(4, 3)), Rng(1))),
                    "outset: HeNormal: W is 5 x 1, must be 4 x 1 as its Shape");
}
