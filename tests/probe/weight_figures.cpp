// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/weight_figures.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "outset/outset.hpp"
#include "support/catch.hpp"

namespace {

using namespace outset::probe;
using outset::Index;

// Sums of n numbers, one by one in extended precision; figures_of's differ by n units of rounding.
void check_figures(const Eigen::MatrixXd& w, double scale) {
  long double sum = 0, squares = 0, fourths = 0;
  for (const double x : w.reshaped()) {
    const long double z = static_cast<long double>(x) / static_cast<long double>(scale);
    sum += z;
    squares += z * z;
    fourths += z * z * z * z;
  }
  const auto n = static_cast<long double>(w.size());
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = w;
  for (const Tensor& t : {tensor("w", w), tensor("w", by_rows), tensor("w", w.transpose())}) {
    const WeightFigures f = detail::figures_of(t, false);
    const double rounding = static_cast<double>(n) * 0x1p-52;
    CHECK(f.count == w.size());
    CHECK(f.least == w.minCoeff());
    CHECK(f.largest == w.maxCoeff());
    CHECK(f.mean / scale == Approx(static_cast<double>(sum / n)).margin(rounding));
    CHECK(std::sqrt(f.mean_square) / scale ==
          Approx(std::sqrt(static_cast<double>(squares / n))).epsilon(rounding));
    CHECK(f.kurtosis ==
          Approx(static_cast<double>(n * fourths / squares / squares)).epsilon(8 * rounding));
  }
}

TEST_CASE("Moments are those of all weights, in any storage and of any size that squares have") {
  for (const auto& [rows, cols] :
       {std::pair<Index, Index>{1, 1}, {1, 7}, {3, 5}, {8, 1024}, {2, 1025}, {3000, 3}}) {
    Eigen::MatrixXd w(rows, cols);
    outset::Normal{.mean = 0.1, .std = 1}(w, outset::Rng{1});
    check_figures(w, 1);
    check_figures(w * 1e-150, 1e-150);
    check_figures(w * 1e150, 1e150);
  }
}

TEST_CASE("The fourth powers of the largest and the smallest numbers neither overflow nor vanish") {
  for (const double w : {5e-324, 1e-310, 1e-200, 1e200, 1.7e308}) {
    const Eigen::RowVectorXd pair = Eigen::RowVector2d(w, -w);
    CHECK(detail::figures_of(tensor("w", pair), false).kurtosis == Approx(1));
    CHECK(detail::figures_of(tensor("w", pair), false).largest == w);
  }
}

TEST_CASE("Numbers that are not finite, and zeros, are counted and left out") {
  Eigen::MatrixXd w(40, 50);
  outset::Normal{.mean = 0, .std = 1}(w, outset::Rng{1});
  const WeightFigures all = detail::figures_of(tensor("w", w), false);
  Eigen::MatrixXd holes = Eigen::MatrixXd::Zero(80, 50);
  holes.topRows(40) = w;
  holes(50, 3) = std::numeric_limits<double>::quiet_NaN();
  holes(79, 49) = -std::numeric_limits<double>::infinity();
  const WeightFigures f = detail::figures_of(tensor("w", holes), true);
  CHECK(f.count == all.count);
  CHECK(f.zeros == 2000 - 2);
  CHECK(f.not_finite == 2);
  CHECK(f.mean_square == Approx(all.mean_square).epsilon(2000 * 0x1p-52));
  CHECK(f.largest == all.largest);
  const WeightFigures with_zeros = detail::figures_of(tensor("w", holes), false);
  CHECK(with_zeros.count == 4000 - 2);
  CHECK(with_zeros.zeros == 2000 - 2);
}

}  // namespace
