// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/mask.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "support/catch.hpp"

namespace prune = outset::prune;
using outset::Index;
using prune::Mask;

namespace {

// Kept where (i + j) is even.
Mask chessboard(Index rows, Index cols) {
  Mask mask(rows, cols);
  for (Index j = 0; j < cols; ++j) {
    for (Index i = 0; i < rows; ++i) mask(i, j) = (i + j) % 2 == 0;
  }
  return mask;
}

}  // namespace

TEST_CASE("a mask counts what it keeps", "[mask]") {
  CHECK(Mask(3, 4).count() == 12);
  CHECK(Mask(3, 4, false).count() == 0);
  const Mask board = chessboard(3, 5);
  CHECK(board.rows() == 3);
  CHECK(board.cols() == 5);
  CHECK(board.count() == 8);
  CHECK(board.density() == Approx(8.0 / 15).epsilon(1e-15));
  CHECK(Mask(0, 5).density() == 1.0);
  CHECK(board[3] == board(0, 1));
  CHECK(prune::count({board, Mask(1, 1)}) == 9);
  CHECK(prune::density({board, Mask(1, 1)}) == Approx(9.0 / 16).epsilon(1e-15));
  CHECK(prune::density({}) == 1.0);
}

TEST_CASE("what a mask prunes becomes 0, whatever it was, and nothing else changes", "[mask]") {
  const Mask board = chessboard(4, 4);
  Eigen::MatrixXf w = Eigen::MatrixXf::Random(4, 4);
  w(0, 1) = std::numeric_limits<float>::quiet_NaN();
  w(1, 0) = -std::numeric_limits<float>::infinity();
  const Eigen::MatrixXf before = w;
  board.apply(w);
  for (Index j = 0; j < 4; ++j) {
    for (Index i = 0; i < 4; ++i) {
      if (board(i, j)) {
        CHECK(w(i, j) == before(i, j));
      } else {
        CHECK(w(i, j) == 0.0F);
        CHECK_FALSE(std::signbit(w(i, j)));
      }
    }
  }
  // A part of a matrix, and one in the other storage order.
  Eigen::MatrixXd large = Eigen::MatrixXd::Ones(6, 6);
  board.apply(large.block(1, 1, 4, 4));
  CHECK(large.sum() == 36 - 8);
  Eigen::Matrix<double, 4, 4, Eigen::RowMajor> rows = Eigen::Matrix4d::Ones();
  board.apply(rows);
  CHECK(rows(0, 1) == 0);
  CHECK(rows(1, 1) == 1);
}

TEST_CASE("masks combine", "[mask]") {
  const Mask board = chessboard(3, 3);
  const Mask other = ~board;
  CHECK(other.count() == 4);
  CHECK((board & other).count() == 0);
  CHECK((board | other) == Mask(3, 3));
  CHECK((board & Mask(3, 3)) == board);
  CHECK(~other == board);
  CHECK_FALSE(board == Mask(3, 3));
  CHECK_FALSE(Mask(2, 3) == Mask(3, 2));
}

TEST_CASE("masks of other sizes are refused", "[mask]") {
  Eigen::MatrixXf w = Eigen::MatrixXf::Ones(2, 3);
  CHECK_THROWS_WITH(Mask(3, 2, false).apply(w), "outset: Mask: apply: w is 2 x 3, must be 3 x 2");
  CHECK(w.sum() == 6);
  CHECK_THROWS_WITH(Mask(3, 2) & Mask(2, 3),
                    "outset: Mask: &: the other mask is 2 x 3, must be 3 x 2");
  CHECK_THROWS_WITH(Mask(3, 2) | Mask(2, 2),
                    "outset: Mask: |: the other mask is 2 x 2, must be 3 x 2");
}
