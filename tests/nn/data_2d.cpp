// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/data_2d.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/instances.hpp"

namespace nn = outset::nn;
using outset::Index;
using outset::Rng;

namespace {

double radius(const nn::Points<double>& data, Index i) { return data.x.col(i).norm(); }

// FNV-1a of the coordinates' bits.
std::uint64_t hash(const nn::Points<double>& data) {
  std::uint64_t h = 0xcbf29ce484222325U;
  for (Index i = 0; i < data.x.size(); ++i) {
    h = (h ^ std::bit_cast<std::uint64_t>(data.x(i))) * 0x100000001b3U;
  }
  return h;
}

}  // namespace

TEST_CASE("a point of the circle is where the standard library's cosine and sine put it") {
  double worst = 0;
  for (int i = -4000; i <= 4000; ++i) {
    const double t = i / 1234.0;
    const auto at = nn::detail::on_circle(t);
    // The argument 2 pi t is rounded, by up to 2^-53 of 21; the functions have 2.4 ulp of 1.
    worst = (std::max)(worst, std::fabs(at.x.value - std::cos(2 * std::numbers::pi * t)));
    worst = (std::max)(worst, std::fabs(at.y.value - std::sin(2 * std::numbers::pi * t)));
  }
  CHECK(worst < 21 * 0x1p-52 + 2.4 * 0x1p-53);
  CHECK(nn::detail::on_circle(0.25).x.value == 0);
  CHECK(nn::detail::on_circle(0.25).y.value == 1);
}

TEST_CASE("without noise every point is on its class's curve, and the classes are equally large") {
  const nn::PointsOptions pure{.count = 301, .noise = 0, .classes = 3};
  const auto of = [&](auto&& data, int classes, auto&& on_curve) {
    CHECK(data.classes == classes);
    REQUIRE(data.x.cols() == 301);
    REQUIRE(data.labels.size() == 301);
    for (Index i = 0; i < 301; ++i) {
      const int label = data.labels[static_cast<std::size_t>(i)];
      REQUIRE(label == i % classes);
      REQUIRE(on_curve(data, i, label));
    }
  };
  // The angle, up to 9, is rounded up to three times before the cosine here, by 9 * 2^-53 each.
  const auto near = [](double a, double b) { return std::fabs(a - b) < 3 * 9 * 0x1p-53 + 1e-15; };
  of(nn::blobs<double>(Rng(1), pure), 3, [&](const auto& d, Index i, int label) {
    const double a = 2 * std::numbers::pi * label / 3;
    return near(d.x(0, i), std::cos(a)) && near(d.x(1, i), std::sin(a));
  });
  of(nn::circles<double>(Rng(1), pure), 2,
     [&](const auto& d, Index i, int label) { return near(radius(d, i), label == 0 ? 1 : 0.5); });
  of(nn::moons<double>(Rng(1), pure), 2, [&](const auto& d, Index i, int label) {
    const double x = d.x(0, i), y = d.x(1, i);
    return label == 0 ? y >= 0 && near(std::hypot(x, y), 1)
                      : y <= 0.5 && near(std::hypot(x - 1, y - 0.5), 1);
  });
  of(nn::xor_quadrants<double>(Rng(1), pure), 2, [&](const auto& d, Index i, int label) {
    return (d.x(0, i) * d.x(1, i) < 0) == (label == 1) && d.x.col(i).cwiseAbs().maxCoeff() <= 1;
  });
  of(nn::spiral<double>(Rng(1), pure), 3, [&](const auto& d, Index i, int label) {
    const double r = radius(d, i), turn = label / 3.0 + 0.75 * r;
    return near(d.x(0, i), r * std::cos(2 * std::numbers::pi * turn)) && r < 1;
  });
}

// The standard deviation of n = 10,000 numbers has the standard error 0.2 / sqrt(2 n) = 0.0014 for
// one class's 2 n coordinates, 0.001; the bound is five of these, a false alarm in 2 million runs.
// The seed is fixed.
TEST_CASE("the noise has the standard deviation that is asked for") {
  const nn::PointsOptions options{.count = 10000, .noise = 0.2, .classes = 4};
  const auto noisy = nn::blobs<double>(Rng(5), options);
  const auto pure = nn::blobs<double>(Rng(5), {.count = 10000, .noise = 0, .classes = 4});
  const Eigen::MatrixXd noise = noisy.x - pure.x;
  CHECK(std::sqrt(noise.squaredNorm() / static_cast<double>(noise.size())) ==
        Approx(0.2).margin(5 * 0.001));
}

TEST_CASE("the same seed gives the same points everywhere, float's the rounded ones of double") {
  const nn::PointsOptions few{.count = 50, .noise = 0.1};
  CHECK(hash(nn::blobs<double>(Rng(1), few)) == 0x599947394f2c1798U);
  CHECK(hash(nn::circles<double>(Rng(1), few)) == 0xed41cc42382525f2U);
  CHECK(hash(nn::moons<double>(Rng(1), few)) == 0xfbf69c328dceb55dU);
  CHECK(hash(nn::xor_quadrants<double>(Rng(1), few)) == 0x00bcd75359f52503U);
  CHECK(hash(nn::spiral<double>(Rng(1), few)) == 0x1a3b3762231275d4U);
  CHECK(nn::moons<float>(Rng(1), few).x == nn::moons<double>(Rng(1), few).x.cast<float>());
  CHECK(nn::moons<double>(Rng(1), few).x != nn::moons<double>(Rng(2), few).x);
}

TEST_CASE("data sets refuse options out of their ranges") {
  CHECK_THROWS_WITH(nn::moons<float>(Rng(1), {.count = 0}), ContainsSubstring("count is 0"));
  CHECK_THROWS_WITH(nn::blobs<float>(Rng(1), {.classes = 0}), ContainsSubstring("classes is 0"));
  CHECK_THROWS_WITH(nn::circles<float>(Rng(1), {.noise = -1}), ContainsSubstring("noise is -1"));
  CHECK_THROWS_AS(nn::spiral<float>(Rng(1), {.turns = std::numeric_limits<double>::infinity()}),
                  std::invalid_argument);
}
