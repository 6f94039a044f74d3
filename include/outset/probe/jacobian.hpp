// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Jacobians and their singular values: by how much a layer, or the network, stretches a small
// change of its input, direction by direction (Saxe et al. 2014, section 3; Pennington et al.
// 2017). They are computed in double by Eigen's products: the last bits depend on the machine.
//
//   outset::nn::forward(net, X);
//   const auto views = outset::nn::layers(net);
//   outset::probe::singular_values(outset::probe::layer_jacobian(views[1], 0)).mean();

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/network.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

namespace detail {

// In descending order; of the symmetric matrix whose lower half this is. Compiled once, whatever
// the type of the matrix that singular_values is given.
template <class Real>
Eigen::VectorX<Real> largest_eigenvalues(const nn::detail::Matrix<Real>& lower, Index count) {
  const Eigen::SelfAdjointEigenSolver<nn::detail::Matrix<Real>> solver(lower,
                                                                       Eigen::EigenvaluesOnly);
  return solver.eigenvalues().tail(count).reverse();
}

}  // namespace detail

/// In descending order; min(rows, cols) of them, each within a few epsilon of the largest. They are
/// the upper eigenvalues of [0 J; J^T 0] (Golub and Van Loan, "Matrix Computations", section 8.6),
/// whose solver compiles in a quarter of the time of Eigen's BDCSVD. Errors: an entry is not
/// finite.
template <class M>
Eigen::VectorXd singular_values(const Eigen::MatrixBase<M>& jacobian) {
  const Index rows = jacobian.rows(), cols = jacobian.cols();
  nn::detail::Matrix<double> both = nn::detail::Matrix<double>::Zero(rows + cols, rows + cols);
  both.bottomLeftCorner(cols, rows) = jacobian.transpose().template cast<double>();
  if (!nn::all_finite(both)) {
    outset::detail::fail("singular_values: an entry of the matrix is not finite");
  }
  return detail::largest_eigenvalues(both, (std::min)(rows, cols)).cwiseMax(0.0);
}

namespace detail {

template <class Real>
void require_example(const nn::LayerView<Real>& layer, Index example) {
  if (!layer.z.present() || example < 0 || example >= layer.z.cols()) {
    outset::detail::fail({"jacobian: layer \"", layer.name, "\" has no z of example ", example,
                          ", only of ", layer.z.cols()});
  }
}

// f'(z) of every unit.
template <class Real>
Eigen::VectorXd slopes(const nn::LayerView<Real>& layer, Index example) {
  require_example(layer, example);
  Eigen::VectorXd slope(layer.z.rows());
  for (Index i = 0; i < slope.size(); ++i) {
    slope(i) = layer.f.derivative(static_cast<double>(layer.z(i, example)));
  }
  return slope;
}

}  // namespace detail

/// dh/dx = diag(f'(z)) W of a dense layer, (out, in), at column `example` of the last forward's
/// batch. Errors: no z or no weights (out, in) of that layer, no such example.
template <class Real>
nn::detail::Matrix<double> layer_jacobian(const nn::LayerView<Real>& layer, Index example) {
  const Eigen::VectorXd slope = detail::slopes(layer, example);
  if (layer.weight.rows() != slope.size()) {
    outset::detail::fail({"layer_jacobian: layer \"", layer.name, "\" has ", layer.weight.rows(),
                          " rows of weights, must have one for ", "each of its ", slope.size(),
                          " pre-activations"});
  }
  return slope.asDiagonal() * layer.weight.map().template cast<double>();
}

/// dz/dz of the layer before, W diag(f'(z before)), (out, in): the J of Glorot and Bengio 2010,
/// section 4.2.1. Errors: as layer_jacobian.
template <class Real>
nn::detail::Matrix<double> preactivation_jacobian(const nn::LayerView<Real>& before,
                                                  const nn::LayerView<Real>& layer, Index example) {
  const Eigen::VectorXd slope = detail::slopes(before, example);
  if (layer.weight.cols() != slope.size()) {
    outset::detail::fail({"preactivation_jacobian: layer \"", layer.name, "\" has ",
                          layer.weight.cols(), " inputs, must have the ", slope.size(),
                          " units of \"", before.name, "\""});
  }
  return layer.weight.map().template cast<double>() * slope.asDiagonal();
}

/// d outputs / d inputs of an Mlp at an example x of `inputs()` numbers, (outputs, inputs): the
/// product of its layers' Jacobians. Runs forward. Errors: x has another size.
template <std::floating_point Real>
nn::detail::Matrix<double> input_output_jacobian(
    nn::Mlp<Real>& net, const Eigen::Ref<const nn::detail::Vector<std::type_identity_t<Real>>>& x) {
  net.forward(x);
  const auto views = nn::layers(net);
  nn::detail::Matrix<double> product = layer_jacobian(views.front(), 0);
  for (std::size_t i = 1; i < views.size(); ++i) {
    nn::detail::Matrix<double> next = layer_jacobian(views[i], 0) * product;
    product = std::move(next);
  }
  return product;
}

/// The same of any network by central differences: column k is (f(x + d e_k) - f(x - d e_k)) / 2d,
/// all in one forward of 2 inputs columns. `d` = 0: cbrt(epsilon) times the largest entry of x (at
/// least 1), for which the relative error is near epsilon^(2/3) where f is smooth: 4e-11 in double,
/// 2e-5 in float. Where a unit has a kink within d, an entry may be between its two slopes.
template <nn::Network Net>
nn::detail::Matrix<double> difference_jacobian(
    Net& net, const Eigen::Ref<const nn::detail::Vector<nn::ScalarOf<Net>>>& x, double d = 0) {
  using Real = nn::ScalarOf<Net>;
  if (!(d > 0)) {
    const double largest = static_cast<double>(x.cwiseAbs().maxCoeff());
    d = std::cbrt(static_cast<double>(Eigen::NumTraits<Real>::epsilon())) *
        (std::max)(1.0, largest);
  }
  const Index n = x.size();
  nn::detail::Matrix<Real> batch(n, 2 * n);
  batch.colwise() = x;
  for (Index k = 0; k < n; ++k) {
    batch(k, k) += static_cast<Real>(d);
    batch(k, n + k) -= static_cast<Real>(d);
  }
  nn::forward(net, batch);
  const auto outputs = nn::detail::output_of(nn::layers(net));
  nn::detail::Matrix<double> jacobian(outputs.rows(), n);
  for (Index k = 0; k < n; ++k) {
    const double step = static_cast<double>(batch(k, k)) - static_cast<double>(batch(k, n + k));
    for (Index i = 0; i < outputs.rows(); ++i) {
      jacobian(i, k) =
          (static_cast<double>(outputs(i, k)) - static_cast<double>(outputs(i, n + k))) / step;
    }
  }
  return jacobian;
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
