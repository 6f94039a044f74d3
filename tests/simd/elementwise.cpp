// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Every backend computes a net's functions as the portable one does, bit for bit, for any count.

#include "outset/simd/elementwise.hpp"

#include <cstdint>
#include <limits>
#include <vector>

#include "outset/exact/float_mode.hpp"
#include "outset/initializers/elementwise.hpp"
#include "support/backends.hpp"
#include "support/catch.hpp"

namespace exact = outset::exact;
namespace simd = outset::simd;
using outset::Activation;

namespace {

template <class Real>
using Numbers = std::vector<Real>;

// Normal numbers, sizes at which formulas change, and what is not finite.
template <class Real>
Numbers<Real> numbers(std::uint64_t seed, double std) {
  Eigen::Matrix<Real, Eigen::Dynamic, 1> normal(1500);
  outset::Normal{.std = std}(normal, outset::Rng{seed});
  Numbers<Real> all(normal.begin(), normal.end());
  for (const double x : {0.0,  0.3466, 0.35, 1.0,  5.0,  8.9,   12.5,  15.0,  16.6, 22.0, 22.5,
                         24.9, 25.1,   87.0, 88.5, 89.5, 103.5, 104.5, 709.0, 1e4,  1e30}) {
    all.push_back(static_cast<Real>(x));
    all.push_back(static_cast<Real>(-x));
  }
  for (const Real x : {std::numeric_limits<Real>::denorm_min(), std::numeric_limits<Real>::min(),
                       exact::infinity<Real>, std::numeric_limits<Real>::quiet_NaN()}) {
    all.push_back(x);
    all.push_back(exact::negate(x));
  }
  return all;
}

// Whether both are the same numbers, bit for bit, where NaN is one number.
template <class Real>
bool same(const Numbers<Real>& a, const Numbers<Real>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (exact::is_nan(a[i]) && exact::is_nan(b[i])) continue;
    if (exact::bits(a[i]) != exact::bits(b[i])) return false;
  }
  return a.size() == b.size();
}

template <class Real>
std::int64_t size(const Numbers<Real>& x) {
  return static_cast<std::int64_t>(x.size());
}

}  // namespace

TEMPLATE_TEST_CASE("elementwise: every backend has the portable bits of activations", "[simd]",
                   float, double) {
  const outset::detail::StandardModeScope mode;  // with subnormal numbers
  const auto& portable = simd::scalar::elementwise<TestType>;
  with_each_backend([&](simd::Backend backend) {
    INFO(simd::name(backend));
    const auto& own = simd::elementwise<TestType>();
    for (const double std : {1.0, 30.0}) {
      const auto z = numbers<TestType>(1, std);
      const auto d = numbers<TestType>(2, 1);
      for (std::size_t i = 0; i < outset::detail::activation_count; ++i) {
        const auto f = static_cast<Activation>(i);
        INFO(std::string(to_string(f)));
        const auto parameter = static_cast<TestType>(outset::detail::facts_of(f).parameter);
        auto expected = z, found = z;
        portable.activate(f, parameter, z.data(), expected.data(), size(z));
        own.activate(f, parameter, found.data(), found.data(), size(z));  // in place
        CHECK(same(expected, found));
        auto expected_d = d, found_d = d;
        portable.differentiate(f, parameter, z.data(), expected.data(), expected_d.data(), size(z));
        own.differentiate(f, parameter, z.data(), expected.data(), found_d.data(), size(z));
        CHECK(same(expected_d, found_d));
      }
      auto expected = z, found = z;
      portable.exponentials(z.data(), expected.data(), size(z));
      own.exponentials(z.data(), found.data(), size(z));
      CHECK(same(expected, found));
    }
  });
}

TEMPLATE_TEST_CASE("elementwise: every backend has the portable bits of steps and sums", "[simd]",
                   float, double) {
  const outset::detail::StandardModeScope mode;  // with subnormal numbers
  const auto& portable = simd::scalar::elementwise<TestType>;
  const simd::AdamStep<TestType> step{TestType(0.9),   TestType(0.999), TestType(0.1),
                                      TestType(0.001), TestType(0.01),  TestType(1.5),
                                      TestType(1e-8)};
  with_each_backend([&](simd::Backend backend) {
    INFO(simd::name(backend));
    const auto& own = simd::elementwise<TestType>();
    for (const int count : {0, 1, 7, 15, 16, 17, 100, 1000}) {
      struct State {
        Numbers<TestType> w = numbers<TestType>(1, 1), v = numbers<TestType>(2, 1),
                          m = numbers<TestType>(3, 1);
      } expected, found;
      const auto g = numbers<TestType>(4, 1);
      for (auto& v : expected.v) v = exact::magnitude(v);
      found.v = expected.v;
      const std::int64_t n = count;
      const auto take = [&](const simd::Elementwise<TestType>& by, State& state) {
        by.descend(state.w.data(), g.data(), n, TestType(0.1));
        by.momentum(state.w.data(), state.m.data(), g.data(), n, TestType(0.1), TestType(0.9));
        by.adam(state.w.data(), state.m.data(), state.v.data(), g.data(), n, step);
      };
      take(portable, expected);
      take(own, found);
      CHECK(same(expected.w, found.w));
      CHECK(same(expected.m, found.m));
      CHECK(same(expected.v, found.v));
      CHECK(exact::bits(portable.slope_sum(g.data(), expected.w.data(), n)) ==
            exact::bits(own.slope_sum(g.data(), expected.w.data(), n)));
      const std::int64_t rows = count % 40;
      Numbers<TestType> sums(40, 3), own_sums(40, 3);
      portable.row_sums(g.data(), rows, 30, 41, sums.data());
      own.row_sums(g.data(), rows, 30, 41, own_sums.data());
      CHECK(same(sums, own_sums));
    }
  });
}

TEST_CASE("elementwise: sums have the order that their definition says", "[simd]") {
  // 1 + 2^-24 rounds to 1: a sum in another order would be greater.
  const float tiny = 0x1p-24f;
  const float m[] = {1, tiny, tiny, tiny, tiny, 1};  // 2 x 3
  float sums[2];
  simd::scalar::elementwise<float>.row_sums(m, 2, 3, 2, sums);
  CHECK(sums[0] == 1);
  CHECK(sums[1] == 1 + 2 * tiny);
  float d[17] = {}, z[17] = {};
  d[0] = 1;
  d[16] = tiny;  // of the first lane
  d[1] = tiny;
  for (float& x : z) x = -1;
  CHECK(simd::scalar::elementwise<float>.slope_sum(d, z, 17) == -1);
  z[0] = 1;  // adds nothing
  CHECK(simd::scalar::elementwise<float>.slope_sum(d, z, 17) == -2 * tiny);
}
