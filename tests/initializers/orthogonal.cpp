// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Tests what Orthogonal and DeltaOrthogonal write: orthonormal in every scalar, shape and storage
// order, and equal to the definition. haar.cpp tests that it is Haar distributed.

#include "outset/initializers/orthogonal.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/make.hpp"
#include "support/algebra.hpp"
#include "support/catch.hpp"
#include "support/same.hpp"

using Eigen::Dynamic;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using outset::conv1d;
using outset::conv2d;
using outset::conv3d;
using outset::DeltaOrthogonal;
using outset::dense;
using outset::depthwise;
using outset::fused;
using outset::make;
using outset::Orthogonal;
using outset::Rng;
using outset::Shape;

namespace {

template <class Scalar>
using Dense = Eigen::Matrix<Scalar, Dynamic, Dynamic>;
template <class Scalar>
using RowMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::RowMajor>;
template <class Scalar>
using Real = typename Eigen::NumTraits<Scalar>::Real;
template <class Scalar>
using Wide = std::conditional_t<outset::is_complex<Scalar>, std::complex<double>, double>;

// Converts to double, one element at a time: Eigen's cast of half inside a product is not exact
// everywhere.
template <class M>
auto widened(const M& w) {
  using Scalar = typename M::Scalar;
  Dense<Wide<Scalar>> wide(w.rows(), w.cols());
  for (Index j = 0; j < w.cols(); ++j) {
    for (Index i = 0; i < w.rows(); ++i) wide(i, j) = static_cast<Wide<Scalar>>(w(i, j));
  }
  return wide;
}

// How far the product of the short side's vectors may be from the identity. A frame goes through m
// rounded operations per element, whose errors of eps / 2 each on vectors of length 1 add up like a
// random walk: the bound is 3 eps sqrt(m), and 4 eps for the few operations that every size has.
// (Found: at most 7 eps, m from 64 to 4096.) half and bfloat16 then round every element by eps / 2
// of itself, which changes a product of two unit vectors by at most eps.
template <class Scalar>
double orthonormality_bound(Index m) {
  using Work = Real<outset::detail::Working<Scalar>>;
  const double eps = static_cast<double>(std::numeric_limits<Work>::epsilon());
  // Eigen 3.4's epsilon of half is another constant.
  const double rounding = sizeof(Scalar) != 2                   ? 0.0
                          : std::is_same_v<Scalar, Eigen::half> ? 0x1p-10
                                                                : 0x1p-7;
  return eps * (3 * std::sqrt(static_cast<double>(m)) + 4) + 1.001 * rounding;
}

template <class M>
double deviation(const M& w, double gain = 1) {
  return algebra::orthonormality_error(widened(w), gain);
}

struct Size {
  Index rows, cols;
};
// Both sides of every branch: one panel and several, the last one narrow and wide, one strip of
// columns and two, stack and heap.
const std::vector<Size> sizes{{1, 1},   {1, 7},     {7, 1},   {2, 2},   {3, 5},
                              {5, 3},   {16, 16},   {31, 33}, {47, 47}, {48, 48},
                              {49, 49}, {64, 64},   {97, 80}, {80, 97}, {200, 3},
                              {3, 200}, {130, 130}, {300, 1}, {1, 300}, {111, 79}};

// The definition, one reflection at a time in double, from the numbers x.
template <class Element>
Dense<Element> frame_of(const std::vector<Element>& x, Index m, Index k) {
  Dense<Element> q = Dense<Element>::Identity(m, k);
  for (Index j = k; j-- > 0;) {
    const Element* const first = x.data() + j * m - j * (j - 1) / 2;
    Eigen::Matrix<Element, Dynamic, 1> v(m - j);
    std::copy_n(first, m - j, v.data());
    const Element d = -v(0) / std::abs(v(0));
    v(0) -= d * v.norm();
    q(j, j) = d;
    algebra::reflect(v, q, j);
  }
  return q;
}

// The same from the numbers that the stream format names.
template <class Scalar>
Dense<Wide<Scalar>> frame_by_definition(Index m, Index k, const outset::random::Stream& stream,
                                        Index number) {
  using Work = outset::detail::Working<Scalar>;
  const Index count = outset::detail::frame_normals(m, k);
  const outset::Normal standard{.mean = 0, .std = 1};
  std::vector<Work> x(static_cast<std::size_t>(count));
  const auto sampler = outset::detail::Sampler<Work>(standard, "test");
  sampler.write(stream, static_cast<std::uint64_t>(number * count), count, x.data());

  return frame_of(std::vector<Wide<Scalar>>(x.begin(), x.end()), m, k);
}

}  // namespace

TEMPLATE_TEST_CASE("Orthogonal: orthonormal columns, or rows where there are more columns", "",
                   float, double, std::complex<float>, std::complex<double>, Eigen::half,
                   Eigen::bfloat16) {
  Rng rng{1};
  for (const auto [rows, cols] : sizes) {
    CAPTURE(rows, cols);
    const double bound = orthonormality_bound<TestType>((std::max)(rows, cols));
    CHECK(deviation(make<Dense<TestType>>(Orthogonal{}, rows, cols, rng)) <= bound);
    CHECK(deviation(make<RowMajor<TestType>>(Orthogonal{.gain = 0.3}, rows, cols, rng), 0.3) <=
          2 * bound);
  }
}

TEST_CASE("Orthogonal: orthonormal where there are many panels and strips") {
  const auto w = make<MatrixXf>(Orthogonal{}, 700, 544, Rng{1});
  const double bound = orthonormality_bound<float>(700);
  CHECK(deviation(w) <= bound);
  CHECK(make<RowMajor<float>>(Orthogonal{}, 544, 700, Rng{1}) == w.transpose());
}

TEMPLATE_TEST_CASE("Orthogonal: the frame of the definition, from the numbers of the format", "",
                   float, double, std::complex<float>, std::complex<double>) {
  // A reflection amplifies no error, so each element is off by at most the bound of orthonormality.
  for (const auto [rows, cols] : sizes) {
    CAPTURE(rows, cols);
    Rng rng = Rng{2}.stream(rows);
    const auto w = make<Dense<TestType>>(Orthogonal{}, rows, cols, Rng(rng));
    const Index m = (std::max)(rows, cols);
    const Index k = (std::min)(rows, cols);
    auto q = frame_by_definition<TestType>(m, k, rng.take(), 0);
    if (rows < cols) q.transposeInPlace();
    CHECK(algebra::distance(widened(w), q) <= orthonormality_bound<TestType>(m));
  }
}

TEMPLATE_TEST_CASE("Orthogonal: the same bits in every storage order", "", float, double,
                   std::complex<float>, Eigen::half) {
  using Strided = Eigen::Map<Dense<TestType>, 0, Eigen::Stride<Dynamic, Dynamic>>;
  for (const auto [rows, cols] : sizes) {
    CAPTURE(rows, cols);
    const Rng rng{3};
    const auto w = make<Dense<TestType>>(Orthogonal{.gain = 1.7}, rows, cols, Rng(rng));

    const auto row_major = make<RowMajor<TestType>>(Orthogonal{.gain = 1.7}, rows, cols, Rng(rng));
    CHECK(same(w, row_major));

    const TestType guard(7);
    Dense<TestType> frame = Dense<TestType>::Constant(rows + 3, cols + 2, guard);
    Orthogonal{.gain = 1.7}(frame.block(1, 1, rows, cols), Rng(rng));
    CHECK(same(w, frame.block(1, 1, rows, cols)));
    frame.block(1, 1, rows, cols).setConstant(guard);
    CHECK(same(frame, Dense<TestType>::Constant(rows + 3, cols + 2, guard)));

    RowMajor<TestType> row_frame = RowMajor<TestType>::Constant(rows + 1, cols + 3, guard);
    Orthogonal{.gain = 1.7}(row_frame.block(1, 2, rows, cols), Rng(rng));
    CHECK(same(w, row_frame.block(1, 2, rows, cols)));

    std::vector<TestType> memory(static_cast<std::size_t>(6 * rows * cols), guard);
    Strided strided(memory.data(), rows, cols, Eigen::Stride<Dynamic, Dynamic>(3 * rows, 2));
    Orthogonal{.gain = 1.7}(strided, Rng(rng));
    CHECK(same(w, strided));
    strided.setConstant(guard);
    CHECK(std::count(memory.begin(), memory.end(), guard) ==
          static_cast<std::ptrdiff_t>(memory.size()));

    const auto turned = make<Dense<TestType>>(Orthogonal{.gain = 1.7}, cols, rows, Rng(rng));
    if (rows != cols) CHECK(same(w, turned.transpose()));
  }
}

TEMPLATE_TEST_CASE("Orthogonal: half and bfloat16 are the float frame, rounded", "", Eigen::half,
                   Eigen::bfloat16) {
  for (const auto [rows, cols] : sizes) {
    const auto w = make<Dense<TestType>>(Orthogonal{.gain = 1.3}, rows, cols, Rng{4});
    const auto f = make<MatrixXf>(Orthogonal{.gain = 1.3}, rows, cols, Rng{4});
    CHECK(same(w, f.unaryExpr([](float x) { return outset::exact::nearest<TestType>(x); })));
  }
}

TEST_CASE("Orthogonal: gain is the singular value, 0 included") {
  Rng rng{5};
  const auto w = make<MatrixXd>(Orthogonal{.gain = 2.5}, 20, 30, rng);
  CHECK(deviation(w, 2.5) <= 2 * orthonormality_bound<double>(30));
  const auto zero = make<MatrixXf>(Orthogonal{.gain = 0}, 5, 4, rng);
  CHECK(zero == MatrixXf::Zero(5, 4));
  CHECK_FALSE(std::signbit(zero.minCoeff()));
  CHECK(rng.next() == 2);
}

TEST_CASE("Orthogonal: parts and groups are orthogonal on their own") {
  struct Case {
    Shape shape;
    Index rows, cols;  // of one matrix
  };
  const std::vector<Case> cases{
      {fused(dense(8, 12), 3), 8, 12},
      {fused(dense(12, 8, {.transposed = true}), 3), 8, 12},
      {conv2d(16, 3, 3, 5), 16, 45},
      {conv2d(12, 6, 3, 3, {.groups = 3}), 4, 18},
      {conv1d(12, 6, 2, {.groups = 3, .transposed = true}), 2, 8},
      {depthwise(10, {3, 3}, 2), 2, 9},
      {fused(conv1d(6, 4, 3, {.groups = 2}), 2), 3, 6},
  };
  for (const auto& [shape, rows, cols] : cases) {
    CAPTURE(shape.rows(), shape.cols(), rows, cols);
    Rng rng{6};
    const auto w = make<MatrixXd>(Orthogonal{}, shape, Rng(rng));
    const outset::random::Stream stream = rng.take();
    Index number = 0;
    for (Index j = 0; j < w.cols(); j += cols) {
      for (Index i = 0; i < w.rows(); i += rows) {
        const MatrixXd part = w.block(i, j, rows, cols);
        CHECK(deviation(part) <= orthonormality_bound<double>((std::max)(rows, cols)));
        MatrixXd q = frame_by_definition<double>((std::max)(rows, cols), (std::min)(rows, cols),
                                                 stream, number++);
        if (rows < cols) q.transposeInPlace();
        CHECK(algebra::distance(part, q) <= orthonormality_bound<double>(part.size()));
      }
    }
    CHECK(number == shape.parts() * shape.groups());
  }
}

TEST_CASE("DeltaOrthogonal: an orthogonal matrix at the middle tap, 0 at the others") {
  struct Case {
    Shape shape;
    Index taps, centre;
  };
  const std::vector<Case> cases{
      {conv1d(6, 4, 3), 3, 1},
      {conv1d(4, 6, 4), 4, 1},  // more inputs than outputs, an even kernel
      {conv2d(8, 8, 3, 5), 15, 7},
      {conv2d(8, 4, 2, 4), 8, 1},
      {conv3d(5, 3, 3, 1, 2), 6, 2},
      {conv2d(8, 12, 3, 3, {.groups = 4}), 9, 4},
      {conv2d(8, 12, 3, 3, {.groups = 4, .transposed = true}), 9, 4},
      {fused(conv1d(6, 4, 3), 2), 3, 1},
      {fused(conv1d(6, 4, 3, {.transposed = true}), 2), 3, 1},
      {outset::kernel(4, 5, 9), 9, 4},
  };
  for (const auto& [shape, taps, centre] : cases) {
    CAPTURE(shape.rows(), shape.cols(), taps);
    const auto w = make<RowMajor<double>>(DeltaOrthogonal{.gain = 1.5}, shape, Rng{7});
    MatrixXd middle(w.rows(), w.cols() / taps);
    for (Index j = 0; j < w.cols(); ++j) {
      if (j % taps == centre) {
        middle.col(j / taps) = w.col(j);
      } else {
        CHECK(w.col(j).isZero(0));
      }
    }
    const Index rows = middle.rows() / shape.groups() / (shape.transposed() ? 1 : shape.parts());
    const Index cols = middle.cols() / (shape.transposed() ? shape.parts() : 1);
    for (Index j = 0; j < middle.cols(); j += cols) {
      for (Index i = 0; i < middle.rows(); i += rows) {
        const MatrixXd part = middle.block(i, j, rows, cols);
        CHECK(deviation(part, 1.5) <= 2 * orthonormality_bound<double>((std::max)(rows, cols)));
      }
    }
    if (shape.parts() == 1) {
      const Shape flat = fused(dense(rows, cols), shape.groups());
      CHECK(middle == make<MatrixXd>(Orthogonal{.gain = 1.5}, flat, Rng{7}));
    }
  }
}

TEST_CASE("DeltaOrthogonal: of a dense shape it is Orthogonal; gain 0 is zeros") {
  CHECK(make<MatrixXf>(DeltaOrthogonal{}, 20, 30, Rng{8}) ==
        make<MatrixXf>(Orthogonal{}, 20, 30, Rng{8}));
  CHECK(make<MatrixXf>(DeltaOrthogonal{.gain = 0}, conv1d(4, 4, 3), Rng{8}) ==
        MatrixXf::Zero(4, 12));
}

TEMPLATE_TEST_CASE("Orthogonal and DeltaOrthogonal: a bad gain changes nothing", "", Orthogonal,
                   DeltaOrthogonal) {
  const double inf = std::numeric_limits<double>::infinity();
  const std::string name = TestType::name;
  for (const auto& [gain, shown] : {std::pair{-1.0, "-1"}, std::pair{std::nan(""), "nan"},
                                    std::pair{inf, "inf"}, std::pair{-inf, "-inf"}}) {
    Rng rng{9};
    MatrixXf w = MatrixXf::Constant(3, 4, 7);
    CHECK_THROWS_WITH(TestType{.gain = gain}(w, rng),
                      ContainsSubstring(name + ": gain is " + shown + ", must be finite and >= 0"));
    CHECK(w == MatrixXf::Constant(3, 4, 7));
    CHECK(rng == Rng{9});
  }
  Rng rng{9};
  MatrixXf w = MatrixXf::Constant(3, 4, 7);
  CHECK_THROWS_WITH(TestType{.gain = 1e39}(w, rng), ContainsSubstring("more than float holds"));
  CHECK_THROWS_WITH(TestType{}(w, dense(4, 3), rng), ContainsSubstring("W is 3 x 4"));
  CHECK(w == MatrixXf::Constant(3, 4, 7));
  CHECK(rng == Rng{9});
}
