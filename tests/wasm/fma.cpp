// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// WebAssembly's emulated fused multiply-add against the portable one (which exact/arithmetic.cpp
// compares with the machine's), where emulations go wrong: sums next to midpoints, cancellation,
// far exponents.

#include <cstdint>

#include "outset/simd/dispatch.hpp"
#include "support/catch.hpp"

using namespace outset;

namespace {

namespace machine = simd::wasm;

std::uint64_t next_word() {
  static random::Sfc32 lane = random::lane_start({{1, 2}, 3}, 0, 0);
  const std::uint64_t low = lane.next();
  return low | std::uint64_t{lane.next()} << 32;
}

// Numbers with few bits set, with long runs of ones, or with any bits; near 1, or of any size whose
// sums are finite.
template <class Real>
Real next_operand() {
  constexpr int mantissa = sizeof(Real) == 4 ? 23 : 52;
  constexpr int bias = sizeof(Real) == 4 ? 127 : 1023;
  const std::uint64_t kind = next_word();
  std::uint64_t fraction = next_word();
  if (kind % 4 == 0) fraction = std::uint64_t{1} << (fraction % mantissa);
  if (kind % 4 == 1) fraction = ~std::uint64_t{0} << (fraction % mantissa);
  if (kind % 4 == 2) fraction = 1U << (fraction % 3);
  fraction &= (std::uint64_t{1} << mantissa) - 1;
  const std::uint64_t range = kind / 4 % 4 == 0 ? bias : kind / 4 % 4 == 1 ? mantissa + 4 : 3;
  const std::uint64_t exponent = bias - range / 2 + kind / 16 % range;
  const std::uint64_t sign = kind >> 63;
  return std::bit_cast<Real>(static_cast<exact::Bits<Real>>((sign << (8 * sizeof(Real) - 1)) |
                                                            (exponent << mantissa) | fraction));
}

template <class Vector, class Real>
void check(int count, Vector (*fma)(Vector, Vector, Vector), bool subnormal) {
  constexpr int lanes = static_cast<int>(sizeof(Vector) / sizeof(Real));
  int different = 0;
  for (int i = 0; i < count; ++i) {
    Vector a{}, b{}, c{};
    for (int lane = 0; lane < lanes; ++lane) {
      a[lane] = next_operand<Real>();
      b[lane] = next_operand<Real>();
      c[lane] = next_operand<Real>();
      const std::uint64_t kind = next_word();
      if (kind % 3 == 0) {  // all but cancels the product
        const Real product = exact::mul(a[lane], b[lane]);
        c[lane] = exact::negate(std::bit_cast<Real>(
            static_cast<exact::Bits<Real>>(exact::bits(product) + kind / 8 % 3 - 1)));
      }
      if (kind % 3 == 1) {  // leaves it close to a midpoint
        const Real half_ulp = std::bit_cast<Real>(static_cast<exact::Bits<Real>>(
            exact::bits(exact::mul(a[lane], b[lane])) & (exact::infinity_bits<Real>)));
        c[lane] = exact::mul(half_ulp, static_cast<Real>(sizeof(Real) == 4 ? 0x1p24 : 0x1p53));
        if (kind / 8 % 2 == 0) {
          c[lane] = exact::mul(exact::mul(a[lane], b[lane]),
                               static_cast<Real>(sizeof(Real) == 4 ? 0x1p-25 : 0x1p-54));
        }
      }
      if (kind / 64 % 16 == 0) c[lane] = 0;
      if (subnormal) {
        a[lane] = exact::mul(a[lane], static_cast<Real>(sizeof(Real) == 4 ? 0x1p-80 : 0x1p-600));
        b[lane] = exact::mul(b[lane], static_cast<Real>(sizeof(Real) == 4 ? 0x1p-60 : 0x1p-440));
        c[lane] = exact::mul(c[lane], static_cast<Real>(sizeof(Real) == 4 ? 0x1p-140 : 0x1p-1040));
      }
    }
    const Vector found = fma(a, b, c);
    for (int lane = 0; lane < lanes; ++lane) {
      const Real expected = exact::fma(a[lane], b[lane], c[lane]);
      if (exact::bits(found[lane]) != exact::bits(expected)) ++different;
    }
  }
  CHECK(different == 0);
}

machine::F float_fma(machine::F a, machine::F b, machine::F c) { return machine::fma(a, b, c); }
machine::D double_fma(machine::D a, machine::D b, machine::D c) { return machine::fma(a, b, c); }

}  // namespace

TEST_CASE("fma: of vectors, rounded once", "[simd]") {
  for (const bool subnormal : {false, true}) {
    CAPTURE(subnormal);
    check<machine::F, float>(200000, float_fma, subnormal);
    check<machine::D, double>(200000, double_fma, subnormal);
  }
}

TEST_CASE("fma: of vectors, where a sum rounds to a midpoint below the normal numbers", "[simd]") {
  const auto in_all_lanes = [](float x) { return machine::F{x, x, x, x}; };
  const float a = 0x800001p-100F, b = 0xFFFFFEp-97F;        // the product is 2^-150 - 2^-196
  for (const float c : {0x400001p-149F, 0x7FFFFFp-149F}) {  // odd, and the largest
    const machine::F sum = machine::fma(in_all_lanes(a), in_all_lanes(b), in_all_lanes(c));
    CHECK(exact::bits(exact::fma(a, b, c)) == exact::bits(c));
    for (int lane = 0; lane < 4; ++lane) CHECK(exact::bits(sum[lane]) == exact::bits(c));
  }
}

TEST_CASE("fma: of vectors, next to the largest number and to zero", "[simd]") {
  const double largest = 0x1.fffffffffffffp1023;
  const double cases[][3] = {{0x1p450, 0x1p449, largest},
                             {-0x1p450, 0x1p449, -largest},
                             {0x1p500, -0x1p523, largest},
                             {0x1p500, 0x1p470, largest},
                             {largest, 0x1p-800, 1},
                             {largest, 0x1p-1000, -3},
                             {0, 3, -0.0},
                             {-0.0, 3, -0.0},
                             {0x1p-500, 0x1p-500, -0.0},
                             {0x1p-1074, largest, 0x1p-60},
                             {3, 0.1, -0.0},
                             {3, 0.1, -0.3}};
  for (const auto& [a, b, c] : cases) {
    CAPTURE(a, b, c);
    const machine::D sum = machine::fma(machine::D{a, a}, machine::D{b, b}, machine::D{c, c});
    CHECK(exact::bits(sum[0]) == exact::bits(exact::fma(a, b, c)));
    CHECK(exact::bits(sum[1]) == exact::bits(exact::fma(a, b, c)));
  }
}
