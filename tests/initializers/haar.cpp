// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Tests that Orthogonal's matrices are Haar distributed, which does not follow from Q^T Q = I. Each
// check has a false-alarm rate of stats::false_alarm = 1e-9 with a fresh seed, and says which
// defect it would see. Exact laws used, Q Haar on O(n) and U on U(n):
//
// clang-format off
//   a^T Q b, a and b unit vectors:  density c (1 - x^2)^((n-3)/2); |a^* U b|^2 is Beta(1, n - 1)
//   moments of tr Q:                those of N(0, 1) up to the n-th (Diaconis, Shahshahani 1994;
//                                   n: Rains, "Increasing subsequences and the classical groups",
//                                   1998)
//   E |tr U^j|^2 = min(j, n);       E |tr U^j|^4 = 2 j^2 for 2 j <= n; n for independent phases
//   the angle of SO(2) is uniform; of SO(3) it has density (1 - cos t) / pi; the two phases of U(2)
//   differ by t with density (1 - cos t) / (2 pi) (Weyl's integration formula)
// clang-format on

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <complex>
#include <vector>

#include "outset/initializers/orthogonal.hpp"
#include "outset/make.hpp"
#include "support/algebra.hpp"
#include "support/catch.hpp"
#include "support/stats.hpp"

using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::MatrixXd;
using outset::make;
using outset::Orthogonal;
using outset::Rng;

namespace {

// |count - n/2| <= z sqrt(n)/2, the binomial's standard error.
bool is_fair(int count, int n) {
  return std::abs(count - n / 2.0) <= stats::bound(stats::false_alarm, std::sqrt(n) / 2.0);
}

// P(x <= t) for density c (1 - x^2) on [-1, 1]: an entry for n = 5.
double entry_of_five(double t) { return (2 + 3 * t - t * t * t) / 4; }

}  // namespace

TEST_CASE("Haar: every entry, and every a^T Q b, has the law of a coordinate on the sphere") {
  // 4000 matrices see a difference of 0.052 in a distribution function. Without the signs d the
  // entry (0, 0) would never be positive: 0.5.
  const int n = 5, count = 4000;
  Rng rng{11};
  std::array<std::vector<double>, 25> entries;
  std::array<std::vector<double>, 4> projections;
  MatrixXd a = MatrixXd::Random(n, 4), b = MatrixXd::Random(n, 4);
  a.colwise().normalize();
  b.colwise().normalize();
  for (int i = 0; i < count; ++i) {
    const auto q = make<MatrixXd>(Orthogonal{}, n, n, rng);
    for (std::size_t e = 0; e < entries.size(); ++e)
      entries[e].push_back(q(static_cast<Index>(e) % n, static_cast<Index>(e) / n));
    for (std::size_t p = 0; p < projections.size(); ++p) {
      const auto column = static_cast<Index>(p);
      projections[p].push_back(a.col(column).dot(q * b.col(column)));
    }
  }
  for (const auto& sample : entries)
    CHECK(stats::kolmogorov_smirnov(sample, entry_of_five).p > stats::false_alarm);
  for (const auto& sample : projections)
    CHECK(stats::kolmogorov_smirnov(sample, entry_of_five).p > stats::false_alarm);
}

TEST_CASE("Haar: the entries of a rectangular frame have the law of its long side") {
  // Uniform on [-1, 1] for length 3 (Archimedes).
  const int count = 4000;
  Rng rng{12};
  std::array<std::vector<double>, 6> tall, wide;
  for (int i = 0; i < count; ++i) {
    const auto t = make<MatrixXd>(Orthogonal{}, 3, 2, rng);
    const auto w = make<MatrixXd>(Orthogonal{}, 2, 3, rng);
    for (std::size_t e = 0; e < 6; ++e) {
      tall[e].push_back(t.data()[e]);
      wide[e].push_back(w.data()[e]);
    }
  }
  const auto uniform = [](double t) { return (1 + t) / 2; };
  for (std::size_t e = 0; e < 6; ++e) {
    CHECK(stats::kolmogorov_smirnov(tall[e], uniform).p > stats::false_alarm);
    CHECK(stats::kolmogorov_smirnov(wide[e], uniform).p > stats::false_alarm);
  }
}

TEST_CASE("Haar: the trace has the moments of a standard normal, 1 to 8 exactly for n >= 8") {
  // Standard errors sqrt((m_2k - m_k^2) / N). Fixed signs would move the mean, independent
  // eigenvalue phases would make the variance n instead of 1. n = 80 takes three panels.
  for (const auto& [n, count] : {std::pair{8, 20000}, std::pair{80, 1500}}) {
    Rng rng = Rng{13}.stream(n);
    stats::Moments trace(stats::Law::normal(0, 1));
    double sum = 0;
    int positive = 0;
    for (int i = 0; i < count; ++i) {
      const auto q = make<MatrixXd>(Orthogonal{}, n, n, rng);
      trace.add(q.trace());
      sum += q.cwiseProduct(q.transpose()).sum();
      if (n == 8) positive += algebra::determinant(q) > 0 ? 1 : 0;
    }
    const auto record = trace.record();
    INFO(record);
    CHECK(record.p > stats::false_alarm);
    // tr Q^2 has mean 1 and variance 2 (n >= 4).
    const double mean = sum / count;
    CHECK(std::abs(mean - 1) <= stats::bound(stats::false_alarm, std::sqrt(2.0 / count)));
    if (n == 8) CHECK(is_fair(positive, count));
  }
}

TEST_CASE("Haar: rotations and reflections are equally likely, rotation angles as by Weyl") {
  // 8000 angles see a difference of 0.037; uniform angles of SO(3) would differ by 0.32.
  const int count = 16000;
  Rng rng{14};
  std::vector<double> plane, space;
  int one = 0, two = 0, three = 0;
  for (int i = 0; i < count; ++i) {
    one += make<MatrixXd>(Orthogonal{}, 1, 1, rng)(0, 0) > 0 ? 1 : 0;
    const auto q = make<MatrixXd>(Orthogonal{}, 2, 2, rng);
    if (algebra::determinant(q) > 0) {
      ++two;
      plane.push_back(std::atan2(q(1, 0), q(0, 0)));
    }
    const auto r = make<MatrixXd>(Orthogonal{}, 3, 3, rng);
    const double sign = algebra::determinant(r) > 0 ? 1 : -1;
    three += sign > 0 ? 1 : 0;
    space.push_back(std::acos((std::min)(1.0, (std::max)(-1.0, (sign * r.trace() - 1) / 2))));
  }
  CHECK(is_fair(one, count));
  CHECK(is_fair(two, count));
  CHECK(is_fair(three, count));
  const auto uniform = [](double t) { return (t + stats::pi) / (2 * stats::pi); };
  const auto weyl = [](double t) { return (t - std::sin(t)) / stats::pi; };
  CHECK(stats::kolmogorov_smirnov(plane, uniform).p > stats::false_alarm);
  CHECK(stats::kolmogorov_smirnov(space, weyl).p > stats::false_alarm);
}

TEST_CASE("Haar: a unitary matrix's entries, and its eigenvalues' phases and their repulsion") {
  const int n = 8, count = 8000;
  Rng rng{15};
  std::vector<double> modulus, phase;
  std::array<std::complex<double>, 5> sum{};
  std::array<double, 5> power{};
  for (int i = 0; i < count; ++i) {
    const auto u = make<MatrixXcd>(Orthogonal{}, n, n, rng);
    const std::complex<double> entry = u(i % n, i / n % n);
    modulus.push_back(std::norm(entry));
    phase.push_back(std::arg(entry));
    MatrixXcd product = u;
    for (std::size_t j = 1; j <= 4; ++j) {
      const std::complex<double> trace = product.trace();
      sum[j] += trace;
      power[j] += std::norm(trace);
      product = algebra::product(product, u);
    }
  }
  const auto uniform = [](double t) { return (t + stats::pi) / (2 * stats::pi); };
  const auto beta = [](double t) { return 1 - std::pow(1 - t, n - 1); };
  CHECK(stats::kolmogorov_smirnov(modulus, beta).p > stats::false_alarm);
  CHECK(stats::kolmogorov_smirnov(phase, uniform).p > stats::false_alarm);
  // tr U^j is the j-th Fourier coefficient of the phases. Its parts have mean 0 and variance j / 2:
  // the phases are uniform. Its square has mean j and variance j^2: they repel each other.
  for (std::size_t j = 1; j <= 4; ++j) {
    const double mean_error = std::sqrt(static_cast<double>(j) / 2 / count);
    const double power_error = static_cast<double>(j) / std::sqrt(count);
    CHECK(std::abs(sum[j].real() / count) <= stats::bound(stats::false_alarm, mean_error));
    CHECK(std::abs(sum[j].imag() / count) <= stats::bound(stats::false_alarm, mean_error));
    CHECK(std::abs(power[j] / count - static_cast<double>(j)) <=
          stats::bound(stats::false_alarm, power_error));
  }
}

TEST_CASE("Haar: the spacing of two unitary eigenvalues' phases") {
  // Independent phases would differ from this law by 0.16; 8000 pairs see 0.037.
  const int count = 8000;
  Rng rng{16};
  std::vector<double> spacing;
  for (int i = 0; i < count; ++i) {
    const auto u = make<MatrixXcd>(Orthogonal{}, 2, 2, rng);
    // |trace| = 2 |cos(t / 2)| does not tell t from 2 pi - t: every other angle is taken as 2 pi -
    // t.
    const double t = 2 * std::acos((std::min)(1.0, std::abs(u.trace()) / 2));
    spacing.push_back(i % 2 == 0 ? t : 2 * stats::pi - t);
  }
  const auto weyl = [](double t) { return (t - std::sin(t)) / (2 * stats::pi); };
  CHECK(stats::kolmogorov_smirnov(spacing, weyl).p > stats::false_alarm);
}
