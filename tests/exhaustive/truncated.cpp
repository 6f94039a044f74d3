// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The float map of random/truncated.hpp over all 2^32 words of each pair of bounds.

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "support/catch.hpp"
#include "support/truncated_sweep.hpp"

using namespace truncated_sweep;

TEST_CASE("truncated map: all 2^32 words", "[exhaustive]") {
  const char* wish = std::getenv("OUTSET_SWEEP_STRIDE");  // 1: all; 16: every sixteenth block
  const std::uint64_t stride = wish == nullptr ? 1 : std::strtoull(wish, nullptr, 10);
  const double far = exact::infinity<double>;
  struct Row {
    double lower, upper, worst;
  };
  const Row rows[] = {{-2, 2, 4},  {-far, far, 4}, {0, far, 4},    {-1, 3, 4},
                      {6, 8, 4},   {-8, -6, 4},    {-0.5, 2.5, 4}, {1, far, 4},
                      {3, far, 4}, {20, 30, 4},    {1000, far, 4}, {-far, 1e-3, 4}};
  for (const Row& row : rows) {
    const Findings found = sweep_all(row.lower, row.upper, stride);
    const auto moments = exact::truncated_moments(row.lower, row.upper);
    const double variance = found.square - found.mean * found.mean;
    std::printf(
        "[%g, %g]: %.3f ulp, decreases %llu (deepest %.0f ulp), asymmetric %llu, at bounds %llu "
        "%llu, "
        "mean off %.1e, variance off %.1e\n",
        row.lower, row.upper, found.worst, static_cast<unsigned long long>(found.decreases),
        found.deepest, static_cast<unsigned long long>(found.asymmetric),
        static_cast<unsigned long long>(found.at_lower),
        static_cast<unsigned long long>(found.at_upper), found.mean - moments.mean,
        variance - moments.variance);
    std::fflush(stdout);
    CHECK(found.worst <= row.worst);
    CHECK(found.deepest <= row.worst);
    CHECK(found.outside == 0);
    CHECK(found.asymmetric == 0);
  }
}
