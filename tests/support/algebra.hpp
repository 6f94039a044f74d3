// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Linear algebra for the tests, in double: compiled once, in algebra.cpp, with loops instead of
// Eigen's products and decompositions, which cost seconds of compile time per type.

#include <Eigen/Core>

namespace algebra {

/// The largest |w^* w / gain^2 - I|, of the columns or, where there are more columns, of the rows.
double orthonormality_error(const Eigen::MatrixXd& w, double gain = 1);
double orthonormality_error(const Eigen::MatrixXcd& w, double gain = 1);

/// The largest |a - b|.
double distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
double distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b);

/// Multiplies by I - 2 v v^* / |v|^2, from the left: the last v.size() rows, columns from `first`.
void reflect(const Eigen::VectorXd& v, Eigen::MatrixXd& q, Eigen::Index first);
void reflect(const Eigen::VectorXcd& v, Eigen::MatrixXcd& q, Eigen::Index first);

/// |w - its rows projected on the longest one| / |w|, in Frobenius' norm. At least the second
/// singular value over the root of the sum of all squared; 0 for a matrix of rank 1.
double distance_to_rank_one(const Eigen::MatrixXd& w);

/// By Gauss' elimination.
double determinant(Eigen::MatrixXd w);

Eigen::MatrixXcd product(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b);

}  // namespace algebra
