// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Roots and fixed points of the maps of mean-field theory.

#include <algorithm>
#include <cmath>
#include <utility>

#include "outset/config.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/probe/gaussian_moments.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// Where g changes its sign between a and b (Ridders 1979: bisection, after an exponential factor
/// has made g straight).
template <class G>
double root_between(const G& g, double a, double b) {
  double ga = g(a), gb = g(b);
  if (exact::equal(ga, 0.0)) return a;
  if (exact::equal(gb, 0.0)) return b;
  double last = a;
  for (int i = 0; i < 100; ++i) {
    const double middle = a + (b - a) / 2, gm = g(middle);
    const double under = std::sqrt(gm * gm - ga * gb);
    if (!(under > 0)) return middle;
    const double x = middle + (middle - a) * (ga > gb ? gm : -gm) / under;
    const double gx = g(x);
    if (exact::equal(gx, 0.0) || std::fabs(x - last) <= 4e-16 * std::fabs(x)) return x;
    last = x;
    if ((gm < 0) != (gx < 0)) {
      a = middle, ga = gm, b = x, gb = gx;
    } else if ((ga < 0) != (gx < 0)) {
      b = x, gb = gx;
    } else {
      a = x, ga = gx;
    }
    if (a > b) std::swap(a, b), std::swap(ga, gb);
  }
  return last;
}

/// Where q -> sigma_w^2 V(q) + sigma_b^2 leads from q = 1: a fixed point, 0, or infinity. Newton's
/// steps where they point ahead, as the map itself does, and never more than a factor 4 at once.
inline double limit_of_length_map(const GaussianMoments& f, double weight_variance,
                                  double bias_variance) {
  const auto excess = [&](double q) { return weight_variance * f.square(q) + bias_variance - q; };
  if (!(weight_variance > 0)) return bias_variance;
  const bool zero_is_fixed = !(excess(0) > 0);
  const bool zero_attracts = zero_is_fixed && weight_variance * f.slope_square(0) <= 1 + 1e-12;
  double q = 1;
  double below = 0,
         above = exact::infinity<double>;  // the map leads up at `below`, down at `above`
  double last_up = 0;
  for (int i = 0; i < 400; ++i) {
    double up = excess(q);
    if (!exact::is_finite(up) || q > 1e30) return exact::infinity<double>;
    if (zero_attracts && up < 0 && q < 1e-9) return 0;
    if (q < 1e-60) return 0;
    const double fall = 1 - weight_variance * f.growth(q);
    if (std::fabs(up) <= 4e-15 * q && std::fabs(fall) <= 1e-9) {
      // Rounding hides where the map leads, as it does for relu at its edge with small biases.
      if (i == 0) return q;
      up = last_up;
    }
    last_up = up;
    (up > 0 ? below : above) = q;
    double next = fall > 0 ? q + up / fall : up > 0 ? 4 * q : q / 4;
    next = (std::min)((std::max)(next, q / 4), 4 * q);
    if (next <= below || next >= above) {
      next = below > 0 && exact::is_finite(above) ? below + (above - below) / 2 : next;
    }
    const double step = std::fabs(next - q);
    if (step <= 1e-15 * q) return q;
    q = next;
  }
  return q;
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
