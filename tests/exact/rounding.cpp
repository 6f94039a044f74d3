// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/exact/rounding.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <string>

#include "support/catch.hpp"

namespace exact = outset::exact;
using exact::bfloat16_bits;
using exact::half_bits;
using exact::nearest;
using exact::nearest_bits;
using exact::round_down;
using exact::round_up;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

// The two formats by their definition: 1 sign bit, `exponent_bits`, `fraction_bits`.
struct Half {
  using Type = Eigen::half;
  static constexpr int exponent_bits = 5;
  static constexpr int fraction_bits = 10;
};
struct Bfloat16 {
  using Type = Eigen::bfloat16;
  static constexpr int exponent_bits = 8;
  static constexpr int fraction_bits = 7;
};

// What 16 bits mean. NaN for those that mean none; infinity as the number that would come next, so
// that distances to it say when to round there.
template <class Format>
double meaning(std::uint32_t bits) {
  const int bias = (1 << (Format::exponent_bits - 1)) - 1;
  const std::uint32_t top = (std::uint32_t{1} << Format::exponent_bits) - 1;
  const std::uint32_t one = std::uint32_t{1} << Format::fraction_bits;
  const std::uint32_t exponent = bits >> Format::fraction_bits & top;
  const std::uint32_t fraction = bits & (one - 1);
  if (exponent == top && fraction != 0) return std::numeric_limits<double>::quiet_NaN();
  const int e = static_cast<int>((std::max)(exponent, std::uint32_t{1})) - bias;
  const double magnitude =
      std::ldexp(fraction + (exponent == 0 ? 0u : one), e - Format::fraction_bits);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

// Nearest, and even where two are equally near: by comparing with both neighbours in magnitude.
template <class Format>
bool is_nearest(float x, std::uint32_t bits) {
  if (std::signbit(x) != ((bits & 0x8000) != 0)) return false;
  const std::uint32_t top = ((std::uint32_t{1} << Format::exponent_bits) - 1)
                            << Format::fraction_bits;
  const double magnitude = std::abs(static_cast<double>(x));
  const std::uint32_t m = bits & 0x7FFF;
  if (m > top) return false;
  const double distance = std::abs(magnitude - meaning<Format>(m));
  const bool even = (m & 1) == 0;
  if (m > 0) {
    const double below = std::abs(magnitude - meaning<Format>(m - 1));
    if (below < distance || (below == distance && !even)) return false;
  }
  if (m == top) return true;
  const double above = std::abs(magnitude - meaning<Format>(m + 1));
  return distance < above || (distance == above && even);
}

// The floats at which something can happen: every 16-bit number, the middles between neighbours,
// and the floats next to both.
template <class Format, class Check>
void at_interesting_floats(Check check) {
  const std::uint32_t top = ((std::uint32_t{1} << Format::exponent_bits) - 1)
                            << Format::fraction_bits;
  for (std::uint32_t m = 0; m < top; ++m) {
    const double here = meaning<Format>(m);
    const double middle = (here + meaning<Format>(m + 1)) / 2;
    for (const double at : {here, middle}) {
      const float x = static_cast<float>(at);
      if (!std::isfinite(x)) continue;
      for (const float y : {std::nextafter(x, -infinity), x, std::nextafter(x, infinity)}) {
        check(y);
        check(-y);
      }
    }
  }
}

template <class Format>
void check_rounding() {
  std::size_t count = 0;
  std::size_t wrong = 0;
  std::string first;
  at_interesting_floats<Format>([&](float x) {
    ++count;
    if (is_nearest<Format>(x, nearest_bits<typename Format::Type>(x))) return;
    if (wrong++ == 0) first = std::to_string(x);
  });
  INFO("first: " << first);
  CHECK(wrong == 0);
  CHECK(count > 300000);
}

template <class Format>
void check_against_eigen() {
  using Type = typename Format::Type;
  std::size_t wrong = 0;
  const auto compare = [&](float x) {
    const auto eigen = Eigen::numext::bit_cast<std::uint16_t>(static_cast<Type>(x));
    if (nearest_bits<Type>(x) != eigen) ++wrong;
  };
  at_interesting_floats<Format>(compare);
  for (std::uint64_t bits = 0; bits < 0x7F800000; bits += 4093) {
    compare(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    compare(-std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  CHECK(wrong == 0);
}

template <class Format>
void check_round_trip() {
  using Type = typename Format::Type;
  std::size_t wrong = 0;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const Type value = Eigen::numext::bit_cast<Type>(static_cast<std::uint16_t>(bits));
    if (std::isnan(meaning<Format>(bits))) continue;
    const float x = static_cast<float>(value);
    if (Eigen::numext::bit_cast<std::uint16_t>(nearest<Type>(x)) != bits) ++wrong;
    if (Eigen::numext::bit_cast<std::uint16_t>(round_up<Type>(x)) != bits && x != 0) ++wrong;
    if (Eigen::numext::bit_cast<std::uint16_t>(round_down<Type>(x)) != bits && x != 0) ++wrong;
    if (static_cast<float>(round_up<Type>(x)) != x) ++wrong;
    if (static_cast<float>(round_down<Type>(x)) != x) ++wrong;
  }
  CHECK(wrong == 0);
}

// The smallest number >= x: no number lies between, and the same below.
template <class Format>
void check_directed() {
  using Type = typename Format::Type;
  const std::uint32_t top = ((std::uint32_t{1} << Format::exponent_bits) - 1)
                            << Format::fraction_bits;
  std::size_t wrong = 0;
  const auto widened = [](Type value) { return static_cast<float>(value); };
  // The neighbour towards zero of a magnitude; the largest finite one below infinity.
  const auto inner = [](Type value) {
    const auto bits = Eigen::numext::bit_cast<std::uint16_t>(value);
    return static_cast<float>(Eigen::numext::bit_cast<Type>(static_cast<std::uint16_t>(bits - 1)));
  };
  const auto outer = [](Type value) {
    const auto bits = Eigen::numext::bit_cast<std::uint16_t>(value);
    return static_cast<float>(Eigen::numext::bit_cast<Type>(static_cast<std::uint16_t>(bits + 1)));
  };
  at_interesting_floats<Format>([&](float x) {
    const Type up = round_up<Type>(x);
    const Type down = round_down<Type>(x);
    if (!(widened(up) >= x) || !(widened(down) <= x)) ++wrong;
    if (x > 0 && !(inner(up) < x)) ++wrong;
    if (x < 0 && !(inner(down) > x)) ++wrong;
    const auto magnitude = [&](Type value) {
      return Eigen::numext::bit_cast<std::uint16_t>(value) & 0x7FFFu;
    };
    if (x > 0 && magnitude(down) < top && !(outer(down) > x)) ++wrong;
    if (x < 0 && magnitude(up) < top && !(outer(up) < x)) ++wrong;
  });
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("half and bfloat16 are the nearest to every float, ties to even") {
  check_rounding<Half>();
  check_rounding<Bfloat16>();
}

TEST_CASE("half and bfloat16 are Eigen's own conversions") {
  check_against_eigen<Half>();
  check_against_eigen<Bfloat16>();
}

TEST_CASE("all 65536 halves and bfloat16s come back") {
  check_round_trip<Half>();
  check_round_trip<Bfloat16>();
}

TEST_CASE("round_up and round_down are the neighbours on the grid") {
  check_directed<Half>();
  check_directed<Bfloat16>();
}

TEST_CASE("half and bfloat16: known values") {
  static_assert(half_bits(1.0f) == 0x3C00);
  static_assert(half_bits(-2.0f) == 0xC000);
  static_assert(half_bits(65504.0f) == 0x7BFF);
  static_assert(half_bits(65519.996f) == 0x7BFF);
  static_assert(half_bits(65520.0f) == 0x7C00);
  static_assert(half_bits(1e30f) == 0x7C00);
  static_assert(half_bits(0x1p-24f) == 0x0001);
  static_assert(half_bits(0x1p-25f) == 0x0000);  // a tie, to even
  static_assert(half_bits(0x1.8p-24f) == 0x0002);
  static_assert(half_bits(-0.0f) == 0x8000);
  static_assert(half_bits(1.0f + 0x1p-11f) == 0x3C00);
  static_assert(half_bits(1.0f + 0x3p-11f) == 0x3C02);
  static_assert(bfloat16_bits(1.0f) == 0x3F80);
  static_assert(bfloat16_bits(1.0f + 0x1p-8f) == 0x3F80);
  static_assert(bfloat16_bits(1.0f + 0x3p-8f) == 0x3F82);
  static_assert(bfloat16_bits(-infinity) == 0xFF80);
  static_assert(bfloat16_bits(3.4e38f) == 0x7F80);
  CHECK(static_cast<float>(round_down<Eigen::half>(1e6f)) == 65504.0f);
  CHECK(static_cast<float>(round_up<Eigen::half>(-1e6f)) == -65504.0f);
  CHECK(std::isinf(static_cast<float>(round_up<Eigen::half>(1e6f))));
}

TEST_CASE("floats and doubles are the neighbours of a double") {
  CHECK(exact::round_up<float>(2.0) == 2.0F);
  CHECK(exact::round_down<float>(2.0) == 2.0F);
  CHECK(exact::round_up<float>(0.1) == exact::next_above(exact::round_down<float>(0.1)));
  CHECK(static_cast<double>(exact::round_up<float>(-0.1)) >= -0.1);
  CHECK(static_cast<double>(exact::round_down<float>(-0.1)) <= -0.1);
  CHECK(exact::round_up<double>(0.1) == 0.1);
  const double largest = std::ldexp(1.0, 127);
  CHECK_FALSE(exact::is_finite(exact::round_up<float>(3 * largest)));
  CHECK(exact::is_finite(exact::round_down<float>(3 * largest)));
  CHECK_FALSE(exact::is_finite(exact::round_down<float>(exact::infinity<double>)));
}

TEST_CASE("what is a scalar already stays, and a double goes by way of the float") {
  CHECK(nearest<double>(0.1) == 0.1);
  CHECK(nearest<float>(0.1) == 0.1F);
  CHECK(nearest<std::complex<float>>(std::complex<float>(1, 2)) == std::complex<float>(1, 2));
  // Just above the middle of two halves: the float is the middle, which goes to even.
  CHECK(static_cast<float>(nearest<Eigen::half>(1 + 0x1p-11 + 0x1p-40)) == 1.0F);
  CHECK(static_cast<float>(nearest<Eigen::half>(1 + 0x1p-11 + 0x1p-20)) == 1 + 0x1p-10F);
  CHECK(static_cast<float>(round_up<Eigen::half>(1 + 0x1p-40)) == 1 + 0x1p-10F);
  CHECK(static_cast<float>(round_down<Eigen::half>(1 - 0x1p-40)) == 1 - 0x1p-11F);
}
