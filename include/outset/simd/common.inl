// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The part of the vocabulary that is the same on every machine whose compiler has vectors of its
// own (g++ and clang): vocabulary.inl says what each function must do. A backend includes this file
// after its types W, F, D, its broadcasts `all`, and the macros that machine.inl lists. There is no
// include guard, because every backend reads it once.
//
// Operands come by reference: clang's debug builds would copy a vector twice to hand it over.
//
// Compilers fuse a sum with a product (g++ at -O2, clang under -ffast-math). So each sum,
// difference and product passes through a barrier, an empty asm that hides where a number came
// from.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

using Pairs = std::uint64_t __attribute__((vector_size(sizeof(W))));
using SignedWords = std::int32_t __attribute__((vector_size(sizeof(W))));
using SignedPairs = std::int64_t __attribute__((vector_size(sizeof(W))));

// The same bits as another type. (EDG's front end, which nvcc has, refuses reinterpret_cast here.)
// W(x) does the same and is faster in debug builds; F(x) would be a macro of Arduino's.
template <class To, class From>
OUTSET_OP To as(const From& x) {
  return To(x);
}
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
OUTSET_OP void store(std::uint32_t* to, const W& x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP W add(const W& a, const W& b) { return a + b; }
OUTSET_OP W sub(const W& a, const W& b) { return a - b; }
OUTSET_OP W bit_and(const W& a, const W& b) { return a & b; }
OUTSET_OP W bit_or(const W& a, const W& b) { return a | b; }
OUTSET_OP W bit_xor(const W& a, const W& b) { return a ^ b; }
template <int by>
OUTSET_OP W shift_left(const W& a) {
  return a << by;
}
template <int by>
OUTSET_OP W shift_right(const W& a) {
  return a >> by;
}
template <int by>
OUTSET_OP W shift_right_signed(const W& a) {
  return W(SignedWords(a) >> by);
}
OUTSET_OP W less(const W& a, const W& b) { return W(SignedWords(a) < SignedWords(b)); }

// Pairs of words.
OUTSET_OP W all_64(std::uint64_t x) { return W(Pairs{} + x); }
OUTSET_OP W add_64(const W& a, const W& b) { return W(Pairs(a) + Pairs(b)); }
OUTSET_OP W sub_64(const W& a, const W& b) { return W(Pairs(a) - Pairs(b)); }
OUTSET_OP W less_64(const W& a, const W& b) { return W(SignedPairs(a) < SignedPairs(b)); }
template <int by>
OUTSET_OP W shift_left_64(const W& a) {
  return W(Pairs(a) << by);
}
template <int by>
OUTSET_OP W shift_right_64(const W& a) {
  return W(Pairs(a) >> by);
}
OUTSET_OP W high_words(const W& a) { return shift_right_64<32>(a); }

// Floats.
OUTSET_OP F load(const float* from) { return load_as<F>(from); }
OUTSET_OP void store(float* to, const F& x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP W bits(const F& a) { return W(a); }
OUTSET_OP F as_float(const W& a) { return as<F>(a); }
OUTSET_OP F to_float(const W& a) { return __builtin_convertvector(SignedWords(a), F); }
OUTSET_OP F add(const F& a, const F& b) {
  F sum = a + b;
  OUTSET_HIDE(sum);
  return sum;
}
OUTSET_OP F sub(const F& a, const F& b) {
  F difference = a - b;
  OUTSET_HIDE(difference);
  return difference;
}
OUTSET_OP F mul(const F& a, const F& b) {
  F product = a * b;
  OUTSET_HIDE(product);
  return product;
}
OUTSET_OP F flip_sign(const F& a, const W& top) {
  return as<F>(bits(a) ^ (top & all(0x80000000U)));
}

// Doubles.
OUTSET_OP D load(const double* from) { return load_as<D>(from); }
OUTSET_OP void store(double* to, const D& x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP W bits(const D& a) { return W(a); }
OUTSET_OP D as_double(const W& a) { return D(a); }
OUTSET_OP D add(const D& a, const D& b) {
  D sum = a + b;
  OUTSET_HIDE(sum);
  return sum;
}
OUTSET_OP D sub(const D& a, const D& b) {
  D difference = a - b;
  OUTSET_HIDE(difference);
  return difference;
}
OUTSET_OP D mul(const D& a, const D& b) {
  D product = a * b;
  OUTSET_HIDE(product);
  return product;
}
OUTSET_OP D flip_sign(const D& a, const W& top) {
  return D(bits(a) ^ (top & all_64(std::uint64_t{1} << 63)));
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
