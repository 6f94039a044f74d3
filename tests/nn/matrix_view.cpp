// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/matrix_view.hpp"

#include <Eigen/Core>
#include <type_traits>

#include "support/catch.hpp"

using outset::nn::MatrixView;

namespace {

using RowMajor = Eigen::Matrix<double, 3, 4, Eigen::RowMajor>;

// Whether a view shows what the object holds, in the object's own memory.
template <class M>
bool shows(const MatrixView<const double>& view, const M& m) {
  return view.present() && view.rows() == m.rows() && view.cols() == m.cols() &&
         view.data() == m.data() && view.map() == m.matrix();
}

}  // namespace

TEST_CASE("a view has the entries of a matrix in any order, of its parts and its transpose") {
  Eigen::MatrixXd column_major = Eigen::MatrixXd::Random(3, 4);
  RowMajor row_major = column_major;
  Eigen::ArrayXXd array = column_major.array();
  const Eigen::VectorXd vector = column_major.col(1);
  CHECK(shows(column_major, column_major));
  CHECK(shows(row_major, row_major));
  CHECK(shows(array, array));
  CHECK(shows(vector, vector));
  CHECK(shows(row_major.transpose(), row_major.transpose()));
  CHECK(shows(column_major.block(1, 1, 2, 2), column_major.block(1, 1, 2, 2)));
  CHECK(shows(column_major.row(2), column_major.row(2)));
  const MatrixView<double> view = row_major;
  CHECK(view(2, 1) == row_major(2, 1));
  CHECK(view.row(2).map() == row_major.row(2));
  CHECK(view.columns(1, 2).map() == row_major.middleCols(1, 2));
  view(0, 3) = 7;
  CHECK(row_major(0, 3) == 7);
  const Eigen::RowVectorXd row = row_major.row(1);
  CHECK(MatrixView<const double>(row)(3) == row(3));
  CHECK(MatrixView<const double>(vector)(2) == vector(2));
}

TEST_CASE("a view of nothing says so, one of an empty matrix does not") {
  CHECK_FALSE(MatrixView<float>().present());
  CHECK(MatrixView<float>().size() == 0);
  const Eigen::MatrixXf empty(3, 0);
  CHECK(MatrixView<const float>(empty).present());
  CHECK(MatrixView<const float>(empty).size() == 0);
}

// A temporary matrix would be gone; a const one cannot be written; a product has no memory.
using Matrix = Eigen::MatrixXd;
static_assert(std::is_convertible_v<Matrix&, MatrixView<double>>);
static_assert(std::is_convertible_v<const Matrix&, MatrixView<const double>>);
static_assert(std::is_convertible_v<MatrixView<double>, MatrixView<const double>>);
static_assert(!std::is_convertible_v<Matrix, MatrixView<const double>>);
static_assert(!std::is_convertible_v<const Matrix&, MatrixView<double>>);
static_assert(!std::is_convertible_v<Eigen::MatrixXf&, MatrixView<double>>);
static_assert(!std::is_convertible_v<decltype(Matrix() * Matrix()), MatrixView<const double>>);
