// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "parts/format.hpp"

namespace compare {
namespace {

constexpr int bin_count = 36;
constexpr int points_per_bin = 3;

std::string show(double value) { return examples::format("%.3g", value); }

std::string describe(const outset::Constant& d) { return "Constant: " + show(d.value); }
std::string describe(const outset::Uniform& d) {
  return "Uniform from " + show(d.low) + " to " + show(d.high);
}
std::string describe(const outset::Normal& d) {
  return "Normal: mean " + show(d.mean) + ", std " + show(d.std);
}
std::string describe(const outset::TruncatedNormal& d) {
  return "Truncated normal: mean " + show(outset::mean(d)) + ", std " +
         show(std::sqrt(outset::variance(d))) + ", from " + show(outset::lower_bound(d)) + " to " +
         show(outset::upper_bound(d));
}

// The share of the values in each bin, in percent; the outermost bins take what lies outside.
std::vector<double> bins(const std::vector<double>& values, double low, double width) {
  std::vector<double> shares(bin_count);
  const double each = 100 / static_cast<double>(values.size());
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    const auto bin = static_cast<std::size_t>((std::max)(0.0, (v - low) / width));
    shares[(std::min)(bin, shares.size() - 1)] += each;
  }
  return shares;
}

}  // namespace

Histogram histogram(const Eigen::MatrixXf& start, const Eigen::MatrixXf& end,
                    const std::optional<outset::Distribution>& distribution) {
  const Eigen::Index zeros = (start.array() == 0.0f).count();
  const bool some_zeros = zeros > start.size() / 100 && zeros < start.size();
  std::vector<double> first, last;
  for (Eigen::Index i = 0; i < start.size(); ++i) {
    if (some_zeros && start.data()[i] == 0.0f) continue;
    first.push_back(static_cast<double>(start.data()[i]));
    last.push_back(static_cast<double>(end.data()[i]));
  }

  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double v : first) {
    if (std::isfinite(v)) low = (std::min)(low, v), high = (std::max)(high, v);
  }
  // Outliers after training would widen the axis: on each side, one weight in 500 may fall outside,
  // into the outermost bin.
  std::vector<double> sorted = last;
  std::erase_if(sorted, [](double v) { return !std::isfinite(v); });
  std::sort(sorted.begin(), sorted.end());
  if (!sorted.empty()) {
    low = (std::min)(low, sorted[sorted.size() / 500]);
    high = (std::max)(high, sorted[sorted.size() - 1 - sorted.size() / 500]);
  }
  if (!(low <= high)) low = high = 0;
  const double margin = high > low ? (high - low) / bin_count
                                   : (std::max)(std::abs(low), 0.1) * bin_count / (bin_count - 1.0);
  low -= margin, high += margin;
  const double width = (high - low) / bin_count;

  Histogram h;
  h.points_per_bin = points_per_bin;
  for (int i = 0; i <= bin_count * points_per_bin; ++i)
    h.grid.push_back(low + width * i / points_per_bin);
  h.start = bins(first, low, width);
  const bool diverged = sorted.size() < last.size();
  if (!diverged) h.end = bins(last, low, width);
  if (distribution) {
    h.note = std::visit([](const auto& d) { return describe(d); }, *distribution);
    if (outset::variance(*distribution) > 0) {  // a constant has no density
      for (const double x : h.grid) {
        h.stated.push_back(100 * width * outset::pdf(*distribution, x));
      }
    }
  } else {
    h.note = "No density is stated: these weights depend on one another";
  }
  if (some_zeros) {
    const double share = 100 * static_cast<double>(zeros) / static_cast<double>(start.size());
    h.note = "Without the " + show(share) + " % of the weights that start at exactly 0";
  }
  if (diverged) h.note += ". After training they are not finite";
  return h;
}

}  // namespace compare
