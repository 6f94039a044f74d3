// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The kernels, written once: each backend's header defines its vocabulary in its namespace, then
// includes this file (no include guard: it is read once per backend). Every function bears the
// backend's target attribute, so there are no lambdas, no std:: algorithms and no vector constants
// at namespace scope. The maps follow random/box_muller.hpp and random/truncated.hpp operation by
// operation.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// SFC32 in every lane.
struct State {
  I a, b, c, counter;
};

OUTSET_OP I next(State& s) {
  const I word = add(add(s.a, s.b), s.counter);
  s.counter = add(s.counter, all(1U));
  s.a = bit_xor(s.b, shift_right<9>(s.b));
  s.b = add(s.c, shift_left<3>(s.c));
  s.c = add(rotate_left<21>(s.c), word);
  return word;
}

// Philox in the low halves of 64 bits; what stands in the high halves between rounds is ignored.
struct Counters {
  I c0, c1, c2, c3;
};

OUTSET_OP void philox_round(Counters& c, I key0, I key1) {
  const I product0 = multiply_low(c.c0, all_64(0xD2511F53U));
  const I product1 = multiply_low(c.c2, all_64(0xCD9E8D57U));
  c.c0 = bit_xor(bit_xor(high_words(product1), key0), c.c1);
  c.c2 = bit_xor(bit_xor(high_words(product0), key1), c.c3);
  c.c1 = product1;
  c.c3 = product0;
}

OUTSET_OP State start(const random::Stream& stream, std::uint64_t chunk,
                      const std::uint32_t* order) {
  const std::uint64_t block = chunk * random::lanes;
  const I blocks = add(all(random::low_word(block)), load(order));
  const I high = all(random::high_word(block));
  const I number_low = all(random::low_word(stream.number));
  const I number_high = all(random::high_word(stream.number));
  Counters even{blocks, high, number_low, number_high};
  Counters odd{high_words(blocks), high, number_low, number_high};
  I key0 = all(stream.key[0]);
  I key1 = all(stream.key[1]);
  for (int round = 0; round < 10; ++round) {
    philox_round(even, key0, key1);
    philox_round(odd, key0, key1);
    key0 = add(key0, all(0x9E3779B9U));
    key1 = add(key1, all(0xBB67AE85U));
  }
  return {low_words(even.c0, odd.c0), low_words(even.c1, odd.c1), low_words(even.c2, odd.c2),
          low_words(even.c3, odd.c3)};
}

// Coefficients that clang must read where they are used: it would hold all of them in vectors
// before the loop, more than there are registers, and then read those back from the stack.
template <class Real>
OUTSET_OP const Real* in_memory(const Real* c) {
#if defined(__clang__)
  asm volatile("" : "+r"(c));
#endif
  return c;
}

// Polynomials, unrolled; the coefficients' lowest power first.
template <std::size_t i, class V, class Real, std::size_t N>
OUTSET_OP V horner_from(const Real* c, V x, V sum) {
  const V next = fma(sum, x, all(c[i]));
  if constexpr (i == 0) {
    return next;
  } else {
    return horner_from<i - 1, V, Real, N>(c, x, next);
  }
}
template <class V, class Real, std::size_t N>
OUTSET_OP V horner(const Real (&c)[N], V x) {
  const Real* const p = in_memory(c);
  return horner_from<N - 2, V, Real, N>(p, x, all(p[N - 1]));
}

template <std::size_t i, class V, class Real, std::size_t N>
OUTSET_OP V paired_from(const Real* c, V x, V square, V sum) {
  if constexpr (i == 1) {
    return fma(sum, x, all(c[0]));
  } else {
    const V pair = fma(all(c[i - 1]), x, all(c[i - 2]));
    return paired_from<i - 2, V, Real, N>(c, x, square, fma(sum, square, pair));
  }
}
template <class V, class Real, std::size_t N>
OUTSET_OP V paired(const Real (&c)[N], V x) {
  const V square = mul(x, x);
  const Real* const p = in_memory(c);
  if constexpr (N % 2 == 0) {
    return paired_from<N - 1, V, Real, N>(p, x, square, all(p[N - 1]));
  } else {
    return paired_from<N - 2, V, Real, N>(p, x, square, fma(all(p[N - 1]), x, all(p[N - 2])));
  }
}

// Box-Muller's maps.
OUTSET_OP F radius(I w) {
  const F x = fma(to_float(w), all(0x1p-32f), all(0x1p-33f));
  const I up = saturating_sub(all(126U << 23), bit_and(bits(x), all(0xFF800000U)));
  const F m = as_float(add(bits(x), up));
  const F t = sub_unless(bits(x), m, all(1.0f));
  const F k = mul(to_float(up), all(random::two_ln2<float> * 0x1p-23f));
  return sqrt(fma(t, paired(random::log_coefficients<float>, t), k));
}

template <int part>
OUTSET_OP D radius(I low, I high) {
  const D x = signed_64<part>(bit_or(low, all(1U)), high);  // 2^64 times the reference's x and m
  const I exponent = bit_and(bits(x), all_64(0xFFF0000000000000U));
  const I up = saturating_sub(all_64(std::uint64_t{1022 + 64} << 52), exponent);
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

OUTSET_OP FloatDirection angle(I w) {
  const I once = add(w, w);
  const F y = mul(to_float(bit_or(add(once, once), all(2U))), all(0x1p-31f));
  const F square = mul(y, y);
  const F sine = mul(y, horner(random::sine_coefficients<float>, square));
  const F cosine = flip_sign(horner(random::cosine_coefficients<float>, square), w);
  return {select(once, sine, cosine), select(once, cosine, sine)};
}

template <int part>
OUTSET_OP DoubleDirection angle(I low, I high) {
  const I w = join<part>(low, high);
  const I once = add_64(w, w);
  const D y = fraction_62<part>(bit_or(low, all(1U)), high);
  const D square = mul(y, y);
  const D sine = mul(y, horner(random::sine_coefficients<double>, square));
  const D cosine = flip_sign(horner(random::cosine_coefficients<double>, square), w);
  return {select(once, sine, cosine), select(once, cosine, sine)};
}

// Where numbers go: to memory as they are, or rounded to 16 bits. `can_stream` memory is written
// around the caches where that is asked for.
struct AsIs {
  template <bool streamed, class Real, class V>
  OUTSET_OP static void put(Real* to, V x) {
    if constexpr (streamed) {
      stream(to, x);
    } else {
      store(to, x);
    }
  }
};
struct Rounded {
  template <bool>
  OUTSET_OP static void put(Eigen::half* to, F x) {
    store_half(reinterpret_cast<std::uint16_t*>(to), x);
  }
  template <bool>
  OUTSET_OP static void put(Eigen::bfloat16* to, F x) {
    const I odd = bit_and(shift_right<16>(bits(x)), all(1U));
    store_high(reinterpret_cast<std::uint16_t*>(to), add(add(bits(x), all(0x7FFFU)), odd));
  }
};
template <class Element>
using Out = std::conditional_t<sizeof(Element) == 2, Rounded, AsIs>;

// What one distribution does with a vector of lanes: `rows_at_once` rows of numbers from its state
// to `out`. The vectors of a parameter set are broadcast once per call of a kernel.
struct Words {
  static constexpr int rows_at_once = 1;
  static constexpr bool streams = false;
  template <bool streamed>
  OUTSET_OP static void write(const Words&, State& s, std::uint32_t* out) {
    store(out, next(s));
  }
};

struct UniformFloat {
  static constexpr int rows_at_once = 1;
  static constexpr bool streams = can_stream;
  F low, step, first, last;
  template <bool streamed, class Element>
  OUTSET_OP static void write(const UniformFloat& p, State& s, Element* out) {
    const F x = fma(to_float(shift_right<8>(next(s))), p.step, p.low);
    if constexpr (sizeof(Element) == 2) {
      Rounded::put<streamed>(out, lesser(greater(x, p.first), p.last));
    } else {
      AsIs::put<streamed>(out, lesser(x, p.last));
    }
  }
};

struct UniformDouble {
  static constexpr int rows_at_once = 1;
  static constexpr bool streams = can_stream;
  D low, step, last;
  template <bool streamed>
  OUTSET_OP static void write(const UniformDouble& p, State& s, double* out) {
    const I lower = bit_and(next(s), all(0xFFFFF800U));
    const I upper = next(s);
    const D x0 = fma(unsigned_64<0>(lower, upper), p.step, p.low);
    const D x1 = fma(unsigned_64<1>(lower, upper), p.step, p.low);
    AsIs::put<streamed>(out, lesser(x0, p.last));
    AsIs::put<streamed>(out + width / 2, lesser(x1, p.last));
  }
};

struct NormalFloat {
  static constexpr int rows_at_once = 2;
  static constexpr bool streams = false;
  F mean, std;
  template <bool streamed, class Element>
  OUTSET_OP static void write(const NormalFloat& p, State& s, Element* out) {
    const F r = mul(radius(next(s)), p.std);
    const FloatDirection d = angle(next(s));
    Out<Element>::template put<streamed>(out, fma(r, d.cos, p.mean));
    Out<Element>::template put<streamed>(out + random::lanes, fma(r, d.sin, p.mean));
  }
};

struct NormalDouble {
  static constexpr int rows_at_once = 2;
  static constexpr bool streams = false;
  D mean, std;
  template <bool streamed, int part>
  OUTSET_OP static void write_part(const NormalDouble& p, I r_low, I r_high, I low, I high,
                                   double* out) {
    const D r = mul(radius<part>(r_low, r_high), p.std);
    const DoubleDirection d = angle<part>(low, high);
    AsIs::put<streamed>(out, fma(r, d.cos, p.mean));
    AsIs::put<streamed>(out + random::lanes, fma(r, d.sin, p.mean));
  }
  template <bool streamed>
  OUTSET_OP static void write(const NormalDouble& p, State& s, double* out) {
    const I r_low = next(s);
    const I r_high = next(s);
    const I low = next(s);
    const I high = next(s);
    write_part<streamed, 0>(p, r_low, r_high, low, high, out);
    write_part<streamed, 1>(p, r_low, r_high, low, high, out + width / 2);
  }
};

// Inverse CDF. Where the law is symmetric and no word leaves the centre (the usual +-2), both
// distances come from one; elsewhere the tail is computed too unless no word is in it.
template <bool symmetric, bool central>
struct TruncatedFloat {
  static constexpr int rows_at_once = 1;
  static constexpr bool streams = false;
  I mirror, pivot;
  F slope, offset, tail_slope, upper_offset, lower_offset, log_scale, shift;
  F mean, std, lowest, highest;
  exact::TailRational<float> rational;

  OUTSET_OP static F tail(const TruncatedFloat& p, F y) {
    const I pattern = sub(bits(y), all(random::detail::sqrt_half_bits));
    const I fraction = bit_and(pattern, all(0x7FFFFFU));
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

  template <bool streamed, class Element>
  OUTSET_OP static void write(const TruncatedFloat& p, State& s, Element* out) {
    const I word = next(s);
    F z;
    I sign;
    if constexpr (symmetric) {
      const I m = bit_xor(word, shift_right_signed<31>(word));
      const I e = bit_xor(m, all(0x7FFFFFFFU));
      z = center(fma(to_float(m), p.slope, p.offset),
                 fma(to_float(e), p.tail_slope, p.upper_offset));
      sign = word;
    } else {
      const I w = bit_xor(word, p.mirror);
      const I below = less(w, p.pivot);
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
    Out<Element>::template put<streamed>(out, lesser(greater(x, p.lowest), p.highest));
  }
};

template <bool symmetric>
struct TruncatedDouble {  // no word leaves the centre
  static constexpr int rows_at_once = 1;
  static constexpr bool streams = false;
  I mirror, pivot;
  D slope, offset, tail_slope, upper_offset, lower_offset;
  D mean, std, lowest, highest;

  template <bool streamed>
  OUTSET_OP static void write_part(const TruncatedDouble& p, I word, double* out) {
    const I w = symmetric ? word : bit_xor(word, p.mirror);
    const I below = less_64(w, p.pivot);
    const I from_pivot = symmetric ? w : sub_64(w, p.pivot);
    const I e = bit_xor(bit_xor(w, all_64(~std::uint64_t{0} >> 1)), below);
    const D t = fma(unsigned_to_double(bit_xor(from_pivot, below)), p.slope, p.offset);
    const D base = symmetric ? p.upper_offset : select(below, p.lower_offset, p.upper_offset);
    const D q = fma(unsigned_to_double(e), p.tail_slope, base);
    const auto& rational = exact::center_rational<double>;
    const D g = fma_negated(q, q, q);
    const D z = fma(t, div(horner(rational.numerator, g), horner(rational.denominator, g)), t);
    const I sign = symmetric ? below : bit_xor(below, p.mirror);
    const D x = fma(p.std, flip_sign(z, sign), p.mean);
    AsIs::put<streamed>(out, lesser(greater(x, p.lowest), p.highest));
  }
  template <bool streamed>
  OUTSET_OP static void write(const TruncatedDouble& p, State& s, double* out) {
    const I low = next(s);
    const I high = next(s);
    write_part<streamed>(p, join<0>(low, high), out);
    write_part<streamed>(p, join<1>(low, high), out + width / 2);
  }
};

OUTSET_OP State load_lanes(const Cursor& cursor, int lane) {
  return {load(cursor.lanes[0] + lane), load(cursor.lanes[1] + lane), load(cursor.lanes[2] + lane),
          load(cursor.lanes[3] + lane)};
}
OUTSET_OP void store_lanes(Cursor& cursor, int lane, const State& s) {
  store(cursor.lanes[0] + lane, s.a);
  store(cursor.lanes[1] + lane, s.b);
  store(cursor.lanes[2] + lane, s.c);
  store(cursor.lanes[3] + lane, s.counter);
}

// Begins the chunks that have not been; the rows that all cursors have left of theirs, at most.
OUTSET_TARGET inline int begin(Cursor* cursors, int count, const std::uint32_t* order,
                               int chunk_rows) {
  int least = chunk_rows;
  for (Cursor* cursor = cursors; cursor != cursors + count; ++cursor) {
    const int left = chunk_rows - cursor->row;
    least = left < least ? left : least;
    if (cursor->begun) continue;
    for (int lane = 0; lane < random::lanes; lane += width) {
      State s = start(cursor->stream, cursor->chunk, order + lane);
      const int words_per_row = random::rows_per_chunk / chunk_rows;
      for (int skipped = cursor->row * words_per_row; skipped > 0; --skipped) next(s);
      store_lanes(*cursor, lane, s);
    }
    cursor->begun = true;
  }
  return least;
}

// Rows of one chunk, at least one, `together` vectors of lanes at a time. In a loop that may not
// run at all compilers would not hold coefficients from one column to the next.
template <bool streamed, class Map, class Element>
OUTSET_OP void write_rows(const Map& map, Element* out, Cursor& cursor, int rows) {
  for (int lane = 0; lane < random::lanes; lane += together * width) {
    Element* to = out + lane;
    State first = load_lanes(cursor, lane);
    if constexpr (together == 2) {
      State second = load_lanes(cursor, lane + width);
      int row = 0;
      do {
        Map::template write<streamed>(map, first, to);
        Map::template write<streamed>(map, second, to + width);
        to += Map::rows_at_once * random::lanes;
        row += Map::rows_at_once;
      } while (row < rows);
      store_lanes(cursor, lane + width, second);
    } else {
      int row = 0;
      do {
        Map::template write<streamed>(map, first, to);
        to += Map::rows_at_once * random::lanes;
        row += Map::rows_at_once;
      } while (row < rows);
    }
    store_lanes(cursor, lane, first);
  }
}

// Chunks are begun apart from the loop over columns: what a map holds in registers stays there.
template <bool streamed, class Map, class Element>
OUTSET_OP void write_columns(const Map& map, Element* out, std::int64_t pitch, Cursor* cursors,
                             int count, std::uint64_t rows) {
  constexpr int chunk_rows = rows_per_chunk<Element>;
  while (rows > 0) {
    int part = begin(cursors, count, sizeof(Element) == 8 ? join_order : lane_order, chunk_rows);
    if (rows < static_cast<std::uint64_t>(part)) part = static_cast<int>(rows);
    for (int c = 0; c < count; ++c) {
      write_rows<streamed>(map, out + c * pitch, cursors[c], part);
      cursors[c].advance(part, chunk_rows);
    }
    out += part * random::lanes;
    rows -= static_cast<std::uint64_t>(part);
  }
}

// Memory that no cache would hold anyway is written around the caches: half the traffic.
template <class Map, class Element>
OUTSET_OP void write_all(const Map& map, Element* out, std::int64_t pitch, Cursor* cursors,
                         int count, std::uint64_t rows) {
  if constexpr (Map::streams && sizeof(Element) >= 4) {
    if (count == 1 && rows >= stream_bytes / (random::lanes * sizeof(Element)) &&
        reinterpret_cast<std::uintptr_t>(out) % 16 == 0) {
      write_columns<true>(map, out, pitch, cursors, count, rows);
      finish_stream();
      return;
    }
  }
  write_columns<false>(map, out, pitch, cursors, count, rows);
}

OUTSET_TARGET inline void generate(std::uint32_t* out, std::int64_t pitch, Cursor* cursors,
                                   int count, std::uint64_t rows, const WordParameters&) {
  write_all(Words{}, out, pitch, cursors, count, rows);
}

template <class Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const UniformParameters<float>& p) {
  const UniformFloat map{all(p.low), all(exact::mul(p.width, 0x1p-24f)), all(p.first), all(p.last)};
  write_all(map, out, pitch, cursors, count, rows);
}
OUTSET_TARGET inline void generate(double* out, std::int64_t pitch, Cursor* cursors, int count,
                                   std::uint64_t rows, const UniformParameters<double>& p) {
  const UniformDouble map{all(p.low), all(exact::mul(p.width, 0x1p-64)), all(p.last)};
  write_all(map, out, pitch, cursors, count, rows);
}

template <class Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const NormalParameters<float>& p) {
  const NormalFloat map{all(random::addend(p.mean)), all(p.std)};
  write_all(map, out, pitch, cursors, count, rows);
}
OUTSET_TARGET inline void generate(double* out, std::int64_t pitch, Cursor* cursors, int count,
                                   std::uint64_t rows, const NormalParameters<double>& p) {
  const NormalDouble map{all(random::addend(p.mean)), all(p.std)};
  write_all(map, out, pitch, cursors, count, rows);
}

template <bool symmetric, bool central, class Element>
OUTSET_OP void truncated_as(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const TruncatedParameters<float>& p) {
  const TruncatedFloat<symmetric, central> map{all(p.map.mirror),
                                               all(static_cast<std::uint32_t>(p.map.pivot)),
                                               all(p.map.slope),
                                               all(p.map.offset),
                                               all(p.map.tail_slope),
                                               all(p.map.upper_offset),
                                               all(p.map.lower_offset),
                                               all(p.map.log_scale),
                                               all(p.map.shift),
                                               all(p.mean),
                                               all(p.std),
                                               all(p.lowest),
                                               all(p.highest),
                                               *p.map.rational};
  write_all(map, out, pitch, cursors, count, rows);
}
template <bool symmetric>
OUTSET_OP void truncated_as(double* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const TruncatedParameters<double>& p) {
  const TruncatedDouble<symmetric> map{all_64(p.map.mirror),
                                       all_64(static_cast<std::uint64_t>(p.map.pivot)),
                                       all(p.map.slope),
                                       all(p.map.offset),
                                       all(p.map.tail_slope),
                                       all(p.map.upper_offset),
                                       all(p.map.lower_offset),
                                       all(p.mean),
                                       all(p.std),
                                       all(p.lowest),
                                       all(p.highest)};
  write_all(map, out, pitch, cursors, count, rows);
}
template <class Real>
bool is_symmetric(const random::TruncatedMap<Real>& map) {
  return map.mirror == 0 && map.pivot == 0 &&
         exact::bits(map.upper_offset) == exact::bits(map.lower_offset);
}
template <class Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const TruncatedParameters<float>& p) {
  if (!p.map.central) {
    truncated_as<false, false>(out, pitch, cursors, count, rows, p);
  } else if (is_symmetric(p.map)) {
    truncated_as<true, true>(out, pitch, cursors, count, rows, p);
  } else {
    truncated_as<false, true>(out, pitch, cursors, count, rows, p);
  }
}
OUTSET_TARGET inline void generate(double* out, std::int64_t pitch, Cursor* cursors, int count,
                                   std::uint64_t rows, const TruncatedParameters<double>& p) {
  if (!p.map.central) {
    scalar::generate(out, pitch, cursors, count, rows, p);
  } else if (is_symmetric(p.map)) {
    truncated_as<true>(out, pitch, cursors, count, rows, p);
  } else {
    truncated_as<false>(out, pitch, cursors, count, rows, p);
  }
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
