// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Box-Muller's maps against their definition, on samples and at the ends; tests/exhaustive tests
// all 2^32 words.

#include "outset/random/box_muller.hpp"

#include <cmath>
#include <cstdint>

#include "support/box_muller_sweep.hpp"
#include "support/catch.hpp"
#include "support/ulp.hpp"

using namespace outset;
using ulp_test::stated_ulp;

namespace {

const char* const header = "random/box_muller.hpp";

}  // namespace

TEST_CASE("box_muller: float radius within the ulp that the header states, never growing",
          "[random]") {
  box_muller_sweep::Radius all;
  for (const std::uint64_t start : {std::uint64_t{0}, std::uint64_t{1} << 20,
                                    std::uint64_t{1} << 31, (std::uint64_t{1} << 32) - 2000}) {
    all.merge(box_muller_sweep::radius(start, start + 2000, 1));
  }
  all.merge(box_muller_sweep::radius(0, std::uint64_t{1} << 32, 40009));
  CHECK(all.worst <= stated_ulp(header, "radius within"));
  CHECK(all.growing == 0);
  CHECK(random::radius(std::uint32_t{0}) == 0x1.b0e08ep+2f);  // 6.76, sqrt(66 ln 2)
  CHECK(random::radius(~std::uint32_t{0}) == 0x1p-16f);       // sqrt(2^-32)
}

TEST_CASE("box_muller: float sine and cosine within the ulp stated, symmetric", "[random]") {
  box_muller_sweep::Angle all;
  for (const std::uint64_t start :
       {std::uint64_t{0}, (std::uint64_t{1} << 29) - 1000, (std::uint64_t{1} << 30) - 2000}) {
    all.merge(box_muller_sweep::angle(start, start + 2000, 1));
  }
  all.merge(box_muller_sweep::angle(0, std::uint64_t{1} << 30, 20011));
  CHECK(all.worst_cosine <= stated_ulp(header, "cosine within"));
  CHECK(all.worst_sine <= stated_ulp(header, " sine within"));
  CHECK(all.asymmetric == 0);
  CHECK(all.wrong_quadrant == 0);
}

TEST_CASE("box_muller: doubles within the ulp stated, at both ends too", "[random]") {
  const box_muller_sweep::Double found = box_muller_sweep::doubles(200000);
  CHECK(found.worst_radius <= stated_ulp(header, "radius within"));
  CHECK(found.worst_cosine <= stated_ulp(header, "cosine within"));
  CHECK(found.worst_sine <= stated_ulp(header, " sine within"));
  CHECK(random::radius(std::uint64_t{0}) == random::radius(std::uint64_t{1}));
  CHECK(random::radius(std::uint64_t{0}) == Approx(std::sqrt(128 * std::log(2.0))).epsilon(1e-15));
  CHECK(random::radius(~std::uint64_t{0}) == Approx(std::sqrt(0x1p-63)).epsilon(1e-15));
}

TEST_CASE("box_muller: a pair is the scaled radius times the direction, plus the mean",
          "[random]") {
  const std::uint32_t radius_word = 0x12345678, angle_word = 0x9ABCDEF0;
  const float r = random::radius(radius_word);
  const random::Direction<float> d = random::angle(angle_word);
  const auto plain = random::normal_pair<float>(radius_word, angle_word, 0, 1);
  CHECK(plain.first == r * d.cos);
  CHECK(plain.second == r * d.sin);
  const auto moved = random::normal_pair<float>(radius_word, angle_word, 3, 0.5f);
  CHECK(moved.first == std::fma(0.5f * r, d.cos, 3.0f));
  CHECK(moved.second == std::fma(0.5f * r, d.sin, 3.0f));
}

TEST_CASE("box_muller: a mean of either zero leaves the product's sign", "[random]") {
  for (const double mean : {0.0, -0.0}) {
    const auto pair = random::normal_pair<double>(5, 0x8000000000000001U, mean, 0.0);
    CHECK(pair.first == 0);
    CHECK(std::signbit(pair.first));  // 0 times a negative cosine
  }
}
