// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The float map of random/truncated.hpp over all 2^32 words of each pair of bounds: largest error,
// order, symmetry, bounds, and the exact mean and variance of what it draws, with no sampling.
// Each pair of bounds takes minutes of processor time (a third of it with -mfma). So by default
// only the usual +-2 are swept whole, and every sixteenth block of the others;
// OUTSET_SWEEP_STRIDE=1 in the environment sweeps all of them whole.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "support/catch.hpp"
#include "support/truncated_sweep.hpp"
#include "support/ulp.hpp"

using namespace truncated_sweep;

TEST_CASE("truncated map: all 2^32 words", "[exhaustive]") {
  const char* wish = std::getenv("OUTSET_SWEEP_STRIDE");
  const double far = exact::infinity<double>;
  struct Row {
    double lower, upper;
  };
  const Row rows[] = {{-2, 2},  {-far, far}, {0, far},     {-1, 3},   {6, 8},   {-8, -6},
                      {3, far}, {-0.5, 2.5}, {-far, 1e-3}, {1.5, 12}, {20, 30}, {1000, far}};
  const char* const header = "random/truncated.hpp";
  const double limit = ulp_test::stated_ulp(header, "float   within");
  const double deepest = ulp_test::stated_ulp(header, "float is at most");
  for (const Row& row : rows) {
    const std::uint64_t usual = row.upper == 2 && row.lower == -2 ? 1 : 16;
    const std::uint64_t stride = wish == nullptr ? usual : std::strtoull(wish, nullptr, 10);
    const Findings found = sweep_all(row.lower, row.upper, stride);
    const auto moments = exact::truncated_moments(row.lower, row.upper);
    const double mean = moments.mean.value, law_variance = moments.variance.value;
    const double variance = found.square - found.mean * found.mean;
    std::printf(
        "[%g, %g]: %.3f ulp, %llu decreases (deepest %.0f ulp), asymmetric %llu, at the bounds "
        "%llu "
        "and %llu, mean off %.1e sd, variance off %.1e\n",
        row.lower, row.upper, found.worst, static_cast<unsigned long long>(found.decreases),
        found.deepest, static_cast<unsigned long long>(found.asymmetric),
        static_cast<unsigned long long>(found.at_lower),
        static_cast<unsigned long long>(found.at_upper),
        (found.mean - mean) / std::sqrt(law_variance), variance / law_variance - 1);
    std::fflush(stdout);
    CHECK(found.worst <= limit);
    CHECK(found.deepest <= deepest);
    CHECK(found.outside == 0);
    CHECK(found.asymmetric == 0);
    // No point mass at a bound: no more words than belong to the four floats next to it.
    const double words = static_cast<double>(found.visited);
    const double low = row.lower + 4 * ulp(row.lower), high = row.upper - 4 * ulp(row.upper);
    if (stride == 1 && exact::is_finite(row.lower)) {
      const double share = exact::truncated_cdf(low, row.lower, row.upper).value;
      CHECK(static_cast<double>(found.at_lower) <= words * share + 1);
    }
    if (stride == 1 && exact::is_finite(row.upper)) {
      const double share = exact::truncated_cdf(-high, -row.upper, -row.lower).value;
      CHECK(static_cast<double>(found.at_upper) <= words * share + 1);
    }
    if (stride == 1 && std::abs(row.lower) < 100) {
      CHECK(std::abs(found.mean - mean) <= 1e-7 * std::sqrt(law_variance));
      CHECK(std::abs(variance / law_variance - 1) <= 1e-6);
    }
  }
}
