// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Two numbers at a time: the two of a Box-Muller pair, neighbours in memory, lags. N = half of
// OUTSET_SAMPLES (2^26 = 6.7e7).
//
// clang-format off
//   statistic                    law                        smallest defect seen at 2^26
//   chi-square, 64 x 64 cells    chi-square, 4095           0.5 % in every other cell (2^25 pairs)
//   correlation at a lag         standard error sqrt(1/N)   0.0009 (Bonferroni over all lags)
//   the same of squares          standard error sqrt(1/N)   0.0009
// clang-format on
//
// False alarms: 1e-9 for each check or family of lags, of which there are 21: 2.1e-8 for fresh
// seeds.

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "outset/fill/sampler.hpp"
#include "support/catch.hpp"
#include "support/large_samples.hpp"
#include "support/stats.hpp"

using outset::Normal;
using outset::Rng;
using outset::Uniform;
using outset::detail::Sampler;

namespace {

std::uint64_t half_of_samples() { return large::samples() / 2; }

// Distances of neighbours, lanes, rows and chunks, where an error of a vector layout would show.
std::vector<std::size_t> all_lags() {
  std::vector<std::size_t> lags;
  for (std::size_t lag = 1; lag <= 64; ++lag) lags.push_back(lag);
  for (const std::size_t lag : {96u, 128u, 256u, 512u, 1008u, 1024u, 1040u, 2048u, 8192u}) {
    lags.push_back(lag);
  }
  return lags;
}

// The sum of the products of numbers that are `lag` apart, over a block and the 8192 numbers before
// it. There are eight sums, because a single one would wait for each addition.
double products(const std::vector<float>& x, std::size_t begin, std::size_t lag) {
  std::array<double, 8> sums{};
  const float* a = x.data() + begin;
  const float* b = a - lag;
  const std::size_t count = x.size() - begin;
  for (std::size_t i = 0; i + 8 <= count; i += 8) {
    for (std::size_t k = 0; k < 8; ++k) sums[k] += static_cast<double>(a[i + k] * b[i + k]);
  }
  double sum = 0;
  for (const double s : sums) sum += s;
  return sum;
}

// `standard` turns a number into one of mean 0 and variance 1.
template <class D, class Standard>
void check_lags(const D& d, const Standard& standard) {
  const std::vector<std::size_t> lags = all_lags();
  const std::size_t history = 8192;
  std::vector<double> sums(lags.size());
  std::vector<float> window(history + (std::size_t{1} << 16), 0.0f);
  std::uint64_t drawn = 0;
  large::for_blocks<float>(Sampler<float>(d, "test"), Rng{31}.stream("lags").take(),
                           half_of_samples(), [&](const float* x, std::size_t count) {
                             window.resize(history + count);
                             for (std::size_t i = 0; i < count; ++i)
                               window[history + i] = standard(x[i]);
                             for (std::size_t l = 0; l < lags.size(); ++l)
                               sums[l] += products(window, history, lags[l]);
                             std::copy(window.end() - static_cast<std::ptrdiff_t>(history),
                                       window.end(), window.begin());
                             drawn += count;
                           });
  const double n = static_cast<double>(drawn);
  const double alarm = stats::false_alarm / static_cast<double>(lags.size());
  for (std::size_t l = 0; l < lags.size(); ++l) {
    INFO("lag " << lags[l] << ", N = " << n);
    CHECK(std::abs(sums[l] / n) < stats::bound(alarm, std::sqrt(1 / n)));
  }
}

}  // namespace

TEST_CASE("no correlation at any lag: normal, its squares, uniform") {
  check_lags(Normal{0, 1}, [](float z) { return z; });
  check_lags(Normal{0, 1}, [](float z) { return (z * z - 1) * 0.70710678f; });
  check_lags(Uniform{-1, 1}, [](float u) { return u * 1.7320508f; });
}

// Rows 2t and 2t + 1 of a chunk are made from one radius and one angle. The sum of the squares must
// be exponential, the angle uniform, and the two independent of each other, as the two numbers
// must.
TEMPLATE_TEST_CASE("the two numbers of a Box-Muller pair are independent normals", "", float,
                   double) {
  using Real = TestType;
  large::Cells radius, angle;
  large::Square polar, cartesian, neighbours, pairs_apart;
  const auto phi = [](double z) { return stats::normal_tail(-z); };
  large::for_blocks<Real>(Sampler<Real>(Normal{0, 1}, "test"), Rng{47}.stream("pairs").take(),
                          half_of_samples(), [&](const Real* z, std::size_t count) {
                            for (std::size_t row = 0; row + 32 <= count; row += 32) {
                              std::array<double, 32> u;
                              for (std::size_t i = 0; i < 32; ++i) u[i] = phi(z[row + i]);
                              for (std::size_t lane = 0; lane < 16; ++lane) {
                                const double x = z[row + lane];
                                const double y = z[row + 16 + lane];
                                const double r = std::exp(-(x * x + y * y) / 2);
                                const double turn = std::atan2(y, x) / (2 * stats::pi) + 0.5;
                                radius.add(r);
                                angle.add(turn);
                                polar.add(r, turn);
                                cartesian.add(u[lane], u[16 + lane]);
                                if (lane % 2 == 1) neighbours.add(u[lane - 1], u[lane]);
                                pairs_apart.add(u[(lane + 1) % 16], u[16 + lane]);
                              }
                            }
                          });
  const auto check = [](const char* name, const stats::Result& result) {
    INFO(name << ": " << result);
    CHECK(result.p > stats::false_alarm);
  };
  check("radius, chi-square", radius.chi_square());
  check("radius, Kolmogorov-Smirnov", radius.kolmogorov_smirnov());
  check("radius, Anderson-Darling", radius.anderson_darling());
  check("angle, chi-square", angle.chi_square());
  check("angle, Kolmogorov-Smirnov", angle.kolmogorov_smirnov());
  check("radius and angle", polar.chi_square());
  check("first and second", cartesian.chi_square());
  check("neighbouring lanes", neighbours.chi_square());
  check("first, and second of the next lane", pairs_apart.chi_square());
}
