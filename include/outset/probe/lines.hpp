// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Equal rows and columns of a matrix, and tensors that are multiples of each other. Random weights
// have neither.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "outset/config.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/probe/tensor.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// How many lines, of `count` lines of `length` entries, are equal to another one: no entry differs
/// by more than a millionth of the largest of both. Lines of zeros, and of fewer than three
/// entries, are not counted: they may be equal by chance. Lines are compared with their neighbours
/// in the order of one weighted sum of their entries.
template <class Entry>
Index equal_lines(Index count, Index length, const Entry& entry) {
  if (length < 3 || count < 2) return 0;
  std::vector<double> sum(static_cast<std::size_t>(count), 0.0);
  std::vector<double> largest(sum.size(), 0.0);
  for (Index i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    std::uint32_t mix = 12345;
    for (Index k = 0; k < length; ++k) {
      mix = mix * 1664525U + 1013904223U;  // weights in [1, 2)
      const double weight = 1 + static_cast<double>(mix >> 8) * 0x1p-24;
      sum[at] += weight * entry(i, k);
      largest[at] = (std::max)(largest[at], std::fabs(entry(i, k)));
    }
  }
  std::vector<Index> order;
  for (Index i = 0; i < count; ++i) {
    if (largest[static_cast<std::size_t>(i)] > 0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](Index a, Index b) {
    return sum[static_cast<std::size_t>(a)] < sum[static_cast<std::size_t>(b)];
  });
  const auto equal = [&](Index a, Index b) {
    const double allowed = 1e-6 * (std::max)(largest[static_cast<std::size_t>(a)],
                                             largest[static_cast<std::size_t>(b)]);
    for (Index k = 0; k < length; ++k) {
      if (!(std::fabs(entry(a, k) - entry(b, k)) <= allowed)) return false;
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

/// The first entries of a tensor, in column-major or in row-major order.
inline std::vector<double> first_entries(const Tensor& t, bool by_rows) {
  const Index count = (std::min<Index>)(t.size(), 1024);
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
