// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Each word of simd/vocabulary.inl against its scalar definition, bit for bit. simd/machine.inl
// includes this file in each backend, while the backend's macros are defined: a function that uses
// vectors must bear its target attribute.

#include "outset/simd/vocabulary.inl"
#include "support/vocabulary_operands.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// `expected` is that of lane l, of pair l for doubles and 64 bits. (exact::fma is the definition
// because some C libraries round theirs twice; exact/arithmetic.cpp compares it with the
// machine's.)
#define OUTSET_LAW(Number, count, operation, expected)                                       \
  do {                                                                                       \
    Number found_[16];                                                                       \
    store(found_, operation);                                                                \
    for (int l = 0; l < (count); ++l) report.check<Number>(#operation, found_[l], expected); \
  } while (false)
#define OUTSET_LAW_64(operation, expected)                                                      \
  do {                                                                                          \
    std::uint32_t found_[16];                                                                   \
    store(found_, operation);                                                                   \
    for (int l = 0; l < width / 2; ++l) {                                                       \
      report.check<std::uint64_t>(#operation, vocabulary::Operands::pair(found_, l), expected); \
    }                                                                                           \
  } while (false)
#define OUTSET_LAW_FMA(Number, count, operation, a, b, c)                                         \
  do {                                                                                            \
    Number found_[16];                                                                            \
    store(found_, operation);                                                                     \
    for (int l = 0; l < (count); ++l) {                                                           \
      if (vocabulary::fusible(a, b, c)) report.check(#operation, found_[l], exact::fma(a, b, c)); \
    }                                                                                             \
  } while (false)

inline std::int32_t as_signed(std::uint32_t x) { return static_cast<std::int32_t>(x); }
inline std::int64_t as_signed(std::uint64_t x) { return static_cast<std::int64_t>(x); }

OUTSET_TARGET inline void check_words(vocabulary::Report& report, const vocabulary::Operands& o) {
  const std::uint32_t *const u = o.u, *const v = o.v;
  const W a = load(u), b = load(v);
  OUTSET_LAW(std::uint32_t, width, all(o.u[0]), u[0]);
  OUTSET_LAW(std::uint32_t, width, load(o.u + 1 - 1), u[l]);
  OUTSET_LAW(std::uint32_t, width, add(a, b), u[l] + v[l]);
  OUTSET_LAW(std::uint32_t, width, sub(a, b), u[l] - v[l]);
  OUTSET_LAW(std::uint32_t, width, bit_and(a, b), u[l] & v[l]);
  OUTSET_LAW(std::uint32_t, width, bit_or(a, b), u[l] | v[l]);
  OUTSET_LAW(std::uint32_t, width, bit_xor(a, b), u[l] ^ v[l]);
  OUTSET_LAW(std::uint32_t, width, shift_left<3>(a), u[l] << 3);
  OUTSET_LAW(std::uint32_t, width, shift_right<9>(a), u[l] >> 9);
  OUTSET_LAW(std::uint32_t, width, shift_right_signed<23>(a),
             static_cast<std::uint32_t>(as_signed(u[l]) >> 23));
  OUTSET_LAW(std::uint32_t, width, shift_right_signed<31>(a), u[l] >> 31 != 0 ? ~0U : 0U);
  OUTSET_LAW(std::uint32_t, width, rotate_left<21>(a), std::rotl(u[l], 21));
  OUTSET_LAW(std::uint32_t, width, less(a, b), as_signed(u[l]) < as_signed(v[l]) ? ~0U : 0U);
  const W high = all(0xFFFF0000U);
  OUTSET_LAW(std::uint32_t, width, saturating_sub(bit_and(a, high), bit_and(b, high)),
             u[l] >> 16 > v[l] >> 16 ? (u[l] & 0xFFFF0000U) - (v[l] & 0xFFFF0000U) : 0U);
}

OUTSET_TARGET inline void check_pairs(vocabulary::Report& report, const vocabulary::Operands& o) {
  const W a = load(o.u), b = load(o.v);
  const auto u = [&o](int i) { return vocabulary::Operands::pair(o.u, i); };
  const auto v = [&o](int i) { return vocabulary::Operands::pair(o.v, i); };
  constexpr std::uint64_t ones = ~std::uint64_t{0}, low = ones >> 32;
  OUTSET_LAW_64(all_64(vocabulary::Operands::pair(o.u, 0)), u(0));
  OUTSET_LAW_64(add_64(a, b), u(l) + v(l));
  OUTSET_LAW_64(sub_64(a, b), u(l) - v(l));
  OUTSET_LAW_64(less_64(a, b), as_signed(u(l)) < as_signed(v(l)) ? ones : 0);
  OUTSET_LAW_64(multiply_low(a, b), (u(l) & low) * (v(l) & low));
  OUTSET_LAW_64(high_words(a), u(l) >> 32);
  OUTSET_LAW_64(low_words(a, b), (u(l) & low) | v(l) << 32);
  const W top16 = all_64(ones << 48);
  OUTSET_LAW_64(saturating_sub(bit_and(a, top16), bit_and(b, top16)),
                u(l) >> 48 > v(l) >> 48 ? ((u(l) >> 48) - (v(l) >> 48)) << 48 : 0);
  OUTSET_LAW(double, width / 2, exponent_field(a), static_cast<double>(u(l) >> 52));
  OUTSET_LAW(double, width / 2, unsigned_to_double(a), static_cast<double>(u(l)));
}

// The pair that stands at place l of join<part>(u, v), as join_order has it.
inline std::uint64_t joined(const vocabulary::Operands& o, int part, int l) {
  int lane = 0;
  while (join_order[lane] != static_cast<std::uint32_t>(part * width / 2 + l)) ++lane;
  return o.u[lane] | std::uint64_t{o.v[lane]} << 32;
}
template <int part>
OUTSET_TARGET void check_joins(vocabulary::Report& report, const vocabulary::Operands& o) {
  const W a = load(o.u), b = load(o.v);
  OUTSET_LAW_64(join<part>(a, b), joined(o, part, l));
  OUTSET_LAW(double, width / 2, unsigned_64<part>(a, b), static_cast<double>(joined(o, part, l)));
  OUTSET_LAW(double, width / 2, signed_64<part>(a, b),
             static_cast<double>(as_signed(joined(o, part, l))));
  OUTSET_LAW(double, width / 2, fraction_62<part>(a, b),
             static_cast<double>(as_signed(joined(o, part, l) << 2) >> 2) * 0x1p-61);
}

OUTSET_TARGET inline void check_floats(vocabulary::Report& report, const vocabulary::Operands& o) {
  const float *const u = o.x, *const v = o.y, *const w = o.z;
  const F x = load(u), y = load(v), z = load(w);
  const W a = load(o.u);
  const auto top = [&o](int l) { return o.u[l] >> 31 != 0; };
  OUTSET_LAW(float, width, all(o.x[0]), u[0]);
  OUTSET_LAW(float, width, x, u[l]);
  OUTSET_LAW(std::uint32_t, width, bits(x), std::bit_cast<std::uint32_t>(u[l]));
  OUTSET_LAW(float, width, as_float(bits(x)), u[l]);
  OUTSET_LAW(float, width, to_float(a), static_cast<float>(as_signed(o.u[l])));
  OUTSET_LAW(float, width, unsigned_to_float(a), static_cast<float>(o.u[l]));
  OUTSET_LAW(float, width, add(x, y), u[l] + v[l]);
  OUTSET_LAW(float, width, sub(x, y), u[l] - v[l]);
  OUTSET_LAW(float, width, mul(x, y), u[l] * v[l]);
  OUTSET_LAW(float, width, div(x, y), u[l] / v[l]);
  OUTSET_LAW(float, width, sqrt(x), std::sqrt(u[l]));
  OUTSET_LAW_FMA(float, width, fma(x, y, z), u[l], v[l], w[l]);
  OUTSET_LAW_FMA(float, width, fma_onto(z, x, y), u[l], v[l], w[l]);
  OUTSET_LAW_FMA(float, width, fma_negated(x, y, z), -u[l], v[l], w[l]);
  OUTSET_LAW(float, width, lesser(x, y), u[l] < v[l] ? u[l] : v[l]);
  OUTSET_LAW(float, width, greater(x, y), u[l] > v[l] ? u[l] : v[l]);
  OUTSET_LAW(float, width, select(a, x, y), top(l) ? u[l] : v[l]);
  OUTSET_LAW(float, width, sub_unless(a, x, y), top(l) ? u[l] : u[l] - v[l]);
  OUTSET_LAW(float, width, flip_sign(x, a), top(l) ? -u[l] : u[l]);
}

OUTSET_TARGET inline void check_doubles(vocabulary::Report& report, const vocabulary::Operands& o) {
  const double *const u = o.p, *const v = o.q, *const w = o.r;
  const D x = load(u), y = load(v), z = load(w);
  const W a = load(o.u);
  const auto top = [&o](int l) { return o.u[2 * l + 1] >> 31 != 0; };
  OUTSET_LAW(double, width / 2, all(o.p[0]), u[0]);
  OUTSET_LAW(double, width / 2, x, u[l]);
  OUTSET_LAW_64(bits(x), std::bit_cast<std::uint64_t>(u[l]));
  OUTSET_LAW(double, width / 2, as_double(bits(x)), u[l]);
  OUTSET_LAW(double, width / 2, add(x, y), u[l] + v[l]);
  OUTSET_LAW(double, width / 2, sub(x, y), u[l] - v[l]);
  OUTSET_LAW(double, width / 2, mul(x, y), u[l] * v[l]);
  OUTSET_LAW(double, width / 2, div(x, y), u[l] / v[l]);
  OUTSET_LAW(double, width / 2, sqrt(x), std::sqrt(u[l]));
  OUTSET_LAW_FMA(double, width / 2, fma(x, y, z), u[l], v[l], w[l]);
  OUTSET_LAW_FMA(double, width / 2, fma_onto(z, x, y), u[l], v[l], w[l]);
  OUTSET_LAW_FMA(double, width / 2, fma_negated(x, y, z), -u[l], v[l], w[l]);
  OUTSET_LAW(double, width / 2, lesser(x, y), u[l] < v[l] ? u[l] : v[l]);
  OUTSET_LAW(double, width / 2, greater(x, y), u[l] > v[l] ? u[l] : v[l]);
  OUTSET_LAW(double, width / 2, select(a, x, y), top(l) ? u[l] : v[l]);
  OUTSET_LAW(double, width / 2, flip_sign(x, a), top(l) ? -u[l] : u[l]);
}

template <class Vector>
OUTSET_TARGET void check_16_bits(vocabulary::Report& report, const vocabulary::Operands& o) {
  std::uint16_t found[32] = {};
  store_half(found, load(o.for_half));
  for (int l = 0; l < width; ++l) {
    const auto expected = std::bit_cast<std::uint16_t>(Eigen::half(o.for_half[l]));
    report.check<std::uint16_t>("store_half", found[l], expected);
  }
  store_high(found, load(o.u));
  for (int l = 0; l < width; ++l) {
    report.check("store_high", found[l], static_cast<std::uint16_t>(o.u[l] >> 16));
  }
  if constexpr (rounds_rows) {
    const Vector x = bits(load(o.x)), y = bits(load(o.y));
    store_rows(found, x, y);
    for (int l = 0; l < 2 * width; ++l) {
      const std::uint32_t word = std::bit_cast<std::uint32_t>(l < width ? o.x[l] : o.y[l - width]);
      report.check("store_rows", found[l],
                   static_cast<std::uint16_t>((word + 0x7FFFU + (word >> 16 & 1U)) >> 16));
    }
  }
}

inline void check_join_order(vocabulary::Report& report) {
  for (int l = 0; l < random::lanes; ++l) {
    const int before = l / width * width;
    report.check("join_order", join_order[l],
                 join_order[l - before] + static_cast<std::uint32_t>(before));
  }
}

/// Every word of this backend with `rounds` sets of operands.
inline vocabulary::Report check_vocabulary(Machine, int rounds) {
  vocabulary::Report report;
  vocabulary::Operands operands;
  check_join_order(report);
  for (int round = 0; round < rounds; ++round) {
    operands.draw();
    check_words(report, operands);
    check_pairs(report, operands);
    check_joins<0>(report, operands);
    check_joins<1>(report, operands);
    check_floats(report, operands);
    check_doubles(report, operands);
    check_16_bits<W>(report, operands);
  }
  return report;
}

#undef OUTSET_LAW_FMA
#undef OUTSET_LAW_64
#undef OUTSET_LAW

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
