// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/arithmetic.hpp against the C library's correctly rounded functions where the test's own
// flags leave them alone, and against one golden hash under all flags.

#include "outset/exact/arithmetic.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>

#include "support/catch.hpp"

namespace exact = outset::exact;

namespace {

// SplitMix64 (Steele, Lea and Flood 2014): a generator of the test's own.
struct Mixer {
  std::uint64_t state;
  std::uint64_t operator()() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
};

// A number with few or many bits and an exponent within `spread` of 0: ties, long carries and
// cancellations are as frequent as plain cases.
template <class Real>
Real draw(Mixer& mixer, int spread) {
  constexpr int digits = sizeof(Real) == 4 ? 24 : 53;
  const std::uint64_t random = mixer();
  std::uint64_t mantissa = random >> (64 - digits);
  switch (mixer() % 4) {
    case 0:
      mantissa &= ~std::uint64_t{0} << (digits / 2);
      break;
    case 1:
      mantissa &= ~std::uint64_t{0} << (digits - 3);
      break;
    case 2:
      mantissa |= (std::uint64_t{1} << (digits / 2)) - 1;
      break;
    default:
      break;
  }
  mantissa |= std::uint64_t{1} << (digits - 1);
  const int exponent =
      static_cast<int>(mixer() % static_cast<std::uint64_t>(2 * spread + 1)) - spread - digits + 1;
  const double sign = (random & 1U) != 0 ? -1.0 : 1.0;
  return static_cast<Real>(std::ldexp(sign * static_cast<double>(mantissa), exponent));
}

template <class Real>
bool same(Real a, Real b) {
  return exact::is_nan(a) ? exact::is_nan(b) : exact::bits(a) == exact::bits(b);
}

struct Fnv {  // FNV-1a, 64 bits
  std::uint64_t hash = 0xcbf29ce484222325U;
  template <class Real>
  void take(Real x) {
    hash = (hash ^ exact::bits(x)) * 0x100000001b3U;
  }
};

template <class Real>
std::uint64_t checksum() {
  Mixer mixer{2024};
  Fnv fnv;
  for (int i = 0; i < 200000; ++i) {
    const Real a = draw<Real>(mixer, 20), b = draw<Real>(mixer, 20);
    const Real product = exact::mul(a, b);
    const Real c = i % 3 == 0 ? exact::negate(product) : draw<Real>(mixer, 70);
    fnv.take(product);
    fnv.take(exact::add(product, c));
    fnv.take(exact::sub(exact::add(a, c), c));
    fnv.take(exact::div(a, b));
    fnv.take(exact::div(a, Real(3)));
    fnv.take(exact::sqrt(exact::magnitude(a)));
    fnv.take(exact::fma(a, b, c));
  }
  return fnv.hash;
}

// The reference is the compiler's own arithmetic, so it needs flags that leave that alone: a probe,
// because clang has no macro for -funsafe-math-optimizations.
bool plain_arithmetic() {
#if defined(__FAST_MATH__) || (defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0)
  return false;
#else
  volatile double large = 0x1p60, one = 1.0, tiny = 0x1p-1022, half = 0.5;
  const double lost = (one + large) - large;
  return lost == 0.0 && tiny * half != 0.0;
#endif
}

// WebAssembly's musl rounds midpoints twice, having no rounding mode to set: no reference there,
// where the golden hash must do.
float reference_fma(float a, float b, float c) {
#if defined(__wasm__)
  return exact::fma(a, b, c);
#else
  return std::fma(a, b, c);
#endif
}

}  // namespace

TEST_CASE("exact arithmetic: one golden hash under every flag") {
  CHECK(checksum<float>() == 0x66877ad9ca2b3a5U);
  CHECK(checksum<double>() == 0x735bf0099ad93024U);
}

TEST_CASE("exact arithmetic: equals the correctly rounded result") {
  if (!plain_arithmetic()) return;
  Mixer mixer{7};
  int wrong_float = 0, wrong_double = 0;
  for (int i = 0; i < 300000; ++i) {
    const int spread = i % 2 == 0 ? 3 : 60;
    {
      const float a = draw<float>(mixer, spread), b = draw<float>(mixer, spread);
      const float c = i % 3 == 0 ? exact::negate(a * b) : draw<float>(mixer, 2 * spread);
      volatile float product = a * b, sum = a + c, quotient = a / b;  // no contraction
      wrong_float += !same(exact::mul(a, b), float{product}) + !same(exact::add(a, c), float{sum}) +
                     !same(exact::div(a, b), float{quotient}) +
                     !same(exact::sqrt(exact::magnitude(a)), std::sqrt(exact::magnitude(a))) +
                     !same(exact::fma(a, b, c), reference_fma(a, b, c));
    }
    {
      const double a = draw<double>(mixer, spread), b = draw<double>(mixer, spread);
      const double c = i % 3 == 0 ? exact::negate(a * b) : draw<double>(mixer, 2 * spread);
      volatile double product = a * b, sum = a + c, quotient = a / b;
      wrong_double += !same(exact::mul(a, b), double{product}) +
                      !same(exact::add(a, c), double{sum}) +
                      !same(exact::div(a, b), double{quotient}) +
                      !same(exact::sqrt(exact::magnitude(a)), std::sqrt(exact::magnitude(a))) +
                      !same(exact::fma(a, b, c), std::fma(a, b, c)) +
                      !same(exact::detail::fma_by_integers(a, b, c), std::fma(a, b, c));
    }
  }
  CHECK(wrong_float == 0);
  CHECK(wrong_double == 0);
}

TEST_CASE("exact fma: the ends of the range, by integers too") {
  if (!plain_arithmetic()) return;
  Mixer mixer{11};
  int wrong = 0;
  for (int i = 0; i < 300000; ++i) {
    const int end = i % 2 == 0 ? -1074 : 1010;  // around subnormal results, around overflow
    const double a = std::ldexp(draw<double>(mixer, 30), end / 2);
    const double b = std::ldexp(draw<double>(mixer, 30), end / 2);
    const double c = std::ldexp(draw<double>(mixer, 13), end + 13);
    if (c == 0.0 || !std::isfinite(c)) continue;
    wrong += !same(exact::fma(a, b, c), std::fma(a, b, c)) +
             !same(exact::detail::fma_by_integers(a, b, c), std::fma(a, b, c));
  }
  CHECK(wrong == 0);
  const double special[] = {0.0,
                            -0.0,
                            1.0,
                            -1.0,
                            0x1p-1074,
                            0x1p1023,
                            -0x1p1023,
                            exact::infinity<double>,
                            -exact::infinity<double>,
                            std::nan("")};
  for (const double a : special) {
    for (const double b : special) {
      for (const double c : special) {
        wrong += !same(exact::fma(a, b, c), std::fma(a, b, c));
        const auto x = static_cast<float>(a), y = static_cast<float>(b), z = static_cast<float>(c);
        wrong += !same(exact::fma(x, y, z), std::fma(x, y, z));
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("exact fma: a float's sum that double rounds to the middle of two floats") {
  if (!plain_arithmetic()) return;
  // x y = 1 +- a little that double loses beside c, times half of c's last place.
  const float above = 1.0F + 0x1p-23F, below = 1.0F - 0x1p-23F;
  int wrong = 0, decided = 0;
  for (const int exponent : {0, 20, -80, -125, -126, -127, -140}) {  // subnormal from -126 on
    const float even = std::ldexp(1.0F, exponent), odd = std::nextafter(even, 1e38F);
    for (const float addend : {even, odd, -even, -odd}) {
      for (const float x : {above, below, 1.0F}) {
        for (const float y : {above, below, 1.0F, -above, -below, -1.0F}) {
          const float place = std::nextafter(std::abs(addend), 1e38F) - std::abs(addend);
          const float half = std::ldexp(place, exponent < -100 ? 60 : -1);
          const float factor = exponent < -100 ? std::ldexp(y, -61) : y;
          wrong +=
              !same(exact::fma(x * half, factor, addend), reference_fma(x * half, factor, addend));
          const double sum = static_cast<double>(x * half) * factor + addend;
          decided += !same(static_cast<float>(sum), reference_fma(x * half, factor, addend));
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(decided > 20);  // where rounding twice is wrong
}

TEST_CASE("exact conversions: rounded once, to even") {
  CHECK(exact::to_float(std::int32_t{16777217}) == 16777216.0F);
  CHECK(exact::to_double(std::int64_t{-9007199254740993}) == -9007199254740992.0);
  CHECK(exact::to_double(std::int64_t{-9007199254740995}) == -9007199254740996.0);
}
