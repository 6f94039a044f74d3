// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A tensor has at (o, i, y, x) what the flat matrix has in row o and column (i * kh + y) * kw + x,
// in both layouts.

#include "outset/tensor.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"

using namespace outset;

namespace {

template <int rank, int layout, class Scalar = float>
using Tensor = Eigen::Tensor<Scalar, rank, layout>;
template <int rank>
using Sizes = std::array<Index, static_cast<std::size_t>(rank)>;

// Calls f(index) for each index of a tensor.
template <std::size_t rank, class F>
void for_each_index(const std::array<Index, rank>& sizes, const F& f) {
  std::array<Index, rank> at{};
  for (;;) {
    f(at);
    std::size_t axis = rank;
    while (axis-- > 0 && ++at[axis] == sizes[axis]) at[axis] = 0;
    if (axis == static_cast<std::size_t>(-1)) return;
  }
}

template <std::size_t rank>
Index flat_column(const std::array<Index, rank>& sizes, const std::array<Index, rank>& at) {
  Index column = 0;
  for (std::size_t axis = 1; axis < rank; ++axis) column = column * sizes[axis] + at[axis];
  return column;
}

template <int rank, int layout>
bool equals_flat(const AnyInitializer& init, const Shape& shape, const Sizes<rank>& sizes) {
  Eigen::MatrixXf flat(shape.rows(), shape.cols());
  init(flat, shape, Rng(1));
  // Through a TensorMap with guards around it, and into a Tensor.
  std::vector<float> memory(static_cast<std::size_t>(shape.size()) + 20, -77);
  Eigen::TensorMap<Tensor<rank, layout>> map(memory.data() + 9, sizes);
  Rng rng(1);
  init(map, shape, rng);
  Tensor<rank, layout> tensor(sizes);
  init(tensor, shape, Rng(1));
  bool same = rng.next() == 1;
  for_each_index(sizes, [&](const Sizes<rank>& at) {
    const float expected = flat(at[0], flat_column(sizes, at));
    same = same && map(at) == expected && tensor(at) == expected;
  });
  for (std::size_t i = 0; i < 9; ++i) same = same && memory[i] == -77;
  for (std::size_t i = memory.size() - 11; i < memory.size(); ++i) same = same && memory[i] == -77;
  return same;
}

template <int rank>
void check(const Shape& shape, const Sizes<rank>& sizes) {
  for (const char* text :
       {"he_normal", "uniform(1, 2)", "truncated_normal", "constant(3)", "orthogonal(2)",
        "delta_orthogonal", "sparse(0.5)", "identity", "dirac"}) {
    CAPTURE(text, rank, shape.rows(), shape.cols());
    CHECK(equals_flat<rank, Eigen::ColMajor>(initializer(text), shape, sizes));
    CHECK(equals_flat<rank, Eigen::RowMajor>(initializer(text), shape, sizes));
  }
}

template <class T>
std::string error_of(T& tensor, const Shape& shape) {
  tensor.setConstant(-77);
  Rng rng(1);
  std::string text = "(no std::invalid_argument)";
  try {
    HeNormal{}(tensor, shape, rng);
  } catch (const std::invalid_argument& error) {
    text = error.what();
    CHECK(rng == Rng(1));
    for (Index i = 0; i < tensor.size(); ++i) CHECK(tensor.data()[i] == -77);
  }
  return text;
}

static_assert(WritableDense<Tensor<4, Eigen::ColMajor>&>);
static_assert(WritableDense<Tensor<4, Eigen::RowMajor, Eigen::half>&>);
static_assert(WritableDense<Eigen::TensorMap<Tensor<3, Eigen::ColMajor>>>);
static_assert(!WritableDense<const Tensor<4, Eigen::ColMajor>&>);
static_assert(!WritableDense<Eigen::TensorMap<const Tensor<3, Eigen::ColMajor>>>);
static_assert(!WritableDense<const Eigen::TensorMap<Tensor<3, Eigen::ColMajor>>&>);
static_assert(!WritableDense<Tensor<2, Eigen::ColMajor, int>&>);
static_assert(
    !WritableDense<decltype(std::declval<Tensor<2, 0>&>() + std::declval<Tensor<2, 0>&>())>);

}  // namespace

TEST_CASE("rank 1 to 5: the flat matrix's values") {
  check<1>(dense(7, 1), {7});
  check<2>(dense(7, 5), {7, 5});
  check<2>(conv2d(8, 3, 2, 5), {8, 30});  // a kernel stored flat
  check<3>(conv1d(6, 4, 5), {6, 4, 5});
  check<4>(conv2d(8, 3, 2, 5), {8, 3, 2, 5});
  check<5>(conv3d(4, 3, 2, 3, 5), {4, 3, 2, 3, 5});
}

TEST_CASE("groups, transposed, depthwise, fused, embedding") {
  check<4>(conv2d(8, 6, 3, 2, {.groups = 2}), {8, 3, 3, 2});
  check<4>(conv2d(8, 6, 3, 2, {.groups = 2, .transposed = true}), {6, 4, 3, 2});
  check<3>(conv1d(5, 7, 3, {.transposed = true}), {7, 5, 3});
  check<4>(depthwise(4, {3, 3}, 2), {8, 1, 3, 3});
  check<4>(fused(conv2d(4, 3, 3, 3), 2), {8, 3, 3, 3});
  check<2>(fused(dense(4, 4), 3), {12, 4});
  check<2>(embedding(9, 4), {9, 4});
}

TEST_CASE("a kernel that says only how many taps it has may have any axes for them") {
  check<4>(kernel(8, 3, 10), {8, 3, 2, 5});
  check<3>(conv2d(8, 3, 2, 5), {8, 3, 10});
}

TEST_CASE("a dense layer from a tensor's axes") { check<3>(dense(6, 20), {6, 4, 5}); }

TEST_CASE("more than a chunk, and than a thread's part") {
  check<4>(conv2d(64, 32, 3, 3), {64, 32, 3, 3});
  Tensor<4, Eigen::RowMajor> tensor(256, 64, 3, 3);
  Eigen::MatrixXf flat(256, 64 * 9);
  HeNormal{}(tensor, conv2d(256, 64, 3, 3), Rng(1));
  HeNormal{}(flat, conv2d(256, 64, 3, 3), Rng(1));
  CHECK(Eigen::Map<Eigen::Matrix<float, -1, -1, Eigen::RowMajor>>(tensor.data(), 256, 576) == flat);
}

TEST_CASE("other scalars") {
  const Shape shape = conv1d(6, 4, 5);
  Tensor<3, Eigen::RowMajor, Eigen::bfloat16> b(6, 4, 5);
  Eigen::Matrix<Eigen::bfloat16, -1, -1> flat(6, 20);
  Tensor<3, Eigen::ColMajor, std::complex<double>> c(6, 4, 5);
  Eigen::MatrixXcd complex_flat(6, 20);
  HeNormal{}(b, shape, Rng(1));
  HeNormal{}(flat, shape, Rng(1));
  HeNormal{}(c, shape, Rng(1));
  HeNormal{}(complex_flat, shape, Rng(1));
  bool same = true;
  for_each_index(Sizes<3>{6, 4, 5}, [&](const Sizes<3>& at) {
    const Index column = flat_column(Sizes<3>{6, 4, 5}, at);
    same = same && b(at) == flat(at[0], column) && c(at) == complex_flat(at[0], column);
  });
  CHECK(same);
}

TEST_CASE("without a Shape, for the initializers that need none") {
  Tensor<3, Eigen::ColMajor> tensor(2, 3, 4);
  Eigen::MatrixXf flat(2, 12);
  Rng a(1), b(1);
  Normal{}(tensor, a);
  Normal{}(flat, b);
  CHECK(a == b);
  CHECK(tensor(1, 2, 3) == flat(1, 11));
  Ones{}(tensor, a);
  CHECK(tensor(1, 2, 3) == 1);
  Tensor<3, Eigen::RowMajor> empty(2, 0, 4);
  Normal{}(empty, a);
  CHECK(a.next() == 3);
}

TEST_CASE("a tensor must have its Shape's axes, not just its number of elements") {
  const Shape shape = conv2d(8, 3, 2, 5);
  Tensor<4, Eigen::ColMajor> fewer(8, 3, 2, 4), swapped(8, 3, 5, 2), moved(8, 2, 3, 5),
      reversed(5, 2, 3, 8), empty(8, 0, 2, 5);
  Tensor<4, Eigen::RowMajor> row_major(8, 3, 5, 2);
  Tensor<3, Eigen::ColMajor> merged(8, 6, 5);
  const auto says = [](const std::string& error, const std::string& sizes) {
    CHECK_THAT(error, StartsWith("outset: HeNormal: ") && ContainsSubstring("Shape") &&
                          ContainsSubstring(sizes));
  };
  says(error_of(fewer, shape),
       "W is 8 x 3 x 2 x 4, must be 8 x 3 x 2 x 5 (out, in/groups, kernel)");
  says(error_of(empty, shape), "8 x 0 x 2 x 5");
  says(error_of(reversed, shape), "5 x 2 x 3 x 8");
  says(error_of(swapped, shape), "8 x 3 x 5 x 2");
  says(error_of(row_major, shape), "8 x 3 x 5 x 2");
  says(error_of(moved, shape), "8 x 2 x 3 x 5");
  says(error_of(merged, shape), "8 x 6 x 5");
  says(error_of(fewer, slice(shape, 2, 7, 3, 11)),
       "W is 8 x 3 x 2 x 4, must be 3 x 11 as its Shape");
}
