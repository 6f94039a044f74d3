// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The float map of random/truncated.hpp, word by word, against the double quantile function of the
// same probability (itself within 4 ulp of a double: tests/special.cpp).

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "outset/random/truncated.hpp"

namespace truncated_sweep {

namespace exact = outset::exact;
using Map = outset::random::TruncatedMap<float>;
constexpr double all_words = 0x1p32;

// What a word of the map stands for, in double; bounds as TruncatedMap::make mirrors them.
struct Reference {
  Map map;
  outset::random::detail::TruncatedMass mass;
  double lower, upper;

  Reference(double from, double to)
      : map(Map::make(from, to)),
        lower(map.mirror != 0 ? -to : from),
        upper(map.mirror != 0 ? -from : to) {
    mass = outset::random::detail::truncated_mass(lower, upper);
  }

  // `rank` counts words from the smallest z of the unmirrored bounds.
  double operator()(double rank) const {
    const double pivot = static_cast<double>(map.pivot) + 0x1p31;
    const bool left = rank < pivot;
    const double m = left ? pivot - 1 - rank : rank - pivot;
    const double e = left ? rank : all_words - 1 - rank;
    const double word = mass.inside / all_words;
    const double t = mass.between + word * (m + 0.5);
    const double q = (left ? mass.below : mass.above) + word * (e + 0.5);
    double z;
    if (mass.log_tail == 0 && t <= 0.4775) {
      z = exact::quantile_center(2.5 * t, q);
    } else {
      z = exact::detail::normal_quantile_tail(mass.log_tail - 2 * exact::log(q));
    }
    return left ? -z : z;
  }
};

inline double ulp(double x) {
  int exponent;
  std::frexp(std::abs(x), &exponent);
  return std::ldexp(1.0, exponent - 24);
}

struct Findings {
  double worst = 0;             // ulp
  std::uint64_t decreases = 0;  // words whose number is below the word before's
  double deepest = 0;           // the largest such decrease, ulp
  std::uint64_t visited = 0, outside = 0, asymmetric = 0, at_lower = 0, at_upper = 0;
  double mean = 0, square = 0;

  void join(const Findings& other) {
    worst = (std::max)(worst, other.worst);
    decreases += other.decreases;
    deepest = (std::max)(deepest, other.deepest);
    visited += other.visited;
    outside += other.outside;
    asymmetric += other.asymmetric;
    at_lower += other.at_lower;
    at_upper += other.at_upper;
    mean += other.mean;
    square += other.square;
  }
};

constexpr std::uint64_t block = 64;

// Every `stride`-th block of words in [begin, end), and all near the ends and the pivot.
inline void sweep(const Reference& reference, const Map& opposite, std::uint64_t begin,
                  std::uint64_t end, std::uint64_t stride, Findings& found) {
  const bool mirrored = reference.map.mirror != 0;
  const double lower = mirrored ? -reference.upper : reference.lower;
  const double upper = mirrored ? -reference.lower : reference.upper;
  const double pivot = static_cast<double>(reference.map.pivot) + 0x1p31;
  float before = 0;
  std::uint64_t next = begin;
  for (std::uint64_t start = begin; start < end; start += block) {
    // A parabola through three exact points, where the quantile is smooth on a block's scale.
    const double rank = static_cast<double>(start);
    const bool dense =
        rank < 0x1p12 || rank >= all_words - 0x1p12 || std::abs(rank - pivot) < 0x1p12;
    if (!dense && start / block % stride != 0) continue;
    const bool gap = start != next || start == begin;
    next = start + block;
    const bool smooth =
        rank > 0x1p16 && rank < all_words - 0x1p16 && std::abs(rank - pivot) > 0x1p16;
    double a = 0, b = 0, c = 0;
    if (smooth) {
      a = reference(rank);
      const double half = reference(rank + block / 2), whole = reference(rank + block);
      b = (4 * half - whole - 3 * a) / block;
      c = 2 * (a + whole - 2 * half) / (block * block);
    }
    double mean = 0, square = 0;
    for (std::uint64_t i = 0; i < block; ++i) {
      const double x = static_cast<double>(i);
      const double exact_z = smooth ? a + x * (b + x * c) : reference(rank + x);
      const auto signed_word = static_cast<std::uint32_t>(start + i) ^ 0x80000000U;
      const std::uint32_t word = mirrored ? ~signed_word : signed_word;
      const float z = reference.map(word);
      const float along = mirrored ? -z : z;
      found.worst =
          (std::max)(found.worst, std::abs(static_cast<double>(along) - exact_z) / ulp(exact_z));
      if (!(gap && i == 0) && along < before) {
        ++found.decreases;
        found.deepest =
            (std::max)(found.deepest,
                       (static_cast<double>(before) - static_cast<double>(along)) / ulp(exact_z));
      }
      before = along;
      found.outside += !(static_cast<double>(z) >= lower && static_cast<double>(z) <= upper);
      found.at_lower += z == reference.map.lowest;
      found.at_upper += z == reference.map.highest;
      found.asymmetric += exact::bits(opposite(~word)) != (exact::bits(z) ^ 0x80000000U);
      mean += static_cast<double>(z);
      square += static_cast<double>(z) * static_cast<double>(z);
    }
    found.visited += block;
    found.mean += mean;
    found.square += square;
  }
}

/// The whole sweep, on all processors. Mean and variance are those of the words visited.
inline Findings sweep_all(double lower, double upper, std::uint64_t stride) {
  const Reference reference(lower, upper);
  const Map opposite = Map::make(-upper, -lower);
  const unsigned threads = (std::max)(1U, std::thread::hardware_concurrency());
  std::vector<Findings> found(threads);
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    const auto cut = [&](std::uint64_t part) {
      return (std::uint64_t{1} << 32) / block * part / threads * block;
    };
    workers.emplace_back(sweep, std::cref(reference), std::cref(opposite), cut(i), cut(i + 1),
                         stride, std::ref(found[i]));
  }
  for (auto& worker : workers) worker.join();
  for (unsigned i = 1; i < threads; ++i) found[0].join(found[i]);
  found[0].mean /= static_cast<double>(found[0].visited);
  found[0].square /= static_cast<double>(found[0].visited);
  return found[0];
}

}  // namespace truncated_sweep
