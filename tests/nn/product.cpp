// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/product.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <thread>

#include "support/backends.hpp"
#include "support/catch.hpp"

using outset::nn::detail::add_product;

namespace {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// |computed - exact| <= (k + 2) eps sum |a||b| for any order of a sum of k products (Higham,
// "Accuracy and Stability of Numerical Algorithms", 2nd ed., section 3.1); both sides may err.
template <class Scalar>
void check_product(const Matrix<Scalar>& got, const Matrix<Scalar>& start, const Matrix<Scalar>& a,
                   const Matrix<Scalar>& b) {
  const Matrix<Scalar> expected = start + a.lazyProduct(b);
  const Matrix<Scalar> sizes = start.cwiseAbs() + a.cwiseAbs().lazyProduct(b.cwiseAbs());
  const Scalar unit = std::numeric_limits<Scalar>::epsilon() * Scalar(2 * a.cols() + 4);
  CHECK(((got - expected).array().abs() <= unit * sizes.array()).all());
}

template <class Scalar>
void check_sizes(Eigen::Index m, Eigen::Index k, Eigen::Index n) {
  INFO(m << " x " << k << " x " << n);
  const Matrix<Scalar> a = Matrix<Scalar>::Random(m, k);
  const Matrix<Scalar> b = Matrix<Scalar>::Random(k, n);
  const Matrix<Scalar> start = Matrix<Scalar>::Random(m, n);
  // Inside a larger matrix, whose other entries must stay.
  Matrix<Scalar> field = Matrix<Scalar>::Constant(m + 5, n + 3, Scalar(7));
  field.block(2, 1, m, n) = start;
  add_product(field.block(2, 1, m, n), a, b);
  check_product<Scalar>(field.block(2, 1, m, n), start, a, b);
  field.block(2, 1, m, n).setConstant(Scalar(7));
  CHECK((field.array() == Scalar(7)).all());
  Matrix<Scalar> c = start;
  const Matrix<Scalar> at = a.transpose(), bt = b.transpose();
  add_product(c, at.transpose(), b);
  check_product<Scalar>(c, start, a, b);
  c = start;
  add_product(c, a, bt.transpose());
  check_product<Scalar>(c, start, a, b);
  // In every storage order, to the bit.
  const RowMajor<Scalar> a_by_rows = a, b_by_rows = b;
  RowMajor<Scalar> by_rows = start;
  add_product(by_rows, a, b_by_rows);
  CHECK(by_rows == c);
  RowMajor<Scalar> row_field = field;
  row_field.block(2, 1, m, n) = start;
  add_product(row_field.block(2, 1, m, n), a_by_rows, b);
  CHECK(row_field.block(2, 1, m, n) == c);
  row_field.block(2, 1, m, n).setConstant(Scalar(7));
  CHECK(row_field == field);
}

}  // namespace

TEMPLATE_TEST_CASE("products are right for all sizes around the panels", "", float, double,
                   long double) {
  for (const Eigen::Index m : {1, 2, 3, 7, 8, 9, 31, 33}) {
    for (const Eigen::Index k : {1, 2, 63, 64, 65}) {
      for (const Eigen::Index n : {1, 3, 4, 5, 9}) check_sizes<TestType>(m, k, n);
    }
  }
  check_sizes<TestType>(130, 129, 131);
  check_sizes<TestType>(5, 0, 4);
}

TEMPLATE_TEST_CASE("equal rows and columns have equal products to the bit", "", float, double,
                   long double) {
  // Any place in a matrix gets the same arithmetic: what keeps equal units equal.
  const Eigen::Index m = 101, k = 67, n = 39;
  const Matrix<TestType> row = Matrix<TestType>::Random(1, k);
  const Matrix<TestType> col = Matrix<TestType>::Random(k, 1);
  Matrix<TestType> c = Matrix<TestType>::Zero(m, n);
  add_product(c, Matrix<TestType>(row.replicate(m, 1)), Matrix<TestType>(col.replicate(1, n)));
  CHECK((c.array() == c(0, 0)).all());
}

TEMPLATE_TEST_CASE("every entry is one chain of fused multiply-adds, on every backend", "", float,
                   double) {
  const Eigen::Index m = 45, k = 150, n = 61;
  const Matrix<TestType> a = Matrix<TestType>::Random(m, k);
  const Matrix<TestType> b = Matrix<TestType>::Random(k, n);
  const Matrix<TestType> start = Matrix<TestType>::Random(m, n);
  Matrix<TestType> chains = start;
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = 0; i < m; ++i) {
      for (Eigen::Index l = 0; l < k; ++l) chains(i, j) = std::fma(a(i, l), b(l, j), chains(i, j));
    }
  }
  const RowMajor<TestType> a_by_rows = a, b_by_rows = b;
  with_each_backend([&](outset::simd::Backend backend) {
    INFO(outset::simd::name(backend));
    Matrix<TestType> c = start;
    add_product(c, a, b);
    CHECK(c == chains);
    c = start;
    add_product(c, a_by_rows, b_by_rows);
    CHECK(c == chains);
  });
}

TEMPLATE_TEST_CASE("any threads give the same product", "", float, double) {
  const Eigen::Index m = 200, k = 300, n = 131;  // three pieces
  const Matrix<TestType> a = Matrix<TestType>::Random(m, k);
  const Matrix<TestType> b = Matrix<TestType>::Random(k, n);
  Matrix<TestType> whole = Matrix<TestType>::Random(m, n);
  Matrix<TestType> in_pieces = whole;
  add_product(whole, a, b);
  outset::Index pieces = 0;
  const auto backwards = [&](outset::Index count, const auto& body) {
    pieces = count;
    for (outset::Index i = count; i-- > 0;) {
      std::thread thread([&] { body(i); });
      thread.join();
    }
  };
  const outset::simd::Product<TestType> product{m, n, k, a.data(), m, b.data(), k, in_pieces.data(),
                                                m};
  outset::nn::detail::add_by_columns(product, backwards);
  CHECK(pieces == 3);
  CHECK(in_pieces == whole);
}
