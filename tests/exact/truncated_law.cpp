// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/truncated_law.hpp against closed forms that mpmath evaluated with 90 digits.

#include "outset/exact/truncated_law.hpp"

#include <cmath>
#include <cstdint>

#include "support/catch.hpp"
#include "support/ulp.hpp"

namespace exact = outset::exact;

namespace {

constexpr double far = exact::infinity<double>;

}  // namespace

TEST_CASE("truncated moments: mean and variance") {
  struct Row {
    double lower, upper, mean, variance;
  };
  const Row rows[] = {
      {-2.0, 2.0, 0.0, 0.7737413035499232},
      {-1.0, 1.0, 0.0, 0.2911250947727932},
      {-0.01, 0.01, 0.0, 3.333288889100531e-05},
      {-3.0, 3.0, 0.0, 0.9733369246625415},
      {-3.5, 3.5, 0.0, 0.9938883776525235},
      {-8.0, 8.0, 0.0, 0.9999999999999192},
      {-1.0, 3.0, 0.282786110727154, 0.6161417353578293},
      {0.0, far, 0.7978845608028654, 0.3633802276324187},
      {-far, 0.5, -0.5091604338370335, 0.4861754356963671},
      {6.0, 8.0, 6.158481366839959, 0.02398521340801976},
      {1000.0, 1001.0, 1000.000999998, 9.999940000499995e-07},
      {1000.0, far, 1000.000999998, 9.999940000499995e-07},
      {-8.0, -6.0, -6.158481366839959, 0.02398521340801976},
      {0.5, 0.5000001, 0.5000000499999996, 8.333333324560732e-16},
      {-1e-09, 2e-09, 5e-10, 7.500000000000001e-19},
      {5.0, 5.001, 5.000499583291854, 8.333322636822351e-08},
      {-0.5, 10.0, 0.5091604338370335, 0.4861754356963671},
      {-2.0, 2.0000001, 1.1312933891528002e-08, 0.7737413217991495},
      {20.0, 30.0, 20.04975306852785, 0.0024632616150521637},
      {-40.0, -39.0, -39.02560741993011, 0.0006548827702932775},
      {100000.0, 200000.0, 100000.00001, 9.999999994e-11},
      {-far, -30.0, -30.033259667433676, 0.001103771511890091},
      {0.001, far, 0.7985212895629114, 0.3631622714043479},
  };
  const char* const header = "exact/truncated_law.hpp";
  const double rounding = 0x1p-53;  // of the numbers above
  const double mean_limit = ulp_test::stated_number(header, "to a relative ") + rounding;
  const double variance_limit =
      ulp_test::stated_number(header, "the variance to a relative ") + rounding;
  for (const Row& row : rows) {
    const auto moments = exact::truncated_moments(row.lower, row.upper);
    INFO(row.lower << ", " << row.upper);
    CHECK(std::abs(moments.mean.value - row.mean) <= mean_limit * std::abs(row.mean));
    CHECK(std::abs(moments.variance.value / row.variance - 1) <= variance_limit);
    const auto mirrored = exact::truncated_moments(-row.upper, -row.lower);
    CHECK(mirrored.mean == -moments.mean);
    CHECK(mirrored.variance.value == Approx(moments.variance.value).epsilon(1e-14));
  }
  CHECK(exact::truncated_moments(-far, far).variance == 1.0);
  CHECK(exact::truncated_moments(1e100, far).mean == 1e100);
}

TEST_CASE("truncated moments: the factor at two standard deviations") {
  CHECK(sqrt(exact::truncated_moments(-2, 2).variance) == 0.87962566103423978);
}

TEST_CASE("truncated law: quantile inverts cdf, whose slope is the density") {
  struct Bounds {
    double lower, upper;
  };
  const Bounds all[] = {{-2, 2},  {-1, 3},     {6, 8},   {-8, -6},
                        {0, far}, {-far, 0.5}, {20, 30}, {0.1, 0.2}};
  for (const Bounds& bounds : all) {
    INFO(bounds.lower << ", " << bounds.upper);
    CHECK(exact::truncated_cdf(bounds.lower, bounds.lower, bounds.upper) == 0.0);
    CHECK(exact::truncated_cdf(bounds.upper, bounds.lower, bounds.upper) == 1.0);
    CHECK(exact::truncated_quantile(0, bounds.lower, bounds.upper) == bounds.lower);
    CHECK(exact::truncated_quantile(1, bounds.lower, bounds.upper) == bounds.upper);
    CHECK(exact::truncated_pdf(bounds.upper + 1, bounds.lower, bounds.upper) == 0.0);
    const double sd =
        std::sqrt(exact::truncated_moments(bounds.lower, bounds.upper).variance.value);
    for (int i = 1; i < 100; ++i) {
      const double p = i / 100.0;
      const double x = exact::truncated_quantile(p, bounds.lower, bounds.upper).value;
      CHECK(exact::truncated_cdf(x, bounds.lower, bounds.upper).value == Approx(p).epsilon(1e-11));
      const double step = 1e-4 * sd;
      if (x - step <= bounds.lower || x + step >= bounds.upper) continue;
      const double slope = (exact::truncated_cdf(x + step, bounds.lower, bounds.upper) -
                            exact::truncated_cdf(x - step, bounds.lower, bounds.upper))
                               .value /
                           (2 * step);
      CHECK(exact::truncated_pdf(x, bounds.lower, bounds.upper).value ==
            Approx(slope).epsilon(1e-6));
    }
  }
}

TEST_CASE("truncated law: one golden hash under every flag") {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  const auto take = [&hash](exact::Double x) {
    hash = (hash ^ exact::bits(x.value)) * 0x100000001b3U;
  };
  exact::Double lower = -12;
  for (int i = 0; i < 500; ++i) {
    lower = lower + 0.07;
    const exact::Double width = exact::exp(0.01 * exact::Double{(i * 37) % 800 - 500.0});
    const exact::Double upper = i % 9 == 0 ? far : lower + width;
    const auto moments = exact::truncated_moments(lower, upper);
    take(moments.mean);
    take(moments.variance);
    const exact::Double x = exact::truncated_quantile(0.3, lower, upper);
    take(x);
    take(exact::truncated_cdf(x, lower, upper));
    take(exact::truncated_pdf(x, lower, upper));
  }
  CHECK(hash == 0xf2828b8f5fc98e68U);
}
