// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Truncated normal numbers by inverse CDF: one random word, one number, no loop. Part of the stream
// format: vector kernels follow it operation by operation (integers, fma, add, mul, div, sqrt and
// selects, all correctly rounded).
//
// A word of n = 32 bits (64 for double), read as a signed number w, stands for the probability
// u = (w + 2^(n-1) + 1/2) 2^-n of the cut law. Words from `pivot` on give z >= 0, the others z < 0.
// Two distances of a word are used, unsigned integers: m to the pivot, e to its side's last word.
//
//   t = 2.5 P(0 < Z < z) = slope m + offset           sums of positive terms: t is accurate
//   y = P(Z > z) on its side = tail_slope e + offset   near 0, y in the tails
//   centre, |z| <= 2.0046:  z = t (1 + h(y - y^2))     all of the usual +-2
//   tail:                   s = log_scale - 2 ln y, z = sqrt(s) - c(sqrt(s)) + shift
//
// h and c: normal_quantile.hpp. Where both bounds are beyond the centre, y is relative to the tail
// beyond the nearer one, e^(-log_scale / 2), so that no bounds are too far out. The pivot lies
// between two words, which moves u by less than half a word around z = 0. Bounds <= 0 are mirrored;
// complemented words under mirrored bounds give exactly mirrored numbers.
//
// Errors, which tests/random and tests/exhaustive hold to the limits here:
//
// clang-format off
//   float   within 4 ulp. Measured: 3.16 at +-2 over all words. Over all words with z from 1.9 to
//           2, the worst range: 3.18 unbounded, 3.17 at [0, inf), 3.94 at [-1, 3], 3.77 at +-3,
//           3.83 at [-0.5, 2.5] (bounds other than +-2 round the slope). From samples: 2.4 at
//           [6, 8], 1.6 at [20, 30].
//   double  within 4 ulp. Measured: 2.8. Near 0 of bounds that are not symmetric 6e-16, which is
//           the error of their P.
//   order   z grows with w but for rounding: a float is at most 2 ulp below that of the word before.
// clang-format on

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "outset/exact/functions.hpp"
#include "outset/exact/normal_law.hpp"
#include "outset/exact/normal_quantile.hpp"
#include "outset/exact/number.hpp"
#include "outset/exact/polynomial.hpp"
#include "outset/exact/rounding.hpp"
#include "outset/exact/truncated_law.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace random {

using exact::Double;
using exact::Number;

namespace detail {

// The whole number x, rounded to nearest.
inline Number<float> to_real(std::uint32_t x) {
  return exact::to_float(exact::to_double(static_cast<std::int64_t>(x)));
}
inline Double to_real(std::uint64_t x) {
  const Double high = exact::to_double(static_cast<std::int64_t>(x >> 32));
  const Double low = exact::to_double(static_cast<std::int64_t>(x & 0xffffffffU));
  return high * 0x1p32 + low;
}

// base - 2 ln y for a normal y > 0: y = 2^k (1 + x), sqrt(1/2) <= 1 + x < sqrt(2);
// -2 log1p(x) = x P(x) to 6.8e-8 (minimax on that range).
inline constexpr float minus_two_log1p[] = {-0x1.fffffap+0F, 0x1.0000ep+0F,   -0x1.555caep-1F,
                                            0x1.ff2aa2p-2F,  -0x1.97047ap-2F, 0x1.63037ap-2F,
                                            -0x1.502e98p-2F, 0x1.9d6e5cp-3F};
inline constexpr std::uint32_t sqrt_half_bits = 0x3f3504f3;
inline constexpr float minus_two_ln2 = -0x1.62e43p+0F;

inline Number<float> minus_two_log(Number<float> y, Number<float> base) {
  const auto pattern = static_cast<std::int32_t>(exact::bits(y.value) - sqrt_half_bits);
  const std::int32_t k = pattern >> 23;
  const auto fraction = static_cast<std::uint32_t>(pattern) & 0x7fffffU;
  const Number x = Number{std::bit_cast<float>(fraction + sqrt_half_bits)} - 1.0F;
  const Number inner = fma(x, horner_fma(x, minus_two_log1p), base);
  return fma(Number{exact::to_float(k)}, minus_two_ln2, inner);
}
inline Double minus_two_log(Double y, Double base) { return base - 2.0 * log(y); }

inline Number<float> tail(Number<float> s, const exact::TailRational<float>& rational) {
  return exact::tail_from_square(s, rational);
}
inline Double tail(Double s, const exact::TailRational<double>&) {
  return exact::detail::normal_quantile_tail(s);
}

}  // namespace detail

template <exact::Binary Real>
struct TruncatedMap {
  using Word = exact::Bits<Real>;
  using Signed = std::make_signed_t<Word>;

  Word mirror;         // all ones where upper <= 0: words are complemented, numbers negated
  Signed pivot;        // the first word with z >= 0
  Real slope, offset;  // t = slope m + offset
  Real tail_slope, upper_offset, lower_offset;  // y = tail_slope e + offset of the side
  Real log_scale;                               // -2 ln of what y = 1 stands for
  Real shift;                                   // makes y = 1 give the lower bound itself
  Real lowest, highest;                         // finite: no result is outside
  const exact::TailRational<Real>* rational;    // of the tail
  bool central;                                 // no word leaves the centre

  /// The map of a word into [lower, upper], lower < upper in standard deviations, either infinite.
  /// Where no Real lies between the bounds, every word gives the one nearest to them; an interval
  /// narrower than 2^-60 of the nearer bound's tail (2^-900 for double) gives one number.
  static TruncatedMap make(double lower, double upper);

  /// The number of a word before it is put into the bounds: at most rounding outside. A caller that
  /// clamps its own result need not clamp z.
  Real unclamped(Word word) const {
    const auto w = static_cast<Signed>(word ^ mirror);
    const Word below = w < pivot ? ~Word{0} : Word{0};
    const Word top = (std::numeric_limits<Word>::max)() >> 1;
    const Word m = (static_cast<Word>(w) - static_cast<Word>(pivot)) ^ below;
    const Word e = static_cast<Word>(w) ^ top ^ below;
    const auto t = fma(detail::to_real(m), slope, offset);
    const auto y = fma(detail::to_real(e), tail_slope, below != 0 ? lower_offset : upper_offset);
    const auto z = t <= exact::center_limit<Real>
                       ? exact::quantile_center(t, y)
                       : detail::tail(detail::minus_two_log(y, log_scale), *rational) + shift;
    const Word sign = (below ^ mirror) & ~top;
    return std::bit_cast<Real>(exact::bits(z.value) ^ sign);
  }

  Real operator()(Word word) const {
    const Real z = unclamped(word);
    return z < lowest ? lowest : z > highest ? highest : z;
  }
};

namespace detail {

// The probabilities that a map is made from, for bounds that are not mirrored.
struct TruncatedMass {
  Double between;   // P(0 < Z < lower), 0 where the bounds straddle 0
  Double inside;    // P(lower < Z < upper)
  Double above;     // P(Z > upper)
  Double below;     // P(Z < lower), where the bounds straddle 0
  Double log_tail;  // what the last three are relative to: its -2 ln; 0 unless far
};

inline constexpr double center_bound = 2.0046;  // just inside of z at center_limit

inline TruncatedMass truncated_mass(Double lower, Double upper) {
  using namespace exact;
  if (lower < 0.0) {
    const Double inside = normal_half_mass(-lower) + normal_half_mass(upper);
    return {0.0, inside, normal_cdf(-upper), normal_cdf(lower), 0.0};
  }
  if (lower < center_bound) {
    const Double to_lower = normal_half_mass(lower), to_upper = normal_half_mass(upper);
    Double inside = to_upper - to_lower;
    if (inside < 0.5 * to_upper) {
      inside = exp(-0.5 * (lower * lower)) * exact::detail::inverse_sqrt_2pi *
               exact::detail::mass_over_peak(lower, upper);
    }
    return {to_lower, inside, normal_cdf(-upper), 0.0, 0.0};
  }
  if (lower > 0x1p100) lower = 0x1p100;
  const Double above = exact::detail::tail_ratio(lower, upper);
  Double inside = 1.0 - above;
  if (inside < 0.5) inside = exact::detail::mass_over_peak(lower, upper) / mills_ratio(lower);
  return {1.0, inside, above, 0.0, -2.0 * log_normal_tail(lower)};
}

// No number here may be subnormal, because its bits would depend on flush-to-zero.
template <exact::Binary Real>
Real flushed(Double x) {
  return x < (sizeof(Real) == 4 ? 0x1p-100 : 0x1p-900) ? Real{0} : exact::nearest<Real>(x.value);
}

}  // namespace detail

template <exact::Binary Real>
TruncatedMap<Real> TruncatedMap<Real>::make(double lower_bound, double upper_bound) {
  using namespace exact;
  constexpr bool is_float = sizeof(Real) == 4;
  const double largest = is_float ? 0x1.fffffep127 : 0x1.fffffffffffffp1023;
  Double lower = lower_bound, upper = upper_bound;
  TruncatedMap map{};
  map.lowest = exact::round_up<Real>(lower < -largest ? -largest : lower_bound);
  map.highest = exact::round_down<Real>(upper > largest ? largest : upper_bound);
  if (map.lowest > map.highest) {
    map.lowest = map.highest = exact::nearest<Real>((0.5 * (lower + upper)).value);
  }
  if (upper <= 0.0) {
    map.mirror = ~Word{0};
    lower = -Double{upper_bound};
    upper = -Double{lower_bound};
  }
  const detail::TruncatedMass mass = detail::truncated_mass(lower, upper);
  const double word = is_float ? 0x1p-32 : 0x1p-64;
  const Double step = mass.inside * word;  // the probability of one word
  const Double half_step = 0.5 * step;
  map.pivot = (std::numeric_limits<Signed>::min)();
  map.tail_slope = detail::flushed<Real>(step);
  map.upper_offset = detail::flushed<Real>(mass.above + half_step);
  map.lower_offset = detail::flushed<Real>(mass.below + half_step);
  map.rational = &near_tail<Real>;
  if (lower >= detail::center_bound) {  // no word comes to the centre
    map.offset = Real{2};
    const double cap = is_float ? 0x1p30 : 0x1p60;  // beyond, every number is the bound
    map.log_scale = exact::nearest<Real>((mass.log_tail < cap ? mass.log_tail : cap).value);
    if constexpr (is_float) {
      if (lower >= 5.0) map.rational = lower < 16.0 ? &middle_tail<Real> : &far_tail;
    }
    const Number<Real> at_bound = detail::tail(map.log_scale, *map.rational);
    if (mass.log_tail < cap) {
      map.shift = exact::nearest<Real>((lower - static_cast<double>(at_bound.value)).value);
    }
    return map;
  }
  const auto scale = static_cast<double>(center_scale<Real>);
  map.slope = detail::flushed<Real>(scale * step);
  map.offset = detail::flushed<Real>(scale * (mass.between + half_step));
  if (lower < 0.0) {
    const Double left = normal_half_mass(-lower), right = normal_half_mass(upper);
    const Double place = 0.5 * (left - right) / mass.inside;  // of 0, from the middle
    const Double words = place / word;
    const Double magic = 0x1.8p52;
    const Double whole = magnitude(words) < 0x1p51 ? (words + magic) - magic : words;
    const Double end = 0.5 * (1.0 / Double{word});
    constexpr Signed last = (std::numeric_limits<Signed>::max)();
    map.pivot = whole >= end ? last : whole <= -end ? -last : static_cast<Signed>(whole.value);
  }
  const Signed first = (std::numeric_limits<Signed>::min)();
  const Word left_words = static_cast<Word>(map.pivot) - static_cast<Word>(first);
  const Word right_words = Word{0} - left_words;  // of 2^n
  const Word most = (std::max)(left_words, static_cast<Word>(right_words - 1));
  map.central = fma(detail::to_real(most), map.slope, map.offset) <= center_limit<Real>;
  return map;
}

}  // namespace random
}  // namespace OUTSET_ABI
}  // namespace outset
