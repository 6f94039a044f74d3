// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The part of the vocabulary that AVX2 and AVX-512 share, in registers of one size (W, F, D of the
// including namespace). There is no include guard, because both read it once. What a flag could
// fuse or relax to an estimate (fma, division, square root, minimum) is written as its instruction.
// <immintrin.h> would cost more compile time than all the rest of outset.

// The instructions as statements, in registers that the constraint OUTSET_REGISTER names. (A test
// has its own, for registers of half the size.)
#if !defined(OUTSET_UNARY)
#if defined(__clang__)  // it would load an operand that may be in memory from there always
#define OUTSET_ANY OUTSET_REGISTER
#else
#define OUTSET_ANY OUTSET_REGISTER "m"
#endif
#define OUTSET_HIDE(a) asm("" : "+" OUTSET_REGISTER(a))
#define OUTSET_UNARY(instruction, result, a) \
  asm(instruction " %1, %0" : "=" OUTSET_REGISTER(result) : OUTSET_REGISTER(a))
#define OUTSET_BINARY(instruction, result, a, b) \
  asm(instruction " %2, %1, %0" : "=" OUTSET_REGISTER(result) : OUTSET_REGISTER(a), OUTSET_ANY(b))
#define OUTSET_TERNARY(instruction, a, b, c) \
  asm(instruction " %2, %1, %0" : "+" OUTSET_REGISTER(a) : OUTSET_REGISTER(b), OUTSET_ANY(c))
#define OUTSET_NARROW(instruction, result, a) OUTSET_UNARY(instruction, result, a)
#define OUTSET_STREAMED(to, x) asm("vmovntdq %1, %0" : "=m"(*(to)) : OUTSET_REGISTER(x))
#endif

#include "outset/simd/common.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

template <int by>
OUTSET_OP W rotate_left(const W& a) {
  return (a << by) | (a >> (32 - by));
}
OUTSET_OP W saturating_sub(const W& a, const W& b) {
  W difference;
  OUTSET_BINARY("vpsubusw", difference, a, b);
  return difference;
}
OUTSET_OP W multiply_low(const W& a, const W& b) {
  W product;
  OUTSET_BINARY("vpmuludq", product, a, b);
  return product;
}
template <int part>
OUTSET_OP W join(const W& low, const W& high) {
  W joined;
  if constexpr (part == 0) {
    OUTSET_BINARY("vpunpckldq", joined, low, high);
  } else {
    OUTSET_BINARY("vpunpckhdq", joined, low, high);
  }
  return joined;
}

// Floats.
OUTSET_OP F fma(const F& a, const F& b, const F& c) {
  F result = a;
  OUTSET_TERNARY("vfmadd213ps", result, b, c);
  return result;
}
OUTSET_OP F fma_onto(F sum, const F& a, const F& b) {
  OUTSET_TERNARY("vfmadd231ps", sum, a, b);
  return sum;
}
OUTSET_OP F fma_negated(const F& a, const F& b, const F& c) {
  F result = a;
  OUTSET_TERNARY("vfnmadd213ps", result, b, c);
  return result;
}
OUTSET_OP F div(const F& a, const F& b) {
  F quotient;
  OUTSET_BINARY("vdivps", quotient, a, b);
  return quotient;
}
OUTSET_OP F sqrt(const F& a) {
  F root;
  OUTSET_UNARY("vsqrtps", root, a);
  return root;
}
OUTSET_OP F lesser(const F& a, const F& b) {
  F x;
  OUTSET_BINARY("vminps", x, a, b);
  return x;
}
OUTSET_OP F greater(const F& a, const F& b) {
  F x;
  OUTSET_BINARY("vmaxps", x, a, b);
  return x;
}

// Doubles.
OUTSET_OP D fma(const D& a, const D& b, const D& c) {
  D result = a;
  OUTSET_TERNARY("vfmadd213pd", result, b, c);
  return result;
}
OUTSET_OP D fma_onto(D sum, const D& a, const D& b) {
  OUTSET_TERNARY("vfmadd231pd", sum, a, b);
  return sum;
}
OUTSET_OP D fma_negated(const D& a, const D& b, const D& c) {
  D result = a;
  OUTSET_TERNARY("vfnmadd213pd", result, b, c);
  return result;
}
OUTSET_OP D div(const D& a, const D& b) {
  D quotient;
  OUTSET_BINARY("vdivpd", quotient, a, b);
  return quotient;
}
OUTSET_OP D sqrt(const D& a) {
  D root;
  OUTSET_UNARY("vsqrtpd", root, a);
  return root;
}
OUTSET_OP D lesser(const D& a, const D& b) {
  D x;
  OUTSET_BINARY("vminpd", x, a, b);
  return x;
}
OUTSET_OP D greater(const D& a, const D& b) {
  D x;
  OUTSET_BINARY("vmaxpd", x, a, b);
  return x;
}

template <class V>
OUTSET_OP void store_streamed(V* to, const V& x) {
  OUTSET_STREAMED(to, x);
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
