// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What AVX2 and AVX-512 have in common: words, floats and doubles in registers of one size (W, F, D
// of the including namespace). No include guard: it is read once per backend. Vectors are the
// compiler's own; <immintrin.h> is not included, because it costs more compile time than all the
// rest of outset. Sums and products pass through a barrier, and what a flag could fuse or relax to
// an estimate (fma, division, square root, minimum) is written as its instruction.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

template <class V>
OUTSET_OP V barrier(V x) {
  OUTSET_HIDE(x);
  return x;
}
template <class V, class Number>
OUTSET_OP V load_as(const Number* from) {
  V x;
  __builtin_memcpy(&x, from, sizeof x);
  return x;
}

// Words.
OUTSET_OP W load(const std::uint32_t* from) { return load_as<W>(from); }
OUTSET_OP void store(std::uint32_t* to, W x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP W add(W a, W b) { return a + b; }
OUTSET_OP W sub(W a, W b) { return a - b; }
OUTSET_OP W bit_and(W a, W b) { return a & b; }
OUTSET_OP W bit_or(W a, W b) { return a | b; }
OUTSET_OP W bit_xor(W a, W b) { return a ^ b; }
template <int by>
OUTSET_OP W shift_left(W a) {
  return a << by;
}
template <int by>
OUTSET_OP W shift_right(W a) {
  return a >> by;
}
template <int by>
OUTSET_OP W shift_right_signed(W a) {
  return reinterpret_cast<W>(reinterpret_cast<SignedWords>(a) >> by);
}
template <int by>
OUTSET_OP W rotate_left(W a) {
  return (a << by) | (a >> (32 - by));
}
OUTSET_OP W less(W a, W b) {  // signed; all ones or zeros
  return reinterpret_cast<W>(reinterpret_cast<SignedWords>(a) < reinterpret_cast<SignedWords>(b));
}
// max(a - b, 0) for unsigned numbers whose lower half, 16 bits of 32 or 48 of 64, is 0.
OUTSET_OP W saturating_sub(W a, W b) {
  W difference;
  OUTSET_BINARY("vpsubusw", difference, a, b);
  return difference;
}

// Pairs of words as 64 bits. Products are of the low words.
OUTSET_OP W add_64(W a, W b) {
  return reinterpret_cast<W>(reinterpret_cast<Pairs>(a) + reinterpret_cast<Pairs>(b));
}
OUTSET_OP W sub_64(W a, W b) {
  return reinterpret_cast<W>(reinterpret_cast<Pairs>(a) - reinterpret_cast<Pairs>(b));
}
OUTSET_OP W less_64(W a, W b) {
  return reinterpret_cast<W>(reinterpret_cast<SignedPairs>(a) < reinterpret_cast<SignedPairs>(b));
}
template <int by>
OUTSET_OP W shift_right_64(W a) {
  return reinterpret_cast<W>(reinterpret_cast<Pairs>(a) >> by);
}
OUTSET_OP W high_words(W a) { return shift_right_64<32>(a); }
OUTSET_OP W multiply_low(W a, W b) {
  W product;
  OUTSET_BINARY("vpmuludq", product, a, b);
  return product;
}
// The lower (part 0) or upper half of every 128 bits, two words to 64 bits.
template <int part>
OUTSET_OP W join(W low, W high) {
  W joined;
  if constexpr (part == 0) {
    OUTSET_BINARY("vpunpckldq", joined, low, high);
  } else {
    OUTSET_BINARY("vpunpckhdq", joined, low, high);
  }
  return joined;
}

// Floats.
OUTSET_OP F load(const float* from) { return load_as<F>(from); }
OUTSET_OP void store(float* to, F x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP F to_float(W a) { return __builtin_convertvector(reinterpret_cast<SignedWords>(a), F); }
OUTSET_OP W bits(F a) { return reinterpret_cast<W>(a); }
OUTSET_OP F as_float(W a) { return reinterpret_cast<F>(a); }
OUTSET_OP F add(F a, F b) { return barrier(a + b); }
OUTSET_OP F sub(F a, F b) { return barrier(a - b); }
OUTSET_OP F mul(F a, F b) { return barrier(a * b); }
OUTSET_OP F fma(F a, F b, F c) {
  OUTSET_TERNARY("vfmadd213ps", a, b, c);
  return a;
}
OUTSET_OP F fma_onto(F sum, F a, F b) {  // the same, where a stays and the sum goes
  OUTSET_TERNARY("vfmadd231ps", sum, a, b);
  return sum;
}
OUTSET_OP F fma_negated(F a, F b, F c) {  // c - a b
  OUTSET_TERNARY("vfnmadd213ps", a, b, c);
  return a;
}
OUTSET_OP F div(F a, F b) {
  F quotient;
  OUTSET_BINARY("vdivps", quotient, a, b);
  return quotient;
}
OUTSET_OP F sqrt(F a) {
  F root;
  OUTSET_UNARY("vsqrtps", root, a);
  return root;
}
OUTSET_OP F lesser(F a, F b) {
  F x;
  OUTSET_BINARY("vminps", x, a, b);
  return x;
}
OUTSET_OP F greater(F a, F b) {
  F x;
  OUTSET_BINARY("vmaxps", x, a, b);
  return x;
}
OUTSET_OP F flip_sign(F a, W top) { return as_float(bits(a) ^ (top & all(0x80000000U))); }

// Doubles.
OUTSET_OP D load(const double* from) { return load_as<D>(from); }
OUTSET_OP void store(double* to, D x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP W bits(D a) { return reinterpret_cast<W>(a); }
OUTSET_OP D as_double(W a) { return reinterpret_cast<D>(a); }
OUTSET_OP D add(D a, D b) { return barrier(a + b); }
OUTSET_OP D sub(D a, D b) { return barrier(a - b); }
OUTSET_OP D mul(D a, D b) { return barrier(a * b); }
OUTSET_OP D fma(D a, D b, D c) {
  OUTSET_TERNARY("vfmadd213pd", a, b, c);
  return a;
}
OUTSET_OP D fma_onto(D sum, D a, D b) {
  OUTSET_TERNARY("vfmadd231pd", sum, a, b);
  return sum;
}
OUTSET_OP D fma_negated(D a, D b, D c) {
  OUTSET_TERNARY("vfnmadd213pd", a, b, c);
  return a;
}
OUTSET_OP D div(D a, D b) {
  D quotient;
  OUTSET_BINARY("vdivpd", quotient, a, b);
  return quotient;
}
OUTSET_OP D sqrt(D a) {
  D root;
  OUTSET_UNARY("vsqrtpd", root, a);
  return root;
}
OUTSET_OP D lesser(D a, D b) {
  D x;
  OUTSET_BINARY("vminpd", x, a, b);
  return x;
}
OUTSET_OP D greater(D a, D b) {
  D x;
  OUTSET_BINARY("vmaxpd", x, a, b);
  return x;
}
OUTSET_OP D flip_sign(D a, W top) {
  return as_double(bits(a) ^ (top & all_64(std::uint64_t{1} << 63)));
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
