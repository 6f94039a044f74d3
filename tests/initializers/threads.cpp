// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The structured initializers on several threads: the bits of one thread, for every shape.
// (tests/executor.cpp has the elementwise ones.)

#include <Eigen/SparseCore>
#include <algorithm>
#include <complex>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

#include "outset/initializers/identity.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/make.hpp"
#include "outset/slice.hpp"
#include "support/catch.hpp"
#include "support/executors.hpp"
#include "support/same.hpp"
#include "support/stack.hpp"

using namespace outset;

namespace {

template <class Scalar>
using Columns = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class F>
void with_each_executor(const F& f) {
  for (const Index count : {1, 2, 3, 7}) {
    CAPTURE(count);
    f(Threads{count});
  }
  f(Backwards{});
}

/// Whether all executors give the calling thread's bits.
template <class Scalar, class Init>
void check_bits(const Init& init, const Shape& shape) {
  CAPTURE(shape.rows(), shape.cols());
  const auto w = make<Columns<Scalar>>(on(SerialExecutor{}, init), shape, Rng{1});
  with_each_executor([&](const auto& executor) {
    Columns<Scalar> columns = Columns<Scalar>::Constant(shape.rows(), shape.cols(), Scalar(7));
    on(executor, init)(columns, shape, Rng{1});
    CHECK(same(columns, w));
    CHECK(same(make<Rows<Scalar>>(on(executor, init), shape, Rng{1}), w));
  });
}

/// How many parts an executor is given.
template <class Init>
Index parts_of(const Init& init, const Shape& shape) {
  Index parts = 0;
  make<Eigen::MatrixXf>(on(Counting{&parts}, init), shape, Rng{1});
  return parts;
}

}  // namespace

TEMPLATE_TEST_CASE("Orthogonal: the same bits on any threads", "", float, double,
                   std::complex<float>, Eigen::half) {
  // The fewest columns, 8 panels and 9, a last panel of 47 and of 16, whole strips and a column
  // more.
  for (const auto& [m, k] : std::vector<std::pair<Index, Index>>{
           {256, 256}, {271, 271}, {272, 272}, {290, 288}, {290, 289}, {3000, 97}}) {
    check_bits<TestType>(Orthogonal{.gain = m == 272 ? 1.5 : 1}, dense(m, k));
    if (m != k) check_bits<TestType>(Orthogonal{}, dense(k, m));
  }
}

TEST_CASE("Orthogonal: the same bits on any threads, of many panels") {
  check_bits<float>(Orthogonal{}, dense(700, 544));
  check_bits<std::complex<double>>(Orthogonal{}, dense(300, 310));
}

TEST_CASE("Orthogonal: the same bits on any threads, of each part and each group") {
  check_bits<float>(Orthogonal{}, fused(dense(300, 260), 3));
  check_bits<float>(Orthogonal{}, fused(dense(260, 300, {.transposed = true}), 2));
  check_bits<double>(Orthogonal{.gain = 0.5}, fused(dense(64, 60), 13));
  check_bits<float>(Orthogonal{}, conv1d(8000, 8000, 2, {.groups = 1000}));
  check_bits<Eigen::bfloat16>(Orthogonal{}, conv2d(300, 30, 3, 3));
}

TEST_CASE("DeltaOrthogonal: the same bits on any threads") {
  check_bits<float>(DeltaOrthogonal{}, conv1d(300, 280, 3));
  check_bits<float>(DeltaOrthogonal{.gain = 2}, conv1d(280, 300, 3, {.transposed = true}));
  check_bits<double>(DeltaOrthogonal{}, fused(conv1d(64, 64, 2, {.groups = 2}), 30));
}

TEST_CASE("Identity and Dirac: the same bits on any threads") {
  check_bits<float>(Identity{.gain = 2}, fused(dense(200, 300), 3));
  check_bits<double>(Dirac{}, conv2d(200, 100, 3, 3, {.groups = 4}));
}

TEMPLATE_TEST_CASE("Sparse: the same bits on any threads, dense and sparse", "", float,
                   std::complex<double>, Eigen::half) {
  // Parts begin within a chunk of the stream and at its start; a list and marks; the last part
  // whole and not.
  for (const auto& [rows, cols, sparsity] : std::vector<std::tuple<Index, Index, double>>{
           {70, 20000, 0.9}, {64, 6144, 0.75}, {500, 1001, 0.6}, {5000, 20, 0}, {9, 40000, 1}}) {
    const Sparse init{.sparsity = sparsity};
    const Shape shape = dense(rows, cols);
    check_bits<TestType>(init, shape);
    const auto w = make<Columns<TestType>>(init, shape, Rng{1});
    with_each_executor([&](const auto& executor) {
      const Eigen::SparseMatrix<TestType> by_columns =
          make<Eigen::SparseMatrix<TestType>>(on(executor, init), shape, Rng{1});
      const Eigen::SparseMatrix<TestType, Eigen::RowMajor> by_rows =
          make<Eigen::SparseMatrix<TestType, Eigen::RowMajor>>(on(executor, init), shape, Rng{1});
      CHECK(same(Columns<TestType>(by_columns), w));
      CHECK(same(Columns<TestType>(by_rows), w));
    });
  }
}

TEST_CASE("a slice of what only exists as a whole has the same bits on any threads") {
  const Shape shape = slice(dense(300, 290), 3, 5, 200, 280);
  check_bits<float>(Orthogonal{}, shape);
  CHECK(same(make<Eigen::MatrixXf>(Orthogonal{}, shape, Rng{1}),
             make<Eigen::MatrixXf>(Orthogonal{}, 300, 290, Rng{1}).block(3, 5, 200, 280)));
}

TEST_CASE("large matrices have parts to hand out, small ones trouble no executor") {
  // 256 columns: 8 panels, then 6 strips. 1024: four times 8 panels, and 6, 11, 16 and 22 strips.
  CHECK(parts_of(Orthogonal{}, dense(256, 256)) == 14);
  CHECK(parts_of(Orthogonal{}, dense(1024, 1024)) == 32 + 55);
  CHECK(parts_of(Orthogonal{}, dense(255, 255)) == 0);
  CHECK(parts_of(Orthogonal{}, fused(dense(64, 64), 4)) == 0);
  CHECK(parts_of(Orthogonal{}, fused(dense(64, 64), 9)) == 3);
  // 8 times 40 columns of 102 entries; their zeros are filled before, in 16 parts.
  CHECK(parts_of(Sparse{}, dense(1024, 1024)) == 16 + 4);
  CHECK(parts_of(Sparse{}, dense(256, 256)) == 0);
}

#if OUTSET_TEST_STACKS
TEMPLATE_TEST_CASE("a large frame takes at most 48 KiB of stack of each thread", "", float,
                   std::complex<double>, Eigen::half) {
  const std::size_t nothing = stacks::used_by([] {});
  // Each part in a thread whose stack is measured.
  std::size_t most = 0;
  const auto measured = [&](Index n, const auto& body) {
    for (Index i = 0; i < n; ++i) {
      most = (std::max)(most, stacks::used_by([&] { body(i); }));
    }
  };
  Rows<TestType> w(300, 260);
  const std::size_t caller = stacks::used_by([&] {
    on(SerialExecutor{}, Orthogonal{.gain = 2})(w, Rng{1});
    on(SerialExecutor{}, Sparse{})(w, Rng{1});
  });
  on(measured, Orthogonal{.gain = 2})(w, Rng{1});
  Columns<TestType> small(64 * 13, 60);
  on(measured, Orthogonal{})(small, fused(dense(64, 60), 13), Rng{1});
  CAPTURE(nothing, caller, most);
  CHECK(most > nothing);
  CHECK(caller - nothing <= stacks::most);
  CHECK(most - nothing <= stacks::most);
}
#endif
