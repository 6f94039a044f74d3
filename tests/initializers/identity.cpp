// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/initializers/identity.hpp"

#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <utility>
#include <vector>

#include "outset/make.hpp"
#include "support/catch.hpp"
#include "support/same.hpp"

using Eigen::Dynamic;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using outset::conv1d;
using outset::conv2d;
using outset::conv3d;
using outset::dense;
using outset::depthwise;
using outset::Dirac;
using outset::fused;
using outset::Identity;
using outset::make;
using outset::Rng;
using outset::Shape;

namespace {

using Volume = std::array<Index, 3>;

Index cells(const Volume& size) { return size[0] * size[1] * size[2]; }

template <class F>
void for_each_cell(const Volume& size, F&& f) {
  for (Index z = 0; z < size[0]; ++z) {
    for (Index y = 0; y < size[1]; ++y) {
      for (Index x = 0; x < size[2]; ++x) f(Volume{z, y, x});
    }
  }
}

Index flat(const Volume& at, const Volume& size) {
  return (at[0] * size[1] + at[1]) * size[2] + at[2];
}

// The layer that a kernel is for, in up to three dimensions, written out: stride 1, zero padding
// (k - 1) / 2 in front, output of the input's size. A row of `input` is a channel.
MatrixXd convolve(const MatrixXd& w, const Shape& shape, const MatrixXd& input,
                  const Volume& size) {
  Volume kernel{1, 1, 1};
  for (int axis = 0; axis < shape.spatial_rank(); ++axis) {
    kernel[static_cast<std::size_t>(axis)] = shape.kernel_size(axis);
  }
  const Index out_per_group = shape.out() / shape.groups();
  const Index in_per_group = shape.in() / shape.groups();
  MatrixXd output = MatrixXd::Zero(shape.out(), cells(size));
  for (Index o = 0; o < shape.out(); ++o) {
    for (Index i = 0; i < in_per_group; ++i) {
      const Index group = o / out_per_group;
      const Index channel = group * in_per_group + i;
      for_each_cell(kernel, [&](const Volume& tap) {
        const Index t = flat(tap, kernel);
        const double weight = shape.transposed() ? w(channel, o % out_per_group * cells(kernel) + t)
                                                 : w(o, i * cells(kernel) + t);
        for_each_cell(size, [&](const Volume& at) {
          Volume from = at;
          for (std::size_t axis = 0; axis < 3; ++axis) {
            const Index shift = tap[axis] - (kernel[axis] - 1) / 2;
            from[axis] += shape.transposed() ? -shift : shift;
            if (from[axis] < 0 || from[axis] >= size[axis]) return;
          }
          output(o, flat(at, size)) += weight * input(channel, flat(from, size));
        });
      });
    }
  }
  return output;
}

}  // namespace

TEST_CASE("Dirac: a convolution that returns its input") {
  struct Case {
    Shape shape;
    Volume size;
  };
  for (const auto& [shape, size] :
       std::vector<Case>{{conv1d(3, 3, 3), {7, 1, 1}},
                         {conv1d(3, 3, 4), {7, 1, 1}},
                         {conv1d(5, 2, 1), {4, 1, 1}},
                         {conv1d(2, 5, 5), {8, 1, 1}},
                         {conv2d(3, 3, 3, 5), {5, 6, 1}},
                         {conv2d(3, 3, 2, 4), {5, 6, 1}},
                         {conv3d(2, 2, 3, 1, 5), {4, 3, 5}},
                         {conv2d(6, 6, 3, 3, {.groups = 3}), {4, 5, 1}},
                         {conv2d(8, 4, 3, 3, {.groups = 2}), {4, 5, 1}},
                         {conv2d(4, 8, 3, 3, {.groups = 2}), {4, 5, 1}},
                         {conv1d(4, 4, 3, {.transposed = true}), {7, 1, 1}},
                         {conv2d(6, 4, 3, 5, {.groups = 2, .transposed = true}), {6, 7, 1}},
                         {conv2d(4, 6, 2, 3, {.groups = 2, .transposed = true}), {6, 7, 1}},
                         {depthwise(5, {3, 3}), {4, 4, 1}},
                         {depthwise(3, {3}, 2), {9, 1, 1}}}) {
    CAPTURE(shape.out(), shape.in(), shape.groups(), shape.transposed());
    const MatrixXd input = MatrixXd::Random(shape.in(), cells(size));
    const auto w = make<MatrixXd>(Dirac{}, shape, Rng{1});
    const MatrixXd output = convolve(w, shape, input, size);
    const Index out = shape.out() / shape.groups();
    const Index in = shape.in() / shape.groups();
    for (Index o = 0; o < shape.out(); ++o) {
      const Index group = o / out;
      if (o % out < in) {
        CHECK(same(output.row(o), input.row(group * in + o % out)));
      } else {
        CHECK(output.row(o).isZero(0));
      }
    }
    CHECK(w.sum() == static_cast<double>(shape.groups() * (std::min)(out, in)));
  }
}

TEST_CASE("Dirac: groups that the Shape does not know, as PyTorch counts them") {
  const auto known = make<MatrixXf>(Dirac{}, conv2d(6, 9, 3, 3, {.groups = 3}), Rng{1});
  CHECK(make<MatrixXf>(Dirac{.groups = 3}, conv2d(6, 3, 3, 3), Rng{1}) == known);
  CHECK(make<MatrixXf>(Dirac{.groups = 3}, conv2d(6, 9, 3, 3, {.groups = 3}), Rng{1}) == known);
  const auto parts = make<MatrixXf>(Dirac{.groups = 2}, fused(dense(4, 2), 3), Rng{1});
  for (Index i = 0; i < 12; i += 2) CHECK(parts.middleRows(i, 2) == MatrixXf::Identity(2, 2));
}

TEST_CASE("Identity: the main diagonal of every part and group") {
  CHECK(make<MatrixXd>(Identity{}, 4, 4, Rng{1}) == MatrixXd::Identity(4, 4));
  CHECK(make<MatrixXd>(Identity{.gain = 0.5}, 3, 5, Rng{1}) == 0.5 * MatrixXd::Identity(3, 5));
  CHECK(make<MatrixXd>(Identity{.gain = 0}, 5, 3, Rng{1}) == MatrixXd::Zero(5, 3));
  const auto tall = make<MatrixXd>(Identity{.gain = 2}, fused(dense(3, 4), 2), Rng{1});
  CHECK(tall.topRows(3) == 2 * MatrixXd::Identity(3, 4));
  CHECK(tall.bottomRows(3) == 2 * MatrixXd::Identity(3, 4));
  const auto wide = make<MatrixXd>(Identity{}, fused(dense(3, 4, {.transposed = true}), 2), Rng{1});
  CHECK(same(wide.leftCols(3), MatrixXd::Identity(4, 3)));
  CHECK(same(wide.rightCols(3), MatrixXd::Identity(4, 3)));
  const auto grouped = make<MatrixXd>(Identity{}, conv1d(4, 4, 1, {.groups = 2}), Rng{1});
  CHECK(same(grouped.topRows(2), MatrixXd::Identity(2, 2)));
  CHECK(same(grouped.bottomRows(2), MatrixXd::Identity(2, 2)));
  const auto conv = make<MatrixXd>(Identity{}, conv1d(2, 2, 3), Rng{1});
  CHECK(same(conv, MatrixXd::Identity(2, 6)));
}

TEMPLATE_TEST_CASE("Identity and Dirac: every scalar and storage order, nothing outside", "", float,
                   double, std::complex<float>, std::complex<double>, Eigen::half,
                   Eigen::bfloat16) {
  using Dense = Eigen::Matrix<TestType, Dynamic, Dynamic>;
  using RowMajor = Eigen::Matrix<TestType, Dynamic, Dynamic, Eigen::RowMajor>;
  const TestType guard(7);
  Dense frame = Dense::Constant(5, 9, guard);
  Identity{.gain = 0.5}(frame.block(1, 2, 3, 6), Rng{1});
  CHECK(same(frame.block(1, 2, 3, 6), TestType(0.5F) * Dense::Identity(3, 6)));
  CHECK(same(make<RowMajor>(Identity{.gain = 0.5}, 3, 6, Rng{1}), frame.block(1, 2, 3, 6)));
  frame.block(1, 2, 3, 6).setConstant(guard);
  CHECK(same(frame, Dense::Constant(5, 9, guard)));
  const Dense dirac = make<Dense>(Dirac{}, conv1d(3, 2, 3), Rng{1});
  Dense expected = Dense::Zero(3, 6);
  expected(0, 1) = expected(1, 4) = TestType(1);
  CHECK(same(dirac, expected));
  CHECK(same(make<RowMajor>(Dirac{}, conv1d(3, 2, 3), Rng{1}), expected));
}

TEST_CASE("Dirac: of a dense shape it is the identity") {
  CHECK(make<MatrixXf>(Dirac{}, 3, 5, Rng{1}) == MatrixXf::Identity(3, 5));
  CHECK(make<MatrixXf>(Dirac{}, dense(5, 3, {.transposed = true}), Rng{1}) ==
        MatrixXf::Identity(3, 5));
}

TEST_CASE("Identity and Dirac: one stream a call, and bad options change nothing") {
  Rng rng{2};
  MatrixXf w = MatrixXf::Constant(6, 4, 7);
  const auto unchanged = [&] { return w == MatrixXf::Constant(6, 4, 7) && rng == Rng{2}; };
  const double inf = std::numeric_limits<double>::infinity();
  for (const auto& [gain, shown] :
       {std::pair{-1.0, "-1"}, std::pair{std::nan(""), "nan"}, std::pair{inf, "inf"}}) {
    CHECK_THROWS_WITH(
        Identity{.gain = gain}(w, rng),
        ContainsSubstring(std::string("Identity: gain is ") + shown + ", must be finite and >= 0"));
  }
  CHECK_THROWS_WITH(Identity{.gain = 1e39}(w, rng), ContainsSubstring("more than float holds"));
  CHECK_THROWS_WITH(Dirac{.groups = 0}(w, rng),
                    ContainsSubstring("Dirac: groups is 0, must be >= 1"));
  CHECK_THROWS_WITH(Dirac{.groups = -2}(w, rng), ContainsSubstring("groups is -2, must be >= 1"));
  CHECK_THROWS_WITH(Dirac{.groups = 4}(w, rng),
                    ContainsSubstring("must divide the 6 stored channels"));
  CHECK_THROWS_WITH(Dirac{.groups = 3}(w, conv1d(6, 8, 1, {.groups = 2}), rng),
                    ContainsSubstring("Dirac: groups is 3, must be 1 or the Shape's 2"));
  CHECK_THROWS_WITH(Dirac{}(w, dense(4, 6), rng), ContainsSubstring("Dirac: W is 6 x 4"));
  CHECK(unchanged());
  Identity{}(w, rng);
  Dirac{}(w, rng);
  CHECK(rng.next() == 2);
}
