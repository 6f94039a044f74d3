// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Ranges of words through Box-Muller's maps against the C library in double (long double for the
// double maps), whose own error is below 2^-28 ulp of a float.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "outset/random/box_muller.hpp"
#include "outset/random/philox.hpp"

namespace box_muller_sweep {

using namespace outset;

// |x - exact| in units of x's last place at the exact value.
template <class Real, class Wide>
double ulps(Real x, Wide exact) {
  int exponent = 0;
  std::frexp(exact, &exponent);
  const int digits = std::numeric_limits<Real>::digits;
  return static_cast<double>(std::abs(static_cast<Wide>(x) - exact) *
                             std::ldexp(Wide{1}, digits - exponent));
}

struct Radius {
  double worst = 0;
  std::uint64_t growing = 0;      // words whose radius is above the one of the word before
  double fourth = 0, square = 0;  // sums of powers
  std::uint64_t count = 0;

  void merge(const Radius& other) {
    worst = (std::max)(worst, other.worst);
    growing += other.growing;
    square += other.square;
    fourth += other.fourth;
    count += other.count;
  }
};

inline Radius radius(std::uint64_t first, std::uint64_t end, std::uint64_t stride) {
  Radius found;
  float before = std::numeric_limits<float>::infinity();
  for (std::uint64_t w = first; w < end; w += stride) {
    const auto word = static_cast<std::uint32_t>(w);
    const float r = random::radius(word);
    const double u = (static_cast<double>(word) + 0.5) * 0x1p-32;  // exact
    const double logarithm = u < 0.5 ? std::log(u) : std::log1p(u - 1);
    found.worst = (std::max)(found.worst, ulps(r, std::sqrt(-2 * logarithm)));
    found.growing += r > before ? 1 : 0;
    before = r;
    const double square = static_cast<double>(r) * static_cast<double>(r);
    found.square += square;
    found.fourth += square * square;
    ++found.count;
  }
  return found;
}

struct Angle {
  double worst_cosine = 0, worst_sine = 0;
  std::uint64_t asymmetric = 0, wrong_quadrant = 0;

  void merge(const Angle& other) {
    worst_cosine = (std::max)(worst_cosine, other.worst_cosine);
    worst_sine = (std::max)(worst_sine, other.worst_sine);
    asymmetric += other.asymmetric;
    wrong_quadrant += other.wrong_quadrant;
  }
};

// The lower 30 bits from `first` on, in all four quadrants.
inline Angle angle(std::uint64_t first, std::uint64_t end, std::uint64_t stride) {
  Angle found;
  const double quarter_pi = 0.78539816339744830962;
  for (std::uint64_t low = first; low < end; low += stride) {
    const auto word = static_cast<std::uint32_t>(low);
    const random::Direction<float> d = random::angle(word);
    const auto y = static_cast<std::int32_t>(word << 2 | 2);
    const double a = quarter_pi * static_cast<double>(y) * 0x1p-31;
    found.worst_cosine = (std::max)(found.worst_cosine, ulps(d.cos, std::cos(a)));
    found.worst_sine = (std::max)(found.worst_sine, ulps(d.sin, std::sin(a)));
    const random::Direction<float> mirror = random::angle(word ^ 0x3FFFFFFFU);
    found.asymmetric += mirror.cos != d.cos || mirror.sin != -d.sin ? 1 : 0;
    const auto swapped = random::angle(word | 0x40000000U);
    const auto negated = random::angle(word | 0x80000000U);
    const auto both = random::angle(word | 0xC0000000U);
    const bool right = swapped.cos == d.sin && swapped.sin == d.cos && negated.cos == -d.cos &&
                       negated.sin == d.sin && both.cos == d.sin && both.sin == -d.cos;
    found.wrong_quadrant += right ? 0 : 1;
  }
  return found;
}

struct Double {
  double worst_radius = 0, worst_cosine = 0, worst_sine = 0;
};

// Words of every magnitude: random ones, shifted by every distance, near 0 and near 2^64.
inline Double doubles(std::uint32_t count) {
  Double found;
  const long double quarter_pi = 0.785398163397448309615660845819875721L;
  for (std::uint32_t i = 0; i < count; ++i) {
    const random::Block block = random::philox4x32({i, 0, 0, 0}, {7, 7});
    const std::uint64_t any = block[0] | std::uint64_t{block[1]} << 32;
    const std::uint64_t small = any >> (block[2] % 64);
    for (const std::uint64_t w : {any, small, ~small}) {
      const bool upper = w >> 63 != 0;
      const long double distance =
          std::ldexp(static_cast<long double>(upper ? ~(w | 1) + 1 : w | 1), -64);
      const long double logarithm = upper ? std::log1p(-distance) : std::log(distance);
      found.worst_radius =
          (std::max)(found.worst_radius, ulps(random::radius(w), std::sqrt(-2 * logarithm)));
    }
    for (const std::uint64_t w : {any, small, ~small}) {
      const std::uint64_t word = w & ~(std::uint64_t{3} << 62);
      const auto y = static_cast<std::int64_t>((word | 1) << 2);
      const long double a = std::ldexp(quarter_pi * static_cast<long double>(y), -63);
      const random::Direction<double> d = random::angle(word);
      found.worst_cosine = (std::max)(found.worst_cosine, ulps(d.cos, std::cos(a)));
      found.worst_sine = (std::max)(found.worst_sine, ulps(d.sin, std::sin(a)));
    }
  }
  return found;
}

}  // namespace box_muller_sweep
