// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/executors.hpp"
#include "support/same.hpp"

using Eigen::Index;

TEST_CASE("Any executor gives the calling thread's bits, for every storage") {
  using RowMajorF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const outset::Rng rng{3};
  const auto init = outset::initializer("he_normal");
  const Index rows = 1500, cols = 300;
  Eigen::MatrixXf w(rows, cols);
  init(w, rng.stream("w"));

  const auto check = [&](const auto& executor) {
    Eigen::MatrixXf column_major(rows, cols);
    outset::on(executor, init)(column_major, rng.stream("w"));
    CHECK(same(column_major, w));
    RowMajorF row_major(rows, cols);
    outset::on(executor, outset::HeNormal{})(row_major, rng.stream("w"));
    CHECK(same(row_major, w));
    Eigen::MatrixXf outer(rows + 9, cols);
    outset::on(executor, outset::HeNormal{})(outer.topRows(rows), outset::dense(rows, cols),
                                             rng.stream("w"));
    CHECK(same(outer.topRows(rows), w));
    Eigen::MatrixXf part(700, 200);
    outset::on(executor, outset::HeNormal{})(
        part, outset::slice(outset::dense(rows, cols), 31, 57, 700, 200), rng.stream("w"));
    CHECK(same(part, w.block(31, 57, 700, 200)));
  };
  for (const Index count : {1, 2, 3, 8, 64}) check(Threads{count});
  check(Backwards{});
}

TEST_CASE("A large fill has parts to hand out, a small one troubles no executor") {
  Index parts = 0;
  outset::Rng rng{4};
  Eigen::MatrixXf large(1024, 1024);
  outset::on(Counting{&parts}, outset::Normal{})(large, rng);
  CHECK(parts == 16);
  parts = 0;
  Eigen::MatrixXf small(256, 256);
  outset::on(Counting{&parts}, outset::Normal{})(small, rng);
  CHECK(parts == 0);
}

TEST_CASE("An initializer on an executor takes one stream, as any other") {
  outset::Rng rng{4};
  Eigen::MatrixXf w(300, 300);
  outset::on(Backwards{}, outset::Orthogonal{})(w, rng);
  outset::on(Backwards{}, outset::XavierUniform{})(w, rng);
  CHECK(rng.next() == 2);
}
