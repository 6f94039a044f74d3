// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A slice of a tensor is filled with the bits that the whole tensor has there, and its fans are
// those of the whole. Slices are made in slice.hpp, and filled in initializer.hpp and
// fill/fill.hpp.

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/same.hpp"

namespace {

using Eigen::Index;
using RowMajorF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

const char* const kinds[] = {"he_normal",  "uniform",     "variance_scaling", "constant(2)",
                             "orthogonal", "sparse(0.5)", "identity"};

struct Block {
  Index row0, col0, rows, cols;
};

}  // namespace

TEST_CASE("A slice has the whole's bits, in either storage order") {
  const outset::Rng rng{5};
  for (const auto& [rows, cols] :
       {std::pair<Index, Index>{1, 1}, {3, 700}, {1024, 5}, {2049, 18}, {257, 33}}) {
    const outset::Shape whole = outset::dense(rows, cols);
    const Block blocks[] = {{0, 0, rows, cols},
                            {rows / 3, cols / 2, rows - rows / 2, cols - cols / 2},
                            {rows - 1, 0, 1, cols},
                            {0, cols - 1, rows, 1},
                            {rows / 2, cols / 2, 0, 0}};
    for (const char* kind : kinds) {
      const auto init = outset::initializer(kind);
      Eigen::MatrixXf w(rows, cols);
      init(w, whole, rng.stream(kind));
      for (const Block& b : blocks) {
        CAPTURE(kind, rows, cols, b.row0, b.col0, b.rows, b.cols);
        const outset::Shape shape = outset::slice(whole, b.row0, b.col0, b.rows, b.cols);
        Eigen::MatrixXf column_major(b.rows, b.cols);
        init(column_major, shape, rng.stream(kind));
        CHECK(same(column_major, w.block(b.row0, b.col0, b.rows, b.cols)));
        RowMajorF row_major(b.rows, b.cols);
        init(row_major, shape, rng.stream(kind));
        CHECK(same(row_major, column_major));
      }
    }
  }
}

TEST_CASE("A flat slice has the whole's bits in column-major order, across columns") {
  const outset::Rng rng{6};
  const Index rows = 37, cols = 90;
  const outset::Shape whole = outset::dense(rows, cols);
  for (const char* kind : kinds) {
    const auto init = outset::initializer(kind);
    Eigen::MatrixXd w(rows, cols);
    init(w, whole, rng.stream(kind));
    const Index size = rows * cols;
    for (const auto& [first, count] :
         {std::pair<Index, Index>{0, size}, {36, 2}, {1000, 1500}, {size - 1, 1}, {size, 0}}) {
      CAPTURE(kind, first, count);
      Eigen::VectorXd part(count);
      init(part, outset::flat_slice(whole, first, count), rng.stream(kind));
      CHECK((part.array() == w.reshaped().segment(first, count).array()).all());
    }
  }
}

TEST_CASE("Slices and stripes of rows make up the whole, as threads and ranks fill it") {
  const outset::Rng rng{7};
  const Index rows = 1030, cols = 24;
  const outset::Shape whole = outset::conv2d(rows, 6, 2, 2);
  Eigen::MatrixXf w(rows, cols);
  outset::HeNormal{}(w, whole, rng.stream("w"));
  for (const Index ranks : {2, 3, 7, 16}) {
    Eigen::MatrixXf assembled(rows, cols);
    for (Index rank = 0; rank < ranks; ++rank) {
      const Index begin = rank * rows / ranks, end = (rank + 1) * rows / ranks;
      outset::HeNormal{}(assembled.middleRows(begin, end - begin),
                         outset::slice(whole, begin, 0, end - begin, cols), rng.stream("w"));
    }
    CHECK(same(assembled, w));
  }
}

TEST_CASE("A slice of a tensor that fits nowhere: its element 2^40 is word 2^40 of the stream") {
  outset::Rng rng{8};
  const Index rows = Index{1} << 22, cols = Index{1} << 20;
  const outset::Shape whole = outset::dense(rows, cols);
  const Index col0 = (Index{1} << 40) / rows;
  Eigen::MatrixXf w(16, 2);
  outset::Uniform{.low = 0, .high = 1}(w, outset::slice(whole, 0, col0, 16, 2), rng);
  const outset::random::Stream stream{outset::Rng{8}.key(), 0};
  for (Index j = 0; j < 2; ++j) {
    for (Index i = 0; i < 16; ++i) {
      const auto number = static_cast<std::uint64_t>((col0 + j) * rows + i);
      const auto word = outset::random::word_at(stream, number);
      CHECK(w(i, j) == static_cast<float>(word >> 8) * 0x1p-24F);
    }
  }
}

TEST_CASE("The fan of a slice is the whole's") {
  const outset::Shape whole = outset::dense(64, 1000);
  const outset::Shape part = outset::slice(whole, 0, 0, 64, 10);
  CHECK(part.fans() == whole.fans());
  CHECK(part.whole() == whole);
  CHECK(outset::HeNormal{}.distribution(part).std == outset::HeNormal{}.distribution(whole).std);
}

TEST_CASE("Slices that do not lie in their tensor, and slices of slices, are refused") {
  const outset::Shape whole = outset::dense(4, 6);
  const Index large = (std::numeric_limits<Index>::max)();
  CHECK_THROWS_AS(outset::slice(whole, -1, 0, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(outset::slice(whole, 0, 0, 5, 1), std::invalid_argument);
  CHECK_THROWS_AS(outset::slice(whole, 4, 0, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(outset::slice(whole, 0, 6, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(outset::slice(whole, 1, 0, large, 1), std::invalid_argument);
  CHECK_THROWS_AS(outset::slice(whole, 0, 0, 1, -1), std::invalid_argument);
  CHECK_THROWS_AS(outset::flat_slice(whole, 20, 5), std::invalid_argument);
  CHECK_THROWS_AS(outset::slice(outset::slice(whole, 0, 0, 2, 2), 0, 0, 1, 1),
                  std::invalid_argument);
  CHECK_THROWS_AS(outset::fused(outset::slice(whole, 0, 0, 2, 2), 3), std::invalid_argument);
  outset::Rng rng{1};
  Eigen::MatrixXf w = Eigen::MatrixXf::Constant(2, 2, 7);
  CHECK_THROWS_AS(outset::HeNormal{}(w, outset::slice(whole, 0, 0, 2, 3), rng),
                  std::invalid_argument);
  CHECK(rng == outset::Rng{1});
  CHECK((w.array() == 7).all());
}
