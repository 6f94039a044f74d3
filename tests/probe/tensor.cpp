// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/tensor.hpp"

#include <Eigen/Core>
#include <stdexcept>
#include <vector>

#include "outset/span.hpp"
#include "support/catch.hpp"

namespace {

using outset::probe::tensor;
using outset::probe::Tensor;

TEST_CASE("A tensor reads any matrix in place, in its own storage order") {
  Eigen::MatrixXf w(2, 3);
  w << 1, 2, 3, 4, 5, 6;
  const Tensor t = tensor("w", w);
  CHECK(t.rows == 2);
  CHECK(t.cols == 3);
  CHECK_FALSE(t.is_bias);
  CHECK(t.at(1, 0) == 4);
  CHECK(t(2) == 2);  // column-major
  w(1, 0) = 40;
  CHECK(t.at(1, 0) == 40);
  CHECK(tensor("t", w.transpose()).at(0, 1) == 40);
  CHECK(tensor("block", w.block(0, 1, 2, 2)).at(1, 1) == 6);
  const Eigen::MatrixXf& constant = w;
  CHECK(tensor("const", constant).at(1, 2) == 6);
  CHECK(tensor("map", Eigen::Map<const Eigen::MatrixXf>(w.data(), 3, 2)).at(1, 0) == 40);
}

TEST_CASE("A tensor reads 16-bit scalars and plain memory with its Shape") {
  Eigen::Matrix<Eigen::bfloat16, 2, 2> w;
  w.setConstant(Eigen::bfloat16(0.5F));
  CHECK(tensor("w", w).at(1, 1) == 0.5);
  CHECK(tensor("w", w).epsilon == 0x1p-7);
  std::vector<float> memory = {1, 2, 3, 4, 5, 6};
  const auto span = outset::row_major(memory, outset::dense(2, 3));
  const Tensor t = tensor("span", span);
  CHECK(t.at(1, 0) == 4);
  REQUIRE(t.shape);
  CHECK(*t.shape == outset::dense(2, 3));
}

TEST_CASE("A vector holds biases") {
  const Eigen::VectorXd b = Eigen::VectorXd::Zero(4);
  CHECK(tensor("b", b).is_bias);
  CHECK(tensor("b", b.transpose()).is_bias);
}

TEST_CASE("A Shape of another size is refused, with both sizes") {
  const Eigen::MatrixXf w = Eigen::MatrixXf::Zero(2, 3);
  CHECK_THROWS_WITH(tensor("w", w, outset::dense(3, 2)),
                    "outset: probe::tensor: w is 2 x 3, must be 3 x 2 as its Shape, and no slice");
  CHECK(tensor("w", w, outset::dense(3, 2, {.transposed = true})).shape->transposed());
}

template <class W>
concept Accepted = requires(W&& w) {
  tensor("w", std::forward<W>(w));
};
static_assert(Accepted<Eigen::MatrixXf&>);
static_assert(!Accepted<Eigen::MatrixXf>, "a temporary matrix would be gone when it is read");

}  // namespace
