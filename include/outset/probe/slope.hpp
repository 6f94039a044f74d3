// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The derivative of a function that is known by its values only, to about 1e-12.
//
// f is replaced on panels by polynomials of degree 16 through its values at Chebyshev points, and
// these are differentiated (Trefethen, "Approximation Theory and Approximation Practice", 2013,
// chapters 3 and 21). Panels end at 0, so that a kink there does no harm. A panel whose last
// coefficients are not small is bisected, which finds kinks elsewhere to 1e-12. Differences of
// neighbouring values would lose half of the digits; here a panel's width, not a step's, stands
// under the rounding errors.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// f's polynomial on [low, high] and what it says of f there.
struct SlopePanel {
  static constexpr std::size_t degree = 16;

  double low = 0, high = 0;
  std::array<double, degree> derivative{};  ///< Chebyshev coefficients of f'
  double tail = 0;                          ///< the largest of f's last three coefficients
  double size = 0;                          ///< the largest |f|, or what f is small against
  double change = 0;                        ///< |f(high) - f(low)|

  SlopePanel(const std::function<double(double)>& f, double from, double to, double least_size = 0)
      : low(from), high(to), size(least_size) {
    // cos(pi k / 16); every product of two indices is one of these.
    static const std::array<double, 2 * degree> cosine = [] {
      std::array<double, 2 * degree> values;
      for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] = std::cos(3.14159265358979323846 * static_cast<double>(k) / degree);
      }
      return values;
    }();
    const double half = (high - low) / 2, centre = low + half;
    std::array<double, degree + 1> value;
    for (std::size_t k = 0; k <= degree; ++k) {
      const double u = k == 0 ? high : k == degree ? low : centre + half * cosine[k];
      value[k] = f(u);
      size = (std::max)(size, std::fabs(value[k]));
    }
    change = std::fabs(value[0] - value[degree]);
    if (!exact::is_finite(size)) {
      derivative[0] = exact::infinity<double>;
      return;
    }
    std::array<double, degree + 1> coefficient;
    for (std::size_t j = 0; j <= degree; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k <= degree; ++k) {
        const double share = k == 0 || k == degree ? 0.5 : 1;
        sum += share * value[k] * cosine[j * k % (2 * degree)];
      }
      coefficient[j] = sum * (j == 0 || j == degree ? 1.0 : 2.0) / degree;
    }
    for (std::size_t j = degree - 2; j <= degree; ++j) {
      tail = (std::max)(tail, std::fabs(coefficient[j]));
    }
    double above = 0, above_next = 0;  // the recurrence b[j-1] = b[j+1] + 2 j a[j]
    for (std::size_t j = degree; j > 0; --j) {
      const double own = above_next + 2 * static_cast<double>(j) * coefficient[j];
      derivative[j - 1] = own;
      above_next = above;
      above = own;
    }
    derivative[0] /= 2;
    for (double& b : derivative) b /= half;
  }

  /// f'(u), by Clenshaw's sum.
  double operator()(double u) const {
    const double half = (high - low) / 2;
    const double x = (u - (low + half)) / half;
    double b1 = 0, b2 = 0;
    for (std::size_t j = degree - 1; j > 0; --j) {
      const double own = derivative[j] + 2 * x * b1 - b2;
      b2 = b1;
      b1 = own;
    }
    return derivative[0] + x * b1 - b2;
  }

  bool resolved() const { return !exact::is_finite(size) || tail <= 2e-15 * size; }
  bool narrowest() const {
    return high - low <= 1e-12 * (std::max)(1.0, (std::max)(std::fabs(low), std::fabs(high)));
  }
};

/// u -> f'(u). At a kink it has one of the two sides' slopes; at 0 that of the positive side, and
/// at -1e-300 that of the negative one.
class Slope {
 public:
  explicit Slope(const std::function<double(double)>& f) : f_(f) {
    // Where f is this small, as gelu is far below 0, its digits do not matter.
    least_size_ = 1e-6 * (std::max)(SlopePanel(f_, -1, 0).size, SlopePanel(f_, 0, 1).size);
    if (!exact::is_finite(least_size_)) least_size_ = 0;
    for (double high = last; high > first; high /= 2) resolve(panel(-high, -high / 2));
    resolve(panel(-first, 0));
    resolve(panel(0, first));
    for (double low = first; low < last; low *= 2) resolve(panel(low, 2 * low));
  }

  double operator()(double u) const {
    if (!(std::fabs(u) < last)) return far_out(u);
    // A panel takes in its lower end, but -1e-300 belongs to the one below 0.
    const auto above = std::upper_bound(panels_.begin(), panels_.end(), u,
                                        [](double x, const SlopePanel& p) { return x < p.low; });
    return (*(above - 1))(u);
  }

  /// Whether f jumps somewhere in [-1024, 1024]. f' is then no density of f's change.
  bool jumps() const { return jumps_; }

 private:
  static constexpr double first = 0.5, last = 1024;
  static constexpr std::size_t most = 4096;

  SlopePanel panel(double low, double high) const { return {f_, low, high, least_size_}; }

  /// Keeps a panel if it is good enough, else its halves. In values with rounding errors above the
  /// tolerance (f in float) both halves are as bad as the whole: then the whole is kept, because
  /// narrow panels would only magnify the errors.
  void resolve(const SlopePanel& whole) {
    if (whole.resolved() || whole.narrowest() || panels_.size() >= most) {
      jumps_ = jumps_ || (!whole.resolved() && whole.narrowest() && is_jump(whole));
      panels_.push_back(whole);
      return;
    }
    const double middle = whole.low + (whole.high - whole.low) / 2;
    const SlopePanel left = panel(whole.low, middle), right = panel(middle, whole.high);
    if (is_noise(whole, left, right)) {
      panels_.push_back(whole);
      return;
    }
    resolve(left);
    resolve(right);
  }

  /// Whether f changes about as much within the panel as on either side of it, within 500 widths.
  bool is_jump(const SlopePanel& narrow) const {
    const double reach = 500 * (narrow.high - narrow.low);
    const double above = std::fabs(f_(narrow.high + reach) - f_(narrow.high));
    const double below = std::fabs(f_(narrow.low) - f_(narrow.low - reach));
    return narrow.change > 1e-10 * narrow.size && narrow.change > (std::max)(above, below) / 2;
  }

  static bool is_noise(const SlopePanel& whole, const SlopePanel& left, const SlopePanel& right) {
    return whole.tail <= 1e-6 * whole.size && (std::min)(left.tail, right.tail) > whole.tail / 8;
  }

  /// Beyond the panels that are kept, the panel around u is made anew.
  double far_out(double u) const {
    const double low = std::exp2(std::floor(std::log2(std::fabs(u))));
    SlopePanel around = u < 0 ? panel(-2 * low, -low) : panel(low, 2 * low);
    while (!around.resolved() && !around.narrowest()) {
      const double middle = around.low + (around.high - around.low) / 2;
      const SlopePanel left = panel(around.low, middle), right = panel(middle, around.high);
      if (is_noise(around, left, right)) break;
      around = u < middle ? left : right;
    }
    return around(u);
  }

  std::function<double(double)> f_;
  double least_size_ = 0;
  std::vector<SlopePanel> panels_{};
  bool jumps_ = false;
};

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
