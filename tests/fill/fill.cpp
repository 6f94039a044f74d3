// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/fill/fill.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <complex>
#include <cstdint>
#include <vector>

#include "outset/distribution.hpp"
#include "support/catch.hpp"
#include "support/same.hpp"

using Eigen::Dynamic;
using Eigen::Index;
using outset::Normal;
using outset::Rng;
using outset::Uniform;
using outset::View;
using outset::Window;
using outset::detail::Sampler;
using outset::random::Stream;

namespace {

const Stream stream = Rng{0xF111}.stream("fill").take();

template <class Scalar>
using ColMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::ColMajor>;
template <class Scalar>
using RowMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::RowMajor>;

// The elements of a whole tensor in their logical order, drawn in one run.
template <class Scalar>
ColMajor<Scalar> whole(const Sampler<Scalar>& sampler, Index rows, Index cols) {
  ColMajor<Scalar> w(rows, cols);
  sampler.write(stream, 0, w.size(), w.data());
  return w;
}

template <class M>
void fill(const Sampler<typename M::Scalar>& sampler, M& w, Window window) {
  outset::detail::fill<typename M::Scalar>(sampler, outset::storage<M>::view(w), stream, window,
                                           outset::DefaultExecutor{});
}

// Counts the elements of a view that are not as expected, and the numbers around the view that are
// no longer the guard. Afterwards the guard is everywhere again.
template <class Scalar>
Index wrong_places(const View<Scalar>& view, const ColMajor<Scalar>& expected,
                   const std::vector<Scalar>& memory, Scalar guard) {
  Index wrong = 0;
  for (Index j = 0; j < view.cols; ++j) {
    for (Index i = 0; i < view.rows; ++i) {
      if (view(i, j) != expected(i, j)) ++wrong;
      view(i, j) = guard;
    }
  }
  for (const Scalar& x : memory) {
    if (x != guard) ++wrong;
  }
  return wrong;
}

}  // namespace

TEMPLATE_TEST_CASE(
    "fill: a matrix of any size and order has the stream's elements by logical index", "", float,
    double, Eigen::half, std::complex<float>) {
  using Scalar = TestType;
  const auto sampler = Sampler<Scalar>(Uniform{-1, 1}, "test");
  // Sizes around the 16 lanes, the cache lines and the chunks, and of more than one piece.
  for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{
           {0, 0},    {0, 5},     {5, 0},     {1, 1},      {1, 300},  {300, 1},   {3, 3},
           {16, 16},  {17, 33},   {31, 64},   {256, 2},    {512, 3},  {1023, 40}, {1024, 40},
           {1025, 5}, {2048, 17}, {2049, 18}, {1500, 300}, {5000, 3}, {7, 11000}}) {
    INFO(rows << " x " << cols);
    const ColMajor<Scalar> expected = whole<Scalar>(sampler, rows, cols);
    ColMajor<Scalar> by_columns(rows, cols);
    fill(sampler, by_columns, {.rows = rows});
    CHECK(same(by_columns, expected));
    RowMajor<Scalar> by_rows(rows, cols);
    fill(sampler, by_rows, {.rows = rows});
    CHECK(same(by_rows, expected));
  }
}

TEMPLATE_TEST_CASE("fill: every window of a tensor is what the whole has there", "", float,
                   Eigen::bfloat16, std::complex<double>) {
  using Scalar = TestType;
  const auto sampler = Sampler<Scalar>(Uniform{-1, 1}, "test");
  for (const auto& [rows, cols] :
       std::vector<std::pair<Index, Index>>{{1, 5000}, {13, 77}, {64, 20}, {1000, 3}, {2500, 5}}) {
    const ColMajor<Scalar> expected = whole<Scalar>(sampler, rows, cols);
    for (const Index row0 : {Index{0}, Index{1}, rows / 3, rows - 1}) {
      for (const Index col0 : {Index{0}, Index{1}, cols / 2, cols - 1}) {
        for (const Index height : {Index{1}, (rows - row0) / 2, rows - row0}) {
          for (const Index width : {Index{0}, Index{1}, (cols - col0) / 2, cols - col0}) {
            if (row0 >= rows || col0 >= cols) continue;
            INFO(height << " x " << width << " at " << row0 << ", " << col0 << " of " << rows
                        << " x " << cols);
            const ColMajor<Scalar> block = expected.block(row0, col0, height, width);
            ColMajor<Scalar> by_columns(height, width);
            fill(sampler, by_columns, {.rows = rows, .row0 = row0, .col0 = col0});
            REQUIRE(same(by_columns, block));
            RowMajor<Scalar> by_rows(height, width);
            fill(sampler, by_rows, {.rows = rows, .row0 = row0, .col0 = col0});
            REQUIRE(same(by_rows, block));
          }
        }
      }
    }
  }
}

TEMPLATE_TEST_CASE("fill: strided and block views get the same, and nothing beside them changes",
                   "", float, double) {
  using Scalar = TestType;
  const auto sampler = Sampler<Scalar>(Uniform{-1, 1}, "test");
  const Index rows = 37, cols = 53;
  const ColMajor<Scalar> expected = whole<Scalar>(sampler, rows, cols);
  const Scalar guard = 42;
  for (const auto& [row_stride, col_stride] :
       std::vector<std::pair<Index, Index>>{{1, rows},
                                            {1, rows + 3},
                                            {2, 2 * rows},
                                            {3, 3 * rows + 5},
                                            {cols, 1},
                                            {cols + 2, 1},
                                            {2 * cols + 1, 2}}) {
    INFO("strides " << row_stride << ", " << col_stride);
    std::vector<Scalar> memory(
        static_cast<std::size_t>((rows - 1) * row_stride + (cols - 1) * col_stride + 21), guard);
    const auto view = View<Scalar>::matrix(memory.data() + 10, rows, cols, row_stride, col_stride);
    outset::detail::fill<Scalar>(sampler, view, stream, Window{.rows = rows},
                                 outset::DefaultExecutor{});
    CHECK(wrong_places(view, expected, memory, guard) == 0);
  }
}

TEMPLATE_TEST_CASE("fill: constants and zeros stand in every place of a view, and not beside it",
                   "", float, Eigen::half, std::complex<double>) {
  using Scalar = TestType;
  const double value = GENERATE(0.0, 1.5);
  const auto sampler = Sampler<Scalar>(outset::Constant{value}, "test");
  const auto strides = GENERATE(std::pair<Index, Index>{1, 2105}, std::pair<Index, Index>{2, 4200},
                                std::pair<Index, Index>{9, 1}, std::pair<Index, Index>{21, 2});
  const Index rows = 2100, cols = 7;
  CAPTURE(value, strides.first, strides.second);
  const Scalar guard(42);
  std::vector<Scalar> memory(static_cast<std::size_t>(rows * cols * 3), guard);
  const auto view =
      View<Scalar>::matrix(memory.data() + 5, rows, cols, strides.first, strides.second);
  outset::detail::fill<Scalar>(sampler, view, stream, Window{.rows = rows},
                               outset::DefaultExecutor{});
  const ColMajor<Scalar> expected = ColMajor<Scalar>::Constant(rows, cols, Scalar(float(value)));
  CHECK(wrong_places(view, expected, memory, guard) == 0);
}

TEMPLATE_TEST_CASE("fill: beyond the caches rows are the same, wherever lines of memory begin", "",
                   float, double, Eigen::half, std::complex<float>) {
  using Scalar = TestType;
  const auto sampler = Sampler<Scalar>(Normal{0, 1}, "test");
  const auto line = static_cast<Index>(64 / sizeof(Scalar));
  const Index rows = 1100;
  const Index cols = (Index{8} << 20) / Index{sizeof(Scalar)} / rows + 21;
  const ColMajor<Scalar> expected = whole<Scalar>(sampler, rows, cols);
  const Scalar guard(42);
  for (const Index pitch : {cols, (cols / line + 2) * line}) {
    std::vector<Scalar> memory(static_cast<std::size_t>(rows * pitch + 2 * line), guard);
    for (const Index offset : {Index{0}, Index{1}, line / 2, line - 1}) {
      INFO("pitch " << pitch << ", offset " << offset);
      Scalar* data = memory.data() + offset;
      while (reinterpret_cast<std::uintptr_t>(data - offset) % 64 != 0) ++data;
      const auto view = View<Scalar>::matrix(data, rows, cols, pitch, 1);
      outset::detail::fill<Scalar>(sampler, view, stream, Window{.rows = rows},
                                   outset::DefaultExecutor{});
      CHECK(wrong_places(view, expected, memory, guard) == 0);
    }
  }
}

TEST_CASE("fill: complex numbers may stand where only their parts are aligned") {
  using Scalar = std::complex<float>;
  const auto sampler = Sampler<Scalar>(Uniform{-1, 1}, "test");
  const Index rows = 600, cols = 512;
  const ColMajor<Scalar> expected = whole<Scalar>(sampler, rows, cols);
  std::vector<float> memory(static_cast<std::size_t>(2 * rows * cols + 1));
  auto* const data = reinterpret_cast<Scalar*>(memory.data() + 1);
  const bool by_rows = GENERATE(false, true);
  const auto view = View<Scalar>::matrix(data, rows, cols, by_rows ? cols : 1, by_rows ? 1 : rows);
  outset::detail::fill<Scalar>(sampler, view, stream, Window{.rows = rows},
                               outset::DefaultExecutor{});
  CHECK(wrong_places(view, expected, {}, Scalar(0)) == 0);
}

TEST_CASE("fill: parts may run in any order, each once") {
  const auto sampler = Sampler<float>(Normal{0, 1}, "test");
  for (const bool by_rows : {false, true}) {
    for (const Window window :
         {Window{.rows = 1500}, Window{.rows = 1600, .row0 = 50, .col0 = 3}}) {
      const Index rows = 1500, cols = 200;
      ColMajor<float> serial(rows, cols), reversed(rows, cols);
      RowMajor<float> serial_rows(rows, cols), reversed_rows(rows, cols);
      const auto view = [&](ColMajor<float>& c, RowMajor<float>& r) {
        return by_rows ? View<float>::matrix(r.data(), rows, cols, cols, 1)
                       : View<float>::matrix(c.data(), rows, cols, 1, rows);
      };
      int calls = 0;
      Index parts = 0;
      const auto backwards = [&](Index n, const auto& body) {
        ++calls;
        parts = n;
        for (Index i = n; i-- > 0;) body(i);
      };
      outset::detail::fill<float>(sampler, view(serial, serial_rows), stream, window,
                                  outset::SerialExecutor{});
      outset::detail::fill<float>(sampler, view(reversed, reversed_rows), stream, window,
                                  backwards);
      CHECK(calls == 1);
      CHECK(parts > 1);
      CHECK((by_rows ? serial_rows == reversed_rows : serial == reversed));
    }
  }
}

TEMPLATE_TEST_CASE("fill: a window at element 2^40 of a tensor that exists nowhere", "", float,
                   double) {
  using Scalar = TestType;
  const auto sampler = Sampler<Scalar>(Uniform{0, 1}, "test");
  const Index rows = Index{1} << 20;
  ColMajor<Scalar> w(64, 3);
  fill(sampler, w, {.rows = rows, .row0 = 5, .col0 = rows});
  for (Index j = 0; j < 3; ++j) {
    for (Index i = 0; i < 64; ++i) {
      Scalar x;
      sampler.write(stream, (std::uint64_t{1} << 40) + static_cast<std::uint64_t>(j * rows + 5 + i),
                    1, &x);
      REQUIRE(w(i, j) == x);
    }
  }
}

TEST_CASE("an odd number of normals ends, and is the start of more") {
  for (const Index n : {1, 3, 9, 27}) {
    std::vector<double> x(static_cast<std::size_t>(n)), more(100);
    const auto sampler = Sampler<double>(Normal{0, 1}, "test");
    sampler.write(stream, 0, n, x.data());
    sampler.write(stream, 0, 100, more.data());
    CHECK(std::equal(x.begin(), x.end(), more.begin()));
  }
}

TEST_CASE("an initializer's call writes its stream's elements to W") {
  Rng rng{1};
  Eigen::MatrixXf first(20, 30), second(20, 30);
  Normal{0, 1}(first, rng);
  Normal{0, 1}(second, rng);
  CHECK(rng.next() == 2);
  CHECK(first != second);
  Rng again{1};
  again.take();
  std::vector<float> x(600);
  Sampler<float>(Normal{0, 1}, "test").write(again.take(), 0, 600, x.data());
  CHECK(second == Eigen::Map<Eigen::MatrixXf>(x.data(), 20, 30));
}
