// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The statistics of the sampling tests, compared with SciPy 1.10 where no source is named, and with
// published tables. A statistic that cannot fail proves nothing, so a test below shows for each one
// that it sees a fault.

#include "support/stats.hpp"

#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/scripted_words.hpp"

namespace {

bool close(double value, double expected, double relative) {
  return std::abs(value - expected) <= relative * std::abs(expected);
}

// A linear congruential generator with Knuth's MMIX constants: numbers in (0, 1) of 52 bits.
struct Plain {
  std::uint64_t state;
  double operator()() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (static_cast<double>(state >> 12) + 0.5) / 4503599627370496.0;
  }
};

const std::vector<double> unequal{.03, .11, .14, .2,  .27, .33, .41, .46, .5,  .52,
                                  .6,  .66, .71, .73, .79, .83, .9,  .94, .95, .98};

}  // namespace

TEST_CASE("normal_quantile: SciPy's values, both tails and far out") {
  CHECK(close(stats::normal_quantile(0.025), -1.9599639845400545, 1e-15));
  CHECK(close(stats::normal_quantile(0.001), -3.090232306167813, 1e-15));
  CHECK(close(stats::normal_quantile(1e-9), -5.9978070150076865, 1e-15));
  CHECK(close(stats::normal_quantile(1e-100), -21.273453560965322, 1e-15));
  CHECK(close(stats::normal_quantile(0.9), 1.2815515655446004, 1e-15));
  CHECK(stats::normal_quantile(0.5) == 0);
  CHECK_THROWS_AS(stats::normal_quantile(0), std::invalid_argument);
  CHECK_THROWS_AS(stats::normal_quantile(1), std::invalid_argument);
}

TEST_CASE("bound and normal_p are each other's inverse") {
  for (double alarm : {0.5, 0.05, 1e-3, 1e-9}) {
    CHECK(close(stats::normal_p(7 + stats::bound(alarm, 0.25), 7, 0.25), alarm, 1e-12));
    CHECK(close(stats::normal_p(7 - stats::bound(alarm, 0.25), 7, 0.25), alarm, 1e-12));
  }
  CHECK(close(stats::z_bound(5.733031437583878e-7), 5, 1e-12));  // "five sigma"
}

TEST_CASE("incomplete_gamma: SciPy's values in both branches") {
  const auto check = [](double a, double x, double p, double q, double relative) {
    const auto [lower, upper] = stats::incomplete_gamma(a, x);
    CHECK(close(lower, p, relative));
    CHECK(close(upper, q, relative));
  };
  check(0.5, 0.5, 0.6826894921370859, 0.31731050786291115, 1e-14);
  check(3, 2, 0.32332358381693654, 0.6766764161830634, 1e-14);
  check(10, 20, 0.9950045876916924, 0.0049954123083075785, 1e-13);
  check(2048, 2200, 0.9994926267460269, 0.0005073732539730362, 1e-11);
  check(2048, 1900, 0.00041106649951421805, 0.9995889335004857, 1e-11);
  check(100, 300, 1.0, 1.4110215102111738e-41, 1e-12);
  check(1e6, 1.003e6, 0.9986382593537825, 0.0013617406462175913, 1e-7);
}

TEST_CASE("poisson: SciPy's tails, doubled") {
  CHECK(close(stats::poisson(0, 10).p, 2 * 4.539992976248486e-05, 1e-12));
  CHECK(close(stats::poisson(3, 10).p, 2 * 0.010336050675925726, 1e-12));
  CHECK(close(stats::poisson(25, 10).p, 2 * 4.694938142679987e-05, 1e-12));
  CHECK(close(stats::poisson(60, 10).p, 2 * 6.521903327818604e-27, 1e-11));
  CHECK(close(stats::poisson(1000, 1200).p, 2 * 1.553146982114243e-09, 1e-9));
  CHECK(stats::poisson(10, 10).p == 1);
}

TEST_CASE("chi_square: SciPy's p-values and the textbook's critical values") {
  const auto given =
      stats::chi_square(std::vector{16, 18, 16, 14, 12, 12}, std::vector{16, 16, 16, 16, 16, 8});
  CHECK(close(given.statistic, 3.5, 1e-15));
  CHECK(close(given.p, 0.6233876277495822, 1e-13));
  const auto equal = stats::chi_square_uniform(std::vector{43, 52, 54, 40});
  CHECK(close(equal.statistic, 2.9365079365079363, 1e-14));
  CHECK(close(equal.p, 0.4015183527259283, 1e-13));
  // NIST/SEMATECH e-Handbook, table 1.3.6.7.4, three decimals.
  CHECK(std::abs(stats::chi_square_tail(3.841, 1) - 0.05) < 1e-4);
  CHECK(std::abs(stats::chi_square_tail(23.209, 10) - 0.01) < 1e-5);
  CHECK(std::abs(stats::chi_square_tail(149.449, 100) - 0.001) < 1e-6);
}

TEST_CASE("kolmogorov_smirnov: the statistic is SciPy's, the p-value bounds its exact one") {
  const auto identity = [](double x) { return x; };
  const auto good = stats::kolmogorov_smirnov(unequal, identity);
  CHECK(close(good.statistic, 0.11, 1e-14));
  CHECK(good.p >= 0.9471708325376809);
  const auto square = stats::kolmogorov_smirnov(unequal, [](double x) { return std::sqrt(x); });
  CHECK(square.p < good.p);
  auto squares = unequal;
  for (double& x : squares) x *= x;
  const auto skewed = stats::kolmogorov_smirnov(squares, identity);
  CHECK(close(skewed.statistic, 0.2296, 1e-14));
  CHECK(skewed.p >= 0.20755525805858865);
  CHECK(close(stats::ks_critical(1e-6, 1e6), 2.69e-3, 2e-3));
  for (double alarm : {0.05, 1e-6})
    CHECK(
        close(2 * std::exp(-2 * 500 * std::pow(stats::ks_critical(alarm, 500), 2)), alarm, 1e-12));
}

TEST_CASE("anderson_darling_tail: the published percentage points and the 1952 series") {
  // D'Agostino and Stephens 1986, table 4.2, case 0.
  CHECK(std::abs(stats::anderson_darling_tail(1.933) - 0.10) < 1e-4);
  CHECK(std::abs(stats::anderson_darling_tail(2.492) - 0.05) < 1e-4);
  CHECK(std::abs(stats::anderson_darling_tail(3.880) - 0.01) < 1e-4);
  // Anderson and Darling's series (Ann. Math. Stat. 23, 1952), evaluated with 40 digits.
  CHECK(close(stats::anderson_darling_tail(0.3), 0.938157636057123, 1e-9));
  CHECK(close(stats::anderson_darling_tail(1), 0.357266673214019, 1e-12));
  CHECK(close(stats::anderson_darling_tail(6), 0.000967451941520923, 1e-12));
  CHECK(close(stats::anderson_darling_tail(10), 1.38150354106859e-5, 1e-12));
  CHECK(close(stats::anderson_darling_tail(20), 4.46507153831192e-10, 1e-12));
  CHECK(stats::anderson_darling_tail(0.01) == 1);
}

TEST_CASE("anderson_darling: the statistic is NumPy's") {
  auto squares = unequal;
  for (double& x : squares) x *= x;
  const auto result = stats::anderson_darling(
      squares, [](double x) { return x; }, [](double x) { return 1 - x; });
  CHECK(close(result.statistic, 2.335939242419542, 1e-13));
}

TEST_CASE("Law: moments of a density agree with the closed forms and with SciPy") {
  const auto bell = [](double x) { return std::exp(-x * x / 2); };
  const auto normal = stats::Law::of([&](double x) { return bell((x - 3) / 2); }, -37, 43);
  const auto exact = stats::Law::normal(3, 2);
  CHECK(close(normal.mean, 3, 1e-12));
  CHECK(close(normal.sd, 2, 1e-12));
  for (std::size_t k = 3; k < 9; ++k)
    CHECK(std::abs(normal.moment[k] - exact.moment[k]) < 1e-10 * (1 + exact.moment[k]));

  const auto uniform = stats::Law::of([](double) { return 5.0; }, -1, 4);
  const auto flat = stats::Law::uniform(-1, 4);
  CHECK(close(uniform.mean, flat.mean, 1e-12));
  CHECK(close(uniform.sd, flat.sd, 1e-12));
  for (std::size_t k = 3; k < 9; ++k) CHECK(std::abs(uniform.moment[k] - flat.moment[k]) < 1e-11);

  const auto truncated = stats::Law::of(bell, -1, 3);
  CHECK(close(truncated.mean, 0.2827861107271541, 1e-12));
  CHECK(close(truncated.sd, 0.7849469634044259, 1e-12));
  CHECK(close(truncated.moment[3], 0.5393018494027879, 1e-11));
  CHECK(close(truncated.moment[4] - 3, -0.20582065135274608, 1e-10));
}

TEST_CASE("Moments: estimates by hand, and exact standard errors of a normal") {
  const std::vector<double> values{.3, -1.2, 2.1, .7, -.4, 1.9, -2.2, 0.05};
  const auto r = stats::moments(values, stats::Law::normal(0.1, 1.5));
  CHECK(close(r.estimate[0], 0.15625, 1e-13));
  CHECK(close(r.estimate[1], 1.8590625, 1e-13));
  CHECK(close(r.estimate[2], -0.12854166666666667, 1e-12));
  CHECK(close(r.estimate[3], 2.4630310185185182, 1e-13));
  CHECK(close(r.standard_error[0], 1.5 * std::sqrt(1 / 8.0), 1e-14));
  CHECK(close(r.standard_error[1], 2.25 * std::sqrt(2 / 8.0), 1e-14));
  CHECK(close(r.standard_error[2], std::sqrt(6 / 8.0), 1e-14));
  CHECK(close(r.standard_error[3], std::sqrt(24 / 8.0), 1e-14));

  stats::Moments first(stats::Law::normal(0.1, 1.5)), second = first;
  for (std::size_t i = 0; i < values.size(); ++i) (i < 3 ? first : second).add(values[i]);
  first.merge(second);
  CHECK(close(first.record().estimate[3], r.estimate[3], 1e-14));
}

TEST_CASE("Moments: standard errors are the spread that repetition shows") {
  // 4000 samples of 16 squares of uniforms: a skewed law. Var(s^2)/sigma^4 of 4000 near-normal
  // values has standard error sqrt(2/4000) = 2.2 %, more with the kurtosis: 25 % is ten of them.
  const auto law = stats::Law::of([](double x) { return 0.5 / std::sqrt(x); }, 1e-9, 1);
  const stats::Law exact{1 / 3.0, std::sqrt(4 / 45.0), law.moment};
  Plain uniform{1};
  std::array<double, 4> square{};
  for (int repeat = 0; repeat < 4000; ++repeat) {
    stats::Moments m(exact);
    for (int i = 0; i < 16; ++i) {
      const double u = uniform();
      m.add(u * u);
    }
    const auto r = m.record();
    for (std::size_t i = 0; i < 4; ++i)
      square[i] += std::pow((r.estimate[i] - r.truth[i]) / r.standard_error[i], 2) / 4000;
  }
  for (double s : square) CHECK(std::abs(s - 1) < 0.25);
}

TEST_CASE("every test sees a fault of one part in a hundred at n = 1e5") {
  Plain uniform{2};
  std::vector<double> good, shifted;
  for (int i = 0; i < 100000; ++i) {
    good.push_back(uniform());
    shifted.push_back(std::pow(good.back(), 1.05));
  }
  const auto cdf = [](double x) { return x; };
  const auto tail = [](double x) { return 1 - x; };
  const auto counts = [](const std::vector<double>& values) {
    std::vector<int> bins(64);
    for (double x : values) ++bins[static_cast<std::size_t>(x * 64)];
    return bins;
  };
  const auto law = stats::Law::uniform(0, 1);
  CHECK(stats::moments(good, law).p > 1e-3);
  CHECK(stats::kolmogorov_smirnov(good, cdf).p > 1e-3);
  CHECK(stats::anderson_darling(good, cdf, tail).p > 1e-3);
  CHECK(stats::chi_square_uniform(counts(good)).p > 1e-3);
  CHECK(stats::moments(shifted, law).p < stats::false_alarm);
  CHECK(stats::kolmogorov_smirnov(shifted, cdf).p < stats::false_alarm);
  CHECK(stats::anderson_darling(shifted, cdf, tail).p < stats::false_alarm);
  CHECK(stats::chi_square_uniform(counts(shifted)).p < stats::false_alarm);
}

TEST_CASE("ScriptedWords: gives its words in order, counts, and refuses to invent") {
  ScriptedWords<> words{3u, 1u, 4u};
  CHECK(words() == 3);
  CHECK(words() == 1);
  CHECK(words.calls() == 2);
  CHECK(!words.over());
  CHECK(words() == 4);
  CHECK(words.over());
  CHECK_THROWS_AS(words(), std::out_of_range);
}
