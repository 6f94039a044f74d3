// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// One number at a time: each kind of draw against its law, N = OUTSET_SAMPLES (2^27 = 1.3e8), a
// quarter of it for each truncated law.
//
// clang-format off
//   statistic                standard error or law       smallest defect seen at 2^27
//   mean                     sd sqrt(1/N)                0.0006 sd  (seven standard errors)
//   variance                 sd^2 sqrt(2/N) (normal)     0.09 %
//   skewness, kurtosis       sqrt(6/N), sqrt(24/N)       0.0015, 0.003
//   chi-square, 4096 bins    chi-square, 4095            0.23 % in every other bin (64 bins for
//                                                        floats far out: 0.03 %)
//   Kolmogorov-Smirnov       Massart's bound             0.0003 in probability
//   Anderson-Darling         its limit law               the same, and less in the tails
//   beyond 4, 5, 6 sigma     Poisson with mean 4250,     12 % more or fewer; 2.4 times as many;
//                            38, 0.13 (on each side)     seven instead of none
// clang-format on
//
// Each check raises a false alarm with probability 1e-9; this file has 73: 7.3e-8 for a fresh seed.
// The seeds are fixed, so a test that passed once fails only if the draws have changed.

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "outset/fill/sampler.hpp"
#include "support/catch.hpp"
#include "support/large_samples.hpp"
#include "support/stats.hpp"

using outset::Normal;
using outset::Rng;
using outset::TruncatedNormal;
using outset::Uniform;
using outset::detail::Sampler;

namespace {

// Moments and goodness of fit in one pass; `also` is called with every number.
template <class Scalar, class D, class Cdf, class Also>
void check(const std::string& name, const D& d, const stats::Law& law, const Cdf& cdf,
           std::uint64_t n, const Also& also, std::size_t bins = 4096) {
  const auto sampler = Sampler<Scalar>(d, "test");
  const outset::random::Stream stream = Rng{20240}.stream(name).take();
  stats::Moments moments(law);
  large::Cells cells;
  large::for_blocks<Scalar>(sampler, stream, n, [&](const Scalar* x, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double value = static_cast<double>(x[i]);
      moments.add(value);
      cells.add(cdf(value));
      also(value);
    }
  });
  INFO(name << ", N = " << n);
  const stats::MomentRecord record = moments.record();
  INFO(record);
  CHECK(record.p > stats::false_alarm);
  const stats::Result chi_square = cells.chi_square(bins);
  INFO("chi-square: " << chi_square);
  CHECK(chi_square.p > stats::false_alarm);
  CHECK(chi_square.p < 1 - stats::false_alarm);  // nor too even
  const stats::Result ks = cells.kolmogorov_smirnov();
  INFO("Kolmogorov-Smirnov: " << ks);
  CHECK(ks.p > stats::false_alarm);
  const stats::Result ad = cells.anderson_darling();
  INFO("Anderson-Darling: " << ad);
  CHECK(ad.p > stats::false_alarm);
}

template <class Scalar>
const char* suffix() {
  return sizeof(Scalar) == 4 ? " float" : " double";
}

}  // namespace

TEMPLATE_TEST_CASE("normal numbers follow the normal law", "", float, double) {
  std::array<std::array<std::uint64_t, 3>, 2> beyond{};
  double furthest = 0;
  check<TestType>(
      std::string("normal") + suffix<TestType>(), Normal{0, 1}, stats::Law::normal(0, 1),
      [](double z) { return stats::normal_tail(-z); }, large::samples(),
      [&](double z) {
        furthest = (std::max)(furthest, std::abs(z));
        if (std::abs(z) < 4) return;
        auto& side = beyond[z > 0];
        for (std::size_t k = 0; k < 3; ++k) {
          if (std::abs(z) > static_cast<double>(k + 4)) ++side[k];
        }
      });
  const double n = static_cast<double>(large::samples());
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t k = 0; k < 3; ++k) {
      const stats::Result result =
          stats::poisson(beyond[side][k], n * stats::normal_tail(static_cast<double>(k + 4)));
      INFO((side == 0 ? "below -" : "above ")
           << k + 4 << " sigma: " << result << ", expected "
           << n * stats::normal_tail(static_cast<double>(k + 4)));
      CHECK(result.p > stats::false_alarm);
    }
  }
  // The largest normals of 32 and of 64 bits.
  CHECK(furthest < (sizeof(TestType) == 4 ? 6.77 : 9.5));
}

TEMPLATE_TEST_CASE("uniform numbers follow the uniform law", "", float, double) {
  check<TestType>(
      std::string("uniform") + suffix<TestType>(), Uniform{-1, 1}, stats::Law::uniform(-1, 1),
      [](double x) { return (x + 1) / 2; }, large::samples(), [](double) {});
}

TEMPLATE_TEST_CASE("truncated normal numbers follow the truncated law", "", float, double) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto& [lower, upper] :
       {std::pair{-2.0, 2.0}, {-1.0, 3.0}, {0.0, infinity}, {6.0, 8.0}}) {
    // The density is relative to its highest point: 0, or the lower bound where that is above 0.
    const double mode = lower > 0 ? lower : 0;
    const double end = (std::min)(upper, 12.0);
    const auto law =
        stats::Law::of([&](double z) { return std::exp((mode - z) * (mode + z) / 2); }, lower, end);
    const double below = stats::normal_tail(lower);
    const double inside = below - stats::normal_tail(upper);
    // In [6, 8] one of 4096 bins holds about a hundred floats, so the floats at its edges matter:
    // each number is spread over its rounding interval, half a unit to either side. The map's own
    // error of up to three units changes such a bin by 0.3 %, which 2.5e8 numbers show; 64 wider
    // bins do not.
    const std::size_t bins = lower == 6 && sizeof(TestType) == 4 ? 64 : 4096;
    double spread = 0;
    const auto unrounded = [&, low = lower](double z) {
      spread += 0.6180339887498949;
      if (spread > 0.5) spread -= 1;
      const double unit = std::ldexp(std::numeric_limits<TestType>::epsilon(), std::ilogb(z));
      return low + std::abs(z + spread * unit - low);
    };
    check<TestType>(
        "truncated " + std::to_string(lower) + ' ' + std::to_string(upper) + suffix<TestType>(),
        TruncatedNormal{0, 1, lower, upper}, law,
        [&, all = inside](double z) { return (below - stats::normal_tail(unrounded(z))) / all; },
        large::samples() / 4, [](double) {}, bins);
  }
}

// The number of ones of each of the 53 bits of N / 16 doubles has the standard error
// sqrt(N / 16) / 2. Smallest defect seen at 2^27: a bit that is one with probability 0.501.
TEST_CASE("every bit of a double uniform is fair") {
  const std::uint64_t n = large::samples() / 16;
  std::array<std::uint64_t, 53> ones{};
  large::for_blocks<double>(Sampler<double>(Uniform{0, 1}, "test"), Rng{7}.stream("bits").take(), n,
                            [&](const double* x, std::size_t count) {
                              for (std::size_t i = 0; i < count; ++i) {
                                const auto bits = static_cast<std::uint64_t>(std::ldexp(x[i], 53));
                                for (std::size_t b = 0; b < 53; ++b) ones[b] += bits >> b & 1;
                              }
                            });
  const double expected = static_cast<double>(n) / 2;
  const double bound = stats::bound(stats::false_alarm / 53, std::sqrt(static_cast<double>(n)) / 2);
  for (std::size_t b = 0; b < 53; ++b) {
    INFO("bit " << b);
    CHECK(std::abs(static_cast<double>(ones[b]) - expected) < bound);
  }
}
