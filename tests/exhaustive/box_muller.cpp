// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The float maps of random/box_muller.hpp over all 2^32 words: largest errors, order, symmetry, and
// the exact second and fourth moment of the radius (2 and 8 for a Rayleigh number, less what the
// last word's tail would add: 66 ln 2 2^-32 and its square's).

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "support/box_muller_sweep.hpp"
#include "support/catch.hpp"
#include "support/ulp.hpp"

using ulp_test::stated_ulp;

namespace {

const char* const header = "random/box_muller.hpp";

// Calls sweep(first, end) for blocks of the range on all processors; OUTSET_SWEEP_STRIDE=16 takes
// every sixteenth block only.
template <class Found, class Sweep>
Found on_all_processors(std::uint64_t words, Sweep sweep) {
  const char* wish = std::getenv("OUTSET_SWEEP_STRIDE");
  const std::uint64_t stride = wish == nullptr ? 1 : std::strtoull(wish, nullptr, 10);
  const std::uint64_t block = std::uint64_t{1} << 22;
  const unsigned count = (std::max)(1U, std::thread::hardware_concurrency());
  std::vector<Found> parts(count);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      for (std::uint64_t b = i * stride; b < words / block; b += count * stride) {
        parts[i].merge(sweep(b * block, (b + 1) * block));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Found all;
  for (const Found& part : parts) all.merge(part);
  return all;
}

}  // namespace

TEST_CASE("box_muller: the radius of all 2^32 words", "[exhaustive]") {
  const auto found = on_all_processors<box_muller_sweep::Radius>(
      std::uint64_t{1} << 32, [](std::uint64_t first, std::uint64_t end) {
        return box_muller_sweep::radius(first, end, 1);
      });
  const double square = found.square / static_cast<double>(found.count);
  const double fourth = found.fourth / static_cast<double>(found.count);
  std::printf("radius: %.3f ulp, %llu growing, E r^2 - 2 = %.2e, E r^4 - 8 = %.2e\n", found.worst,
              static_cast<unsigned long long>(found.growing), square - 2, fourth - 8);
  CHECK(found.worst <= stated_ulp(header, "radius within"));
  CHECK(found.growing == 0);
  if (found.count == std::uint64_t{1} << 32) {
    CHECK(std::abs(square - 2) < 1e-7);
    CHECK(std::abs(fourth - 8) < 1e-6);
  }
}

TEST_CASE("box_muller: the angle of all 2^32 words", "[exhaustive]") {
  const auto found = on_all_processors<box_muller_sweep::Angle>(
      std::uint64_t{1} << 30, [](std::uint64_t first, std::uint64_t end) {
        return box_muller_sweep::angle(first, end, 1);
      });
  std::printf("angle: cosine %.3f ulp, sine %.3f ulp\n", found.worst_cosine, found.worst_sine);
  CHECK(found.worst_cosine <= stated_ulp(header, "cosine within"));
  CHECK(found.worst_sine <= stated_ulp(header, " sine within"));
  CHECK(found.asymmetric == 0);
  CHECK(found.wrong_quadrant == 0);
}

TEST_CASE("box_muller: doubles of every magnitude", "[exhaustive]") {
  const auto found = box_muller_sweep::doubles(3000000);
  std::printf("double: radius %.3f ulp, cosine %.3f, sine %.3f\n", found.worst_radius,
              found.worst_cosine, found.worst_sine);
  CHECK(found.worst_radius <= stated_ulp(header, "radius within"));
  CHECK(found.worst_cosine <= stated_ulp(header, "cosine within"));
  CHECK(found.worst_sine <= stated_ulp(header, " sine within"));
}
