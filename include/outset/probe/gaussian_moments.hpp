// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The means over Gaussian pre-activations that mean-field theory is made of. With u = sqrt(q) z,
// z ~ N(0, 1), and u1, u2 two such with correlation c:
//
//   V(q) = E[f(u)^2]               the length map (Poole et al. 2016, equation 3)
//   D(q) = E[f'(u)^2]              the slope map (equation 12: chi_1 = sigma_w^2 D)
//   V'(q) = E[u f(u) f'(u)] / q    by Gaussian integration by parts, so that no f'' is needed and
//                                  a kink counts as it should
//   E[(f(u1) - f(u2))^2] / 2       V - E[f(u1) f(u2)] without cancellation as c -> 1
//   E[f'(u1) f'(u2)]               the derivative of E[f(u1) f(u2)] by the covariance (Price 1958)
//
// Integrals run outwards from 0, for u and -u together: a kink at 0 is an end of every panel, and
// odd parts cancel before they are summed. In two dimensions they run over angle and radius, where
// the lines u1 = 0 and u2 = 0 are angles.

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "outset/activation.hpp"
#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/gain.hpp"
#include "outset/probe/slope.hpp"
#include "outset/quadrature.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// Whether a callable computes in float. Braces refuse to narrow, which tells the two apart.
template <class F>
inline constexpr bool takes_float = !requires(F & f, double u) {
  f({u});
}
&&requires(F& f) { f({0.0F}); };

/// f with double in and out. A NaN is an error; infinity is f's overflow, and divergence.
template <RealFunction F>
std::function<double(double)> real_function(F f, const char* name) {
  return [f = std::move(f), name](double u) mutable {
    double value;
    if constexpr (takes_float<F>) {
      value = static_cast<double>(f(static_cast<float>(u)));
    } else {
      value = static_cast<double>(f(u));
    }
    if (exact::is_nan(value)) {
      outset::detail::fail({"mean_field: ", name, "(", u, ") is nan, must be a number"});
    }
    return value;
  };
}

/// The integral over [0, infinity) of a function that ends like a Gaussian.
struct OutwardIntegral {
  double relative;  ///< tolerance of a panel, relative to the sum of the panels' magnitudes
  double absolute;  ///< tolerance of a panel where `relative` gives less
  double panel;
  double finest;   ///< the first panel is halved down to this, so that nothing near 0 is missed
  int bisections;  ///< at most, in each panel

  template <class F>
  double operator()(F& f) const {
    const int core = static_cast<int>(12 / panel);
    const int last = static_cast<int>(39 / panel);  // beyond, the density is 0 in double
    double scale = 0;
    for (int i = 0; relative > 0 && i < core; ++i) {
      scale += std::fabs(outset::detail::clenshaw_curtis(f, panel * i, panel * (i + 1)).value);
    }
    const double tolerance = (std::max)(absolute, relative * scale);
    const auto over = [&](double low, double high) {
      return outset::detail::integrate(f, low, high, tolerance, bisections).value;
    };
    double first = panel, sum = 0;
    for (; first > finest; first /= 2) sum += over(first / 2, first);
    for (int i = 0; i < last; ++i) {
      const double part = i == 0 ? over(0, first) : over(panel * i, panel * (i + 1));
      sum += part;
      if (!exact::is_finite(sum)) return exact::infinity<double>;
      const bool far_out = relative > 0 ? i >= core : 2 * i >= core;
      if (far_out && std::fabs(part) <= (relative > 0 ? 1e-18 * scale : 1e-3 * absolute)) break;
    }
    return sum;
  }
};

class GaussianMoments {
 public:
  /// `accuracy` bounds the estimated error of the integrals in two dimensions, relative to their
  /// size. The estimate is the difference to a rule of half the degree: for a smooth f the error is
  /// near its square.
  template <RealFunction F>
  explicit GaussianMoments(F f, double accuracy = 1e-10)
      : f_(real_function(std::move(f), "f")),
        accuracy_((std::max)(accuracy, takes_float<F> ? 1e-5 : 0.0)),
        rounding_(takes_float<F> ? 1e-7 : 1e-15) {
    Slope slope(f_);
    jumps_ = slope.jumps();
    df_ = std::move(slope);
  }
  /// With f' from the caller. f must then have no jump.
  template <RealFunction F, RealFunction DF>
  GaussianMoments(F f, DF df, double accuracy = 1e-10)
      : f_(real_function(std::move(f), "f")),
        df_(real_function(std::move(df), "f'")),
        accuracy_((std::max)(accuracy, takes_float<F> || takes_float<DF> ? 1e-5 : 0.0)),
        rounding_(takes_float<F> || takes_float<DF> ? 1e-7 : 1e-15) {}

  double value(double u) const { return f_(u); }

  /// E[f(u)].
  double average(double q) const {
    const double root = std::sqrt(q);
    const double size = std::sqrt(square(q));
    return mean([&](double z) { return f_(root * z); }, root, 0, 4 * rounding_ * size);
  }

  /// V(q).
  double square(double q) const {
    const double root = std::sqrt(q);
    return mean([&](double z) { return squared(f_(root * z)); }, root, 4 * rounding_, 0);
  }

  /// D(q). Infinite where f jumps.
  double slope_square(double q) const {
    if (jumps_) return exact::infinity<double>;
    if (!(q > 0)) return (squared(slope_above()) + squared(slope_below())) / 2;
    const double root = std::sqrt(q);
    return mean([&](double z) { return squared(df_(root * z)); }, root, 200 * rounding_, 0);
  }

  /// V'(q).
  double growth(double q) const {
    if (!(q > 0)) return slope_square(0);
    const double root = std::sqrt(q);
    if (jumps_) {  // the same by parts once more, which loses digits as q -> 0
      return mean([&](double z) { return (z * z - 1) * squared(f_(root * z)); }, root, 0,
                  20 * rounding_ * square(q)) /
             (2 * q);
    }
    const double size = std::sqrt(square(q) * slope_square(q));
    return mean([&](double z) { return z * f_(root * z) * df_(root * z); }, root, 0,
                20 * rounding_ * size) /
           root;
  }

  /// E[(f(u1) - f(u2))^2] / 2, where the correlation is 1 - d.
  double distance(double q, double d) const {
    if (!(d > 0)) return 0;
    const double size = (std::min)(square(q), d * q * slope_square(q));
    return mean_of_pairs(
        q, d, [&](double u1, double u2) { return squared(f_(u1) - f_(u2)) / 2; }, size);
  }

  /// E[f'(u1) f'(u2)], where the correlation is 1 - d.
  double slope_product(double q, double d) const {
    if (!(d > 0)) return slope_square(q);
    if (jumps_) {
      const auto at = [&](double x) { return distance(q, x) / q; };
      const double reach = (std::min)(d, 2 - d) / 4;
      return SlopePanel(at, d - reach, d + reach)(d);
    }
    return mean_of_pairs(
        q, d, [&](double u1, double u2) { return df_(u1) * df_(u2); }, slope_square(q));
  }

  /// The slopes on both sides of 0: where f(0) = 0, f is this near 0.
  double slope_above() const { return df_(beside_zero); }
  double slope_below() const { return df_(-beside_zero); }

 private:
  static constexpr double pi = 3.14159265358979323846;
  /// Stands for the side of 0 that a panel is on.
  static constexpr double beside_zero = 1e-300;

  static double squared(double x) { return x * x; }

  template <class G>
  static double mean(const G& g, double root, double relative, double absolute) {
    auto integrand = [&](double z) {
      const double at = (std::max)(z, beside_zero);
      const double density = std::exp(-at * at / 2) / std::sqrt(2 * pi);
      return density > 0 ? density * (g(at) + g(-at)) : 0;
    };
    return OutwardIntegral{relative, absolute, 0.5, 1 / root, 400}(integrand);
  }

  /// With u1, u2 = sqrt(q) r cos(t +- p/2) and c = cos p, the mean of a symmetric g(u1, u2) is the
  /// integral over t in [0, pi / 2] and r of r exp(-r^2 / 2) [g(u1, u2) + g(-u1, -u2)] / pi.
  template <class G>
  double mean_of_pairs(double q, double d, const G& g, double size) const {
    const double root = std::sqrt(q);
    const double half = std::asin(std::sqrt(d / 2));  // p / 2
    const OutwardIntegral over_radius{0, accuracy_ / 10 * size, 1, 1 / root, 30};
    const auto panel = [&](double from, double to, double side) {
      auto at_angle = [&](double t) {
        const double x1 = side * (std::max)(side * std::cos(t + half), beside_zero);
        const double x2 = (std::max)(std::cos(t - half), beside_zero);
        auto at_radius = [&](double r) {
          const double u1 = root * r * x1, u2 = root * r * x2;
          return r * std::exp(-r * r / 2) * (g(u1, u2) + g(-u1, -u2));
        };
        return over_radius(at_radius);
      };
      return outset::detail::integrate(at_angle, from, to, accuracy_ * size, 60).value;
    };
    const double split = pi / 2 - half;  // u1 = 0
    return (panel(0, split, 1) + panel(split, pi / 2, -1)) / pi;
  }

  std::function<double(double)> f_{}, df_{};
  double accuracy_, rounding_;
  bool jumps_ = false;
};

/// The moments of u -> f(u + shift) for an activation of the table, with its own derivative.
inline GaussianMoments moments_of(Activation f, double parameter, double accuracy = 1e-10,
                                  double shift = 0) {
  std::function<double(double)> value, derivative;
  outset::detail::with_activation(f, [&](auto function) {
    value = [=](double u) { return function.value(u + shift, parameter); };
    derivative = [=](double u) {
      return function.derivative(u + shift, function.value(u + shift, parameter), parameter);
    };
  });
  return GaussianMoments(std::move(value), std::move(derivative), accuracy);
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
