// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Equal rows and columns of a matrix, and tensors that are multiples of each other. Random weights
// have neither.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "outset/config.hpp"
#include "outset/probe/tensor.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// Of a matrix's rows or columns: a sum of the entries, each with a weight of its own, and the
/// largest magnitude.
struct Lines {
  explicit Lines(Index count)
      : sum(static_cast<std::size_t>(count), 0.0), largest(static_cast<std::size_t>(count), 0.0) {}
  std::vector<double> sum, largest;
};

/// Adds a run of entries in a row (or column): to one of `along`, and one by one to `across`.
inline void add_run(const double* x, Index count, double line_weight, const double* weights,
                    double& sum, double& largest, double* across, double* across_largest) {
  constexpr Index lanes = 4;  // of which a compiler makes vectors
  std::array<double, std::size_t{lanes}> sums{}, magnitudes{};
  Index k = 0;
  for (; k + lanes <= count; k += lanes) {
    for (Index lane = 0; lane < lanes; ++lane) {
      const auto l = static_cast<std::size_t>(lane);
      const double w = x[k + lane], magnitude = std::fabs(w), before = across_largest[k + lane];
      sums[l] += weights[k + lane] * w;
      magnitudes[l] = magnitude > magnitudes[l] ? magnitude : magnitudes[l];
      across[k + lane] += line_weight * w;
      across_largest[k + lane] = magnitude > before ? magnitude : before;
    }
  }
  for (; k < count; ++k) {
    sums[0] += weights[k] * x[k];
    magnitudes[0] = (std::max)(magnitudes[0], std::fabs(x[k]));
    across[k] += line_weight * x[k];
    across_largest[k] = (std::max)(across_largest[k], std::fabs(x[k]));
  }
  sum += (sums[0] + sums[1]) + (sums[2] + sums[3]);
  largest = (std::max)({largest, magnitudes[0], magnitudes[1], magnitudes[2], magnitudes[3]});
}

/// How many lines, of `length` entries, are equal to another one: no entry differs by more than a
/// millionth of the largest of both. Lines of zeros, and of fewer than three entries, are not
/// counted: they may be equal by chance. Lines are compared with their neighbours in the order of
/// their sums.
template <class Entry>
Index equal_lines(const Lines& lines, Index length, const Entry& entry) {
  if (length < 3) return 0;
  // No structured binding: a lambda of clang below 16 cannot capture one.
  const std::vector<double>& sum = lines.sum;
  const std::vector<double>& largest = lines.largest;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    if (largest[i] > 0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return sum[a] < sum[b]; });
  const auto equal = [&](std::size_t a, std::size_t b) {
    const double allowed = 1e-6 * (std::max)(largest[a], largest[b]);
    for (Index k = 0; k < length; ++k) {
      const double difference = entry(static_cast<Index>(a), k) - entry(static_cast<Index>(b), k);
      if (!(std::fabs(difference) <= allowed)) return false;
    }
    return true;
  };
  Index found = 0;
  bool in_group = false;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const bool same = equal(order[i - 1], order[i]);
    if (same) found += in_group ? 1 : 2;
    in_group = same;
  }
  return found;
}

/// Rows and columns of a matrix that are equal to another one.
struct EqualLines {
  Index rows = 0, cols = 0;
};

/// Of a matrix of finite weights, in one pass over it. With biases, one for each row, equal rows
/// have equal biases too.
inline EqualLines equal_lines_of(const Tensor& t, const Tensor* biases = nullptr) {
  if (t.size() == 0) return {};  // a file may claim any number of empty columns
  std::vector<double> weights;   // in [1, 2)
  std::uint32_t mix = 12345;
  for (Index k = 0; k <= (std::max)(t.rows, t.cols); ++k) {
    mix = mix * 1664525U + 1013904223U;
    weights.push_back(1 + static_cast<double>(mix >> 8) * 0x1p-24);
  }
  Lines rows(t.rows), cols(t.cols);
  Lines& along = t.by_rows ? rows : cols;
  Lines& across = t.by_rows ? cols : rows;
  for_each_run(t, [&](Index line, Index begin, const double* x, Index count) {
    const auto at = static_cast<std::size_t>(line);
    add_run(x, count, weights[at], weights.data() + begin, along.sum[at], along.largest[at],
            across.sum.data() + begin, across.largest.data() + begin);
  });
  for (Index i = 0; biases != nullptr && i < t.rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double b = (*biases)(i);
    rows.sum[at] += weights[static_cast<std::size_t>(t.cols)] * b;
    rows.largest[at] = (std::max)(rows.largest[at], std::fabs(b));
  }
  return {equal_lines(rows, t.cols + (biases != nullptr ? 1 : 0),
                      [&](Index i, Index k) { return k < t.cols ? t.at(i, k) : (*biases)(i); }),
          equal_lines(cols, t.rows, [&](Index j, Index k) { return t.at(k, j); })};
}

/// The first entries of a tensor, in column-major or in row-major order.
inline std::vector<double> first_entries(const Tensor& t, bool by_rows) {
  const Index count = (std::min<Index>)(t.size(), 256);
  std::vector<double> entries;
  entries.reserve(static_cast<std::size_t>(count));
  for (Index k = 0; k < count; ++k) {
    entries.push_back(by_rows ? t.at(k / t.cols, k % t.cols) : t(k));
  }
  return entries;
}

/// The correlation of two tensors' first entries, as far as both go; 0 with fewer than eight. By
/// chance it is within 1e-4 of 1 or -1 once in 1e11 pairs.
inline double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const std::size_t n = (std::min)(a.size(), b.size());
  if (n < 8) return 0;
  const auto mean = [&](const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n), 0.0) /
           static_cast<double>(n);
  };
  const double mean_a = mean(a), mean_b = mean(b);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t k = 0; k < n; ++k) {
    ab += (a[k] - mean_a) * (b[k] - mean_b);
    aa += (a[k] - mean_a) * (a[k] - mean_a);
    bb += (b[k] - mean_b) * (b[k] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
