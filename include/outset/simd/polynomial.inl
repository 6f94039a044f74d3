// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Polynomials of vectors, written once, as kernels.inl is and under the same rules. The
// coefficients' lowest power comes first. The order of operations is that of random/box_muller.hpp.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// Hides an address from clang, so that it reads coefficients where they are used, unless they fit
// into registers. Otherwise it would broadcast all of them before a kernel's loop, into more
// vectors than there are registers, and read those back from the stack.
template <class Real>
OUTSET_OP const Real* in_memory(const Real* c) {
#if defined(__clang__)
  if constexpr (sizeof(Real) > 4 || !holds_coefficients) asm volatile("" : "+r"(c));
#endif
  return c;
}

// Unrolled by recursion: i is the coefficient that is next.
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

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
