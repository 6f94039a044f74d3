// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What each distribution makes of a vector of lanes, written once, as kernels.inl is and under the
// same rules. The maps take every operation in the order of random/box_muller.hpp and
// random/truncated.hpp.

#include "outset/simd/polynomial.inl"
#include "outset/simd/stores.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// SFC32 in every lane.
struct State {
  W a, b, c, counter;
};

OUTSET_OP W next(State& s) {
  const W word = add(add(s.a, s.b), s.counter);
  s.counter = add(s.counter, all(1U));
  s.a = bit_xor(s.b, shift_right<9>(s.b));
  s.b = add(s.c, shift_left<3>(s.c));
  s.c = add(rotate_left<21>(s.c), word);
  return word;
}

// Box-Muller's maps.
OUTSET_OP F radius(W w) {
  const F x = fma(to_float(w), all(0x1p-32f), all(0x1p-33f));
  const W up = saturating_sub(all(126U << 23), bit_and(bits(x), all(0xFF800000U)));
  const F m = as_float(add(bits(x), up));
  const F t = sub_unless(bits(x), m, all(1.0f));
  const F k = mul(to_float(up), all(random::two_ln2<float> * 0x1p-23f));
  return sqrt(fma(t, paired(random::log_coefficients<float>, t), k));
}

template <int part>
OUTSET_OP D radius(W low, W high) {
  // x and m are 2^64 times those of random/box_muller.hpp.
  const D x = signed_64<part>(bit_or(low, all(1U)), high);
  const W exponent = bit_and(bits(x), all_64(0xFFF0000000000000U));
  const W up = saturating_sub(all_64(std::uint64_t{1022 + 64} << 52), exponent);
  const D m = as_double(add_64(bits(x), up));
  const D t = fma(m, all(0x1p-64), select(bits(x), all(0.0), all(-1.0)));
  const D k = mul(exponent_field(up), all(random::two_ln2<double>));
  return sqrt(fma(t, paired(random::log_coefficients<double>, t), k));
}

struct FloatDirection {
  F cos, sin;
};
struct DoubleDirection {
  D cos, sin;
};

OUTSET_OP FloatDirection angle(W w) {
  const W once = add(w, w);
  const F y = mul(to_float(bit_or(add(once, once), all(2U))), all(0x1p-31f));
  const F square = mul(y, y);
  const F sine = mul(y, horner(random::sine_coefficients<float>, square));
  const F cosine = flip_sign(horner(random::cosine_coefficients<float>, square), w);
  return {select(once, sine, cosine), select(once, cosine, sine)};
}

template <int part>
OUTSET_OP DoubleDirection angle(W low, W high) {
  const W w = join<part>(low, high);
  const W once = add_64(w, w);
  const D y = fraction_62<part>(bit_or(low, all(1U)), high);
  const D square = mul(y, y);
  const D sine = mul(y, horner(random::sine_coefficients<double>, square));
  const D cosine = flip_sign(horner(random::cosine_coefficients<double>, square), w);
  return {select(once, sine, cosine), select(once, cosine, sine)};
}

// A map: `draw` advances the state of one vector of lanes and gives their next numbers. stores.inl
// says how those are written. The parameters are broadcast into vectors once per call of a kernel.
// `to_cut`: the map that draws the same where chunks are cut; maps without it are never cut.
struct Words {
  using Drawn = Numbers<W, 1, 1>;
  OUTSET_OP static Words to_cut(const Words& p) { return p; }
  template <class Element>
  OUTSET_OP static Drawn draw(const Words&, State& s) {
    return {{{next(s)}}};
  }
};

// `clamped`: the number of some word may be rounded up to the excluded upper bound. Without it a
// fill in the cache is 8 % faster (AVX-512); cut ones and those of doubles are not.
template <bool clamped>
struct UniformFloat {
  using Drawn = Numbers<F, 1, 1>;
  F low, step, first, last;
  OUTSET_OP static UniformFloat<true> to_cut(const UniformFloat& p) {
    return {p.low, p.step, p.first, p.last};
  }
  template <class Element>
  OUTSET_OP static Drawn draw(const UniformFloat& p, State& s) {
    const F x = fma(to_float(shift_right<8>(next(s))), p.step, p.low);
    if constexpr (sizeof(Element) == 2) {
      return {{{lesser(greater(x, p.first), p.last)}}};
    } else {
      return {{{clamped ? lesser(x, p.last) : x}}};
    }
  }
};

struct UniformDouble {
  using Drawn = Numbers<D, 1, 2>;
  D low, step, last;
  OUTSET_OP static UniformDouble to_cut(const UniformDouble& p) { return p; }
  template <class Element>
  OUTSET_OP static Drawn draw(const UniformDouble& p, State& s) {
    const W lower = bit_and(next(s), all(0xFFFFF800U));
    const W upper = next(s);
    const D x0 = fma(unsigned_64<0>(lower, upper), p.step, p.low);
    const D x1 = fma(unsigned_64<1>(lower, upper), p.step, p.low);
    return {{{lesser(x0, p.last), lesser(x1, p.last)}}};
  }
};

struct NormalFloat {
  using Drawn = Numbers<F, 2, 1>;
  F mean, std;
  template <class Element>
  OUTSET_OP static Drawn draw(const NormalFloat& p, State& s) {
    const F r = mul(radius(next(s)), p.std);
    const FloatDirection d = angle(next(s));
    return {{{fma(r, d.cos, p.mean)}, {fma(r, d.sin, p.mean)}}};
  }
};

struct NormalDouble {
  using Drawn = Numbers<D, 2, 2>;
  D mean, std;
  template <int part>
  OUTSET_OP static void draw_part(const NormalDouble& p, W r_low, W r_high, W low, W high,
                                  Drawn& x) {
    const D r = mul(radius<part>(r_low, r_high), p.std);
    const DoubleDirection d = angle<part>(low, high);
    x.at[0][part] = fma(r, d.cos, p.mean);
    x.at[1][part] = fma(r, d.sin, p.mean);
  }
  template <class Element>
  OUTSET_OP static Drawn draw(const NormalDouble& p, State& s) {
    const W r_low = next(s);
    const W r_high = next(s);
    const W low = next(s);
    const W high = next(s);
    Drawn x;
    draw_part<0>(p, r_low, r_high, low, high, x);
    draw_part<1>(p, r_low, r_high, low, high, x);
    return x;
  }
};

// The inverse of the cumulative distribution. `symmetric`: the bounds are symmetric (such as the
// usual +-2), so that the distances from both ends come from one. `central`: no word is in the
// tail, which is then not computed.
template <bool symmetric, bool central>
struct TruncatedFloat {
  using Drawn = Numbers<F, 1, 1>;
  W mirror, pivot;
  F slope, offset, tail_slope, upper_offset, lower_offset, log_scale, shift;
  F mean, std, lowest, highest;
  exact::TailRational<float> rational;

  OUTSET_OP static F tail(const TruncatedFloat& p, F y) {
    const W pattern = sub(bits(y), all(random::detail::sqrt_half_bits));
    const W fraction = bit_and(pattern, all(0x7FFFFFU));
    const F x = sub(as_float(add(fraction, all(random::detail::sqrt_half_bits))), all(1.0f));
    const F inner = fma(x, horner(random::detail::minus_two_log1p, x), p.log_scale);
    const F k = to_float(shift_right_signed<23>(pattern));
    const F r = sqrt(fma(k, all(random::detail::minus_two_ln2), inner));
    const F correction = div(horner(p.rational.numerator, r), horner(p.rational.denominator, r));
    return add(sub(r, correction), p.shift);
  }

  OUTSET_OP static F center(F t, F q) {
    const auto& rational = exact::center_rational<float>;
    const F g = fma_negated(q, q, q);
    return fma(t, div(horner(rational.numerator, g), horner(rational.denominator, g)), t);
  }

  template <class Element>
  OUTSET_OP static Drawn draw(const TruncatedFloat& p, State& s) {
    const W word = next(s);
    F z;
    W sign;
    if constexpr (symmetric) {
      const W m = bit_xor(word, shift_right_signed<31>(word));
      const W e = bit_xor(m, all(0x7FFFFFFFU));
      z = center(fma(to_float(m), p.slope, p.offset),
                 fma(to_float(e), p.tail_slope, p.upper_offset));
      sign = word;
    } else {
      const W w = bit_xor(word, p.mirror);
      const W below = less(w, p.pivot);
      const F m = unsigned_to_float(bit_xor(sub(w, p.pivot), below));
      const F e = unsigned_to_float(bit_xor(bit_xor(w, all(0x7FFFFFFFU)), below));
      const F t = fma(m, p.slope, p.offset);
      const F y = fma(e, p.tail_slope, select(below, p.lower_offset, p.upper_offset));
      z = center(t, y);
      if constexpr (!central) {
        z = select(sub(bits(all(exact::center_limit<float>)), bits(t)), tail(p, y), z);
      }
      sign = bit_xor(below, p.mirror);
    }
    const F x = fma(p.std, flip_sign(z, sign), p.mean);
    return {{{lesser(greater(x, p.lowest), p.highest)}}};
  }
};

struct TruncatedDouble {  // no word leaves the centre
  using Drawn = Numbers<D, 1, 2>;
  W mirror, pivot;
  D slope, offset, tail_slope, upper_offset, lower_offset;
  D mean, std, lowest, highest;

  OUTSET_OP static D draw_part(const TruncatedDouble& p, W word) {
    const W w = bit_xor(word, p.mirror);
    const W below = less_64(w, p.pivot);
    const W e = bit_xor(bit_xor(w, all_64(~std::uint64_t{0} >> 1)), below);
    const D t = fma(unsigned_to_double(bit_xor(sub_64(w, p.pivot), below)), p.slope, p.offset);
    const D base = select(below, p.lower_offset, p.upper_offset);
    const D q = fma(unsigned_to_double(e), p.tail_slope, base);
    const auto& rational = exact::center_rational<double>;
    const D g = fma_negated(q, q, q);
    const D z = fma(t, div(horner(rational.numerator, g), horner(rational.denominator, g)), t);
    const W sign = bit_xor(below, p.mirror);
    const D x = fma(p.std, flip_sign(z, sign), p.mean);
    return lesser(greater(x, p.lowest), p.highest);
  }
  template <class Element>
  OUTSET_OP static Drawn draw(const TruncatedDouble& p, State& s) {
    const W low = next(s);
    const W high = next(s);
    return {{{draw_part(p, join<0>(low, high)), draw_part(p, join<1>(low, high))}}};
  }
};

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
