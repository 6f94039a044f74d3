// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Bounds of the draws, in every scalar. The cases are errors that other libraries have made: low
// precision returns an excluded bound, samples pile up on a bound or lie far outside of it where
// std is small, and far tails give infinities.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "outset/fill/sampler.hpp"
#include "outset/law.hpp"
#include "support/catch.hpp"
#include "support/stats.hpp"

using Eigen::Index;
using outset::Rng;
using outset::TruncatedNormal;
using outset::Uniform;
using outset::detail::Sampler;
using outset::random::Stream;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const Stream stream = Rng{0xF111}.stream("fill").take();

template <class Scalar, class D>
void check_inside(const D& d, std::size_t n) {
  std::vector<Scalar> x(n);
  Sampler<Scalar>(d, "test").write(stream, 0, static_cast<Index>(n), x.data());
  const double low = lower_bound(d);
  const double high = upper_bound(d);
  std::size_t outside = 0;
  for (const Scalar value : x) {
    const double v = static_cast<double>(value);
    const bool inside = std::is_same_v<D, Uniform> ? v >= low && v < high : v >= low && v <= high;
    if (!inside) ++outside;
  }
  INFO("bounds " << low << ", " << high);
  CHECK(outside == 0);
}

}  // namespace

TEMPLATE_TEST_CASE("bounds: no uniform is below low, and none reaches high", "", float, double,
                   Eigen::half, Eigen::bfloat16) {
  using Scalar = TestType;
  for (const Uniform& d : std::vector<Uniform>{{0, 1},
                                               {-0.05, 0.05},
                                               {-1, 0},
                                               {0.1, 0.3},
                                               {1, 1.02},
                                               {-3e4, 3e4},
                                               {100, 101},
                                               {-1e-3, 1e-3}}) {
    check_inside<Scalar>(d, 1 << 18);
  }
}

// Rounding to nearest would return the excluded 1 in one of 512 draws. Of 2^22 draws, the largest
// bfloat16 below 1 gets those from 1 - 3/512 to 1: n p = 24576, standard error 156.
TEST_CASE("bounds: a bfloat16 uniform never returns its excluded upper bound") {
  const std::size_t n = std::size_t{1} << 22;
  std::vector<Eigen::bfloat16> x(n);
  Sampler<Eigen::bfloat16>(Uniform{0, 1}, "test").write(stream, 0, static_cast<Index>(n), x.data());
  std::size_t ones = 0;
  std::size_t top = 0;
  for (const Eigen::bfloat16 value : x) {
    if (!(static_cast<float>(value) < 1)) ++ones;
    if (static_cast<float>(value) == 1 - 0x1p-8f) ++top;
  }
  CHECK(ones == 0);
  const double p = 3.0 / 512;
  const double expected = static_cast<double>(n) * p;
  CHECK(std::abs(static_cast<double>(top) - expected) <
        stats::bound(stats::false_alarm, std::sqrt(expected * (1 - p))));
}

TEMPLATE_TEST_CASE("bounds: no truncated normal is outside, whatever its std and mean", "", float,
                   double, Eigen::half, Eigen::bfloat16) {
  using Scalar = TestType;
  for (const double std : {1.0, 0.02, 0.001, 1e-10}) {
    for (const auto& [lower, upper] : std::vector<std::pair<double, double>>{{-2, 2},
                                                                             {-1, 3},
                                                                             {0, infinity},
                                                                             {-infinity, -1},
                                                                             {4, 6},
                                                                             {6, 8},
                                                                             {-8, -6},
                                                                             {10, 11}}) {
      for (const double mean : {0.0, 1.0}) {
        // Bounds within one unit of the scalar are left out: no number may lie between them.
        if (mean != 0 && std * (lower > 0 ? lower : 1) < 0.02) continue;
        if (sizeof(Scalar) == 2 && std < 1e-7 && (lower > 0 || upper < 0)) continue;
        check_inside<Scalar>(TruncatedNormal{mean, std, lower, upper}, 5000);
        check_inside<Scalar>(TruncatedNormal{mean, std, lower, upper, true}, 5000);
      }
    }
  }
}

TEMPLATE_TEST_CASE("bounds: a mean with a tiny std stays where it is", "", float, double,
                   Eigen::half, Eigen::bfloat16) {
  using Scalar = TestType;
  std::vector<Scalar> x(10000);
  Sampler<Scalar>(TruncatedNormal{1, 1e-20}, "test").write(stream, 0, 10000, x.data());
  CHECK(std::all_of(x.begin(), x.end(), [](Scalar v) { return v == Scalar(1); }));
}

// bfloat16's cell at the bound -2 reaches to -2 + 2^-7. Counts of a cell of probability p have the
// binomial standard error sqrt(n p (1 - p)).
TEST_CASE("bounds: no more samples on a bfloat16 bound than its cell holds") {
  const std::size_t n = std::size_t{1} << 20;
  const TruncatedNormal d{0, 1};
  std::vector<Eigen::bfloat16> x(n);
  Sampler<Eigen::bfloat16>(d, "test").write(stream, 0, static_cast<Index>(n), x.data());
  for (const double edge : {-2.0, 2.0}) {
    const auto on = std::count_if(
        x.begin(), x.end(), [&](Eigen::bfloat16 v) { return static_cast<double>(v) == edge; });
    const double p = cdf(d, -2 + 0x1p-8);
    const double expected = static_cast<double>(n) * p;
    CHECK(std::abs(static_cast<double>(on) - expected) <
          stats::bound(stats::false_alarm, std::sqrt(expected * (1 - p))));
  }
}

// Bounds of a thousand deviations cut nothing: std is 0.002 between +-2, the kurtosis is 3 (another
// library had 28122), and no draw is beyond what a normal reaches. N = 2^20.
TEST_CASE("bounds: far bounds leave a normal") {
  const std::size_t n = std::size_t{1} << 20;
  std::vector<float> x(n);
  Sampler<float>(TruncatedNormal{0, 0.002, -1000, 1000}, "test")
      .write(stream, 0, static_cast<Index>(n), x.data());
  const stats::MomentRecord record = stats::moments(x, stats::Law::normal(0, 0.002));
  INFO(record);
  CHECK(record.p > stats::false_alarm);
  CHECK(*std::max_element(x.begin(), x.end()) < 0.002f * 6.8f);
  CHECK(*std::min_element(x.begin(), x.end()) > -0.002f * 6.8f);
}

// In other libraries all draws from [6, 8] and some from [4, 6] were infinite, and the others had a
// wrong spread.
TEMPLATE_TEST_CASE("bounds: far tails are finite and have the moments of the law", "", float,
                   double) {
  using Real = TestType;
  const std::size_t n = std::size_t{1} << 18;
  for (const auto& [lower, upper] :
       std::vector<std::pair<double, double>>{{4, 6}, {6, 8}, {-8, -6}, {10, 11}, {-1, 3}}) {
    const TruncatedNormal d{0, 1, lower, upper};
    std::vector<Real> x(n);
    Sampler<Real>(d, "test").write(stream, 0, static_cast<Index>(n), x.data());
    const double mode = lower > 0 ? lower : upper < 0 ? upper : 0;
    const auto law = stats::Law::of([&](double z) { return std::exp((mode - z) * (mode + z) / 2); },
                                    lower, upper);
    const stats::MomentRecord record = stats::moments(x, law);
    INFO("[" << lower << ", " << upper << "]: " << record);
    CHECK(record.p > stats::false_alarm);
  }
}

// Doubles must have all their 53 bits: on a grid of 2^-31 the low ones would be 0.
TEST_CASE("bounds: double uniforms use every bit of their 53") {
  const std::size_t n = 10000;
  std::vector<double> x(n);
  Sampler<double>(Uniform{0, 1}, "test").write(stream, 0, static_cast<Index>(n), x.data());
  for (int bit = 1; bit <= 53; ++bit) {
    int ones = 0;
    for (const double u : x) ones += static_cast<int>(std::fmod(std::floor(std::ldexp(u, bit)), 2));
    INFO("bit " << bit);
    CHECK(std::abs(ones - 5000) < stats::bound(stats::false_alarm, 50));
  }
}
