// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/quadrature.hpp"

#include <cmath>
#include <cstdint>

#include "support/catch.hpp"

namespace {

using outset::detail::clenshaw_curtis;
using outset::detail::integrate;

constexpr double pi = 3.14159265358979323846;

}  // namespace

TEST_CASE("the rule is exact for polynomials of degree up to 17", "[quadrature]") {
  const int degree = GENERATE(range(0, 18));
  auto power = [degree](double x) { return std::pow(x, degree); };
  // On [-1, 2], so that odd degrees do not vanish by symmetry.
  const double expected = (std::pow(2.0, degree + 1) - std::pow(-1.0, degree + 1)) / (degree + 1);
  CHECK(clenshaw_curtis(power, -1, 2).value == Approx(expected).epsilon(1e-14));
}

TEST_CASE("the rule's points include both ends and stay inside", "[quadrature]") {
  const double low = GENERATE(-0.3, 0.0, 1e-300, 1.0 / 3, 1e9);
  const double high = low + 0.7 * (1 + std::abs(low));
  int calls = 0;
  bool saw_low = false, saw_high = false, outside = false;
  auto f = [&](double x) {
    ++calls;
    if (x <= low) saw_low = true;
    if (x >= high) saw_high = true;
    outside = outside || x < low || x > high;
    return 1.0;
  };
  CHECK(clenshaw_curtis(f, low, high).value == Approx(high - low).epsilon(1e-14));
  CHECK(calls == 17);
  CHECK(saw_low);
  CHECK(saw_high);
  CHECK_FALSE(outside);
}

TEST_CASE("a jump is found wherever it is, next to an end too", "[quadrature]") {
  // Kronrod points leave the outer 0.2 % of an interval unseen.
  const double at = GENERATE(1e-9, 1e-6, 0.0001, 0.001, 0.002, 0.1, 0.3, 0.49999999, 0.5,
                             0.50000001, 0.7654321, 0.99, 0.998, 0.999, 0.9999, 0.999999, 1 - 1e-9);
  auto step = [at](double x) { return x < at ? 1.0 : 3.0; };
  const auto result = integrate(step, 0, 1, 1e-15);
  CHECK(std::abs(result.value - (3 - 2 * at)) < 2e-15 + 1e-15);
  CHECK(result.error < 1e-13);
}

TEST_CASE("kinks, several jumps and an infinite slope", "[quadrature]") {
  auto kink = [](double x) { return std::abs(x - 1 / pi); };
  const double a = 1 / pi, b = 1 - 1 / pi;
  CHECK(integrate(kink, 0, 1, 1e-15).value == Approx((a * a + b * b) / 2).epsilon(1e-14));

  auto stairs = [](double x) { return std::floor(8 * x + 0.3); };
  CHECK(integrate(stairs, 0, 1, 1e-15).value ==
        Approx(3.8).epsilon(1e-13));  // 0..7, then 0.3 / 8 of 8

  auto root = [](double x) { return std::sqrt(x); };
  CHECK(integrate(root, 0, 1, 1e-15).value == Approx(2.0 / 3).epsilon(1e-13));
}

TEST_CASE("smooth functions cost little, and the error is a bound", "[quadrature]") {
  int calls = 0;
  auto bell = [&calls](double x) {
    ++calls;
    return std::exp(-x * x / 2);
  };
  const double expected =
      std::sqrt(pi / 2) * (std::erf(1.5 / std::sqrt(2.0)) - std::erf(1 / std::sqrt(2.0)));
  const auto result = integrate(bell, 1, 1.5, 4e-15);
  CHECK(std::abs(result.value - expected) < 1e-15);
  CHECK(std::abs(result.value - expected) <= result.error + 1e-15);
  CHECK(calls <= 17 * 3);
}

TEST_CASE("work is bounded, and an unresolved part shows in the error", "[quadrature]") {
  std::int64_t calls = 0;
  std::uint64_t state = 1;
  auto noise = [&](double) {
    ++calls;
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state >> 11) * 0x1p-53;
  };
  const auto result = integrate(noise, 0, 1, 1e-15);
  CHECK(calls <= 17 * (1 + 2 * 400));
  CHECK(result.error > 1e-3);
  CHECK(result.value == Approx(0.5).margin(0.2));

  auto fast = [](double x) { return std::sin(1e9 * x); };
  CHECK(integrate(fast, 0, 1, 1e-15).error > 1e-3);
}
