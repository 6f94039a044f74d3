// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Biases that are drawn as the weights are. PyTorch's default draws both from U(-1, 1) /
// sqrt(fan-in), on purpose; MiniDNN, ggml's example and OpenNN do it with rules that were made for
// weights. Small biases tell little one by one, so all of a network are taken together.

#include <cmath>
#include <cstddef>
#include <vector>

#include "outset/probe/diagnosis.hpp"
#include "outset/probe/subject.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

inline void check_biases(const std::vector<Subject>& all, Diagnosis& out) {
  double count = 0, in_weights = 0, in_torch = 0;  // squares in units of both rules' variances
  double shift = 0;  // of the biases' means from the weights', in units of the weights' deviation
  std::vector<std::size_t> random;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Subject& b = all[i];
    if (!b.weight || !b.is_random() || b.fit.figures.not_finite > 0) continue;
    const Subject& w = all[*b.weight];
    const double variance = w.fit.figures.mean_square;
    if (!(variance > 0) || w.fit.figures.not_finite > 0) continue;
    const double n = static_cast<double>(b.tensor.size());
    const double torch_variance = 1 / (3 * whole_shape(w.tensor).fans().in);
    random.push_back(i);
    count += n;
    in_weights += n * b.fit.figures.mean_square / variance;
    in_torch += n * b.fit.figures.mean_square / torch_variance;
    shift += n * (b.fit.figures.mean - w.fit.figures.mean) / std::sqrt(variance);
  }
  if (random.empty()) return;
  // A mean square of `count` numbers has the relative standard error sqrt(2 / count) if normal.
  const double allowed = z_allowed * std::sqrt(2 / count);
  const auto is_one = [&](double sum) { return std::fabs(sum / count - 1) < allowed; };
  // Biases that have been trained may have any size, but seldom a mean of 0.
  const bool same_mean = std::fabs(shift) < z_allowed * std::sqrt(count);
  const bool like_weights = count >= 32 && same_mean && is_one(in_weights) && !is_one(in_torch);
  for (const std::size_t i : random) {
    const Subject& b = all[i];
    const Subject& w = all[*b.weight];
    const double std = b.fit.figures.std();
    const double signal = std::sqrt(whole_shape(w.tensor).fans().in) * w.fit.figures.std();
    const bool larger = b.tensor.size() >= 8 && std > (std::max)(signal, 1 / std::sqrt(3.0));
    if (!like_weights && !larger) continue;
    out.findings.push_back(
        {Problem::odd_bias, b.name(), std, 0,
         joined({b.name(), " has standard deviation ", figure(std), ", expected 0: ",
                 larger ? "the biases are larger than what the weights make of inputs of mean "
                          "square 1, so every example gets the same signal"
                        : "the biases are drawn like the weights of " + w.name() +
                              ", whose rule divides by inputs that a bias does not have",
                 "."}),
         "zeros"});
  }
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
