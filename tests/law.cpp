// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/law.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/golden.hpp"

using outset::Constant;
using outset::Distribution;
using outset::Normal;
using outset::TruncatedNormal;
using outset::Uniform;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

bool close(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * (std::max)(std::abs(a), std::abs(b));
}

// A standard normal cut at [lower, upper].
struct Known {
  double lower, upper, mean, variance;
  std::array<double, 3> quantiles;  // of 0.001, 0.5, 0.875
};
std::vector<Known> known_laws() {
  std::vector<Known> laws;
  for (const golden::Line& line : golden::table("truncated_normal.txt")) {
    laws.push_back({line.real(0),
                    line.real(1),
                    line.real(2),
                    line.real(3),
                    {line.real(4), line.real(5), line.real(6)}});
  }
  return laws;
}

// Everything that has a density, with the parameters that go wrong elsewhere.
std::vector<Distribution> with_density() {
  std::vector<Distribution> all = {Uniform{}, Uniform{-3, 0.125}, Uniform{1, 1 + 1e-6},
                                   Normal{},  Normal{-2, 3},      Normal{0, 1e-10}};
  for (const Known& k : known_laws()) {
    all.push_back(TruncatedNormal{0, 1, k.lower, k.upper});
    all.push_back(TruncatedNormal{-0.75, 0.02, k.lower, k.upper});
    all.push_back(TruncatedNormal{0.5, 3, k.lower, k.upper, true});
  }
  return all;
}

std::string describe(const Distribution& d) {
  if (const auto* t = std::get_if<TruncatedNormal>(&d)) {
    return "TruncatedNormal " + outset::detail::show(t->mean) + ' ' + outset::detail::show(t->std) +
           " [" + outset::detail::show(t->lower) + ", " + outset::detail::show(t->upper) +
           (t->corrected ? "] corrected" : "]");
  }
  return "index " + std::to_string(d.index()) + ", [" + outset::detail::show(lower_bound(d)) +
         ", " + outset::detail::show(upper_bound(d)) + "], mean " + outset::detail::show(mean(d));
}

// Where all but 1e-30 of the mass is: the bounds, or 12 standard deviations.
std::array<double, 2> support(const Distribution& d) {
  double reach = 12 * std::sqrt(variance(d));
  if (const auto* t = std::get_if<TruncatedNormal>(&d)) reach = 12 * t->parent_std();
  return {(std::max)(lower_bound(d), mean(d) - reach), (std::min)(upper_bound(d), mean(d) + reach)};
}

// The size of the numbers that x is computed from, so of what its rounding is a part of.
double place(const Distribution& d) {
  const auto [low, high] = support(d);
  const auto* t = std::get_if<TruncatedNormal>(&d);
  return (std::max)({std::abs(low), std::abs(high), t != nullptr ? std::abs(t->mean) : 0.0});
}

// Five-point Gauss-Legendre on 400 panels.
template <class F>
double integrate(const F& f, double low, double high) {
  static constexpr double nodes[] = {0, 0.5384693101056831, 0.9061798459386640};
  static constexpr double weights[] = {0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
  const int panels = 400;
  const double half = (high - low) / panels / 2;
  double sum = 0;
  for (int i = 0; i < panels; ++i) {
    const double centre = low + (2 * i + 1) * half;
    sum += weights[0] * f(centre);
    for (int n = 1; n < 3; ++n) {
      sum += weights[n] * (f(centre - nodes[n] * half) + f(centre + nodes[n] * half));
    }
  }
  return sum * half;
}

}  // namespace

TEST_CASE("TruncatedNormal: known factors of the standard deviation") {
  // Keras', JAX' and timm's constant, and those of other symmetric cuts.
  CHECK(close(std::sqrt(variance(TruncatedNormal{.std = 1})), 0.87962566103423978, 1e-15));
  const auto factor = [](double k) {
    return std::sqrt(variance(TruncatedNormal{.std = 1, .lower = -k, .upper = k}));
  };
  CHECK(close(factor(1), 0.53956009375489697273, 1e-14));
  CHECK(close(factor(1.5), 0.74264689843932648995, 1e-14));
  CHECK(close(factor(2.5), 0.95459748634458069937, 1e-14));
  CHECK(close(factor(3), 0.98657839255810862127, 1e-14));
  CHECK(close(TruncatedNormal{.std = 1, .corrected = true}.parent_std(), 1 / 0.87962566103423978,
              1e-15));
}

TEST_CASE("TruncatedNormal: mean, variance and quantiles of any bounds") {
  for (const Known& k : known_laws()) {
    const TruncatedNormal d{0, 1, k.lower, k.upper};
    INFO(describe(d));
    CHECK(std::abs(mean(d) - k.mean) <= 1e-14 * (std::max)(1.0, std::abs(k.mean)));
    CHECK(close(variance(d), k.variance, 1e-12));
    const std::array<double, 3> p{0.001, 0.5, 0.875};
    for (std::size_t i = 0; i < 3; ++i) {
      INFO("quantile of " << p[i]);
      CHECK(std::abs(quantile(d, p[i]) - k.quantiles[i]) <=
            1e-14 * (std::max)(1.0, std::abs(k.quantiles[i])));
    }
    // Location and scale.
    const TruncatedNormal moved{-3, 0.25, k.lower, k.upper};
    CHECK(close(mean(moved), -3 + 0.25 * k.mean, 1e-13));
    CHECK(close(variance(moved), 0.0625 * k.variance, 1e-12));
    CHECK(close(quantile(moved, 0.875), -3 + 0.25 * k.quantiles[2], 1e-13));
    CHECK(lower_bound(moved) == -3 + 0.25 * k.lower);
    CHECK(upper_bound(moved) == -3 + 0.25 * k.upper);
  }
}

TEST_CASE("TruncatedNormal: corrected, the result has the standard deviation asked for") {
  for (const Known& k : known_laws()) {
    const TruncatedNormal d{0.5, 2, k.lower, k.upper, true};
    INFO(describe(d));
    CHECK(variance(d) == 4);
    CHECK(close(d.parent_std(), 2 / std::sqrt(k.variance), 1e-12));
    CHECK(close(mean(d), 0.5 + 2 / std::sqrt(k.variance) * k.mean, 1e-12));
  }
}

TEST_CASE("Uniform, Normal and Constant: closed forms") {
  CHECK(mean(Uniform{-1, 3}) == 1);
  CHECK(close(variance(Uniform{-1, 3}), 16.0 / 12, 1e-15));
  CHECK(lower_bound(Uniform{-1, 3}) == -1);
  CHECK(upper_bound(Uniform{-1, 3}) == 3);
  CHECK(pdf(Uniform{-1, 3}, 0) == 0.25);
  CHECK(cdf(Uniform{-1, 3}, 0) == 0.25);
  CHECK(quantile(Uniform{-1, 3}, 0.75) == 2);

  CHECK(mean(Normal{2, 3}) == 2);
  CHECK(variance(Normal{2, 3}) == 9);
  CHECK(lower_bound(Normal{2, 3}) == -infinity);
  CHECK(upper_bound(Normal{2, 3}) == infinity);
  CHECK(close(pdf(Normal{2, 3}, 2), 0.39894228040143267794 / 3, 1e-15));
  CHECK(close(cdf(Normal{2, 3}, -4), 0.022750131948179207200, 1e-15));
  CHECK(close(quantile(Normal{0, 1}, 0.975), 1.9599639845400542355, 1e-15));
  CHECK(quantile(Normal{2, 3}, 0) == -infinity);
  CHECK(quantile(Normal{2, 3}, 1) == infinity);

  CHECK(mean(Constant{7}) == 7);
  CHECK(variance(Constant{7}) == 0);
  CHECK(lower_bound(Constant{7}) == 7);
  CHECK(upper_bound(Constant{7}) == 7);
}

TEST_CASE("distributions without width are steps") {
  const std::vector<Distribution> steps = {Constant{0.5}, Uniform{0.5, 0.5}, Normal{0.5, 0},
                                           TruncatedNormal{0.5, 0},
                                           TruncatedNormal{0.5, 0, 6, 8, true}};
  for (const Distribution& d : steps) {
    INFO(describe(d));
    CHECK(mean(d) == 0.5);
    CHECK(variance(d) == 0);
    CHECK(lower_bound(d) == 0.5);
    CHECK(upper_bound(d) == 0.5);
    CHECK(pdf(d, 0.25) == 0);
    CHECK(pdf(d, 0.5) == infinity);
    CHECK(cdf(d, 0.25) == 0);
    CHECK(cdf(d, 0.5) == 1);
    CHECK(quantile(d, 0) == 0.5);
    CHECK(quantile(d, 1) == 0.5);
  }
}

TEST_CASE("densities integrate to one, to the mean and to the variance") {
  for (const Distribution& d : with_density()) {
    INFO(describe(d));
    const auto [low, high] = support(d);
    const double m = mean(d);
    const double sd = std::sqrt(variance(d));
    // Rounding of x - mean where the interval is narrow beside its place.
    const double tolerance = 1e-10 + 1e-13 * place(d) / sd;
    CHECK(std::abs(integrate([&](double x) { return pdf(d, x); }, low, high) - 1) < tolerance);
    CHECK(std::abs(integrate([&](double x) { return (x - m) / sd * pdf(d, x); }, low, high)) <
          tolerance);
    CHECK(std::abs(integrate([&](double x) { return (x - m) / sd * ((x - m) / sd) * pdf(d, x); },
                             low, high) -
                   1) < tolerance);
  }
}

TEST_CASE("the density is the derivative of the cumulative function") {
  for (const Distribution& d : with_density()) {
    INFO(describe(d));
    const auto [low, high] = support(d);
    const double sd = std::sqrt(variance(d));
    const double h = (std::min)(1e-3 * sd, (high - low) / 100);
    const double noise = 1e-15 * place(d) / h;
    for (int i = 3; i < 98; i += 5) {
      const double x = low + (high - low) * i / 100;
      // Error h^4 f''''' / 30 < 1e-12 f / sd, and rounding of the four values over h.
      const double slope =
          (8 * (cdf(d, x + h) - cdf(d, x - h)) - (cdf(d, x + 2 * h) - cdf(d, x - 2 * h))) /
          (12 * h);
      REQUIRE(std::abs(slope - pdf(d, x)) * sd < 1e-11 + 2 * noise);
    }
  }
}

TEST_CASE("quantile and cumulative function are each other's inverse") {
  for (const Distribution& d : with_density()) {
    INFO(describe(d));
    CHECK(quantile(d, 0) == Approx(lower_bound(d)).epsilon(1e-14));
    CHECK(quantile(d, 1) == Approx(upper_bound(d)).epsilon(1e-14));
    double before = -infinity;
    for (const double p : {1e-9, 1e-4, 0.01, 0.25, 0.5, 0.75, 0.99, 0.9999, 1 - 1e-9}) {
      const double x = quantile(d, p);
      INFO("p = " << p << ", x = " << x);
      CHECK(x > before);
      before = x;
      CHECK(std::abs(cdf(d, x) - p) < 1e-14 + 1e-15 * place(d) * pdf(d, x));
    }
  }
}

TEST_CASE("outside the bounds nothing, inside something") {
  for (const Distribution& d : with_density()) {
    INFO(describe(d));
    const double sd = std::sqrt(variance(d));
    const double low = lower_bound(d);
    const double high = upper_bound(d);
    if (std::isfinite(low)) {
      CHECK(pdf(d, low - sd) == 0);
      CHECK(cdf(d, low - sd) == 0);
      CHECK(cdf(d, low) <= 1e-15 * place(d) / sd);
    }
    if (std::isfinite(high)) {
      CHECK(pdf(d, high + sd) == 0);
      CHECK(cdf(d, high + sd) == 1);
      CHECK(cdf(d, high) >= 1 - 1e-15 * place(d) / sd);
    }
    CHECK(pdf(d, mean(d)) > 0);
    CHECK(low <= mean(d));
    CHECK(mean(d) <= high);
    CHECK(cdf(d, -infinity) == 0);
    CHECK(cdf(d, infinity) == 1);
    CHECK(pdf(d, infinity) == 0);
  }
}

TEST_CASE("a Distribution answers as what it holds") {
  const TruncatedNormal held{0.5, 3, -1, 3, true};
  const Distribution d = held;
  CHECK(mean(d) == mean(held));
  CHECK(variance(d) == variance(held));
  CHECK(lower_bound(d) == lower_bound(held));
  CHECK(upper_bound(d) == upper_bound(held));
  CHECK(pdf(d, 1) == pdf(held, 1));
  CHECK(cdf(d, 1) == cdf(held, 1));
  CHECK(quantile(d, 0.3) == quantile(held, 0.3));
}

TEST_CASE("quantile refuses what is no probability") {
  const std::vector<Distribution> all = {Constant{1},       Uniform{},    Normal{},
                                         TruncatedNormal{}, Normal{0, 0}, TruncatedNormal{0, 0}};
  for (const Distribution& d : all) {
    for (const double p : {-1e-300, -1.0, 1 + 1e-15, infinity, -infinity, not_a_number}) {
      CHECK_THROWS_AS(quantile(d, p), std::invalid_argument);
    }
  }
  CHECK_THROWS_WITH(quantile(Normal{}, 2), ContainsSubstring("p is 2"));
}
