// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Directions that data give to the rows of a weight matrix: principal components, and the centres
// of k-means over whitened inputs of length 1 (Coates and Ng 2012, "Learning feature
// representations with k-means", section 2), by Eigen's products and solver.

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
#include "outset/nn/shuffle.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

// Centred data (in, examples), and the components of their covariance, the largest first.
template <std::floating_point Real>
struct Components {
  Matrix<Real> centred;
  Matrix<Real> axes;      // (in, components), of length 1, each with its largest entry positive
  Vector<Real> variance;  // along each; not below 1e-10 of the largest
};

template <std::floating_point Real>
Components<Real> components(const Matrix<Real>& data) {
  Components<Real> found{.centred = data, .axes = {}, .variance = {}};
  const Vector<Real> mean = found.centred.rowwise().mean();
  found.centred.colwise() -= mean;
  const Matrix<Real> covariance = found.centred * found.centred.transpose() /
                                  static_cast<Real>((std::max)(data.cols(), Index{1}));
  const Eigen::SelfAdjointEigenSolver<Matrix<Real>> solver(covariance);
  const Vector<Real> ascending = solver.eigenvalues();
  const Index in = ascending.size();
  const Real least = Real(1e-10) * ascending(in - 1);
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
Index principal_directions(const Matrix<Real>& data, Matrix<Real>& rows) {
  const Components<Real> found = components(data);
  const Index count = (std::min)(rows.rows(), found.axes.cols());
  rows.topRows(count) = found.axes.leftCols(count).transpose();
  return count;
}

// Lloyd's algorithm from different examples, for at most ten rounds. A centre of no example stays.
template <std::floating_point Real>
Matrix<Real> kmeans(const Matrix<Real>& points, Index count, const Rng& rng) {
  std::vector<Index> order(static_cast<std::size_t>(points.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  shuffle(std::span<Index>(order), rng);
  Matrix<Real> centres(points.rows(), count);
  for (Index k = 0; k < count; ++k) {
    centres.col(k) = points.col(order[static_cast<std::size_t>(k)]);
  }
  std::vector<Index> nearest(order.size(), -1);
  for (int round = 0; round < 10; ++round) {
    // |p - c|^2 without |p|^2, which is the same for all centres.
    Matrix<Real> distance = centres.transpose() * points * Real(-2);
    const Vector<Real> square = centres.colwise().squaredNorm();
    distance.colwise() += square;
    Matrix<Real> sum = Matrix<Real>::Zero(points.rows(), count);
    Vector<Real> members = Vector<Real>::Zero(count);
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
Index kmeans_directions(const Matrix<Real>& data, const Rng& rng, Matrix<Real>& rows) {
  const Components<Real> found = components(data);
  const Vector<Real> scale = found.variance.cwiseSqrt().cwiseInverse();
  const Matrix<Real> whitening = scale.asDiagonal() * found.axes.transpose();
  Matrix<Real> points = whitening * found.centred;
  for (Index j = 0; j < points.cols(); ++j) {
    const Real length = points.col(j).norm();
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
