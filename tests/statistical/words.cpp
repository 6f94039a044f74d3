// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The raw 32-bit words of one stream, N = half of OUTSET_SAMPLES (2^26).
//
// clang-format off
//   statistic                        law                          smallest defect seen at 2^26
//   ones of each bit                 standard error sqrt(N)/2     a bit of probability 0.5005
//   bits that differ at a distance   standard error sqrt(32N)/2   a correlation of 0.0002
//   bytes, 256 values each           chi-square, 255              0.2 % in every other value
//   neighbours, 256 x 256            chi-square, 65535            1 % in every other pair (2^25)
//   ones in a word, 0..32            chi-square, 24               a spread wrong by 0.1 %
//   birthday spacings                Poisson, 4000                10 % more equal spacings
// clang-format on
//
// Words on a lattice, such as those of old congruential generators, have too many equal spacings.
// False alarms: 1e-9 for each check or family of checks, of which there are 10: 1e-8 in all.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "outset/rng.hpp"
#include "outset/simd/dispatch.hpp"
#include "support/catch.hpp"
#include "support/large_samples.hpp"
#include "support/stats.hpp"

using outset::Rng;

namespace {

// The words as a sampler for for_blocks, which asks for whole chunks.
struct Words {
  void write(const outset::random::Stream& stream, std::uint64_t first, std::ptrdiff_t count,
             std::uint32_t* out) const {
    outset::simd::generate(out, stream, first / 1024, static_cast<std::uint64_t>(count) / 16,
                           outset::simd::WordParameters{});
  }
};

std::uint64_t size() { return large::samples() / 2 / 65536 * 65536; }

}  // namespace

TEST_CASE("words: bits, bytes and neighbours") {
  const std::array<std::size_t, 8> distances{1, 2, 4, 8, 16, 32, 48, 1024};
  std::array<std::uint64_t, 32> ones{};
  std::array<std::uint64_t, 8> differing{};
  std::array<std::uint64_t, 8> compared{};
  std::array<std::vector<std::uint64_t>, 4> bytes;
  bytes.fill(std::vector<std::uint64_t>(256));
  std::vector<std::uint64_t> neighbours(65536), lanes(65536), weights(33);
  large::for_blocks<std::uint32_t>(
      Words{}, Rng{11}.stream("words").take(), size(), [&](const std::uint32_t* w, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) {
          for (std::size_t b = 0; b < 32; ++b) ones[b] += w[i] >> b & 1;
          for (std::size_t b = 0; b < 4; ++b) ++bytes[b][w[i] >> 8 * b & 255];
          ++weights[static_cast<std::size_t>(std::popcount(w[i]))];
          if (i % 2 == 1) ++neighbours[(w[i - 1] >> 24) << 8 | w[i] >> 24];
          if (i % 32 < 16) ++lanes[(w[i] & 255) << 8 | (w[i + 16] & 255)];
        }
        for (std::size_t k = 0; k < distances.size(); ++k) {
          for (std::size_t i = distances[k]; i < n; ++i) {
            differing[k] += static_cast<std::uint64_t>(std::popcount(w[i] ^ w[i - distances[k]]));
          }
          compared[k] += n - distances[k];
        }
      });
  const double n = static_cast<double>(size());
  for (std::size_t b = 0; b < 32; ++b) {
    INFO("bit " << b);
    CHECK(std::abs(static_cast<double>(ones[b]) - n / 2) <
          stats::bound(stats::false_alarm / 32, std::sqrt(n) / 2));
  }
  for (std::size_t k = 0; k < distances.size(); ++k) {
    const double bits = 32 * static_cast<double>(compared[k]);
    INFO("distance " << distances[k]);
    CHECK(std::abs(static_cast<double>(differing[k]) - bits / 2) <
          stats::bound(stats::false_alarm / 8, std::sqrt(bits) / 2));
  }
  for (const auto& byte : bytes) CHECK(stats::chi_square_uniform(byte).p > stats::false_alarm);
  CHECK(stats::chi_square_uniform(neighbours).p > stats::false_alarm);
  CHECK(stats::chi_square_uniform(lanes).p > stats::false_alarm);

  // Fewer than 4 ones and more than 28 are too rare for bins of their own: they are joined with
  // those.
  std::vector<double> expected(33);
  expected[0] = n * 0x1p-32;
  for (std::size_t k = 1; k <= 32; ++k) {
    expected[k] = expected[k - 1] * static_cast<double>(33 - k) / static_cast<double>(k);
  }
  for (std::size_t k = 0; k < 4; ++k) {
    weights[4] += weights[k], weights[28] += weights[32 - k];
    expected[4] += expected[k], expected[28] += expected[32 - k];
  }
  const std::vector<std::uint64_t> counts(weights.begin() + 4, weights.begin() + 29);
  const std::vector<double> means(expected.begin() + 4, expected.begin() + 29);
  CHECK(stats::chi_square(counts, means).p > stats::false_alarm);
}

// Marsaglia's birthday spacings: 4096 words are the birthdays in a year of 2^32 days. Of the
// distances between sorted birthdays about 4096^3 / 2^34 = 4 equal another one. 1000 years are
// drawn.
TEST_CASE("words: birthday spacings") {
  const std::size_t days = 4096;
  const int years = 1000;
  std::uint64_t equal = 0;
  std::vector<std::uint32_t> w(days);
  const outset::random::Stream stream = Rng{12}.stream("birthdays").take();
  for (int year = 0; year < years; ++year) {
    Words{}.write(stream, static_cast<std::uint64_t>(year) * days, static_cast<int>(days),
                  w.data());
    std::sort(w.begin(), w.end());
    for (std::size_t i = days - 1; i > 0; --i) w[i] -= w[i - 1];
    std::sort(w.begin(), w.end());
    for (std::size_t i = 1; i < days; ++i) equal += w[i] == w[i - 1];
  }
  const stats::Result result = stats::poisson(equal, 4.0 * years);
  INFO(result);
  CHECK(result.p > stats::false_alarm);
}
