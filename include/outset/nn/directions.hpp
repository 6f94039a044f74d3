// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Directions that data give to the rows of a weight matrix: principal components, and the centres
// of k-means over whitened inputs of length 1 (Coates and Ng 2012, "Learning feature
// representations with k-means", section 2). Computed in double by Eigen's products and solver.

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "outset/nn/matrix.hpp"
#include "outset/nn/matrix_view.hpp"
#include "outset/nn/shuffle.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

// Centred data (in, examples), and the components of their covariance, the largest first.
struct Components {
  Matrix<double> centred;
  Matrix<double> axes;      // (in, components), of length 1, each with its largest entry positive
  Vector<double> variance;  // along each; not below 1e-10 of the largest
};

template <std::floating_point Real>
Components components(const MatrixView<const Real>& data) {
  Components found{.centred = data.map().template cast<double>(), .axes = {}, .variance = {}};
  const Vector<double> mean = found.centred.rowwise().mean();
  found.centred.colwise() -= mean;
  const Matrix<double> covariance = found.centred * found.centred.transpose() /
                                    static_cast<double>((std::max)(data.cols(), Index{1}));
  const Eigen::SelfAdjointEigenSolver<Matrix<double>> solver(covariance);
  const Vector<double> ascending = solver.eigenvalues();
  const Index in = ascending.size();
  const double least = 1e-10 * ascending(in - 1);
  const Index count = in - (ascending.array() <= least).count();
  found.axes = solver.eigenvectors().rightCols(count).rowwise().reverse();
  found.variance = ascending.tail(count).reverse();
  for (Index k = 0; k < count; ++k) {  // the solver's sign is as it may be
    Index largest = 0;
    found.axes.col(k).cwiseAbs().maxCoeff(&largest);
    if (found.axes(largest, k) < 0) found.axes.col(k) *= -1;
  }
  return found;
}

// Writes the first rows; gives their number, at most the number of components.
template <std::floating_point Real>
Index principal_directions(const MatrixView<const Real>& data, Matrix<double>& rows) {
  const Components found = components(data);
  const Index count = (std::min)(rows.rows(), found.axes.cols());
  rows.topRows(count) = found.axes.leftCols(count).transpose();
  return count;
}

// Lloyd's algorithm from different examples, for at most ten rounds. A centre of no example stays.
inline Matrix<double> kmeans(const Matrix<double>& points, Index count, const Rng& rng) {
  std::vector<Index> order(static_cast<std::size_t>(points.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  shuffle(std::span<Index>(order), rng);
  Matrix<double> centres(points.rows(), count);
  for (Index k = 0; k < count; ++k) {
    centres.col(k) = points.col(order[static_cast<std::size_t>(k)]);
  }
  std::vector<Index> nearest(order.size(), -1);
  for (int round = 0; round < 10; ++round) {
    // |p - c|^2 without |p|^2, which is the same for all centres.
    Matrix<double> distance = centres.transpose() * points * -2.0;
    const Vector<double> square = centres.colwise().squaredNorm();
    distance.colwise() += square;
    Matrix<double> sum = Matrix<double>::Zero(points.rows(), count);
    Vector<double> members = Vector<double>::Zero(count);
    bool moved = false;
    for (Index j = 0; j < points.cols(); ++j) {
      Index best = 0;
      distance.col(j).minCoeff(&best);
      moved = moved || nearest[static_cast<std::size_t>(j)] != best;
      nearest[static_cast<std::size_t>(j)] = best;
      sum.col(best) += points.col(j);
      members(best) += 1;
    }
    if (!moved) break;
    for (Index k = 0; k < count; ++k) {
      if (members(k) > 0) centres.col(k) = sum.col(k) / members(k);
    }
  }
  return centres;
}

// Row k is the function of an input that gives its whitened form's product with centre k.
template <std::floating_point Real>
Index kmeans_directions(const MatrixView<const Real>& data, const Rng& rng, Matrix<double>& rows) {
  const Components found = components(data);
  const Vector<double> scale = found.variance.cwiseSqrt().cwiseInverse();
  const Matrix<double> whitening = scale.asDiagonal() * found.axes.transpose();
  Matrix<double> points = whitening * found.centred;
  for (Index j = 0; j < points.cols(); ++j) {
    const double length = points.col(j).norm();
    if (length > 0) points.col(j) /= length;
  }
  const Index count = (std::min)(rows.rows(), points.cols());
  rows.topRows(count) = kmeans(points, count, rng).transpose() * whitening;
  return count;
}

}  // namespace detail
}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
