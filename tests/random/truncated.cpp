// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// random/truncated.hpp: a sample of what tests/exhaustive/truncated.cpp sweeps, the double map
// against mpmath, odd bounds, and golden hashes of the stream format.

#include "outset/random/truncated.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/truncated_sweep.hpp"
#include "support/ulp.hpp"

namespace exact = outset::exact;
using outset::random::TruncatedMap;

namespace {

constexpr double far = exact::infinity<double>;

struct Bounds {
  double lower, upper;
};
constexpr Bounds usual[] = {{-2, 2}, {-far, far}, {0, far},   {-far, 0},   {-1, 3},
                            {6, 8},  {-8, -6},    {3, far},   {1.5, 12},   {20, 30},
                            {-1, 0}, {1000, far}, {0.1, 0.2}, {-1e-3, 40}, {-1e-9, 2e-9}};

const char* const header = "random/truncated.hpp";

// SplitMix64 (Steele, Lea and Flood 2014): a generator of the test's own.
struct Mixer {
  std::uint64_t state;
  std::uint64_t operator()() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
};

template <class Real>
std::uint64_t hash_of_maps() {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  Mixer mixer{1};
  for (const Bounds& bounds : usual) {
    const auto map = TruncatedMap<Real>::make(bounds.lower, bounds.upper);
    for (int i = 0; i < 2000; ++i) {
      const std::uint64_t word = i % 8 == 0 ? mixer() >> (i % 60) : mixer();
      const Real z = map(static_cast<exact::Bits<Real>>(word >> (64 - 8 * sizeof(Real))));
      hash = (hash ^ exact::bits(z)) * 0x100000001b3U;
    }
  }
  return hash;
}

}  // namespace

TEST_CASE("truncated map: one golden hash under every flag") {
  CHECK(hash_of_maps<float>() == 0xde82885c652d8fdaU);
  CHECK(hash_of_maps<double>() == 0x2817b45e5b581485U);
}

TEST_CASE("truncated float map: a sample of the words") {
  for (const Bounds& bounds : usual) {
    const auto found = truncated_sweep::sweep_sample(bounds.lower, bounds.upper);
    INFO(bounds.lower << ", " << bounds.upper);
    CHECK(found.worst <= ulp_test::stated_ulp(header, "float   within"));
    CHECK(found.deepest <= ulp_test::stated_ulp(header, "float is at most"));
    CHECK(found.outside == 0);
    CHECK(found.asymmetric == 0);
  }
}

TEST_CASE("truncated float map: known numbers") {
  const auto map = TruncatedMap<float>::make(-2, 2);
  CHECK(map.central);
  CHECK(map(0x80000000U) >= -2.0F);
  CHECK(map(0x80000000U) < -1.99999F);
  CHECK(map(0x7fffffffU) == -map(0x80000000U));
  CHECK(map(0) == Approx(0.9544997361036416 * 0x1p-33 * 2.5066282746310002));
  CHECK(map(0x40000000U) == Approx(exact::normal_quantile(0.5 + 0.9544997361036416 / 4).value));
  const auto normal = TruncatedMap<float>::make(-far, far);
  CHECK(normal(0x7fffffffU) == Approx(6.3379577545).epsilon(1e-6));
  CHECK_FALSE(normal.central);
}

TEST_CASE("truncated double map: within the ulp stated of mpmath, whose numbers are rounded") {
  struct Row {
    double lower, upper;
    std::uint64_t word;
    double z;
  };
  const Row rows[] = {
      {-2.0, 2.0, 0x8000000000000000U, -0x1p+1},
      {-2.0, 2.0, 0x0000000000000000U, 0x1.323fee65d1421p-64},
      {-2.0, 2.0, 0x7ffb22386842267dU, 0x1.ffaa14de19c7p+0},
      {-2.0, 2.0, 0x78aa8105735dc327U, 0x1.a4d8d7fba62bep+0},
      {-2.0, 2.0, 0x8000000000184174U, -0x1.fffffffffe533p+0},
      {-far, far, 0x8000000000000000U, -0x1.24f82aa55eb14p+3},
      {-far, far, 0x0000000000000000U, 0x1.40d931ff62706p-64},
      {-far, far, 0x00000000bb1bda5dU, 0x1.d5032037ed7d6p-32},
      {-far, far, 0x7fd3641ffbfe7d03U, 0x1.99f2c7fe18898p+1},
      {-far, far, 0xed48d09d4878e0a9U, -0x1.796deba14c4e4p-3},
      {0.0, far, 0x8000000000000000U, 0x1.40d931ff62706p-65},
      {0.0, far, 0x0000000000000000U, 0x1.5956b87528a49p-1},
      {0.0, far, 0x70e41c13b59309c7U, 0x1.e35734242e2b2p+0},
      {0.0, far, 0x87bbec7070204a29U, 0x1.3641e72bd3276p-5},
      {0.0, far, 0x916658f590707ac6U, 0x1.5d577391383f2p-4},
      {6.0, 8.0, 0x8000000000000000U, 0x1.8p+2},
      {6.0, 8.0, 0x0000000000000000U, 0x1.8723e15cf0649p+2},
      {6.0, 8.0, 0x0000000039813931U, 0x1.8723e15cf4fbp+2},
      {6.0, 8.0, 0x800000000034a992U, 0x1.8000000000022p+2},
      {6.0, 8.0, 0x881c3ae5f3977c1bU, 0x1.80559c9f5e7a5p+2},
      {1000.0, far, 0x8000000000000000U, 0x1.f4p+9},
      {1000.0, far, 0x0000000000000000U, 0x1.f40016b6883b4p+9},
      {1000.0, far, 0x80057dbf82b3da88U, 0x1.f4000000b3f17p+9},
      {1000.0, far, 0x608e95490dfb87a7U, 0x1.f40044b6dfe71p+9},
      {1000.0, far, 0xe316391eab05d3f2U, 0x1.f400100a171d9p+9},
      {20.0, 30.0, 0x8000000000000000U, 0x1.4p+4},
      {20.0, 30.0, 0x0000000000000000U, 0x1.408d7b92afa0bp+4},
      {20.0, 30.0, 0x80000000000d4c64U, 0x1.4000000000001p+4},
      {20.0, 30.0, 0x96cd977fc10ee522U, 0x1.40130e9a78e61p+4},
      {20.0, 30.0, 0x7eb7f450bc435f97U, 0x1.4433277ad20f5p+4},
      {-8.0, -6.0, 0x8000000000000000U, -0x1.ffffffffffffap+2},
      {-8.0, -6.0, 0x0000000000000000U, -0x1.8723e15cf0649p+2},
      {-8.0, -6.0, 0x00000000023a0091U, -0x1.8723e15cf0371p+2},
      {-8.0, -6.0, 0x7ffffffffffffffcU, -0x1.8p+2},
      {-8.0, -6.0, 0xa7fbde7b765483e9U, -0x1.92dacb558672bp+2},
      {3.0, 3.5, 0x8000000000000000U, 0x1.8p+1},
      {3.0, 3.5, 0x0000000000000000U, 0x1.945da889e633p+1},
      {3.0, 3.5, 0x800000000000000fU, 0x1.8p+1},
      {3.0, 3.5, 0x8000000000000031U, 0x1.8p+1},
      {3.0, 3.5, 0x800000000005a868U, 0x1.800000000000bp+1},
      {0.1, 0.2, 0x8000000000000000U, 0x1.999999999999ap-4},
      {0.1, 0.2, 0x0000000000000000U, 0x1.32d0f55561cccp-3},
      {0.1, 0.2, 0xa022b250793a9d20U, 0x1.ccb57a1d0d1e5p-4},
      {0.1, 0.2, 0x8000000000051c83U, 0x1.9999999999a1cp-4},
      {0.1, 0.2, 0xd09d19a0672c71e5U, 0x1.0cf954a8f16a1p-3},
      {1.5, 2.5, 0x8000000000000000U, 0x1.8p+0},
      {1.5, 2.5, 0x0000000000000000U, 0x1.caf00acac526dp+0},
      {1.5, 2.5, 0x0022c481ae28e63dU, 0x1.cb0a6409c77f4p+0},
      {1.5, 2.5, 0xa78edc10fdca4d2fU, 0x1.939c411658f6ep+0},
      {1.5, 2.5, 0x80000000000fe614U, 0x1.8000000000077p+0},
  };
  const double limit = ulp_test::stated_ulp(header, "double  within") + 0.5;
  for (const Row& row : rows) {
    const auto map = TruncatedMap<double>::make(row.lower, row.upper);
    INFO(row.lower << ", " << row.upper << ": word " << row.word);
    CHECK(std::abs(map(row.word) - row.z) <= limit * ulp_test::ulp(row.z));
  }
}

TEST_CASE("truncated double map: order, bounds, symmetry") {
  for (const Bounds& bounds : usual) {
    const auto map = TruncatedMap<double>::make(bounds.lower, bounds.upper);
    const auto opposite = TruncatedMap<double>::make(-bounds.upper, -bounds.lower);
    INFO(bounds.lower << ", " << bounds.upper);
    double before = -far;
    int wrong = 0;
    for (int i = 0; i < 4096; ++i) {
      const std::uint64_t word = (static_cast<std::uint64_t>(i) << 52) ^ 0x8000000000000000U;
      const double z = map(word);
      wrong += z < before || z < bounds.lower || z > bounds.upper || opposite(~word) != -z;
      before = z;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("truncated map: moments, by the midpoint rule over words") {
  for (const Bounds& bounds : usual) {
    const auto map = TruncatedMap<double>::make(bounds.lower, bounds.upper);
    const auto moments = exact::truncated_moments(bounds.lower, bounds.upper);
    const int count = 1 << 14;
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
      const std::uint64_t word = (2 * static_cast<std::uint64_t>(i) + 1) << 49;
      const double d = map(word ^ 0x8000000000000000U) - moments.mean.value;
      sum += d / count;
      squares += d * d / count;
    }
    INFO(bounds.lower << ", " << bounds.upper);
    const double std = std::sqrt(moments.variance.value);
    CHECK(std::abs(sum) < 1e-3 * std);
    CHECK(squares == Approx(moments.variance.value).epsilon(2e-3));
  }
}

TEST_CASE("truncated map: bounds that no float holds") {
  const auto narrow = TruncatedMap<float>::make(0.1, std::nextafter(0.1, 1.0));
  CHECK(narrow(0) == 0.1F);
  CHECK(narrow(0xffffffffU) == 0.1F);
  const auto tenths = TruncatedMap<float>::make(0.1, 0.3);
  CHECK(static_cast<double>(tenths.lowest) >= 0.1);
  CHECK(static_cast<double>(tenths.highest) <= 0.3);
  for (const double bound : {1e5, 1e30, 1e37}) {  // beyond a float's resolution: the bound itself
    const auto remote = TruncatedMap<float>::make(bound, far);
    for (const std::uint32_t word : {0U, 0x7fffffffU, 0x80000000U, 0xffffffffU}) {
      CHECK(remote(word) >= static_cast<float>(bound));
      CHECK(remote(word) <= static_cast<float>(bound * (1 + 1e-6)));
    }
  }
  const auto remote = TruncatedMap<double>::make(1e300, far);
  CHECK(remote(0) == 1e300);
  const auto tiny = TruncatedMap<double>::make(-1e-300, 1e-300);
  CHECK(std::abs(tiny(12345)) <= 1e-300);
}

TEST_CASE("truncated map: a pivot at the very end") {
  for (const double side : {1e-12, 1e-10, 1e-300}) {
    const auto map = TruncatedMap<float>::make(-side, far),
               back = TruncatedMap<float>::make(-far, side);
    for (const std::uint32_t word : {0x80000000U, 0x80000001U, 0U, 0x7fffffffU}) {
      CHECK(static_cast<double>(map(word)) >= -side);
      CHECK(exact::bits(back(~word)) == (exact::bits(map(word)) ^ 0x80000000U));
    }
  }
}
