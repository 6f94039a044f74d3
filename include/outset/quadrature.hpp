// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Adaptive integration of a function that may have kinks and jumps anywhere.
//
// The rule is Clenshaw-Curtis with 17 points. Its error is estimated by the rule with 9 points,
// which are among the 17 (C. W. Clenshaw and A. R. Curtis, "A method for numerical integration on
// an automatic computer", Numer. Math. 2, 1960). Gauss-Kronrod is a little better on smooth
// functions, but its points leave out the ends: a jump in the last 0.2 % of a panel lies beyond all
// points, both rules agree, and an error of 1e-4 goes unnoticed. Here a point sits on each end, and
// a jump between any two neighbouring points changes the two rules differently.

#include <array>
#include <cmath>
#include <cstddef>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// The value of an integral and a bound on its error (generous where the function is smooth).
struct Integral {
  double value = 0;
  double error = 0;
};

/// One application of the rule to [low, high]; f is called 17 times, both ends included.
template <class F>
Integral clenshaw_curtis(F& f, double low, double high) {
  // Index k belongs to the points +-cos(k pi / 16), the last one to the centre.
  constexpr std::array<double, 9> point = {1.0,
                                           0.98078528040323044912618,
                                           0.92387953251128675612818,
                                           0.83146961230254523707879,
                                           0.70710678118654752440084,
                                           0.55557023301960222474283,
                                           0.38268343236508977172846,
                                           0.19509032201612826784828,
                                           0.0};
  constexpr std::array<double, 9> weight = {
      0.00392156862745098039215, 0.03736870283720562103209, 0.07548233154315183441341,
      0.10890555258189093044358, 0.13895646836823307412514, 0.16317266428170330256200,
      0.18147378423649333569650, 0.19251386461292564686963, 0.19641012582189052777289};
  constexpr std::array<double, 5> coarse = {0.01587301587301587301587, 0.14621864921601815501193,
                                            0.27936507936507936507937, 0.36171785872048979620150,
                                            0.39365079365079365079365};
  const double half = (high - low) / 2;
  const double centre = low + half;
  double fine_sum = 0, coarse_sum = 0;
  for (std::size_t k = 0; k < point.size(); ++k) {
    // The ends themselves, not centre +- half, so that no point falls outside by rounding.
    const double left = k == 0 ? low : centre - half * point[k];
    const double right = k == 0 ? high : centre + half * point[k];
    const double both = k == 8 ? f(centre) : f(left) + f(right);
    fine_sum += weight[k] * both;
    if (k % 2 == 0) coarse_sum += coarse[k / 2] * both;
  }
  return {half * fine_sum, std::fabs(half * (fine_sum - coarse_sum))};
}

/// The integral of f over [low, high], bisected until the error of each piece is at most
/// `tolerance` (absolute) or `bisections` are spent; the errors that are left are summed in
/// `error`. A jump costs about 45 bisections in double, so 400 are enough for eight. No allocation.
/// Features narrower than 1/10 of the interval can fall between the points: start from intervals of
/// the size of what matters.
template <class F>
Integral integrate(F& f, double low, double high, double tolerance, int bisections = 400) {
  struct Part {
    double low, high;
  };
  // Depth first: the stack holds one right half per level, and 64 levels reach a double's spacing.
  std::array<Part, 64> waiting{{{low, high}}};
  std::size_t count = 1;
  Integral total;
  while (count > 0) {
    const Part part = waiting[--count];
    const Integral here = clenshaw_curtis(f, part.low, part.high);
    const double middle = part.low + (part.high - part.low) / 2;
    const bool divisible = part.low < middle && middle < part.high;
    if (here.error <= tolerance || !divisible || bisections == 0 || count + 2 > waiting.size()) {
      total.value += here.value;
      total.error += here.error;
    } else {
      waiting[count++] = {middle, part.high};
      waiting[count++] = {part.low, middle};
      --bisections;
    }
  }
  return total;
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
