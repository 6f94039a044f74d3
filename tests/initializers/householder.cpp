// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/initializers/householder.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "support/catch.hpp"
#include "support/same.hpp"

using Eigen::Index;

TEMPLATE_TEST_CASE("A reflector of a vector of zeros is that of the first axis", "", float,
                   std::complex<double>) {
  std::vector<TestType> x(5, TestType(0));
  const auto reflector = outset::detail::make_reflector(x.data(), 5);
  CHECK(x == std::vector<TestType>{1, 0, 0, 0, 0});
  CHECK(reflector.d == TestType(-1));
  CHECK(reflector.square == 1);
}

TEST_CASE("A reflector's first element never cancels, and 0 counts as positive") {
  std::vector<double> x{-3, 4};
  auto reflector = outset::detail::make_reflector(x.data(), 2);
  CHECK(x == std::vector<double>{-8, 4});
  CHECK(reflector.d == 1);
  CHECK(reflector.square == 80);
  x = {0, 2};
  reflector = outset::detail::make_reflector(x.data(), 2);
  CHECK(x == std::vector<double>{2, 2});
  CHECK(reflector.d == -1);
  std::vector<std::complex<double>> z{{0, -3}, {4, 0}};
  const auto phase = outset::detail::make_reflector(z.data(), 2).d;
  CHECK(z[0] == std::complex<double>(0, -8));
  CHECK(phase == std::complex<double>(0, 1));
}

TEMPLATE_TEST_CASE("A panel is the product of its reflections, with the same bits in any strips",
                   "", double, std::complex<double>) {
  using Matrix = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  using Panel = outset::detail::Panel<TestType>;
  const Index rows = 50, width = 37, cols = 45;
  const outset::random::Stream stream = outset::Rng{1}.take();
  const outset::Normal standard{.mean = 0, .std = 1};
  const outset::detail::Sampler<double> normals(standard, "test");
  std::vector<double> memory(static_cast<std::size_t>(Panel::size(rows, width)));
  std::vector<double> room(static_cast<std::size_t>(Panel::room(width, cols)));
  Panel panel(memory.data(), rows, width);
  panel.draw(normals, stream, 5);

  // The columns from `width` on, as later panels would leave them.
  Matrix before = Matrix::Zero(rows, cols);
  before.bottomRightCorner(rows - width, cols - width).setRandom();
  Matrix q = before;
  panel.apply(q.data(), rows, 0, cols, room.data());
  for (const Index strip : {1, 7, 32, 44}) {
    CAPTURE(strip);
    Matrix in_strips = before;
    for (Index j = 0; j < cols; j += strip) {
      panel.apply(in_strips.data(), rows, j, (std::min)(j + strip, cols), room.data());
    }
    CHECK(same(in_strips, q));
  }

  const Index count = outset::detail::frame_normals(rows, width);
  std::vector<TestType> x(static_cast<std::size_t>(count));
  normals.write(stream, sizeof(TestType) / sizeof(double) * 5,
                count * Index{sizeof(TestType)} / Index{sizeof(double)},
                reinterpret_cast<double*>(x.data()));
  Matrix expected = before;
  for (Index j = width; j-- > 0;) {
    TestType* const v = x.data() + outset::detail::frame_normals(rows, j);
    const auto reflector = outset::detail::make_reflector(v, rows - j);
    expected(j, j) = reflector.d;
    for (Index c = j; c < cols; ++c) {
      TestType dot(0);
      for (Index i = j; i < rows; ++i) dot += Eigen::numext::conj(v[i - j]) * expected(i, c);
      for (Index i = j; i < rows; ++i) expected(i, c) -= 2 / reflector.square * v[i - j] * dot;
    }
  }
  double distance = 0;
  for (Index c = 0; c < cols; ++c) {
    for (Index i = 0; i < rows; ++i) {
      distance = (std::max)(distance, std::abs(q(i, c) - expected(i, c)));
    }
  }
  CHECK(distance <= 1e-14);
}
