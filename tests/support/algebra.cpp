// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "support/algebra.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>

namespace algebra {

namespace {

using Eigen::Index;

double conjugate(double x) { return x; }
std::complex<double> conjugate(const std::complex<double>& x) { return std::conj(x); }

// Of vectors of n numbers, `step` apart: the sum of conj(a) b.
template <class Scalar>
Scalar inner(const Scalar* a, const Scalar* b, Index n, Index step) {
  Scalar sum(0);
  for (Index i = 0; i < n; ++i) sum += conjugate(a[i * step]) * b[i * step];
  return sum;
}

template <class Matrix>
double orthonormality(const Matrix& w, double gain) {
  const bool by_rows = w.rows() < w.cols();
  const Index count = (std::min)(w.rows(), w.cols()), length = (std::max)(w.rows(), w.cols());
  const Index to_next = by_rows ? 1 : w.rows(), step = by_rows ? w.rows() : 1;
  double worst = 0;
  for (Index j = 0; j < count; ++j) {
    for (Index i = 0; i <= j; ++i) {
      const auto entry = inner(w.data() + i * to_next, w.data() + j * to_next, length, step);
      worst = (std::max)(worst, std::abs(entry / (gain * gain) - (i == j ? 1.0 : 0.0)));
    }
  }
  return worst;
}

template <class Matrix>
double largest_difference(const Matrix& a, const Matrix& b) {
  double worst = a.rows() == b.rows() && a.cols() == b.cols() ? 0 : HUGE_VAL;
  for (Index i = 0; worst < HUGE_VAL && i < a.size(); ++i) {
    const double difference = std::abs(a.data()[i] - b.data()[i]);
    worst = difference <= worst ? worst : difference;  // NaN is a difference
  }
  return worst;
}

template <class Vector, class Matrix>
void reflect_columns(const Vector& v, Matrix& q, Index first) {
  const Index n = v.size();
  const double square = std::real(inner(v.data(), v.data(), n, 1));
  for (Index j = first; j < q.cols(); ++j) {
    auto* const column = q.data() + (j + 1) * q.rows() - n;
    const auto factor = 2 / square * inner(v.data(), column, n, 1);
    for (Index i = 0; i < n; ++i) column[i] -= v(i) * factor;
  }
}

}  // namespace

double orthonormality_error(const Eigen::MatrixXd& w, double gain) {
  return orthonormality(w, gain);
}
double orthonormality_error(const Eigen::MatrixXcd& w, double gain) {
  return orthonormality(w, gain);
}

double distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return largest_difference(a, b);
}
double distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  return largest_difference(a, b);
}

void reflect(const Eigen::VectorXd& v, Eigen::MatrixXd& q, Index first) {
  reflect_columns(v, q, first);
}
void reflect(const Eigen::VectorXcd& v, Eigen::MatrixXcd& q, Index first) {
  reflect_columns(v, q, first);
}

double distance_to_rank_one(const Eigen::MatrixXd& w) {
  const auto row = [&](Index i) { return w.data() + i; };
  const auto dot = [&](Index a, Index b) { return inner(row(a), row(b), w.cols(), w.rows()); };
  Index longest = 0;
  double all = 0, left = 0;
  for (Index i = 0; i < w.rows(); ++i) {
    all += dot(i, i);
    if (dot(i, i) > dot(longest, longest)) longest = i;
  }
  for (Index i = 0; i < w.rows(); ++i) {
    const double factor = dot(i, longest) / dot(longest, longest);
    for (Index j = 0; j < w.cols(); ++j) {
      const double rest = w(i, j) - factor * w(longest, j);
      left += rest * rest;
    }
  }
  return std::sqrt(left / all);
}

double determinant(Eigen::MatrixXd w) {
  double value = 1;
  for (Index k = 0; k < w.rows(); ++k) {
    Index pivot = k;
    for (Index i = k; i < w.rows(); ++i) {
      if (std::abs(w(i, k)) > std::abs(w(pivot, k))) pivot = i;
    }
    for (Index j = k; pivot != k && j < w.cols(); ++j) std::swap(w(k, j), w(pivot, j));
    value *= pivot == k ? w(k, k) : -w(k, k);
    for (Index i = k + 1; i < w.rows(); ++i) {
      const double factor = w(i, k) / w(k, k);
      for (Index j = k; j < w.cols(); ++j) w(i, j) -= factor * w(k, j);
    }
  }
  return value;
}

Eigen::MatrixXcd product(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  Eigen::MatrixXcd c(a.rows(), b.cols());
  for (Index j = 0; j < c.cols(); ++j) {
    for (Index i = 0; i < c.rows(); ++i) {
      c(i, j) = 0;
      for (Index k = 0; k < a.cols(); ++k) c(i, j) += a(i, k) * b(k, j);
    }
  }
  return c;
}

}  // namespace algebra
