// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Mean-field theory of wide random networks (Poole et al. 2016; Schoenholz et al. 2017): what the
// two numbers of an initialization, weights N(0, sigma_w^2 / fan-in) and biases N(0, sigma_b^2), do
// to the signal of a deep network with activation f.
//
//   auto m = outset::probe::mean_field([](double u) { return std::tanh(u); }, 1.5, 0.05);
//   m.q_star(), m.chi_1(), m.xi_c();
//
// From one layer's pre-activations to the next, in the limit of infinite width:
//   q' = sigma_w^2 E[f(u)^2] + sigma_b^2                      u ~ N(0, q)
//   c' = (sigma_w^2 E[f(u1) f(u2)] + sigma_b^2) / q*          u1, u2 ~ N(0, q*) with correlation c
//   chi_1 = sigma_w^2 E[f'(u)^2]                              at q*: dc'/dc at c = 1, and by how
//                                                             much squared gradients grow a layer
// q and c come to their limits like exp(-layers / xi), with xi = -1 / ln(the map's slope there).
//
// For f that is smooth, but for a kink or jump at 0, results are right to about 1e-12. Kinks and
// jumps elsewhere leave 1e-5 in what depends on c, as f in float does in all.

#include <algorithm>
#include <cmath>
#include <utility>

#include "outset/activation.hpp"
#include "outset/config.hpp"
#include "outset/distribution.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/probe/edge_of_chaos.hpp"  // IWYU pragma: export
#include "outset/probe/fixed_point.hpp"
#include "outset/probe/gaussian_moments.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// The theory of one activation at one pair of sigma_w and sigma_b. Made by mean_field.
class MeanField {
 public:
  MeanField(detail::GaussianMoments f, double sigma_w, double sigma_b)
      : f_(std::move(f)), sigma_w_(sigma_w), sigma_b_(sigma_b) {
    outset::detail::require_not_negative("mean_field", "sigma_w", sigma_w);
    outset::detail::require_not_negative("mean_field", "sigma_b", sigma_b);
    q_star_ = detail::limit_of_length_map(f_, sigma_w * sigma_w, sigma_b * sigma_b);
  }

  double sigma_w() const { return sigma_w_; }
  double sigma_b() const { return sigma_b_; }

  /// The mean square of the next layer's pre-activations from this one's. Error: q negative or NaN.
  double q_map(double q) const {
    if (!(q >= 0)) outset::detail::fail_option("mean_field: q_map", "q", q, ">= 0");
    return sigma_w_ * sigma_w_ * f_.square((std::min)(q, unbounded)) + sigma_b_ * sigma_b_;
  }

  /// Where the length map leads from q = 1, a fixed point. 0 where the signal dies out, infinity
  /// where it explodes; 1 where it stays as it is (relu with sigma_w^2 = 2 and no biases).
  double q_star() const { return q_star_; }

  /// The correlation of two inputs after the next layer, from theirs at this one, at q_star. (At
  /// q_star = 0 and infinity the limit.) Error: c outside [-1, 1].
  double c_map(double c) const { return c_map(c, q_star_); }
  /// The same at any q.
  double c_map(double c, double q) const {
    if (!(c >= -1 && c <= 1))
      outset::detail::fail_option("mean_field: c_map", "c", c, "in [-1, 1]");
    return 1 - distance_map(1 - c, q);
  }

  /// The correlation that the map leads to: 1 in the ordered phase (chi_1 <= 1), below 1 in the
  /// chaotic one.
  double c_star() const { return 1 - distance_star(); }

  /// By how much a small difference of two inputs grows a layer, squared; and a gradient, backward.
  double chi_1() const { return chi_1(q_star_); }
  /// The same at any q.
  double chi_1(double q) const {
    return sigma_w_ * sigma_w_ * f_.slope_square((std::min)(q, unbounded));
  }

  /// The layers in which q's distance from q_star falls by a factor e. Infinity where it falls more
  /// slowly than that (at the edge of two phases, and where q_star is infinite).
  double xi_q() const {
    if (!exact::is_finite(q_star_)) return exact::infinity<double>;
    return depth_scale(sigma_w_ * sigma_w_ * f_.growth(q_star_));
  }

  /// The layers in which c's distance from c_star falls by a factor e: how deep a signal gets.
  /// Networks train to a depth of about 6 xi_c (Schoenholz et al. 2017). Infinity at the edge of
  /// chaos, where |chi_1 - 1| <= 1e-12.
  double xi_c() const { return depth_scale(distance_slope(distance_star(), q_star_)); }

 private:
  /// Stands for an infinite q.
  static constexpr double unbounded = 1e30;

  static double depth_scale(double slope) {
    const double size = std::fabs(slope);
    if (!(size < 1 - 1e-12)) return exact::infinity<double>;
    return size > 1e-14 ? -1 / std::log(size) : 0;  // below is rounding
  }

  /// The map of d = 1 - c, which keeps its digits where c is near 1.
  double distance_map(double d, double q) const {
    const double variance = sigma_w_ * sigma_w_;
    if (!(d > 0 && variance > 0)) return 0;
    q = (std::min)(q, unbounded);
    if (!(q > 0) && !(q_map(0) > 0)) return distance_near_zero(d);
    return variance * f_.distance(q, d) / q_map(q);
  }

  double distance_slope(double d, double q) const {
    const double variance = sigma_w_ * sigma_w_;
    q = (std::min)(q, unbounded);
    if (!(q > 0)) return variance * f_.slope_square(0);
    return variance * f_.slope_product(q, d) * (q / q_map(q));
  }

  /// Where f(0) = 0, f is a u above 0 and b u below it for small u. With p = acos c, E[f(u1) f(u2)]
  /// is then q / 2 ((a^2 + b^2) c + (a - b)^2 (sin p - p cos p) / pi) (Cho and Saul 2009, n = 1).
  double distance_near_zero(double d) const {
    const double a = f_.slope_above(), b = f_.slope_below();
    const double squares = a * a + b * b;
    if (!(squares > 0)) return 0;
    const double p = 2 * std::asin(std::sqrt(d / 2));
    const double kernel = (std::sin(p) - p * std::cos(p)) / 3.14159265358979323846;
    return d - (a - b) * (a - b) / squares * kernel;
  }

  /// 1 - c_star. The map of d is concave with slope above 1 at 0 in the chaotic phase, and at most
  /// d at d = 1. So Newton's steps from there come down to its one fixed point without passing it.
  double distance_star() const {
    const double at_one = distance_slope(0, q_star_);
    if (!(at_one > 1 + 1e-12)) return 0;
    double d = 1;
    for (int i = 0; i < 200; ++i) {
      const double fall = d - distance_map(d, q_star_);
      if (!(fall > 1e-14 * d)) break;
      const double next = d - fall / (1 - distance_slope(d, q_star_));
      if (!(next < d)) break;
      d = (std::max)(next, d / 16);
    }
    return d;
  }

  detail::GaussianMoments f_;
  double sigma_w_, sigma_b_;
  double q_star_ = 0;
};

/// The theory of an activation f, any callable double -> double. Errors: sigma_w or sigma_b
/// negative or not finite; f gives NaN.
template <RealFunction F>
MeanField mean_field(F f, double sigma_w, double sigma_b) {
  return {detail::GaussianMoments(std::move(f)), sigma_w, sigma_b};
}
/// The same with f' from the caller, which is faster. f must then have no jump.
template <RealFunction F, RealFunction DF>
MeanField mean_field(F f, DF df, double sigma_w, double sigma_b) {
  return {detail::GaussianMoments(std::move(f), std::move(df)), sigma_w, sigma_b};
}
/// The same for an activation of the table, with its default parameter or another.
inline MeanField mean_field(Activation f, double sigma_w, double sigma_b) {
  return {detail::moments_of(f, outset::detail::facts_of(f).parameter), sigma_w, sigma_b};
}
inline MeanField mean_field(Activation f, double parameter, double sigma_w, double sigma_b) {
  return {detail::moments_of(f, parameter), sigma_w, sigma_b};
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
