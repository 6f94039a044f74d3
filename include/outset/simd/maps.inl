// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What each distribution makes of a vector of lanes, written once, as kernels.inl is and under the
// same rules. The maps take every operation in the order of random/box_muller.hpp and
// random/truncated.hpp.

#include "outset/simd/polynomial.inl"

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

// How numbers are stored: as they are, or rounded to 16 bits.
struct AsIs {
  template <class Real, class V>
  OUTSET_OP static void put(Real* to, V x) {
    store(to, x);
  }
};
struct Rounded {
  OUTSET_OP static void put(Eigen::half* to, F x) {
    store_half(reinterpret_cast<std::uint16_t*>(to), x);
  }
  OUTSET_OP static void put(Eigen::bfloat16* to, F x) {
    const W odd = bit_and(shift_right<16>(bits(x)), all(1U));
    store_high(reinterpret_cast<std::uint16_t*>(to), add(add(bits(x), all(0x7FFFU)), odd));
  }
};
template <class Element>
using Out = std::conditional_t<sizeof(Element) == 2, Rounded, AsIs>;

template <class Element, class V>
OUTSET_OP void put_rows(Element* to, V first, V second) {
  if constexpr (std::is_same_v<Element, Eigen::bfloat16> && rounds_rows) {
    store_rows(reinterpret_cast<std::uint16_t*>(to), bits(first), bits(second));
  } else {
    Out<Element>::put(to, first);
    Out<Element>::put(to + random::lanes, second);
  }
}

// A map: `write` advances the state of one vector of lanes and writes `rows_at_once` rows of
// numbers to `out`. The parameters are broadcast into vectors once per call of a kernel.
struct Words {
  static constexpr int rows_at_once = 1;
  OUTSET_OP static void write(const Words&, State& s, std::uint32_t* out) { store(out, next(s)); }
};

// `clamped`: the number of some word may be rounded up to the excluded upper bound.
template <bool clamped>
struct UniformFloat {
  static constexpr int rows_at_once = 1;
  F low, step, first, last;
  template <class Element>
  OUTSET_OP static void write(const UniformFloat& p, State& s, Element* out) {
    const F x = fma(to_float(shift_right<8>(next(s))), p.step, p.low);
    if constexpr (sizeof(Element) == 2) {
      Rounded::put(out, lesser(greater(x, p.first), p.last));
    } else {
      AsIs::put(out, clamped ? lesser(x, p.last) : x);
    }
  }
};

template <bool clamped>
struct UniformDouble {
  static constexpr int rows_at_once = 1;
  D low, step, last;
  OUTSET_OP static void write(const UniformDouble& p, State& s, double* out) {
    const W lower = bit_and(next(s), all(0xFFFFF800U));
    const W upper = next(s);
    const D x0 = fma(unsigned_64<0>(lower, upper), p.step, p.low);
    const D x1 = fma(unsigned_64<1>(lower, upper), p.step, p.low);
    AsIs::put(out, clamped ? lesser(x0, p.last) : x0);
    AsIs::put(out + width / 2, clamped ? lesser(x1, p.last) : x1);
  }
};

struct NormalFloat {
  static constexpr int rows_at_once = 2;
  F mean, std;
  template <class Element>
  OUTSET_OP static void write(const NormalFloat& p, State& s, Element* out) {
    const F r = mul(radius(next(s)), p.std);
    const FloatDirection d = angle(next(s));
    put_rows(out, fma(r, d.cos, p.mean), fma(r, d.sin, p.mean));
  }
};

struct NormalDouble {
  static constexpr int rows_at_once = 2;
  D mean, std;
  template <int part>
  OUTSET_OP static void write_part(const NormalDouble& p, W r_low, W r_high, W low, W high,
                                   double* out) {
    const D r = mul(radius<part>(r_low, r_high), p.std);
    const DoubleDirection d = angle<part>(low, high);
    AsIs::put(out, fma(r, d.cos, p.mean));
    AsIs::put(out + random::lanes, fma(r, d.sin, p.mean));
  }
  OUTSET_OP static void write(const NormalDouble& p, State& s, double* out) {
    const W r_low = next(s);
    const W r_high = next(s);
    const W low = next(s);
    const W high = next(s);
    write_part<0>(p, r_low, r_high, low, high, out);
    write_part<1>(p, r_low, r_high, low, high, out + width / 2);
  }
};

// The inverse of the cumulative distribution. `symmetric`: the bounds are symmetric (such as the
// usual
// +-2), so that the distances from both ends come from one. `central`: no word is in the tail,
// which is then not computed.
template <bool symmetric, bool central>
struct TruncatedFloat {
  static constexpr int rows_at_once = 1;
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
  OUTSET_OP static void write(const TruncatedFloat& p, State& s, Element* out) {
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
    Out<Element>::put(out, lesser(greater(x, p.lowest), p.highest));
  }
};

template <bool symmetric>
struct TruncatedDouble {  // no word leaves the centre
  static constexpr int rows_at_once = 1;
  W mirror, pivot;
  D slope, offset, tail_slope, upper_offset, lower_offset;
  D mean, std, lowest, highest;

  OUTSET_OP static void write_part(const TruncatedDouble& p, W word, double* out) {
    const W w = symmetric ? word : bit_xor(word, p.mirror);
    const W below = less_64(w, p.pivot);
    const W from_pivot = symmetric ? w : sub_64(w, p.pivot);
    const W e = bit_xor(bit_xor(w, all_64(~std::uint64_t{0} >> 1)), below);
    const D t = fma(unsigned_to_double(bit_xor(from_pivot, below)), p.slope, p.offset);
    const D base = symmetric ? p.upper_offset : select(below, p.lower_offset, p.upper_offset);
    const D q = fma(unsigned_to_double(e), p.tail_slope, base);
    const auto& rational = exact::center_rational<double>;
    const D g = fma_negated(q, q, q);
    const D z = fma(t, div(horner(rational.numerator, g), horner(rational.denominator, g)), t);
    const W sign = symmetric ? below : bit_xor(below, p.mirror);
    const D x = fma(p.std, flip_sign(z, sign), p.mean);
    AsIs::put(out, lesser(greater(x, p.lowest), p.highest));
  }
  OUTSET_OP static void write(const TruncatedDouble& p, State& s, double* out) {
    const W low = next(s);
    const W high = next(s);
    write_part(p, join<0>(low, high), out);
    write_part(p, join<1>(low, high), out + width / 2);
  }
};

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
