// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The float map of random/truncated.hpp, word by word, against the double quantile function of the
// same probability (itself within 4 ulp of a double: tests/exact/functions.cpp).

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

// The number that a word of the map stands for, in double; bounds as TruncatedMap::make mirrors
// them.
struct Reference {
  Map map;
  outset::random::detail::TruncatedMass mass;
  double lower, upper;

  Reference(double from, double to)
      : map(Map::make(from, to)),
        mass(outset::random::detail::truncated_mass(map.mirror != 0 ? -to : from,
                                                    map.mirror != 0 ? -from : to)),
        lower(map.mirror != 0 ? -to : from),
        upper(map.mirror != 0 ? -from : to) {}

  // `rank` counts words from the smallest z of the unmirrored bounds.
  double operator()(double rank) const {
    const double pivot = static_cast<double>(map.pivot) + 0x1p31;
    const bool left = rank < pivot;
    const double m = left ? pivot - 1 - rank : rank - pivot;
    const double e = left ? rank : all_words - 1 - rank;
    const double word = mass.inside.value / all_words;
    const double t = mass.between.value + word * (m + 0.5);
    const double q = (left ? mass.below : mass.above).value + word * (e + 0.5);
    double z;
    if (mass.log_tail == 0 && t <= 0.4775) {
      z = exact::quantile_center<double>(2.5 * t, q).value;
    } else {
      z = exact::detail::normal_quantile_tail(mass.log_tail - 2 * exact::log(q)).value;
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
  double mean = 0, square = 0;  // sums, then averages

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

constexpr std::uint64_t block = 256;

// Words [begin, end) by rank, whole blocks.
inline void sweep(const Reference& reference, const Map& opposite, std::uint64_t begin,
                  std::uint64_t end, Findings& found) {
  const bool mirrored = reference.map.mirror != 0;
  const double lower = mirrored ? -reference.upper : reference.lower;
  const double upper = mirrored ? -reference.lower : reference.upper;
  const bool symmetric = lower == -upper;
  const double pivot = static_cast<double>(reference.map.pivot) + 0x1p31;
  float before = 0;
  for (std::uint64_t start = begin; start < end; start += block) {
    // A parabola through three exact points, where the quantile is smooth on a block's scale.
    const double rank = static_cast<double>(start);
    const bool smooth =
        rank > 0x1p18 && rank < all_words - 0x1p18 && std::abs(rank - pivot) > 0x1p18;
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
      const auto unmirrored = static_cast<std::uint32_t>(start + i) ^ 0x80000000U;
      const std::uint32_t word = mirrored ? ~unmirrored : unmirrored;
      const float z = reference.map(word);
      const float along = mirrored ? -z : z;
      const double error = std::abs(static_cast<double>(along) - exact_z) / ulp(exact_z);
      found.worst = (std::max)(found.worst, error);
      if (start + i != begin && along < before) {
        ++found.decreases;
        const double depth = static_cast<double>(before) - static_cast<double>(along);
        found.deepest = (std::max)(found.deepest, depth / ulp(exact_z));
      }
      before = along;
      found.outside += !(static_cast<double>(z) >= lower && static_cast<double>(z) <= upper);
      found.at_lower += z == reference.map.lowest;
      found.at_upper += z == reference.map.highest;
      if (symmetric || i % 16 == 0) {
        found.asymmetric += exact::bits(opposite(~word)) != (exact::bits(z) ^ 0x80000000U);
      }
      mean += static_cast<double>(z);
      square += static_cast<double>(z) * static_cast<double>(z);
    }
    found.visited += block;
    found.mean += mean;
    found.square += square;
  }
}

/// All words, on all processors, or (stride > 1) every stride-th block; then the mean and the
/// variance are not the map's.
inline Findings sweep_all(double lower, double upper, std::uint64_t stride) {
  const Reference reference(lower, upper);
  const Map opposite = Map::make(-upper, -lower);
  const bool symmetric = lower == -upper;  // the lower half is then the upper's image, as checked
  const std::uint64_t blocks = (std::uint64_t{1} << 32) / block;
  const std::uint64_t skipped = symmetric ? blocks / 2 : 0;
  const unsigned threads = (std::max)(1U, std::thread::hardware_concurrency());
  std::vector<Findings> found(threads);
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    const auto cut = [&](std::uint64_t part) {
      return skipped + (blocks - skipped) * part / threads;
    };
    const std::uint64_t from = cut(i), to = cut(i + 1);
    workers.emplace_back([&reference, &opposite, &part = found[i], from, to, stride] {
      if (stride == 1) return sweep(reference, opposite, from * block, to * block, part);
      for (std::uint64_t at = from; at < to; at += stride) {
        sweep(reference, opposite, at * block, (at + 1) * block, part);
      }
    });
  }
  for (auto& worker : workers) worker.join();
  for (unsigned i = 1; i < threads; ++i) found[0].join(found[i]);
  found[0].mean /= static_cast<double>(found[0].visited);
  found[0].square /= static_cast<double>(found[0].visited);
  if (symmetric) {
    found[0].mean = 0;
    found[0].at_lower = found[0].at_upper;
    found[0].decreases *= 2;
    found[0].visited *= 2;
  }
  return found[0];
}

/// A sample: the ends, around the pivot, and 2^-18 of all words.
inline Findings sweep_sample(double lower, double upper) {
  const Reference reference(lower, upper);
  const Map opposite = Map::make(-upper, -lower);
  const std::uint64_t end = std::uint64_t{1} << 32, some = 4 * block;
  const std::uint64_t first = 0x80000000U;
  const auto pivot = (static_cast<std::uint64_t>(reference.map.pivot) + first) / block * block;
  Findings found;
  sweep(reference, opposite, 0, some, found);
  sweep(reference, opposite, end - some, end, found);
  if (pivot > some && pivot < end - some) {
    sweep(reference, opposite, pivot - some, pivot + some, found);
  }
  const std::uint64_t step = (block << 18) - block;  // drifts through the blocks
  for (std::uint64_t at = some; at < end - some; at += step) {
    sweep(reference, opposite, at, at + block, found);
  }
  return found;
}

}  // namespace truncated_sweep
