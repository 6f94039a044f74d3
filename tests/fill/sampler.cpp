// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/fill/sampler.hpp"

#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "outset/distribution.hpp"
#include "outset/law.hpp"
#include "support/catch.hpp"
#include "support/stats.hpp"

using Eigen::Index;
using outset::Constant;
using outset::Normal;
using outset::Rng;
using outset::TruncatedNormal;
using outset::Uniform;
using outset::detail::Sampler;
using outset::random::Stream;
using outset::random::word_at;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const Stream stream = Rng{0x5EED}.stream("sampler").take();

// What a Sampler writes from element `first` on.
template <class Scalar, class D>
std::vector<Scalar> draw(const D& d, std::uint64_t first, std::size_t count) {
  std::vector<Scalar> out(count);
  Sampler<Scalar>(d, "test").write(stream, first, static_cast<Index>(count), out.data());
  return out;
}

// A double's 64 random bits: rows t and t + 1 of its lane, t even, row t the low half.
std::uint64_t word64_at(std::uint64_t element) {
  const std::uint64_t index = element / 512 * 1024 + element % 512 / 16 * 32 + element % 16;
  return word_at(stream, index) | std::uint64_t{word_at(stream, index + 16)} << 32;
}

// low + u (high - low) with one rounding (fma's), or the number below high.
float uniform_by_hand(std::uint64_t element, float low, float high, float) {
  const float u = std::ldexp(static_cast<float>(word_at(stream, element) >> 8), -24);
  const float x = std::fma(u, high - low, low);
  return x < high ? x : std::nextafter(high, low);
}
double uniform_by_hand(std::uint64_t element, double low, double high, double) {
  const double u = std::ldexp(static_cast<double>(word64_at(element) >> 11), -53);
  const double x = std::fma(u, high - low, low);
  return x < high ? x : std::nextafter(high, low);
}

// The formulas of Box and Muller, by the C library, in long double.
struct Angle {
  long double turn;  // in [-1, 1): the angle over pi/4
  bool swap, negate;
};
long double box_muller(long double u, const Angle& angle, bool second) {
  const long double r = std::sqrt(-2 * std::log(u));
  const long double a = angle.turn * std::acos(-1.0L) / 4;
  const long double c = angle.negate ? -std::cos(a) : std::cos(a);
  const long double s = std::sin(a);
  return r * (second != angle.swap ? s : c);
}
long double normal_by_hand(std::uint64_t element, float) {
  const bool second = element / 16 % 2 == 1;
  const std::uint64_t first = second ? element - 16 : element;
  const std::uint32_t angle = word_at(stream, first + 16);
  const auto turn = static_cast<std::int32_t>(angle << 2);
  return box_muller(std::ldexp(word_at(stream, first) + 0.5L, -32),
                    {std::ldexp(turn + 2.0L, -31), (angle >> 30 & 1) != 0, angle >> 31 != 0},
                    second);
}
long double normal_by_hand(std::uint64_t element, double) {
  const bool second = element / 16 % 2 == 1;
  const std::uint64_t first = second ? element - 16 : element;
  const std::uint64_t angle = word64_at(first + 16) | 1;
  const auto turn = static_cast<std::int64_t>(angle << 2);
  return box_muller(
      std::ldexp(static_cast<long double>(word64_at(first) | 1), -64),
      {std::ldexp(static_cast<long double>(turn), -63), (angle >> 62 & 1) != 0, angle >> 63 != 0},
      second);
}

// u of an element's word, its bits read as a signed number: to compare cumulative functions with.
double unit(std::uint64_t element, float) {
  return std::ldexp((word_at(stream, element) ^ 0x80000000u) + 0.5, -32);
}
double unit(std::uint64_t element, double) {
  return std::ldexp(static_cast<double>(word64_at(element) ^ std::uint64_t{1} << 63), -64);
}

// Elements around the starts of rows, pairs, chunks, and far beyond 32 bits.
constexpr std::uint64_t places[] = {
    0, 1, 2047, std::uint64_t{1} << 32, (std::uint64_t{1} << 40) - 5, (std::uint64_t{1} << 53) + 1};

}  // namespace

TEMPLATE_TEST_CASE("uniform: every element is the formula on its own word", "", float, double) {
  using Real = TestType;
  for (const auto& [low, high] : std::vector<std::pair<Real, Real>>{{0, 1},
                                                                    {-0.0625, 0.0625},
                                                                    {-3, 0.125},
                                                                    {1, 1.0009765625},
                                                                    {-1e30, 1e30},
                                                                    {5e-30, 7e-30}}) {
    for (const std::uint64_t first : places) {
      const std::vector<Real> x = draw<Real>(Uniform{low, high}, first, 2100);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i] != uniform_by_hand(first + i, low, high, Real{})) ++wrong;
      }
      INFO("[" << low << ", " << high << ") from element " << first);
      CHECK(wrong == 0);
    }
  }
}

// Largest errors, from random/box_muller.hpp: radius 2 ulp, sine 3, and the product rounded.
TEMPLATE_TEST_CASE("normal: every element is Box and Muller's, within its rounding", "", float,
                   double) {
  using Real = TestType;
  const double tolerance = 7 * static_cast<double>(std::numeric_limits<Real>::epsilon());
  for (const std::uint64_t first : places) {
    const std::vector<Real> x = draw<Real>(Normal{0, 1}, first, 2100);
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const long double z = normal_by_hand(first + i, Real{});
      worst = (std::max)(worst, static_cast<double>(std::abs((x[i] - z) / z)));
    }
    INFO("from element " << first);
    CHECK(worst < tolerance);
  }
}

TEMPLATE_TEST_CASE("normal: mean and standard deviation scale it, in one fused step", "", float,
                   double) {
  using Real = TestType;
  const std::vector<Real> z = draw<Real>(Normal{0, 1}, 7, 3000);
  const std::vector<Real> halved = draw<Real>(Normal{0, 0.5}, 7, 3000);
  const std::vector<Real> moved = draw<Real>(Normal{3, 0.5}, 7, 3000);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (halved[i] != z[i] / 2) ++wrong;
    // A sum with one rounding; halved is itself rounded, so a last bit may differ.
    if (std::abs(moved[i] - (3 + halved[i])) > 4 * std::numeric_limits<Real>::epsilon()) ++wrong;
  }
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("truncated normal: the cumulative function of an element is its word", "", float,
                   double) {
  using Real = TestType;
  const std::vector<TruncatedNormal> all = {
      {0, 1},         {0, 1, -1, 3},         {0, 1, 0, infinity}, {0, 1, 6, 8},
      {0, 1, -8, -6}, {0, 1, -infinity, -1}, {0, 1, -1000, 1000}, {-0.5, 2, -2, 2, true}};
  for (const TruncatedNormal& d : all) {
    for (const std::uint64_t first : places) {
      const std::vector<Real> x = draw<Real>(d, first, 600);
      double worst = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double p = cdf(d, static_cast<double>(x[i]));
        // How far an x that is rounded by half a unit moves p, and a few units more for the map.
        const double slack = 8 * std::numeric_limits<Real>::epsilon() *
                             (1 + std::abs(static_cast<double>(x[i])) * pdf(d, x[i]));
        worst = (std::max)(worst, std::abs(p - unit(first + i, Real{})) / slack);
      }
      INFO("[" << d.lower << ", " << d.upper << "] from element " << first);
      CHECK(worst < 1);
    }
  }
}

TEMPLATE_TEST_CASE("any window of a stream is the same elements", "", float, double, Eigen::half,
                   Eigen::bfloat16, std::complex<float>, std::complex<double>) {
  using Scalar = TestType;
  const auto check = [](const auto& d) {
    const std::vector<Scalar> whole = draw<Scalar>(d, 0, 5000);
    for (const std::size_t first :
         {0u, 1u, 15u, 16u, 17u, 31u, 32u, 255u, 256u, 511u, 512u, 1023u, 1024u, 2049u}) {
      for (const std::size_t count :
           {0u, 1u, 2u, 15u, 16u, 17u, 32u, 33u, 511u, 512u, 513u, 1024u, 1025u, 2500u}) {
        // One more element on either side, which must stay as it is.
        std::vector<Scalar> part(count + 2, Scalar(42));
        Sampler<Scalar>(d, "test").write(stream, first, static_cast<Index>(count), part.data() + 1);
        std::size_t wrong = part.front() != Scalar(42) || part.back() != Scalar(42);
        for (std::size_t i = 0; i < count; ++i) {
          if (part[i + 1] != whole[first + i]) ++wrong;
        }
        INFO(count << " from " << first);
        REQUIRE(wrong == 0);
      }
    }
  };
  check(Constant{0.25});
  check(Uniform{-1, 1});
  check(Normal{0.5, 1});
  check(TruncatedNormal{0, 1});
}

TEMPLATE_TEST_CASE("the element at 2^40 is reached at once and is its own", "", float, double) {
  using Real = TestType;
  const std::uint64_t far = std::uint64_t{1} << 40;
  CHECK(draw<Real>(Uniform{0, 1}, far, 1)[0] == uniform_by_hand(far, Real{0}, Real{1}, Real{}));
  const auto across = draw<Real>(Uniform{0, 1}, far - 700, 1400);
  CHECK(across[700] == draw<Real>(Uniform{0, 1}, far, 1)[0]);
  CHECK(across[699] == draw<Real>(Uniform{0, 1}, far - 1, 1)[0]);
}

TEMPLATE_TEST_CASE("half and bfloat16 are the float's numbers, rounded once", "", Eigen::half,
                   Eigen::bfloat16) {
  using Half = TestType;
  std::size_t wrong = 0;
  const auto check = [&](const auto& d) {
    const std::vector<Half> x = draw<Half>(d, 5, 4000);
    const std::vector<float> y = draw<float>(d, 5, 4000);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (x[i] != static_cast<Half>(y[i])) ++wrong;
    }
  };
  check(Normal{0.125, 0.5});
  check(Constant{0.1});
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE(
    "complex: two successive reals, each shrunk by sqrt 2, the mean in the real part", "", float,
    double) {
  using Real = TestType;
  const double shrink = std::sqrt(0.5);
  const auto z = draw<std::complex<Real>>(Normal{3, 2}, 11, 3000);
  const auto real = draw<Real>(Normal{3, 2 * shrink}, 22, 6000);
  const auto imaginary = draw<Real>(Normal{0, 2 * shrink}, 22, 6000);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (std::abs(z[i].real() - real[2 * i]) > 8 * std::numeric_limits<Real>::epsilon()) ++wrong;
    if (std::abs(z[i].imag() - imaginary[2 * i + 1]) > 8 * std::numeric_limits<Real>::epsilon())
      ++wrong;
  }
  CHECK(wrong == 0);
  for (const auto& x : draw<std::complex<Real>>(Constant{7}, 0, 5)) CHECK(x == Real{7});
}

// N = 2^16 complex numbers; E|w - mean|^2 has standard error sqrt((E|w - mean|^4 - variance^2) /
// N). E|w - mean|^4 <= 4 E x^4 of one part <= 12 (variance / 2)^2 for all of these, as for normals.
TEMPLATE_TEST_CASE("complex: mean and variance are the Distribution's", "", float, double) {
  using Real = TestType;
  const std::size_t n = std::size_t{1} << 16;
  const auto check = [&](const auto& d) {
    const double m = mean(d);
    const double v = variance(d);
    double square = 0;
    std::complex<double> sum = 0;
    for (const std::complex<Real>& w : draw<std::complex<Real>>(d, 3, n)) {
      const std::complex<double> off = std::complex<double>(w) - m;
      sum += off;
      square += std::norm(off);
    }
    const double count = static_cast<double>(n);
    const double error_of_mean = std::sqrt(v / 2 / count);
    CHECK(std::abs(sum.real() / count) < stats::bound(stats::false_alarm, error_of_mean));
    CHECK(std::abs(sum.imag() / count) < stats::bound(stats::false_alarm, error_of_mean));
    CHECK(std::abs(square / count - v) <
          stats::bound(stats::false_alarm, v * std::sqrt(2 / count)));
  };
  check(Normal{1, 0.5});
  check(Uniform{-1, 3});
  check(TruncatedNormal{0.25, 2});
  check(TruncatedNormal{0.25, 2, -1, 3});
  check(TruncatedNormal{0, 1, 6, 8, true});
}

TEST_CASE("a distribution without width is its one value") {
  for (const float x : draw<float>(Uniform{0.1, 0.1}, 3, 50)) CHECK(x == 0.1f);
  for (const double x : draw<double>(Normal{0.1, 0}, 3, 50)) CHECK(x == 0.1);
  for (const float x : draw<float>(TruncatedNormal{0.1, 0}, 3, 50)) CHECK(x == 0.1f);
  for (const auto x : draw<Eigen::bfloat16>(Uniform{0.1, 0.1}, 3, 50)) {
    CHECK(x == static_cast<Eigen::bfloat16>(0.1f));
  }
}

TEST_CASE("what a scalar cannot hold is refused") {
  CHECK_THROWS_WITH(draw<float>(Constant{1e39}, 0, 1), ContainsSubstring("test: value is 1e+39"));
  CHECK_THROWS_WITH(draw<float>(Uniform{-3e38, 3e38}, 0, 1), ContainsSubstring("high - low"));
  CHECK_THROWS_WITH(draw<float>(Normal{0, 1e38}, 0, 1), ContainsSubstring("the largest draw"));
  CHECK_THROWS_WITH(draw<float>(Normal{1e39, 1}, 0, 1), ContainsSubstring("float holds"));
  CHECK_THROWS_WITH(draw<Eigen::half>(Normal{0, 1e4}, 0, 1), ContainsSubstring("half holds"));
  CHECK_THROWS_WITH(draw<Eigen::half>(Constant{65505}, 0, 1), ContainsSubstring("half holds"));
  CHECK_NOTHROW(draw<Eigen::half>(Constant{65504}, 0, 1));
  CHECK_NOTHROW(draw<Eigen::bfloat16>(Normal{0, 1e37}, 0, 1));
  // Nothing representable lies between the bounds.
  CHECK_THROWS_WITH(draw<float>(Uniform{1 + 0x1p-26, 1 + 0x1p-25}, 0, 1),
                    ContainsSubstring("no float lies between"));
  CHECK_THROWS_WITH(draw<Eigen::bfloat16>(TruncatedNormal{0.1, 1e-10}, 0, 1),
                    ContainsSubstring("lies between"));
  CHECK_THROWS_AS(draw<std::complex<float>>(Constant{1e39}, 0, 1), std::invalid_argument);
}
