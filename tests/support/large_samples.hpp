// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Samples that are too large for memory: they are drawn block by block, and only counts in cells of
// equal probability are kept. Used by tests/statistical; of the library, only a Sampler's `write`
// is called here.
//
// OUTSET_SAMPLES in the environment sets the size (default 2^27; 1000000000 for a thorough run).
// Every statistic below has its exact standard error or law for any size.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "support/stats.hpp"

namespace large {

inline std::uint64_t samples() {
  const char* text = std::getenv("OUTSET_SAMPLES");
  const double n = text != nullptr ? std::strtod(text, nullptr) : 0x1p27;
  return static_cast<std::uint64_t>((std::max)(n, 0x1p20));
}

// Calls use(pointer, count) for each block of the sampler's elements 0 to n - 1.
template <class Scalar, class Sampler, class Stream, class Use>
void for_blocks(const Sampler& sampler, const Stream& stream, std::uint64_t n, const Use& use) {
  constexpr std::uint64_t block = std::uint64_t{1} << 16;
  std::vector<Scalar> values(block);
  for (std::uint64_t first = 0; first < n; first += block) {
    const std::uint64_t count = (std::min)(block, n - first);
    sampler.write(stream, first, static_cast<std::ptrdiff_t>(count), values.data());
    use(static_cast<const Scalar*>(values.data()), static_cast<std::size_t>(count));
  }
}

// Counts of cumulative probabilities in 2^20 equal cells.
class Cells {
 public:
  Cells() : counts_(cells) {}

  void add(double u) {
    const double cell = (std::max)(0.0, u) * static_cast<double>(cells);
    ++counts_[(std::min)(static_cast<std::size_t>(cell), cells - 1)];
    ++n_;
  }

  // Pearson's test on `count` bins, each of equally many cells.
  stats::Result chi_square(std::size_t count = 4096) const {
    std::vector<std::uint64_t> bins(count);
    for (std::size_t i = 0; i < cells; ++i) bins[i / (cells / bins.size())] += counts_[i];
    return stats::chi_square_uniform(bins);
  }

  // Kolmogorov and Smirnov's D at the edges of the cells. It is at most D, so Massart's bound
  // holds, and at least D - 2^-20.
  stats::Result kolmogorov_smirnov() const {
    double d = 0;
    for_edges([&](double f, double u) { d = (std::max)(d, std::abs(f - u)); });
    return {d, (std::min)(1.0, 2 * std::exp(-2 * static_cast<double>(n_) * d * d))};
  }

  // Anderson and Darling's A^2 as a sum over the edges. All of (0, 1) contributes evenly to its
  // mean of 1, so what lies below the first edge and above the last is two millionths of it.
  stats::Result anderson_darling() const {
    double sum = 0;
    for_edges([&](double f, double u) { sum += (f - u) * (f - u) / (u * (1 - u)); });
    const double a2 = sum * static_cast<double>(n_) / static_cast<double>(cells);
    return {a2, stats::anderson_darling_tail(a2)};
  }

 private:
  static constexpr std::size_t cells = std::size_t{1} << 20;

  template <class Use>
  void for_edges(const Use& use) const {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i + 1 < cells; ++i) {
      below += counts_[i];
      use(static_cast<double>(below) / static_cast<double>(n_),
          static_cast<double>(i + 1) / static_cast<double>(cells));
    }
  }

  std::vector<std::uint64_t> counts_;
  std::uint64_t n_ = 0;
};

// Counts of pairs of probabilities, which should be independent, in 64 x 64 equal cells.
class Square {
 public:
  Square() : counts_(64 * 64) {}
  void add(double u, double v) { ++counts_[64 * side(u) + side(v)]; }
  stats::Result chi_square() const { return stats::chi_square_uniform(counts_); }

 private:
  static std::size_t side(double u) {
    return (std::min)(static_cast<std::size_t>(u * 64), std::size_t{63});
  }
  std::vector<std::uint64_t> counts_;
};

}  // namespace large
