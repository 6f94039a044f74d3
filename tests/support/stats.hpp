// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The statistics behind the sampling tests: every bound comes from a stated false-alarm rate,
// never from a tolerance that happened to pass.
//
// Budget: the whole suite may raise one false alarm in a million runs with fresh seeds. Split over
// at most a thousand checks (Bonferroni) each gets `false_alarm` = 1e-9, about 6.1 standard errors.
// A test reads: CHECK(stats::moments(values, law).p > stats::false_alarm), or, for one number,
// CHECK(std::abs(estimate - truth) <= stats::bound(stats::false_alarm, standard_error)).
//
// Nothing here uses the library under test, only the C library's erfc and lgamma.
// tests/support/stats_test.cpp compares every function with tables from other systems.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace stats {

inline constexpr double suite_budget = 1e-6;
inline constexpr double false_alarm = suite_budget / 1000;

inline constexpr double pi = 3.14159265358979323846;

// P(Z > z) for a standard normal Z; relative accuracy in the upper tail.
inline double normal_tail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

// z with P(Z <= z) = p, by Newton's method on the logarithm of the tail. That is concave, so from a
// start above the root, such as sqrt(-2 ln p), every step stays above it and the steps descend.
inline double normal_quantile(double p) {
  if (!(p > 0 && p < 1)) throw std::invalid_argument("normal_quantile: p outside (0, 1)");
  if (p > 0.5) return -normal_quantile(1 - p);
  if (p == 0.5) return 0;
  double z = std::sqrt(-2 * std::log(p));
  for (int i = 0; i < 60; ++i) {
    const double tail = normal_tail(z);
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * pi);
    const double step = (std::log(tail) - std::log(p)) * tail / density;
    z += step;
    if (std::abs(step) <= 4e-16 * (1 + std::abs(z))) break;
  }
  return -z;
}

// A normal estimate is more than this many standard errors off with the probability `alarm`.
inline double z_bound(double alarm) { return -normal_quantile(alarm / 2); }
inline double bound(double alarm, double standard_error) { return z_bound(alarm) * standard_error; }

// Two-sided p-value of a normal estimate.
inline double normal_p(double estimate, double truth, double standard_error) {
  return std::erfc(std::abs(estimate - truth) / standard_error / std::sqrt(2.0));
}

// Regularized incomplete gamma functions, {P(a, x), Q(a, x)}: series below a + 1, Lentz's continued
// fraction above (Press et al., Numerical Recipes, section 6.2), so the smaller of the two is
// computed directly and keeps its relative accuracy.
inline std::pair<double, double> incomplete_gamma(double a, double x) {
  if (!(a > 0 && x >= 0)) throw std::invalid_argument("incomplete_gamma: a <= 0 or x < 0");
  if (x == 0) return {0.0, 1.0};
  const double eps = std::numeric_limits<double>::epsilon();
  const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (double n = a + 1; term > sum * eps; n += 1) sum += (term *= x / n);
    const double p = (std::min)(1.0, front * sum);
    return {p, 1 - p};
  }
  const double tiny = 1e-300;
  double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
  for (double i = 1;; i += 1) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    c = b + an / c;
    if (std::abs(d) < tiny) d = tiny;
    if (std::abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    if (std::abs(d * c - 1) <= 2 * eps) break;
  }
  const double q = (std::min)(1.0, front * h);
  return {1 - q, q};
}

// A statistic, and the probability of one at least as extreme if the null hypothesis is true.
struct Result {
  double statistic;
  double p;
  friend std::ostream& operator<<(std::ostream& out, const Result& r) {
    return out << "statistic " << r.statistic << ", p " << r.p;
  }
};

// Two-sided p-value of a count whose law is Poisson(mean), such as a count of rare values.
inline Result poisson(std::uint64_t count, double mean) {
  const double k = static_cast<double>(count);
  const double at_least = count == 0 ? 1.0 : incomplete_gamma(k, mean).first;
  const double at_most = incomplete_gamma(k + 1, mean).second;
  return {k, (std::min)(1.0, 2 * (std::min)(at_least, at_most))};
}

// Upper tail of the chi-square law, and Pearson's test of counts against expected counts.
// With expected counts below 5 the law is a poor approximation: choose wider bins.
inline double chi_square_tail(double statistic, double degrees) {
  return incomplete_gamma(degrees / 2, statistic / 2).second;
}
template <class Counts, class Expected>
Result chi_square(const Counts& counts, const Expected& expected, int fitted = 0) {
  double statistic = 0;
  std::size_t bins = 0;
  auto e = std::begin(expected);
  for (auto n : counts) {
    const double difference = static_cast<double>(n) - static_cast<double>(*e);
    statistic += difference * difference / static_cast<double>(*e);
    ++e, ++bins;
  }
  return {statistic, chi_square_tail(statistic, static_cast<double>(bins) - 1 - fitted)};
}
template <class Counts>
Result chi_square_uniform(const Counts& counts) {
  double total = 0;
  for (auto n : counts) total += static_cast<double>(n);
  const std::size_t bins = static_cast<std::size_t>(std::size(counts));
  return chi_square(counts, std::vector<double>(bins, total / static_cast<double>(bins)));
}

// Kolmogorov and Smirnov. P(D > t) <= 2 exp(-2 n t^2) for every n and every continuous law (Massart
// 1990), so the p below is never too small; the critical value is that bound, solved for t.
inline double ks_critical(double alarm, double n) {
  return std::sqrt(-std::log(alarm / 2) / (2 * n));
}
template <class Cdf>
Result kolmogorov_smirnov(std::vector<double> sample, const Cdf& cdf) {
  std::sort(sample.begin(), sample.end());
  const double n = static_cast<double>(sample.size());
  double d = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double f = cdf(sample[i]), below = static_cast<double>(i) / n;
    d = (std::max)({d, f - below, below + 1 / n - f});
  }
  return {d, (std::min)(1.0, 2 * std::exp(-2 * n * d * d))};
}

// Tail of Anderson and Darling's A^2 for a fully specified continuous law, n -> infinity (from
// n = 8 on the difference is beyond the third digit). A^2 = sum chi2_j / (j (j+1)); Smirnov's
// inversion with the product prod (1 - t / (j (j+1))) = -cos(pi/2 sqrt(1 + 4t)) / (pi t). With
// sqrt(1 + 4t) = 4k - cos(theta) the integrand is smooth and periodic: the midpoint rule converges
// geometrically, and the far tail keeps its relative accuracy.
inline double anderson_darling_tail(double a2) {
  const int terms = 24, nodes = 64;
  if (a2 < 0.05) return 1;  // true: 1 - 5e-12; the alternating sum would need more terms
  double sum = 0;
  for (int k = 1; k <= terms; ++k) {
    double integral = 0;
    for (int i = 0; i < nodes; ++i) {
      const double theta = pi * (i + 0.5) / nodes, s = 4 * k - std::cos(theta);
      const double t = (s * s - 1) / 4;
      integral += std::exp(-t * a2 / 2) * std::sin(theta) * (s / 2) * std::sqrt(pi / t) /
                  std::sqrt(std::abs(std::cos(pi / 2 * std::cos(theta))));
    }
    sum += (k % 2 == 1 ? 1 : -1) * integral / nodes;
  }
  return (std::min)(1.0, (std::max)(0.0, sum));
}

// `cdf` and `tail` = 1 - cdf apart, because the statistic takes the logarithm of both.
template <class Cdf, class Tail>
Result anderson_darling(std::vector<double> sample, const Cdf& cdf, const Tail& tail) {
  std::sort(sample.begin(), sample.end());
  const std::size_t n = sample.size();
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    sum += static_cast<double>(2 * i + 1) *
           (std::log(cdf(sample[i])) + std::log(tail(sample[n - 1 - i])));
  const double a2 = -static_cast<double>(n) - sum / static_cast<double>(n);
  return {a2, anderson_darling_tail(a2)};
}

// A known law by its mean, standard deviation and standardized moments E[((x - mean)/sd)^k], k <=
// 8: what the exact standard errors of the first four sample moments need.
struct Law {
  double mean, sd;
  std::array<double, 9> moment;

  static Law normal(double mean, double sd) { return {mean, sd, {1, 0, 1, 0, 3, 0, 15, 0, 105}}; }
  static Law uniform(double low, double high) {
    return {low + (high - low) / 2,
            (high - low) / std::sqrt(12.0),
            {1, 0, 1, 0, 9.0 / 5, 0, 27.0 / 7, 0, 9}};
  }
  // Any density on [low, high], smooth there (it is normalized first): three-point Gauss rule on
  // 4096 panels, error of order 4096^-6.
  template <class Density>
  static Law of(const Density& density, double low, double high) {
    const int panels = 4096;
    const double h = (high - low) / panels, node = std::sqrt(0.6);
    std::vector<std::pair<double, double>> points;  // x and the density's weight there
    points.reserve(3 * panels);
    for (int i = 0; i < panels; ++i) {
      const double c = low + h * (i + 0.5), d = h / 2 * node;
      points.emplace_back(c - d, 5 * density(c - d) * h / 18);
      points.emplace_back(c, 8 * density(c) * h / 18);
      points.emplace_back(c + d, 5 * density(c + d) * h / 18);
    }
    const auto integral = [&](const auto& f) {
      double sum = 0;
      for (const auto& [x, weight] : points) sum += f(x) * weight;
      return sum;
    };
    const double mass = integral([](double) { return 1.0; });
    const double mean = integral([](double x) { return x; }) / mass;
    const double sd = std::sqrt(integral([&](double x) { return (x - mean) * (x - mean); }) / mass);
    Law law{mean, sd, {1, 0, 1}};
    for (std::size_t k = 3; k < law.moment.size(); ++k)
      law.moment[k] =
          integral([&](double x) { return std::pow((x - mean) / sd, static_cast<int>(k)); }) / mass;
    return law;
  }
};

// The first four sample moments and their expectations, printed when a check fails.
struct MomentRecord {
  double n;
  std::array<double, 4> estimate, truth, standard_error;
  double p;  // of the most extreme of the four, times four

  friend std::ostream& operator<<(std::ostream& out, const MomentRecord& r) {
    static constexpr std::array<const char*, 4> name{"mean", "variance", "skewness", "kurtosis"};
    out << "n " << r.n << ", p " << r.p;
    for (std::size_t i = 0; i < 4; ++i)
      out << "\n  " << name[i] << ' ' << r.estimate[i] << ", expected " << r.truth[i] << ", "
          << (r.estimate[i] - r.truth[i]) / r.standard_error[i] << " standard errors";
    return out;
  }
};

// Sums of powers of (x - mean)/sd under the law that the sample should follow. Skewness and
// kurtosis are taken to first order in the sample's own mean and variance (their influence
// functions), which makes the standard errors below exact for every n, not only asymptotic: for a
// normal they are sqrt(1/n), sqrt(2/n), sqrt(6/n), sqrt(24/n).
class Moments {
 public:
  explicit Moments(Law law) : law_(law) {}

  void add(double x) {
    const double z = (x - law_.mean) / law_.sd, z2 = z * z;
    ++n_, sum_[1] += z, sum_[2] += z2, sum_[3] += z2 * z, sum_[4] += z2 * z2;
  }
  template <class Range>
  void add_all(const Range& values) {
    for (const auto& x : values) add(static_cast<double>(x));
  }
  void merge(const Moments& other) {
    n_ += other.n_;
    for (std::size_t k = 1; k < sum_.size(); ++k) sum_[k] += other.sum_[k];
  }

  MomentRecord record() const {
    const auto& a = law_.moment;
    const double n = static_cast<double>(n_);
    // Each estimate is sum over k of c[k] E[z^k], with c[0] making the expectation right.
    const std::array<std::array<double, 5>, 4> c{{{0, 1, 0, 0, 0},
                                                  {0, 0, 1, 0, 0},
                                                  {1.5 * a[3], -3, -1.5 * a[3], 1, 0},
                                                  {2 * a[4], -4 * a[3], -2 * a[4], 0, 1}}};
    MomentRecord r{n, {}, {law_.mean, law_.sd * law_.sd, a[3], a[4]}, {}, 1};
    const std::array<double, 4> unit{law_.sd, law_.sd * law_.sd, 1, 1};
    const std::array<double, 4> shift{law_.mean, 0, 0, 0};
    for (std::size_t i = 0; i < 4; ++i) {
      double estimate = c[i][0], mean = 0, square = 0;
      for (std::size_t k = 1; k < 5; ++k) {
        estimate += c[i][k] * sum_[k] / n;
        mean += c[i][k] * a[k];
        for (std::size_t l = 1; l < 5; ++l) square += c[i][k] * c[i][l] * a[k + l];
      }
      r.estimate[i] = shift[i] + unit[i] * estimate;
      r.standard_error[i] = unit[i] * std::sqrt((square - mean * mean) / n);
      r.p = (std::min)(r.p, 4 * normal_p(r.estimate[i], r.truth[i], r.standard_error[i]));
    }
    return r;
  }

 private:
  Law law_;
  std::uint64_t n_ = 0;
  std::array<double, 5> sum_{};
};

template <class Range>
MomentRecord moments(const Range& values, const Law& law) {
  Moments m(law);
  m.add_all(values);
  return m.record();
}

}  // namespace stats
