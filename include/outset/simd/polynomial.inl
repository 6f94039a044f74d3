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

// Unrolled, and without a function for each step: a debug build would copy what it takes. `later`
// counts from the last coefficient but one.
template <class V, class Real, std::size_t N, std::size_t... later>
OUTSET_OP V horner_unrolled(const Real (&c)[N], V x, std::index_sequence<later...>) {
  const Real* const p = in_memory(c);
  V sum = all(p[N - 1]);
  ((sum = fma(sum, x, all(p[N - 2 - later]))), ...);
  return sum;
}
template <class V, class Real, std::size_t N>
OUTSET_OP V horner(const Real (&c)[N], V x) {
  return horner_unrolled(c, x, std::make_index_sequence<N - 1>());
}

template <class V, class Real, std::size_t N, std::size_t... later>
OUTSET_OP V paired_unrolled(const Real (&c)[N], V x, std::index_sequence<later...>) {
  constexpr std::size_t top = N - 2 - N % 2;  // of the first pair in the loop
  const V square = mul(x, x);
  const Real* const p = in_memory(c);
  V sum = all(p[N - 1]);
  if constexpr (N % 2 == 1) sum = fma(sum, x, all(p[N - 2]));
  ((sum = fma(sum, square, fma(all(p[top - 2 * later]), x, all(p[top - 1 - 2 * later])))), ...);
  return fma(sum, x, all(p[0]));
}
template <class V, class Real, std::size_t N>
OUTSET_OP V paired(const Real (&c)[N], V x) {
  return paired_unrolled(c, x, std::make_index_sequence<N / 2 - 1>());
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
