// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The part of the vocabulary that is the same on every machine whose compiler has vectors of its
// own (g++ and clang): vocabulary.inl says what each function must do. A backend includes this file
// after its types W, F, D, its broadcasts `all`, and the macros that machine.inl lists. There is no
// include guard, because every backend reads it once.
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
template <class To, class From>
OUTSET_OP To as(From x) {
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
  return as<W>(as<SignedWords>(a) >> by);
}
OUTSET_OP W less(W a, W b) { return as<W>(as<SignedWords>(a) < as<SignedWords>(b)); }

// Pairs of words.
OUTSET_OP W all_64(std::uint64_t x) { return as<W>(Pairs{} + x); }
OUTSET_OP W add_64(W a, W b) { return as<W>(as<Pairs>(a) + as<Pairs>(b)); }
OUTSET_OP W sub_64(W a, W b) { return as<W>(as<Pairs>(a) - as<Pairs>(b)); }
OUTSET_OP W less_64(W a, W b) { return as<W>(as<SignedPairs>(a) < as<SignedPairs>(b)); }
template <int by>
OUTSET_OP W shift_left_64(W a) {
  return as<W>(as<Pairs>(a) << by);
}
template <int by>
OUTSET_OP W shift_right_64(W a) {
  return as<W>(as<Pairs>(a) >> by);
}
OUTSET_OP W high_words(W a) { return shift_right_64<32>(a); }

// Floats.
OUTSET_OP F load(const float* from) { return load_as<F>(from); }
OUTSET_OP void store(float* to, F x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP W bits(F a) { return as<W>(a); }
OUTSET_OP F as_float(W a) { return as<F>(a); }
OUTSET_OP F to_float(W a) { return __builtin_convertvector(as<SignedWords>(a), F); }
OUTSET_OP F add(F a, F b) { return barrier(a + b); }
OUTSET_OP F sub(F a, F b) { return barrier(a - b); }
OUTSET_OP F mul(F a, F b) { return barrier(a * b); }
OUTSET_OP F flip_sign(F a, W top) { return as<F>(bits(a) ^ (top & all(0x80000000U))); }

// Doubles.
OUTSET_OP D load(const double* from) { return load_as<D>(from); }
OUTSET_OP void store(double* to, D x) { __builtin_memcpy(to, &x, sizeof x); }
OUTSET_OP W bits(D a) { return as<W>(a); }
OUTSET_OP D as_double(W a) { return as<D>(a); }
OUTSET_OP D add(D a, D b) { return barrier(a + b); }
OUTSET_OP D sub(D a, D b) { return barrier(a - b); }
OUTSET_OP D mul(D a, D b) { return barrier(a * b); }
OUTSET_OP D flip_sign(D a, W top) {
  return as<D>(bits(a) ^ (top & all_64(std::uint64_t{1} << 63)));
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
