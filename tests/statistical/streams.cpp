// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Between streams: neighbouring seeds, neighbouring stream numbers, neighbouring names and numbers.
// There are 2^16 of each, with 1024 normals in a stream (N = 6.7e7 products).
//
// clang-format off
//   statistic                        standard error     smallest defect seen
//   correlation of all neighbours    sqrt(1/N)          0.0009
//   largest of any two neighbours    sqrt(1/1024)       0.25 of one pair in 65536 (Bonferroni)
//   first words, chi-square 4096     chi-square, 4095   0.7 % in every other cell (2^24 words)
//   first words of neighbours        chi-square, 4095   0.9 % in every other cell (2^23 pairs)
// clang-format on
//
// False alarms: 1e-9 for each check, of which there are 33: 3.3e-8 in all.

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "outset/fill/sampler.hpp"
#include "support/catch.hpp"
#include "support/large_samples.hpp"
#include "support/stats.hpp"

using outset::Normal;
using outset::Rng;
using outset::detail::Sampler;
using outset::random::Stream;

namespace {

constexpr std::uint64_t streams = std::uint64_t{1} << 16;
constexpr std::size_t length = 1024;

struct Order {
  std::string name;
  Stream (*stream)(std::uint64_t);
};

const Order orders[] = {
    {"seeds", [](std::uint64_t i) { return Rng{i}.take(); }},
    {"seeds in the high word", [](std::uint64_t i) { return Rng{i << 32}.take(); }},
    {"stream numbers",
     [](std::uint64_t i) {
       return Stream{Rng{1}.key(), i};
     }},
    {"stream numbers in the high word",
     [](std::uint64_t i) {
       return Stream{Rng{1}.key(), i << 32};
     }},
    {"names",
     [](std::uint64_t i) {
       return Rng{1}.stream("layer." + std::to_string(i) + ".weight").take();
     }},
    {"numbers", [](std::uint64_t i) { return Rng{1}.stream(i).take(); }},
};

double dot(const std::vector<float>& a, const std::vector<float>& b, std::size_t shift) {
  double sum = 0;
  for (std::size_t i = shift; i < length; ++i) sum += static_cast<double>(a[i] * b[i - shift]);
  return sum;
}

}  // namespace

TEST_CASE("neighbouring streams are not correlated") {
  const auto sampler = Sampler<float>(Normal{0, 1}, "test");
  // The sum of 1024 products has an excess kurtosis of 6 / 1024, so a value beyond this bound
  // of 7.7 standard errors is twice as likely as for a normal: the alarm rate is divided by 2.
  const double largest_allowed =
      stats::bound(stats::false_alarm / 2 / static_cast<double>(streams), std::sqrt(1.0 * length));
  for (const Order& order : orders) {
    std::vector<float> before(length), now(length);
    double sum = 0, shifted = 0, largest = 0;
    for (std::uint64_t i = 0; i <= streams; ++i) {
      sampler.write(order.stream(i), 0, length, now.data());
      if (i > 0) {
        const double d = dot(now, before, 0);
        sum += d;
        largest = (std::max)(largest, std::abs(d));
        shifted += dot(now, before, 16);
      }
      std::swap(before, now);
    }
    INFO(order.name);
    const double n = static_cast<double>(streams * length);
    CHECK(std::abs(sum) < stats::bound(stats::false_alarm, std::sqrt(n)));
    CHECK(std::abs(shifted) < stats::bound(stats::false_alarm, std::sqrt(n)));
    CHECK(largest < largest_allowed);
  }
}

// The first words of 2^24 streams, in the order of the streams, must be as random as the words of
// one stream.
TEST_CASE("the first words of successive seeds and streams are uniform and independent") {
  const std::uint64_t n = std::uint64_t{1} << 24;
  for (const Order& order : orders) {
    if (order.name == "names") continue;  // slow, and the test above has them
    std::vector<std::uint64_t> top(4096), bottom(4096), serial(4096);
    std::uint32_t before = 0;
    for (std::uint64_t i = 0; i <= n; ++i) {
      const std::uint32_t word = outset::random::word_at(order.stream(i), 0);
      ++top[word >> 20];
      ++bottom[word & 4095];
      if (i % 2 == 1) ++serial[(before >> 26) << 6 | word >> 26];
      before = word;
    }
    INFO(order.name);
    CHECK(stats::chi_square_uniform(top).p > stats::false_alarm);
    CHECK(stats::chi_square_uniform(bottom).p > stats::false_alarm);
    CHECK(stats::chi_square_uniform(serial).p > stats::false_alarm);
  }
}
