// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The initializations between order and chaos: those with chi_1 = sigma_w^2 D(q*) = 1, at which
// gradients neither vanish nor explode (Schoenholz et al. 2017, section 3).
//
// Every q is the fixed point of one of them: sigma_w^2 = 1 / D(q) and sigma_b^2 = q - V(q) / D(q).
// So sigma_b gives q, and q gives sigma_w. (To iterate the length map for a trial sigma_w would
// miss fixed points that are unstable: those of gelu, silu and mish at small sigma_b.)

#include <cmath>
#include <utility>

#include "outset/activation.hpp"
#include "outset/config.hpp"
#include "outset/distribution.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/probe/fixed_point.hpp"
#include "outset/probe/gaussian_moments.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// A critical initialization: weights N(0, sigma_w^2 / fan-in), biases N(0, sigma_b^2).
struct EdgeOfChaos {
  double sigma_w = 0;
  double q_star = 0;    ///< the pre-activations' mean square, which the length map keeps
  bool stable = false;  ///< whether the length map leads back to q_star, not away from it
};

/// The point at which chi_1 = 1 and the length map's slope is 1 too (Roberts, Yaida and Hanin 2022,
/// section 5.3.3, "half-stable": q comes back from one side only).
struct HalfStablePoint {
  double K = 0;    ///< q_star
  double C_b = 0;  ///< sigma_b^2
  double C_W = 0;  ///< sigma_w^2
};

namespace detail {

inline constexpr double lowest_q = 1e-14, highest_q = 1e14, infinite_q = 1e30;

inline EdgeOfChaos edge_at(const GaussianMoments& f, double q) {
  const double slopes = f.slope_square(q);
  return {1 / std::sqrt(slopes), q, f.growth(q) <= slopes};
}

inline EdgeOfChaos edge_of_chaos(const GaussianMoments& f, double sigma_b) {
  outset::detail::require_not_negative("edge_of_chaos", "sigma_b", sigma_b);
  // The bias variance of the edge at q, less the one that is asked for.
  const auto excess = [&](double q) {
    return q - f.square(q) / f.slope_square(q) - sigma_b * sigma_b;
  };
  const double slopes = f.slope_square(0);
  if (exact::equal(sigma_b, 0.0) && exact::equal(f.square(0), 0.0) && slopes > 0 &&
      exact::is_finite(slopes)) {
    if (std::fabs(excess(1)) <= 1e-12) return {1 / std::sqrt(slopes), 1, true};
    const double q = 1e-4;
    return {1 / std::sqrt(slopes), 0, f.square(q) <= (1 + 1e-12) * slopes * q};
  }
  EdgeOfChaos found{1 / std::sqrt(f.slope_square(infinite_q)), exact::infinity<double>, false};
  double low = lowest_q, at_low = excess(low);
  for (double high = 4 * low; high <= highest_q; high *= 4) {
    const double at_high = excess(high);
    // Beyond rounding: of a function without scale, as relu, the excess is the same everywhere.
    if ((at_low < 0) != (at_high < 0) && std::fabs(at_high - at_low) > 1e-11 * high) {
      const EdgeOfChaos edge = edge_at(f, root_between(excess, low, high));
      if (edge.stable || !exact::is_finite(found.q_star)) found = edge;
      if (edge.stable) break;
    }
    low = high, at_low = at_high;
  }
  return found;
}

inline HalfStablePoint half_stable_point(const GaussianMoments& f) {
  const auto excess = [&](double q) { return f.growth(q) / f.slope_square(q) - 1; };
  double low = 1e-3, at_low = excess(low);
  for (double high = 4 * low; high <= 1e6; high *= 4) {
    const double at_high = excess(high);
    if ((at_low < 0) != (at_high < 0) && std::fabs(at_high - at_low) > 1e-9) {
      const double q = root_between(excess, low, high);
      const double slopes = f.slope_square(q);
      return {q, q - f.square(q) / slopes, 1 / slopes};
    }
    low = high, at_low = at_high;
  }
  outset::detail::fail("half_stable_point: f has none, must have a root q of E[f(u) f''(u)]");
}

}  // namespace detail

/// The sigma_w with which biases of N(0, sigma_b^2) are at the edge of chaos for an activation f,
/// any callable double -> double. Where several are, the one with a stable q_star. q_star is 1
/// where every q is a fixed point (relu without biases), and infinity where chi_1 comes to 1 only
/// as q diverges (relu with biases, softplus). Error: sigma_b negative or not finite.
template <RealFunction F>
EdgeOfChaos edge_of_chaos(F f, double sigma_b) {
  return detail::edge_of_chaos(detail::GaussianMoments(std::move(f)), sigma_b);
}
/// The same with f' from the caller.
template <RealFunction F, RealFunction DF>
EdgeOfChaos edge_of_chaos(F f, DF df, double sigma_b) {
  return detail::edge_of_chaos(detail::GaussianMoments(std::move(f), std::move(df)), sigma_b);
}
/// The same for an activation of the table, with its default parameter.
inline EdgeOfChaos edge_of_chaos(Activation f, double sigma_b) {
  return detail::edge_of_chaos(detail::moments_of(f, outset::detail::facts_of(f).parameter),
                               sigma_b);
}

/// The half-stable point with K in [1e-3, 1e6]: gelu's has K = 3.56. Error: f has none.
template <RealFunction F>
HalfStablePoint half_stable_point(F f) {
  return detail::half_stable_point(detail::GaussianMoments(std::move(f)));
}
inline HalfStablePoint half_stable_point(Activation f) {
  return detail::half_stable_point(detail::moments_of(f, outset::detail::facts_of(f).parameter));
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
