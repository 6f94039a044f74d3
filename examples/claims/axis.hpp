// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// An axis of a chart: from values to places, and where its ticks are.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace claims {

struct Axis {
  double low = 0, high = 1;  // values
  double from = 0, to = 1;   // places
  bool log = false;

  double at(double value) const {
    const double share = log ? (std::log10((std::max)(value, low)) - std::log10(low)) /
                                   (std::log10(high) - std::log10(low))
                             : (value - low) / (high - low);
    return from + (std::clamp(share, 0.0, 1.0)) * (to - from);
  }

  // Powers of ten; or multiples of 1, 2 or 5 times one: at most about `most`.
  std::vector<double> ticks(int most) const {
    std::vector<double> all;
    if (log) {
      const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
      const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
      const int step = (std::max)(1, (last - first + most - 1) / most);
      for (int e = first; e <= last; e += step) all.push_back(std::pow(10.0, e));
      return all;
    }
    const double raw = (high - low) / most, unit = std::pow(10.0, std::floor(std::log10(raw)));
    double step = 10 * unit;
    for (const double multiple : {5.0, 2.0, 1.0}) {
      if (multiple * unit >= raw * 0.999) step = multiple * unit;
    }
    for (double t = std::ceil(low / step - 1e-9) * step; t <= high + step * 1e-9; t += step) {
      all.push_back(std::abs(t) < step * 1e-6 ? 0 : t);
    }
    return all;
  }
};

// The range of the values: whole decades on a log axis, from 0 where that is near on a linear one.
inline Axis axis_over(const std::vector<double>& values, bool log, bool percent) {
  Axis axis{.log = log};
  double low = INFINITY, high = -INFINITY;
  for (const double v : values) {
    if (!std::isfinite(v) || (log && !(v > 0))) continue;
    low = (std::min)(low, v), high = (std::max)(high, v);
  }
  if (!(low <= high)) low = log ? 1 : 0, high = log ? 10 : 1;
  if (log) {
    axis.low = std::pow(10.0, std::floor(std::log10(low) + 1e-9));
    axis.high = std::pow(10.0, std::ceil(std::log10(high) - 1e-9));
    if (!(axis.high > axis.low)) axis.high = 10 * axis.low;
  } else if (percent) {
    axis.low = 0, axis.high = 1;
  } else {
    if (low > 0 && low < 0.5 * high) low = 0;
    if (!(high > low)) high = low + 1;
    const double room = 0.04 * (high - low);
    axis.low = low < 0 || low > 0 ? low - room : 0;
    axis.high = high + room;
  }
  return axis;
}

}  // namespace claims
