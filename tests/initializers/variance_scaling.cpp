// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/initializers/variance_scaling.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "support/catch.hpp"
#include "support/stats.hpp"

using Eigen::Index;
using outset::Distribution;
using outset::Family;
using outset::Fan;
using outset::HeNormal;
using outset::HeUniform;
using outset::LecunNormal;
using outset::LecunUniform;
using outset::Normal;
using outset::Rng;
using outset::Shape;
using outset::TruncatedNormal;
using outset::Uniform;
using outset::VarianceScaling;
using outset::XavierNormal;
using outset::XavierUniform;

// Options and defaults, in their order.
static_assert(VarianceScaling{}.scale == 1 && VarianceScaling{}.fan == Fan::in &&
              VarianceScaling{}.family == Family::truncated_normal);
static_assert(VarianceScaling{2, Fan::out, Family::uniform}.family == Family::uniform);
static_assert(XavierUniform{}.gain == 1 && XavierNormal{}.gain == 1);
static_assert(HeUniform{}.fan == Fan::in && HeUniform{}.gain == outset::gain::relu());
static_assert(HeNormal{}.fan == Fan::in && HeNormal{}.gain == outset::gain::relu());
static_assert(HeNormal{.fan = Fan::out, .gain = 1}.gain == 1);
static_assert(std::is_same_v<outset::GlorotUniform, XavierUniform>);
static_assert(std::is_same_v<outset::GlorotNormal, XavierNormal>);
static_assert(std::is_same_v<outset::KaimingUniform, HeUniform>);
static_assert(std::is_same_v<outset::KaimingNormal, HeNormal>);
static_assert(std::is_empty_v<LecunNormal> && std::is_aggregate_v<HeNormal>);
static_assert(outset::Initializer<VarianceScaling> && outset::Initializer<LecunUniform>);

namespace {

// Fans counted by hand: taps times channels of a group; a stride thins one side.
struct Layer {
  std::string name;
  Shape shape;
  double in, out;
};
std::vector<Layer> layers() {
  return {
      {"dense", outset::dense(256, 784), 784, 256},
      {"dense, transposed", outset::dense(256, 784, {.transposed = true}), 784, 256},
      {"conv2d", outset::conv2d(64, 3, 7, 7), 3 * 49, 64 * 49},
      {"conv2d, groups", outset::conv2d(64, 32, 3, 3, {.groups = 4}), 8 * 9, 16 * 9},
      {"conv2d, stride", outset::conv2d(32, 16, 3, 3, {.stride = 2}), 16 * 9, 32 * 9 / 4.0},
      {"conv1d, transposed", outset::conv1d(24, 48, 5, {.transposed = true}), 48 * 5, 24 * 5},
      {"conv3d", outset::conv3d(8, 6, 3, 3, 3), 6 * 27, 8 * 27},
      {"depthwise", outset::depthwise(128, {3, 3}), 9, 9},
      {"embedding", outset::embedding(1000, 64), 1, 64},
      {"fused", outset::fused(outset::dense(96, 96), 3), 96, 96},
      {"one weight", outset::dense(1, 1), 1, 1},
  };
}

double rule(const Layer& layer, Fan fan) {
  switch (fan) {
    case Fan::in:
      return layer.in;
    case Fan::out:
      return layer.out;
    case Fan::avg:
      return (layer.in + layer.out) / 2;
    case Fan::geo_avg:
      return std::sqrt(layer.in * layer.out);
  }
  return 0;
}

constexpr Fan fans[] = {Fan::in, Fan::out, Fan::avg, Fan::geo_avg};

// At most two roundings apart.
bool close(double a, double b) { return std::abs(a - b) <= 4e-16 * std::abs(b); }

void check(const Normal& d, double variance) {
  CHECK(d.mean == 0);
  CHECK(close(d.std, std::sqrt(variance)));
}
void check(const Uniform& d, double variance) {
  CHECK(d.low == -d.high);
  CHECK(close(d.high, std::sqrt(3 * variance)));
}
void check(const TruncatedNormal& d, double variance) {
  CHECK(d.mean == 0);
  CHECK(close(d.std, std::sqrt(variance)));
  CHECK(d.lower == -2);
  CHECK(d.upper == 2);
  CHECK(d.corrected);
}

}  // namespace

TEST_CASE("VarianceScaling: variance scale / fan, by every fan rule and family") {
  for (const Layer& layer : layers()) {
    for (const Fan fan : fans) {
      INFO(layer.name << ", fan rule " << static_cast<int>(fan));
      for (const double scale : {1.0, 2.0, 0.1}) {
        const double variance = scale / rule(layer, fan);
        const auto by = [&](Family family) {
          return VarianceScaling{scale, fan, family}.distribution(layer.shape);
        };
        check(std::get<Normal>(by(Family::normal)), variance);
        check(std::get<Uniform>(by(Family::uniform)), variance);
        check(std::get<TruncatedNormal>(by(Family::truncated_normal)), variance);
      }
    }
  }
}

TEST_CASE("Xavier: variance gain^2 2 / (fan-in + fan-out)") {
  for (const Layer& layer : layers()) {
    INFO(layer.name);
    for (const double gain : {1.0, 5.0 / 3}) {
      const double variance = gain * gain * 2 / (layer.in + layer.out);
      check(XavierNormal{gain}.distribution(layer.shape), variance);
      check(XavierUniform{gain}.distribution(layer.shape), variance);
    }
    // Glorot and Bengio's equation 16 as it is printed.
    CHECK(close(XavierUniform{}.distribution(layer.shape).high,
                std::sqrt(6.0) / std::sqrt(layer.in + layer.out)));
  }
}

TEST_CASE("He: variance gain^2 / fan, 2 / fan-in if nothing is said") {
  for (const Layer& layer : layers()) {
    INFO(layer.name);
    check(HeNormal{}.distribution(layer.shape), 2 / layer.in);
    check(HeUniform{}.distribution(layer.shape), 2 / layer.in);
    for (const Fan fan : fans) {
      const double gain = outset::gain::leaky_relu(0.1);
      const double variance = 2 / (1 + 0.1 * 0.1) / rule(layer, fan);
      check(HeNormal{fan, gain}.distribution(layer.shape), variance);
      check(HeUniform{fan, gain}.distribution(layer.shape), variance);
    }
  }
}

TEST_CASE("LeCun: variance 1 / fan-in") {
  for (const Layer& layer : layers()) {
    INFO(layer.name);
    check(LecunNormal{}.distribution(layer.shape), 1 / layer.in);
    check(LecunUniform{}.distribution(layer.shape), 1 / layer.in);
  }
}

namespace {

// The weights themselves, of at least 4000 numbers: moments within exact standard errors.
template <class Scalar, class Init>
void check_weights(const Init& init, const Layer& layer, const stats::Law& law) {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> w(layer.shape.rows(), layer.shape.cols());
  Rng rng = Rng{77}.stream(layer.name);
  stats::Moments moments(law);
  std::size_t n = 0;
  do {
    init(w, layer.shape, rng);
    moments.add_all(w.reshaped());
    n += static_cast<std::size_t>(w.size());
  } while (n < 4000);
  const stats::MomentRecord record = moments.record();
  INFO(Init::name << ", " << layer.name << ": " << record);
  CHECK(record.p > stats::false_alarm);
}

stats::Law normal_law(double variance) { return stats::Law::normal(0, std::sqrt(variance)); }
stats::Law uniform_law(double variance) {
  return stats::Law::uniform(-std::sqrt(3 * variance), std::sqrt(3 * variance));
}
stats::Law truncated_law(double variance) {
  const double std = std::sqrt(variance) / 0.87962566103423978;
  return stats::Law::of([&](double x) { return std::exp(-x * x / (2 * std * std)); }, -2 * std,
                        2 * std);
}

}  // namespace

TEMPLATE_TEST_CASE("the weights have the variance that the rule says, on every layer", "", float,
                   double) {
  using Scalar = TestType;
  for (const Layer& layer : layers()) {
    const double xavier = 2 / (layer.in + layer.out);
    check_weights<Scalar>(VarianceScaling{}, layer, truncated_law(1 / layer.in));
    check_weights<Scalar>(VarianceScaling{2, Fan::geo_avg, Family::truncated_normal}, layer,
                          truncated_law(2 / std::sqrt(layer.in * layer.out)));
    check_weights<Scalar>(VarianceScaling{1, Fan::out, Family::normal}, layer,
                          normal_law(1 / layer.out));
    check_weights<Scalar>(XavierUniform{}, layer, uniform_law(xavier));
    check_weights<Scalar>(XavierNormal{}, layer, normal_law(xavier));
    check_weights<Scalar>(HeUniform{}, layer, uniform_law(2 / layer.in));
    check_weights<Scalar>(HeNormal{}, layer, normal_law(2 / layer.in));
    check_weights<Scalar>(HeNormal{.fan = Fan::out, .gain = 1}, layer, normal_law(1 / layer.out));
    check_weights<Scalar>(LecunUniform{}, layer, uniform_law(1 / layer.in));
    check_weights<Scalar>(LecunNormal{}, layer, normal_law(1 / layer.in));
  }
}

TEST_CASE("a matrix without a Shape is dense: rows fan-out, cols fan-in") {
  Rng rng{5}, same{5};
  Eigen::MatrixXf w(30, 70), by_shape(30, 70);
  HeNormal{.fan = Fan::out}(w, rng);
  HeNormal{.fan = Fan::out}(by_shape, outset::dense(30, 70), same);
  CHECK(w == by_shape);
  CHECK(rng == same);
}

TEST_CASE("gain 0 and scale 0 give zeros") {
  Rng rng{5};
  for (int i = 0; i < 5; ++i) {
    Eigen::MatrixXf w = Eigen::MatrixXf::Ones(4, 4);
    if (i == 0) XavierUniform{.gain = 0}(w, rng);
    if (i == 1) HeNormal{.gain = 0}(w, rng);
    for (int family = 0; i >= 2 && family < 3; ++family)
      VarianceScaling{.scale = 0, .family = static_cast<Family>(i - 2)}(w, rng);
    CHECK(w.isZero(0));
  }
}

TEST_CASE("bad options of the variance-scaling rules are refused in words") {
  const Shape shape = outset::dense(4, 4);
  const double infinity = std::numeric_limits<double>::infinity();
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {-1.0, -1e-300, infinity, -infinity, not_a_number}) {
    CHECK_THROWS_AS(VarianceScaling{.scale = bad}.distribution(shape), std::invalid_argument);
    CHECK_THROWS_AS(XavierUniform{.gain = bad}.distribution(shape), std::invalid_argument);
    CHECK_THROWS_AS(XavierNormal{.gain = bad}.distribution(shape), std::invalid_argument);
    CHECK_THROWS_AS(HeUniform{.gain = bad}.distribution(shape), std::invalid_argument);
    CHECK_THROWS_AS(HeNormal{.gain = bad}.distribution(shape), std::invalid_argument);
  }
  CHECK_THROWS_WITH(HeNormal{.gain = -2}.distribution(shape),
                    ContainsSubstring("HeNormal: gain is -2"));
  CHECK_THROWS_WITH(VarianceScaling{.scale = not_a_number}.distribution(shape),
                    ContainsSubstring("VarianceScaling: scale is nan"));
  CHECK_THROWS_WITH(HeUniform{.fan = static_cast<Fan>(9)}.distribution(shape),
                    ContainsSubstring("HeUniform: fan is 9"));
  CHECK_THROWS_WITH((VarianceScaling{1, Fan::in, static_cast<Family>(7)}.distribution(shape)),
                    ContainsSubstring("family is 7"));
  Rng rng{1};
  Eigen::MatrixXf empty(0, 3);
  CHECK_NOTHROW(HeNormal{}(empty, rng));
  CHECK_THROWS_WITH(HeNormal{}.distribution(outset::dense(3, 0)),
                    ContainsSubstring("HeNormal: the fan-in is 0, must be > 0"));
  CHECK(rng.next() == 1);
}
