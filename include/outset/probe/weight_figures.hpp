// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Moments of a tensor's weights, in one pass over its memory.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "outset/config.hpp"
#include "outset/exact/bits.hpp"
#include "outset/probe/tensor.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// Moments of a tensor's weights, zeros left out where the tensor is sparse.
struct WeightFigures {
  Index count = 0;
  Index zeros = 0;
  Index not_finite = 0;
  double mean = 0;
  double mean_square = 0;  ///< about 0
  double kurtosis = 0;     ///< m4 / m2^2 about 0
  double least = 0, largest = 0;

  double std() const { return std::sqrt(mean_square); }
  double magnitude() const { return (std::max)(std::fabs(least), std::fabs(largest)); }
};

namespace detail {

/// Sums of powers of scale * x.
struct PowerSums {
  Index count = 0, zeros = 0;
  double sum = 0, squares = 0, fourths = 0;
  double least = 0, largest = 0;

  void add(const PowerSums& part) {
    if (part.count == 0) return;
    least = count == 0 ? part.least : (std::min)(least, part.least);
    largest = count == 0 ? part.largest : (std::max)(largest, part.largest);
    count += part.count;
    zeros += part.zeros;
    sum += part.sum;
    squares += part.squares;
    fourths += part.fourths;
  }
};

/// In eight lanes, of which a compiler makes vectors.
inline PowerSums power_sums(const double* x, Index count, double scale) {
  constexpr std::size_t lanes = 8;
  using Lanes = std::array<double, lanes>;
  PowerSums total;
  if (count == 0) return total;
  Lanes sum{}, squares{}, fourths{}, zeros{}, least, largest;
  least.fill(x[0]);
  largest.fill(x[0]);
  const auto add = [&](std::size_t lane, double w) {
    const double scaled = w * scale;
    const double square = scaled * scaled;
    sum[lane] += scaled;
    squares[lane] += square;
    fourths[lane] += square * square;
    zeros[lane] += w <= 0 && w >= 0 ? 1.0 : 0.0;  // not ==, which -Wfloat-equal refuses
    least[lane] = w < least[lane] ? w : least[lane];
    largest[lane] = w > largest[lane] ? w : largest[lane];
  };
  Index k = 0;
  for (; k + Index{lanes} <= count; k += Index{lanes}) {
    for (std::size_t lane = 0; lane < lanes; ++lane) add(lane, x[k + static_cast<Index>(lane)]);
  }
  for (; k < count; ++k) add(0, x[k]);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    total.add({lane == 0 ? count : 1, static_cast<Index>(zeros[lane]), sum[lane], squares[lane],
               fourths[lane], least[lane], largest[lane]});
  }
  total.count = count;
  return total;
}

inline WeightFigures figures_of(const Tensor& tensor, bool without_zeros, double scale = 1) {
  WeightFigures f;
  PowerSums total;
  for_each_run(tensor, [&](Index, Index, const double* x, Index n) {
    const PowerSums part = power_sums(x, n, scale);
    if (exact::is_finite(part.squares) && !(without_zeros && part.zeros > 0))
      return total.add(part);
    std::array<double, longest_run> kept;
    Index count = 0;
    for (Index k = 0; k < n; ++k) {
      if (!exact::is_finite(x[k])) {
        ++f.not_finite;
      } else if (without_zeros && exact::equal(x[k], 0.0)) {
        ++f.zeros;
      } else {
        kept[static_cast<std::size_t>(count++)] = x[k];
      }
    }
    total.add(power_sums(kept.data(), count, scale));
  });
  f.count = total.count;
  f.zeros += total.zeros;
  if (f.count == 0) return f;
  f.least = total.least;
  f.largest = total.largest;
  // Fourth powers of other weights overflow or vanish.
  const double magnitude = f.magnitude();
  if (exact::equal(scale, 1.0) && magnitude > 0 && !(magnitude > 1e-60 && magnitude < 1e60)) {
    return figures_of(tensor, without_zeros,
                      std::ldexp(1.0, -std::clamp(std::ilogb(magnitude), -1000, 1000)));
  }
  const double n = static_cast<double>(f.count);
  f.mean = total.sum / n / scale;
  f.mean_square = total.squares / n / scale / scale;
  f.kurtosis = total.squares > 0 ? n * total.fourths / (total.squares * total.squares) : 0;
  return f;
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
