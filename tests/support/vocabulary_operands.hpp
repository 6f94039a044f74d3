// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The operands that tests/simd/vocabulary_laws.inl gives to a backend's operations, and its report
// of wrong results. Every number is one where something may go wrong, or any bits: signed zeros,
// subnormal numbers, infinities, integers and sums half way between two numbers.

#include <Eigen/Core>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <string>

#include "outset/exact/arithmetic.hpp"

namespace vocabulary {

/// 16 lanes of each, as many as the largest vector has; new ones by `draw`.
struct Operands {
  std::mt19937 engine{1};
  std::uint32_t u[16], v[16];
  float x[16], y[16], z[16];
  double p[8], q[8], r[8];
  float for_half[16];

  void draw() {
    for (int l = 0; l < 16; ++l) {
      u[l] = any_word();
      v[l] = any_word();
      x[l] = any<float>();
      y[l] = any<float>();
      z[l] = any<float>();
      for_half[l] = near_half();
    }
    for (int l = 0; l < 8; ++l) {
      p[l] = any<double>();
      q[l] = any<double>();
      r[l] = any<double>();
    }
  }

  /// Two words of u or v as 64 bits.
  static std::uint64_t pair(const std::uint32_t* words, int i) {
    return words[2 * i] | std::uint64_t{words[2 * i + 1]} << 32;
  }

 private:
  std::uint32_t raw() { return static_cast<std::uint32_t>(engine()); }

  std::uint32_t any_word() {
    // Two neighbours are half way between two doubles: 2^53 + 1, 2^63 + 1024, 2^61 - 128, ...
    static constexpr std::uint32_t edges[] = {
        0,           1,           2,           3,           0x80U,       0x180U,
        0x400U,      0xC00U,      0x10000U,    0x200000U,   0x400000U,   0xFFFFFFU,
        0x1000001U,  0x1000003U,  0x1FFFFFFFU, 0x20000000U, 0x3FFFFFFFU, 0x7FFFFFFFU,
        0x80000000U, 0x80000001U, 0xFFFFFF7FU, 0xFFFFFF80U, 0xFFFF0000U, 0xFFFFFFFFU};
    const std::uint32_t kind = raw();
    return kind % 4 == 0 ? raw() : edges[kind / 4 % std::size(edges)];
  }

  template <class Real>
  Real any() {
    using Limits = std::numeric_limits<Real>;
    using Word = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
    constexpr Real eps = Limits::epsilon();
    static constexpr Real edges[] = {0,
                                     Limits::denorm_min(),
                                     3 * Limits::denorm_min(),
                                     Limits::min() - Limits::denorm_min(),
                                     Limits::min(),
                                     Limits::max(),
                                     Limits::infinity(),
                                     eps / 2,
                                     eps,
                                     eps / 2 + eps,
                                     1 - eps / 2,
                                     1,
                                     1 + eps,
                                     2,
                                     3,
                                     1 / Real(3),
                                     1 / eps,
                                     2 / eps + 2};
    const std::uint32_t kind = raw();
    const Real sign = kind >> 31 != 0 ? Real(-1) : Real(1);
    if (kind % 3 == 0) return sign * edges[kind / 3 % std::size(edges)];
    const auto word = static_cast<Word>(raw() | std::uint64_t{raw()} << 32);
    if (kind % 3 == 1) {  // near 1, of few bits or of all
      const int kept = static_cast<int>(kind / 3 % static_cast<std::uint32_t>(Limits::digits));
      const Word fraction = static_cast<Word>(word >> (8 * sizeof(Real) - Limits::digits + 1));
      const Word cut = static_cast<Word>(fraction >> kept << kept);
      return std::ldexp(sign * std::bit_cast<Real>(std::bit_cast<Word>(Real(1)) | cut),
                        static_cast<int>(kind / 128 % 5) - 2);
    }
    const Real found = std::bit_cast<Real>(word);
    return std::isnan(found) ? Real(1) : found;
  }

  // A number of 16 bits, or half way to the next one, or a last bit beside that.
  float near_half() {
    const std::uint32_t kind = raw();
    const std::uint32_t number = kind & 0x7FFFU;
    if (number >= 0x7BFFU) return 65504.0f;
    const float low =
        static_cast<float>(std::bit_cast<Eigen::half>(static_cast<std::uint16_t>(number)));
    const float high =
        static_cast<float>(std::bit_cast<Eigen::half>(static_cast<std::uint16_t>(number + 1)));
    const float middle = low + (high - low) / 2;
    const float chosen[] = {low, middle, std::nextafter(middle, 0.0f),
                            std::nextafter(middle, 65504.0f)};
    return (kind >> 31 != 0 ? -1.0f : 1.0f) * chosen[kind >> 16 & 3U];
  }
};

/// The operations that gave something else than their definition.
class Report {
 public:
  template <class Number>
  void check(const char* operation, Number found, Number expected) {
    if (!same(found, expected)) wrong_.insert(operation);
    compared_ += 1;
  }
  /// Their names; empty if there are none.
  std::string wrong() const {
    std::string all;
    for (const std::string& name : wrong_) all += name + "; ";
    return all;
  }
  long compared() const { return compared_; }

 private:
  template <class Number>
  static bool same(Number a, Number b) {
    if constexpr (std::is_floating_point_v<Number>) {
      if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
      return a == b && std::signbit(a) == std::signbit(b);
    } else {
      return a == b;
    }
  }
  std::set<std::string> wrong_;
  long compared_ = 0;
};

/// Whether fma is asked for: finite numbers, a finite sum.
template <class Real>
bool fusible(Real a, Real b, Real c) {
  return std::isfinite(a) && std::isfinite(b) && std::isfinite(c) &&
         std::isfinite(outset::exact::fma(a, b, c));
}

}  // namespace vocabulary
