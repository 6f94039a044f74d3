// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/initializers/sparse.hpp"

#include <Eigen/SparseCore>
#include <cmath>
#include <complex>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "outset/make.hpp"
#include "support/catch.hpp"
#include "support/same.hpp"
#include "support/stats.hpp"

using Eigen::Dynamic;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using outset::dense;
using outset::make;
using outset::Rng;
using outset::Sparse;

namespace {

template <class Scalar>
using Dense = Eigen::Matrix<Scalar, Dynamic, Dynamic>;
template <class Scalar>
using RowMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::RowMajor>;

// By schoolbook long multiplication of 32-bit halves: floor(a b / 2^64).
std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t low = (a & 0xFFFFFFFF) * b;  // b < 2^32 here
  return ((a >> 32) * b + (low >> 32)) >> 32;
}

// The 64-bit number at an index, as the format places a double's words.
std::uint64_t number_at(const outset::random::Stream& stream, std::uint64_t index) {
  const std::uint64_t word = index / 512 * 1024 + index % 512 / 16 * 32 + index % 16;
  return outset::random::word_at(stream, word) |
         std::uint64_t{outset::random::word_at(stream, word + 16)} << 32;
}

// The definition: Floyd's method with a set, one number at a time.
std::vector<std::set<Index>> pattern_by_definition(Index rows, Index cols, Index k,
                                                   const outset::random::Stream& stream) {
  const outset::random::Stream part = outset::detail::part(stream, 0);
  std::vector<std::set<Index>> pattern(static_cast<std::size_t>(cols));
  for (Index j = 0; j < cols; ++j) {
    std::set<Index>& column = pattern[static_cast<std::size_t>(j)];
    for (Index t = 0; t < k; ++t) {
      const Index last = rows - k + t;
      const auto row =
          static_cast<Index>(high_product(number_at(part, static_cast<std::uint64_t>(j * k + t)),
                                          static_cast<std::uint64_t>(last) + 1));
      column.insert(column.count(row) != 0 ? last : row);
    }
  }
  return pattern;
}

// Written out: Eigen's own compiles an expression for each scalar and order.
template <class Scalar, int order, class I>
Dense<Scalar> to_dense(const Eigen::SparseMatrix<Scalar, order, I>& w) {
  Dense<Scalar> dense = Dense<Scalar>::Zero(w.rows(), w.cols());
  for (Index outer = 0; outer < w.outerSize(); ++outer) {
    for (auto e = w.outerIndexPtr()[outer]; e < w.outerIndexPtr()[outer + 1]; ++e) {
      const Index inner = w.innerIndexPtr()[e];
      (order == Eigen::ColMajor ? dense(inner, outer) : dense(outer, inner)) = w.valuePtr()[e];
    }
  }
  return dense;
}

template <class M>
Index nonzeros(const M& w) {
  Index count = 0;
  for (Index j = 0; j < w.cols(); ++j) {
    for (Index i = 0; i < w.rows(); ++i) count += w(i, j) == typename M::Scalar(0) ? 0 : 1;
  }
  return count;
}

}  // namespace

TEST_CASE("Sparse: entries are counted as the decimal is meant, halves up") {
  struct Case {
    Index rows;
    double sparsity;
    Index entries;
  };
  for (const auto& [rows, sparsity, entries] : std::vector<Case>{{100, 0.93, 7},
                                                                 {100, 0.07, 93},
                                                                 {100, 0.45, 55},
                                                                 {1000, 0.9995, 1},
                                                                 {1000, 0.9985, 2},
                                                                 {3, 0.5, 2},
                                                                 {1, 0.5, 1},
                                                                 {1, 0.9, 0},
                                                                 {10, 0, 10},
                                                                 {10, 1, 0},
                                                                 {4096, 0.9, 410},
                                                                 {4096, 0.999, 4},
                                                                 {5, 0.9, 1},
                                                                 {5, 0.9000001, 0},
                                                                 {20, 0.975, 1},
                                                                 {1000000, 0.9999995, 1}}) {
    CAPTURE(rows, sparsity);
    CHECK(Sparse{.sparsity = sparsity}.entries(rows) == entries);
  }
  // Every decimal of three digits and 400 sizes, against integers.
  int wrong = 0;
  for (Index thousandths = 0; thousandths <= 1000; ++thousandths) {
    const Sparse init{.sparsity = static_cast<double>(thousandths) / 1000};
    for (Index rows = 1; rows <= 400; ++rows) {
      const Index expected = (2 * rows * (1000 - thousandths) + 1000) / 2000;
      wrong += init.entries(rows) == expected ? 0 : 1;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("Sparse: the pattern and the values are those of the definition") {
  struct Case {
    Index rows, cols;
    double sparsity;
  };
  // List and marks, marks read and sorted, all rows and none, two parts for threads.
  for (const auto& [rows, cols, sparsity] : std::vector<Case>{{10, 30, 0.9},
                                                              {10, 7, 0.2},
                                                              {33, 5, 0},
                                                              {32, 5, 0},
                                                              {100, 20, 0.5},
                                                              {40, 3, 1},
                                                              {1, 9, 0},
                                                              {700, 4, 0.9},
                                                              {40000, 3, 0.999},
                                                              {64, 6, 0.45},
                                                              {70, 9000, 0.9}}) {
    CAPTURE(rows, cols, sparsity);
    const Sparse init{.sparsity = sparsity, .std = 0.5};
    Rng rng{21};
    const auto w = make<MatrixXf>(init, rows, cols, Rng(rng));
    const outset::random::Stream stream = rng.take();
    const Index k = init.entries(rows);
    const auto pattern = pattern_by_definition(rows, cols, k, stream);
    std::vector<float> values(static_cast<std::size_t>(k * cols));
    const auto sampler =
        outset::detail::Sampler<float>(outset::Normal{.mean = 0, .std = 0.5}, "test");
    sampler.write(outset::detail::part(stream, 1), 0, k * cols, values.data());
    MatrixXf expected = MatrixXf::Zero(rows, cols);
    auto value = values.begin();
    for (Index j = 0; j < cols; ++j) {
      const auto& column = pattern[static_cast<std::size_t>(j)];
      CHECK(static_cast<Index>(column.size()) == k);
      for (const Index i : column) expected(i, j) = *value++;
    }
    CHECK(same(w, expected));
    CHECK(nonzeros(w) == k * cols);
  }
}

TEMPLATE_TEST_CASE("Sparse: the same numbers dense and sparse, in every storage order", "", float,
                   double, std::complex<float>, std::complex<double>, Eigen::half,
                   Eigen::bfloat16) {
  using Strided = Eigen::Map<Dense<TestType>, 0, Eigen::Stride<Dynamic, Dynamic>>;
  for (const auto& [rows, cols, sparsity] :
       {std::tuple{50, 20, 0.9}, std::tuple{200, 9, 0.7}, std::tuple{7, 300, 0.5}}) {
    const Sparse init{.sparsity = sparsity};
    const auto w = make<Dense<TestType>>(init, rows, cols, Rng{22});
    CHECK(nonzeros(w) == init.entries(rows) * cols);
    CHECK(same(w, make<RowMajor<TestType>>(init, rows, cols, Rng{22})));

    const TestType guard(7);
    Dense<TestType> frame = Dense<TestType>::Constant(rows + 2, cols + 2, guard);
    init(frame.block(1, 1, rows, cols), Rng{22});
    CHECK(same(w, frame.block(1, 1, rows, cols)));
    frame.block(1, 1, rows, cols).setConstant(guard);
    CHECK(same(frame, Dense<TestType>::Constant(rows + 2, cols + 2, guard)));

    std::vector<TestType> memory(static_cast<std::size_t>(6 * rows * cols), guard);
    Strided strided(memory.data(), rows, cols, Eigen::Stride<Dynamic, Dynamic>(3 * rows, 2));
    init(strided, Rng{22});
    CHECK(same(w, strided));

    const auto by_columns = make<Eigen::SparseMatrix<TestType>>(init, rows, cols, Rng{22});
    CHECK(by_columns.isCompressed());
    CHECK(by_columns.nonZeros() == init.entries(rows) * cols);
    CHECK(same(to_dense(by_columns), w));
    const auto by_rows =
        make<Eigen::SparseMatrix<TestType, Eigen::RowMajor, long>>(init, rows, cols, Rng{22});
    CHECK(by_rows.isCompressed());
    CHECK(by_rows.nonZeros() == init.entries(rows) * cols);
    CHECK(same(to_dense(by_rows), w));
    for (Index i = 0; i < rows; ++i) {
      for (auto e = by_rows.outerIndexPtr()[i] + 1; e < by_rows.outerIndexPtr()[i + 1]; ++e)
        CHECK(by_rows.innerIndexPtr()[e - 1] < by_rows.innerIndexPtr()[e]);
    }
  }
}

TEST_CASE("Sparse: a SparseMatrix's entries are replaced, whatever it was") {
  Eigen::SparseMatrix<float> w(30, 8);
  w.insert(3, 5) = 1;
  w.insert(29, 0) = 1;
  REQUIRE_FALSE(w.isCompressed());
  Sparse{}(w, Rng{23});
  CHECK(w.isCompressed());
  CHECK(MatrixXf(w) == make<MatrixXf>(Sparse{}, 30, 8, Rng{23}));
  Sparse{.sparsity = 0.5}(w, dense(30, 8), Rng{23});
  CHECK(MatrixXf(w) == make<MatrixXf>(Sparse{.sparsity = 0.5}, 30, 8, Rng{23}));
  Sparse{.sparsity = 1}(w, Rng{23});
  CHECK(w.nonZeros() == 0);
  CHECK((w.rows() == 30 && w.cols() == 8));

  Rng rng{23};
  Eigen::SparseMatrix<float> none(0, 5);
  Sparse{}(none, rng);
  CHECK(rng.next() == 1);
}

TEST_CASE("Sparse: every set of rows is equally likely") {
  // 30000 columns over C(10, 3) = 120 sets: expected 250 each, standard error 16.
  const auto w = make<MatrixXf>(Sparse{.sparsity = 0.7}, 10, 30000, Rng{24});
  std::vector<int> counts(1024, 0);
  for (Index j = 0; j < w.cols(); ++j) {
    std::size_t set = 0;
    for (Index i = 0; i < 10; ++i) set = 2 * set + (w(i, j) != 0 ? 1 : 0);
    ++counts[set];
  }
  std::erase(counts, 0);
  REQUIRE(counts.size() == 120);
  CHECK(stats::chi_square_uniform(counts).p > stats::false_alarm);

  // The marks: single rows of 500, 40 of them a column, 4000 columns; 320 each. (Rows of a column
  // exclude each other, which makes the statistic smaller: (1 - 40/500) of a chi-square's.)
  const auto large = make<MatrixXf>(Sparse{.sparsity = 0.92}, 500, 4000, Rng{25});
  std::vector<int> rows(500, 0);
  for (Index i = 0; i < 500; ++i) {
    rows[static_cast<std::size_t>(i)] = static_cast<int>((large.row(i).array() != 0).count());
  }
  CHECK(stats::chi_square_uniform(rows).p > stats::false_alarm);
}

TEST_CASE("Sparse: the entries are normal") {
  const auto w = make<Eigen::SparseMatrix<double>>(Sparse{.std = 0.25}, 1000, 1000, Rng{26});
  stats::Moments moments(stats::Law::normal(0, 0.25));
  for (Index e = 0; e < w.nonZeros(); ++e) moments.add(w.valuePtr()[e]);
  const auto record = moments.record();
  INFO(record);
  CHECK(record.p > stats::false_alarm);

  // A complex entry's E |z|^2 is std^2: 2 |z|^2 / std^2 is exponential, mean 2 and deviation 2.
  const auto z =
      make<Eigen::SparseMatrix<std::complex<float>>>(Sparse{.std = 2}, 1000, 1000, Rng{26});
  double power = 0;
  for (Index e = 0; e < z.nonZeros(); ++e) power += std::norm(z.valuePtr()[e]);
  const double mean = power / static_cast<double>(z.nonZeros());
  CHECK(std::abs(mean - 4) <= stats::bound(stats::false_alarm, 4 / std::sqrt(1e5)));
}

TEST_CASE("Sparse: an entry is never 0, unless std is") {
  // Of 2e6 halves with std 0.01 about 5 round to 0.
  const auto w =
      make<Eigen::SparseMatrix<Eigen::half>>(Sparse{.sparsity = 0.5}, 2000, 2000, Rng{27});
  Index zeros = 0, smallest = 0;
  for (Index e = 0; e < w.nonZeros(); ++e) {
    const float x = std::abs(static_cast<float>(w.valuePtr()[e]));
    zeros += x == 0 ? 1 : 0;
    smallest += x == 0x1p-24F ? 1 : 0;
  }
  CHECK(zeros == 0);
  CHECK(smallest > 0);

  float values[]{0, -0.0F, 1, 2};
  outset::detail::keep_nonzero(values, 4);
  CHECK(values[0] == std::numeric_limits<float>::min());
  CHECK(values[1] == std::numeric_limits<float>::min());
  CHECK((values[2] == 1 && values[3] == 2));
  std::complex<double> complex[]{{0, 0}, {0, 1}};
  outset::detail::keep_nonzero(complex, 2);
  CHECK(complex[0] == std::complex<double>(std::numeric_limits<double>::min(), 0));
  CHECK(complex[1] == std::complex<double>(0, 1));
  Eigen::bfloat16 brain(0.0F);
  outset::detail::keep_nonzero(&brain, 1);
  CHECK(static_cast<float>(brain) == 0x1p-126F);

  const auto none = make<Eigen::SparseMatrix<float>>(Sparse{.std = 0}, 20, 10, Rng{27});
  CHECK(none.nonZeros() == 20);
  CHECK(MatrixXf(none) == MatrixXf::Zero(20, 10));
}

TEST_CASE("Sparse: bad options change nothing") {
  const double inf = std::numeric_limits<double>::infinity();
  struct Case {
    Sparse init;
    const char* text;
  };
  const Eigen::SparseMatrix<float> before =
      make<Eigen::SparseMatrix<float>>(Sparse{}, 10, 3, Rng{1});
  Eigen::SparseMatrix<float> w = before;
  MatrixXf d = MatrixXf::Constant(10, 3, 7);
  Rng rng{28};
  for (const auto& [init, text] : std::vector<Case>{
           {{.sparsity = 1.5}, "Sparse: sparsity is 1.5, must be in [0, 1]"},
           {{.sparsity = -0.1}, "Sparse: sparsity is -0.1, must be in [0, 1]"},
           {{.sparsity = std::nan("")}, "Sparse: sparsity is nan, must be in [0, 1]"},
           {{.sparsity = inf}, "Sparse: sparsity is inf, must be in [0, 1]"},
           {{.sparsity = 0.9, .std = -1}, "Sparse: std is -1, must be finite and >= 0"},
           {{.sparsity = 0.9, .std = inf}, "Sparse: std is inf, must be finite and >= 0"},
           {{.sparsity = 0.9, .std = 1e39}, "Sparse: std is 1e+39"}}) {
    CHECK_THROWS_WITH(init(w, rng), ContainsSubstring(text));
    CHECK_THROWS_WITH(init(d, rng), ContainsSubstring(text));
    CHECK_THROWS_WITH(init(w, dense(10, 3), rng), ContainsSubstring(text));
  }
  CHECK_THROWS_WITH(Sparse{}(w, dense(3, 10), rng),
                    ContainsSubstring("Sparse: W is 10 x 3, must be 3 x 10"));
  CHECK_THROWS_WITH(Sparse{}(d, dense(3, 10), rng),
                    ContainsSubstring("Sparse: W is 10 x 3, must be 3 x 10"));
  CHECK(MatrixXf(w) == MatrixXf(before));
  CHECK(d == MatrixXf::Constant(10, 3, 7));

  Eigen::SparseMatrix<float, Eigen::ColMajor, short> narrow(200, 400);
  CHECK_THROWS_WITH(
      Sparse{.sparsity = 0.5}(narrow, rng),
      ContainsSubstring("Sparse: 100 entries in each of 400 columns, must be at most 32767"));
  CHECK(narrow.nonZeros() == 0);
  // Their number overflows before it is compared.
  Eigen::SparseMatrix<float, Eigen::ColMajor, long> tall(1L << 62, 4),
      taller((1L << 62) - 1 + (1L << 62), 2);
  CHECK_THROWS_WITH(Sparse{.sparsity = 0}(tall, rng), ContainsSubstring("in each of 4 columns"));
  CHECK_THROWS_WITH(Sparse{.sparsity = 0}(taller, rng), ContainsSubstring("in each of 2 columns"));
  CHECK(Sparse{.sparsity = 0}.entries((1L << 62) - 1 + (1L << 62)) == (1L << 62) - 1 + (1L << 62));
  CHECK(rng == Rng{28});
}
