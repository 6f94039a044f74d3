// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The kernels, written once: each backend's header defines its vocabulary in its namespace, then
// includes this file (no include guard: it is read once per backend). Every function bears the
// backend's target attribute, so no lambdas, no std:: algorithms and no vector constants at
// namespace scope. The maps follow random/box_muller.hpp and random/truncated.hpp operation by
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
  s.counter = add(s.counter, broadcast(1U));
  s.a = bit_xor(s.b, shift_right<9>(s.b));
  s.b = add(s.c, shift_left<3>(s.c));
  s.c = add(rotate_left<21>(s.c), word);
  return word;
}

// The words of one Philox key, bumped ten times.
struct Keys {
  std::uint32_t first[10], second[10];
};

inline Keys keys_of(const random::Stream& stream) {
  Keys keys;
  for (std::uint32_t i = 0; i < 10; ++i) {
    keys.first[i] = stream.key[0] + i * 0x9E3779B9U;
    keys.second[i] = stream.key[1] + i * 0xBB67AE85U;
  }
  return keys;
}

// Philox in the low halves of 64 bits; what stands in the high halves between rounds is ignored.
struct Counters {
  I c0, c1, c2, c3;
};

OUTSET_OP void philox_round(Counters& c, I key0, I key1) {
  const I product0 = multiply_low_words(c.c0, broadcast_64(0xD2511F53U));
  const I product1 = multiply_low_words(c.c2, broadcast_64(0xCD9E8D57U));
  c.c0 = bit_xor(bit_xor(high_words(product1), key0), c.c1);
  c.c2 = bit_xor(bit_xor(high_words(product0), key1), c.c3);
  c.c1 = product1;
  c.c3 = product0;
}

OUTSET_OP State start(const random::Stream& stream, const Keys& keys, std::uint64_t chunk,
                      const std::uint32_t* order) {
  const std::uint64_t block = chunk * random::lanes;
  const I blocks = add(broadcast(random::low_word(block)), load(order));
  const I high = broadcast_64(random::high_word(block));
  const I number_low = broadcast_64(random::low_word(stream.number));
  const I number_high = broadcast_64(random::high_word(stream.number));
  Counters even{blocks, high, number_low, number_high};
  Counters odd{high_words(blocks), high, number_low, number_high};
  for (int i = 0; i < 10; ++i) {
    const I key0 = broadcast(keys.first[i]);
    const I key1 = broadcast(keys.second[i]);
    philox_round(even, key0, key1);
    philox_round(odd, key0, key1);
  }
  return {low_words(even.c0, odd.c0), low_words(even.c1, odd.c1), low_words(even.c2, odd.c2),
          low_words(even.c3, odd.c3)};
}

template <class Real, std::size_t N>
OUTSET_OP F horner(const Real (&c)[N], F x) {
  F sum = broadcast(c[N - 1]);
  if constexpr (N > 8) sum = fma(sum, x, broadcast(c[7]));
  if constexpr (N > 7) sum = fma(sum, x, broadcast(c[6]));
  if constexpr (N > 6) sum = fma(sum, x, broadcast(c[5]));
  if constexpr (N > 5) sum = fma(sum, x, broadcast(c[4]));
  if constexpr (N > 4) sum = fma(sum, x, broadcast(c[3]));
  if constexpr (N > 3) sum = fma(sum, x, broadcast(c[2]));
  if constexpr (N > 2) sum = fma(sum, x, broadcast(c[1]));
  if constexpr (N > 1) sum = fma(sum, x, broadcast(c[0]));
  return sum;
}

OUTSET_OP F radius(I w) {
  const F x = fma(to_float(w), broadcast(0x1p-32f), broadcast(0x1p-33f));
  const I up = saturating_sub(broadcast(126U << 23), bit_and(bits(x), broadcast(0xFF800000U)));
  const F m = as_float(add(bits(x), up));
  const F t = sub_unless(top_bit(w), m, broadcast(1.0f));
  const F k = mul(to_float(up), broadcast(random::two_ln2<float> * 0x1p-23f));
#ifdef EO
  const F s=mul(t,t);
  const auto&q=random::log_coefficients<float>;
  F e=fma(fma(fma(broadcast(q[7]),s,broadcast(q[5])),s,broadcast(q[3])),s,broadcast(q[1]));
  F o=fma(fma(broadcast(q[8]),s,broadcast(q[6])),s,broadcast(q[4])); o=fma(o,s,broadcast(q[2]));
  return sqrt(fma(t,fma(t,fma(t,o,e),broadcast(q[0])),k));
#else
  return sqrt(fma(t, horner(random::log_coefficients<float>, t), k));
#endif
}

struct Direction {
  F cos, sin;
};

OUTSET_OP Direction angle(I w) {
  const I once = shift_left<1>(w);
  const F y = mul(to_float(bit_or(shift_left<2>(w), broadcast(2U))), broadcast(0x1p-31f));
  const F square = mul(y, y);
  const F sine = mul(y, horner(random::sine_coefficients<float>, square));
  const F cosine = flip_sign(horner(random::cosine_coefficients<float>, square), w);
  const FloatMask swap = top_bit(once);
  return {select(swap, sine, cosine), select(swap, cosine, sine)};
}

// Calls for the rows of one chunk, one vector of lanes after the other.
OUTSET_OP void normal_rows(float* out, State& s, int rows, F mean, F std) {
  for (int row = 0; row < rows; row += 2, out += 2 * random::lanes) {
    const F r = mul(radius(next(s)), std);
    const Direction d = angle(next(s));
    store(out, fma(r, d.cos, mean));
    store(out + random::lanes, fma(r, d.sin, mean));
  }
}

OUTSET_TARGET inline void normal(float* out, const random::Stream& stream, std::uint64_t chunk,
                                 std::uint64_t rows, const NormalParameters<float>& p) {
  const Keys keys = keys_of(stream);
  const F mean = broadcast(random::addend(p.mean));
  const F std = broadcast(p.std);
  for (; rows > 0; ++chunk) {
    const int part = rows < random::rows_per_chunk ? static_cast<int>(rows) : random::rows_per_chunk;
#ifdef TWO
    State s0 = start(stream, keys, chunk, identity_order);
    State s1 = start(stream, keys, chunk, identity_order+8);
    float* o=out;
  for (int row = 0; row < part; row += 2, o += 2 * random::lanes) {
   { State&s=s0;
    const F r = mul(radius(next(s)), std);
    const Direction d = angle(next(s));
    store(o, fma(r, d.cos, mean));
    store(o + random::lanes, fma(r, d.sin, mean));}
   { State&s=s1;
    const F r = mul(radius(next(s)), std);
    const Direction d = angle(next(s));
    store(o+8, fma(r, d.cos, mean));
    store(o+8 + random::lanes, fma(r, d.sin, mean));}
  }
#else
    for (int lane = 0; lane < random::lanes; lane += width) {
      State s = start(stream, keys, chunk, identity_order + lane);
      normal_rows(out + lane, s, part, mean, std);
    }
#endif
    out += part * random::lanes;
    rows -= static_cast<std::uint64_t>(part);
  }
}

OUTSET_TARGET inline void uniform(float* out, const random::Stream& stream, std::uint64_t chunk,
                                  std::uint64_t rows, const UniformParameters<float>& p) {
  const Keys keys = keys_of(stream);
  const F low = broadcast(p.low);
  const F step = broadcast(exact::mul(p.width, 0x1p-24f));
  const F last = broadcast(p.last);
  for (; rows > 0; ++chunk) {
    const int part = rows < random::rows_per_chunk ? static_cast<int>(rows) : random::rows_per_chunk;
    for (int lane = 0; lane < random::lanes; lane += width) {
      State s = start(stream, keys, chunk, identity_order + lane);
      float* to = out + lane;
      for (int row = 0; row < part; ++row, to += random::lanes) {
        store(to, less(fma(to_float(shift_right<8>(next(s))), step, low), last));
      }
    }
    out += part * random::lanes;
    rows -= static_cast<std::uint64_t>(part);
  }
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
