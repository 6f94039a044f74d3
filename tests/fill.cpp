// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/fill.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <vector>

#include "outset/initializer.hpp"
#include "support/catch.hpp"
#include "support/stats.hpp"

using Eigen::Dynamic;
using Eigen::Index;
using outset::Constant;
using outset::Normal;
using outset::Rng;
using outset::TruncatedNormal;
using outset::Uniform;
using outset::View;
using outset::Window;
using outset::detail::Sampler;
using outset::random::Stream;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const Stream stream = Rng{0xF111}.stream("fill").take();

template <class Scalar>
using ColMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::ColMajor>;
template <class Scalar>
using RowMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::RowMajor>;

// The elements of a whole tensor in their logical order, one run.
template <class Scalar>
ColMajor<Scalar> whole(const Sampler<Scalar>& sampler, Index rows, Index cols) {
  ColMajor<Scalar> w(rows, cols);
  sampler.write(stream, 0, w.size(), w.data());
  return w;
}

template <class M>
void fill(const Sampler<typename M::Scalar>& sampler, M& w, Window window) {
  outset::detail::fill(sampler, outset::detail::StorageOf<M>::view(w), stream, window);
}

}  // namespace

TEMPLATE_TEST_CASE(
    "fill: a matrix of any size and order has the stream's elements by logical index", "", float,
    double, Eigen::half, std::complex<float>) {
  using Scalar = TestType;
  const Sampler<Scalar> sampler(Uniform{-1, 1}, "test");
  // Sizes about the 16 lanes, the lines of memory and the chunks, and of more than one part.
  for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{{0, 0},
                                                                       {0, 5},
                                                                       {5, 0},
                                                                       {1, 1},
                                                                       {1, 300},
                                                                       {300, 1},
                                                                       {3, 3},
                                                                       {16, 16},
                                                                       {17, 33},
                                                                       {31, 64},
                                                                       {256, 2},
                                                                       {512, 3},
                                                                       {1024, 2},
                                                                       {1025, 5},
                                                                       {2048, 17},
                                                                       {2049, 18},
                                                                       {5000, 3},
                                                                       {7, 11000}}) {
    INFO(rows << " x " << cols);
    const ColMajor<Scalar> expected = whole(sampler, rows, cols);
    ColMajor<Scalar> by_columns(rows, cols);
    fill(sampler, by_columns, {.rows = rows});
    CHECK(by_columns == expected);
    RowMajor<Scalar> by_rows(rows, cols);
    fill(sampler, by_rows, {.rows = rows});
    CHECK(by_rows == expected);
  }
}

TEMPLATE_TEST_CASE("fill: every window of a tensor is what the whole has there", "", float, double,
                   Eigen::bfloat16, std::complex<double>) {
  using Scalar = TestType;
  const Sampler<Scalar> sampler(Uniform{-1, 1}, "test");
  for (const auto& [rows, cols] :
       std::vector<std::pair<Index, Index>>{{1, 5000}, {13, 77}, {64, 20}, {1000, 3}, {2500, 5}}) {
    const ColMajor<Scalar> expected = whole(sampler, rows, cols);
    for (const Index row0 : {Index{0}, Index{1}, rows / 3, rows - 1}) {
      for (const Index col0 : {Index{0}, Index{1}, cols / 2, cols - 1}) {
        for (const Index height : {Index{1}, (rows - row0) / 2, rows - row0}) {
          for (const Index width : {Index{0}, Index{1}, (cols - col0) / 2, cols - col0}) {
            if (row0 >= rows || col0 >= cols) continue;
            INFO(height << " x " << width << " at " << row0 << ", " << col0 << " of " << rows
                        << " x " << cols);
            const ColMajor<Scalar> block = expected.block(row0, col0, height, width);
            ColMajor<Scalar> by_columns(height, width);
            fill(sampler, by_columns, {rows, row0, col0});
            REQUIRE(by_columns == block);
            RowMajor<Scalar> by_rows(height, width);
            fill(sampler, by_rows, {rows, row0, col0});
            REQUIRE(by_rows == block);
          }
        }
      }
    }
  }
}

TEMPLATE_TEST_CASE("fill: strided and block views get the same, and nothing beside them changes",
                   "", float, double) {
  using Scalar = TestType;
  const Sampler<Scalar> sampler(Uniform{-1, 1}, "test");
  const Index rows = 37, cols = 53;
  const ColMajor<Scalar> expected = whole(sampler, rows, cols);
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
    outset::detail::fill(sampler, view, stream, Window{.rows = rows});
    Index wrong = 0;
    for (Index j = 0; j < cols; ++j) {
      for (Index i = 0; i < rows; ++i) {
        if (view(i, j) != expected(i, j)) ++wrong;
        view(i, j) = guard;
      }
    }
    CHECK(wrong == 0);
    CHECK(std::all_of(memory.begin(), memory.end(), [&](Scalar x) { return x == guard; }));
  }
}

TEST_CASE("fill: parts may run in any order, each once") {
  const Sampler<float> sampler(Normal{0, 1}, "test");
  for (const bool by_rows : {false, true}) {
    for (const Window window : {Window{1500, 0, 0}, Window{1600, 50, 3}}) {
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
      outset::detail::fill(sampler, view(serial, serial_rows), stream, window,
                           outset::SerialExecutor{});
      outset::detail::fill(sampler, view(reversed, reversed_rows), stream, window, backwards);
      CHECK(calls == 1);
      CHECK(parts > 1);
      CHECK((by_rows ? serial_rows == reversed_rows : serial == reversed));
    }
  }
}

TEMPLATE_TEST_CASE("fill: a window at element 2^40 of a tensor that exists nowhere", "", float,
                   double) {
  using Scalar = TestType;
  const Sampler<Scalar> sampler(Uniform{0, 1}, "test");
  const Index rows = Index{1} << 20;
  ColMajor<Scalar> w(64, 3);
  fill(sampler, w, {rows, 5, rows});
  for (Index j = 0; j < 3; ++j) {
    for (Index i = 0; i < 64; ++i) {
      Scalar x;
      sampler.write(stream, (std::uint64_t{1} << 40) + static_cast<std::uint64_t>(j * rows + 5 + i),
                    1, &x);
      REQUIRE(w(i, j) == x);
    }
  }
}

// Bounds. What others got wrong, as regression cases: excluded bounds that low precision returns,
// samples piled up on a bound, samples far outside where std is small, and infinities in far tails.

namespace {

template <class Scalar, class D>
void check_inside(const D& d, std::size_t n) {
  std::vector<Scalar> x(n);
  Sampler<Scalar>(d, "test").write(stream, 0, static_cast<Index>(n), x.data());
  const double low = lower_bound(d);
  const double high = upper_bound(d);
  std::size_t outside = 0;
  for (const Scalar value : x) {
    const double v = static_cast<double>(value);
    const bool inside = std::is_same_v<D, Uniform> ? v >= low && v < high : v >= low && v <= high;
    if (!inside) ++outside;
  }
  INFO("bounds " << low << ", " << high);
  CHECK(outside == 0);
}

}  // namespace

TEMPLATE_TEST_CASE("bounds: no uniform is below low, and none reaches high", "", float, double,
                   Eigen::half, Eigen::bfloat16) {
  using Scalar = TestType;
  for (const Uniform& d : std::vector<Uniform>{{0, 1},
                                               {-0.05, 0.05},
                                               {-1, 0},
                                               {0.1, 0.3},
                                               {1, 1.02},
                                               {-3e4, 3e4},
                                               {100, 101},
                                               {-1e-3, 1e-3}}) {
    check_inside<Scalar>(d, 1 << 18);
  }
}

// Rounding to nearest returns bfloat16's 1 once in 512. 2^22 draws; the cell of the largest number
// below 1 goes from 1 - 3/512 to 1, so n p = 24576, standard error 156.
TEST_CASE("bounds: a bfloat16 uniform never returns its excluded upper bound") {
  const std::size_t n = std::size_t{1} << 22;
  std::vector<Eigen::bfloat16> x(n);
  Sampler<Eigen::bfloat16>(Uniform{0, 1}, "test").write(stream, 0, static_cast<Index>(n), x.data());
  std::size_t ones = 0;
  std::size_t top = 0;
  for (const Eigen::bfloat16 value : x) {
    if (!(static_cast<float>(value) < 1)) ++ones;
    if (static_cast<float>(value) == 1 - 0x1p-8f) ++top;
  }
  CHECK(ones == 0);
  const double p = 3.0 / 512;
  const double expected = static_cast<double>(n) * p;
  CHECK(std::abs(static_cast<double>(top) - expected) <
        stats::bound(stats::false_alarm, std::sqrt(expected * (1 - p))));
}

TEMPLATE_TEST_CASE("bounds: no truncated normal is outside, whatever its std and mean", "", float,
                   double, Eigen::half, Eigen::bfloat16) {
  using Scalar = TestType;
  for (const double std : {1.0, 0.02, 0.001, 1e-10}) {
    for (const auto& [lower, upper] : std::vector<std::pair<double, double>>{{-2, 2},
                                                                             {-1, 3},
                                                                             {0, infinity},
                                                                             {-infinity, -1},
                                                                             {4, 6},
                                                                             {6, 8},
                                                                             {-8, -6},
                                                                             {10, 11}}) {
      for (const double mean : {0.0, 1.0}) {
        // What lies beyond one unit of the scalar only; else there may be nothing between.
        if (mean != 0 && std * (lower > 0 ? lower : 1) < 0.02) continue;
        if (sizeof(Scalar) == 2 && std < 1e-7 && (lower > 0 || upper < 0)) continue;
        check_inside<Scalar>(TruncatedNormal{mean, std, lower, upper}, 5000);
        check_inside<Scalar>(TruncatedNormal{mean, std, lower, upper, true}, 5000);
      }
    }
  }
}

TEMPLATE_TEST_CASE("bounds: a mean with a tiny std stays where it is", "", float, double,
                   Eigen::half, Eigen::bfloat16) {
  using Scalar = TestType;
  std::vector<Scalar> x(10000);
  Sampler<Scalar>(TruncatedNormal{1, 1e-20}, "test").write(stream, 0, 10000, x.data());
  CHECK(std::all_of(x.begin(), x.end(), [](Scalar v) { return v == Scalar(1); }));
}

// bfloat16's cell at the bound -2 reaches to -2 + 2^-7. Counts of a cell of probability p have the
// binomial standard error sqrt(n p (1 - p)).
TEST_CASE("bounds: no more samples on a bfloat16 bound than its cell holds") {
  const std::size_t n = std::size_t{1} << 20;
  const TruncatedNormal d{0, 1};
  std::vector<Eigen::bfloat16> x(n);
  Sampler<Eigen::bfloat16>(d, "test").write(stream, 0, static_cast<Index>(n), x.data());
  for (const double edge : {-2.0, 2.0}) {
    const auto on = std::count_if(
        x.begin(), x.end(), [&](Eigen::bfloat16 v) { return static_cast<double>(v) == edge; });
    const double p = cdf(d, -2 + 0x1p-8);
    const double expected = static_cast<double>(n) * p;
    CHECK(std::abs(static_cast<double>(on) - expected) <
          stats::bound(stats::false_alarm, std::sqrt(expected * (1 - p))));
  }
}

// std 0.002 within bounds a thousand deviations away (absolute bounds of +-2): kurtosis 3, not
// 28122, and nothing beyond what a normal reaches. N = 2^20, exact standard errors.
TEST_CASE("bounds: far bounds leave a normal") {
  const std::size_t n = std::size_t{1} << 20;
  std::vector<float> x(n);
  Sampler<float>(TruncatedNormal{0, 0.002, -1000, 1000}, "test")
      .write(stream, 0, static_cast<Index>(n), x.data());
  const stats::MomentRecord record = stats::moments(x, stats::Law::normal(0, 0.002));
  INFO(record);
  CHECK(record.p > stats::false_alarm);
  CHECK(*std::max_element(x.begin(), x.end()) < 0.002f * 6.8f);
  CHECK(*std::min_element(x.begin(), x.end()) > -0.002f * 6.8f);
}

// Elsewhere [6, 8] gave infinities only, [4, 6] some, and both a wrong spread.
TEMPLATE_TEST_CASE("bounds: far tails are finite and have the moments of the law", "", float,
                   double) {
  using Real = TestType;
  const std::size_t n = std::size_t{1} << 18;
  for (const auto& [lower, upper] :
       std::vector<std::pair<double, double>>{{4, 6}, {6, 8}, {-8, -6}, {10, 11}, {-1, 3}}) {
    const TruncatedNormal d{0, 1, lower, upper};
    std::vector<Real> x(n);
    Sampler<Real>(d, "test").write(stream, 0, static_cast<Index>(n), x.data());
    const double mode = lower > 0 ? lower : upper < 0 ? upper : 0;
    const auto law = stats::Law::of([&](double z) { return std::exp((mode - z) * (mode + z) / 2); },
                                    lower, upper);
    const stats::MomentRecord record = stats::moments(x, law);
    INFO("[" << lower << ", " << upper << "]: " << record);
    CHECK(record.p > stats::false_alarm);
  }
}

// Doubles must have all their 53 bits: on a grid of 2^-31 the low ones would be 0.
TEST_CASE("bounds: double uniforms use every bit of their 53") {
  const std::size_t n = 10000;
  std::vector<double> x(n);
  Sampler<double>(Uniform{0, 1}, "test").write(stream, 0, static_cast<Index>(n), x.data());
  for (int bit = 1; bit <= 53; ++bit) {
    int ones = 0;
    for (const double u : x) ones += static_cast<int>(std::fmod(std::floor(std::ldexp(u, bit)), 2));
    INFO("bit " << bit);
    CHECK(std::abs(ones - 5000) < stats::bound(stats::false_alarm, 50));
  }
}

TEST_CASE("an odd number of normals ends, and is the start of more") {
  for (const Index n : {1, 3, 9, 27}) {
    std::vector<double> x(static_cast<std::size_t>(n)), more(100);
    const Sampler<double> sampler(Normal{0, 1}, "test");
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
