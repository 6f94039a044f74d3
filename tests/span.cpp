// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Plain memory with a Shape gets the numbers of the Shape's matrix, element for element: row-major,
// column-major, through a type of one's own and through Eigen's tensors.

#include "outset/span.hpp"

#include <array>
#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "outset/outset.hpp"
#include "outset/tensor.hpp"
#include "support/catch.hpp"
#include "support/own_types.hpp"
#include "support/same.hpp"

using namespace outset;

namespace {

template <class Scalar>
using Columns = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The axes of a Shape's tensor, with ones for those that it does not have.
std::array<Index, 5> axes_of(const Shape& shape) {
  if (shape.is_slice()) return {shape.rows(), shape.cols(), 1, 1, 1};
  return {shape.rows(), shape.cols() / shape.receptive_field(), shape.kernel_size(0),
          shape.kernel_size(1), shape.kernel_size(2)};
}

// A column-major tensor's elements as the flat matrix has them: counted, not computed as span.hpp
// does it.
template <class Scalar>
Columns<Scalar> flattened(const std::vector<Scalar>& memory, const Shape& shape) {
  const auto sizes = axes_of(shape);
  Columns<Scalar> flat(shape.rows(), shape.cols());
  std::size_t next = 0;
  for (Index e = 0; e < sizes[4]; ++e) {
    for (Index d = 0; d < sizes[3]; ++d) {
      for (Index c = 0; c < sizes[2]; ++c) {
        for (Index b = 0; b < sizes[1]; ++b) {
          for (Index a = 0; a < sizes[0]; ++a) {
            flat(a, ((b * sizes[2] + c) * sizes[3] + d) * sizes[4] + e) = memory[next++];
          }
        }
      }
    }
  }
  return flat;
}

// Every holder of a Shape's weights has the matrix's.
template <class Scalar>
void check_holders(const AnyInitializer& init, const Shape& shape) {
  CAPTURE(to_string(init), to_string(shape), sizeof(Scalar));
  const Rng rng = Rng(7).stream("w");
  Columns<Scalar> expected(shape.rows(), shape.cols());
  init(expected, shape, Rng(rng));
  Rows<Scalar> rows(shape.rows(), shape.cols());
  init(rows, shape, Rng(rng));
  CHECK(same(rows, expected));

  const auto size = static_cast<std::size_t>(shape.size());
  std::vector<Scalar> memory(size);
  Rng moved = rng;
  init(row_major(memory, shape), moved);
  CHECK(moved.next() == rng.next() + 1);
  CHECK(same(Eigen::Map<Rows<Scalar>>(memory.data(), shape.rows(), shape.cols()), expected));
  init(col_major(memory, shape), Rng(rng));
  CHECK(same(flattened(memory, shape), expected));

  own_types::Plain<Scalar> own{shape.rows(), shape.cols(), std::vector<Scalar>(size)};
  init(own, shape, Rng(rng));
  CHECK(same(Eigen::Map<Rows<Scalar>>(own.values.data(), shape.rows(), shape.cols()), expected));

  if (shape.spatial_rank() == 2 && !shape.is_slice()) {
    const auto sizes = axes_of(shape);
    Eigen::TensorMap<Eigen::Tensor<Scalar, 4>> tensor(memory.data(), sizes[0], sizes[1], sizes[2],
                                                      sizes[3]);
    tensor.setZero();
    init(tensor, shape, Rng(rng));
    CHECK(same(flattened(memory, shape), expected));
  }
}

const char* const kinds[] = {"he_normal(fan=out)", "xavier_uniform",   "variance_scaling",
                             "normal(0, 1)",       "orthogonal(2)",    "sparse(0.5)",
                             "identity",           "delta_orthogonal", "dirac"};

const Shape shapes[] = {dense(7, 5),
                        dense(7, 5, {.transposed = true}),
                        dense(1, 9),
                        dense(9, 1),
                        dense(0, 4),
                        dense(600, 33),
                        embedding(11, 4),
                        conv1d(6, 5, 4),
                        conv2d(8, 6, 3, 2, {.groups = 2}),
                        conv2d(8, 6, 2, 3, {.groups = 2, .stride = 2, .transposed = true}),
                        conv3d(4, 3, 2, 3, 5),
                        depthwise(4, {3, 3}, 2),
                        kernel(5, 4, 6),
                        fused(dense(4, 6), 3),
                        fused(dense(4, 6, {.transposed = true}), 3),
                        fused(conv2d(4, 3, 3, 2), 2),
                        fused(conv2d(4, 6, 3, 2, {.groups = 2, .transposed = true}), 2),
                        slice(dense(40, 30), 3, 5, 9, 11),
                        slice(conv2d(8, 6, 3, 2), 2, 7, 5, 13),
                        slice(fused(dense(4, 6), 3), 4, 0, 4, 6),
                        slice(dense(40, 30), 3, 5, 0, 11),
                        flat_slice(conv2d(8, 6, 3, 2), 17, 101)};

template <class Scalar>
void check_every_shape() {
  for (const char* const kind : kinds) {
    for (const Shape& shape : shapes) check_holders<Scalar>(initializer(kind), shape);
  }
}

template <class T>
std::string error_of(T&& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("every holder has the matrix's numbers: float") { check_every_shape<float>(); }
TEST_CASE("every holder has the matrix's numbers: double") { check_every_shape<double>(); }
TEST_CASE("every holder has the matrix's numbers: half") { check_every_shape<Eigen::half>(); }
TEST_CASE("every holder has the matrix's numbers: complex") {
  check_every_shape<std::complex<float>>();
}

TEST_CASE("memory of every kind, filled by every kind of initializer") {
  const Shape shape = dense(4, 3);
  Rows<float> expected(4, 3);
  HeNormal{}(expected, Rng(1));
  const std::vector<float> numbers(expected.data(), expected.data() + 12);
  const auto check = [&](const float* data) {
    CHECK(std::vector<float>(data, data + 12) == numbers);
  };

  std::vector<float> vector(12);
  HeNormal{}(row_major(vector, shape), Rng(1));
  check(vector.data());
  std::array<float, 12> array{};
  HeNormal{}(row_major(array, shape), Rng(1));
  check(array.data());
  float plain[12] = {};
  on(SerialExecutor{}, HeNormal{})(row_major(plain, shape), Rng(1));
  check(plain);
  std::span<float, 12> fixed(array);
  std::fill(array.begin(), array.end(), 0.0f);
  initializer("he_normal")(row_major(fixed, shape), Rng(1));
  check(array.data());
  const auto owned = std::make_unique<float[]>(12);
  auto target = row_major(owned.get(), 12, shape);
  HeNormal{}(target, Rng(1));
  check(owned.get());
  std::vector<float> longer(30, 9);
  HeNormal{}(row_major(std::span(longer).subspan(8, 12), shape), Rng(1));
  check(longer.data() + 8);
  CHECK(longer[7] == 9);
  CHECK(longer[20] == 9);

  HeNormal{}(col_major(owned.get(), 12, shape), Rng(1));
  HeNormal{}(col_major(std::span(plain), shape), Rng(1));
  for (Index j = 0; j < 3; ++j) {
    for (Index i = 0; i < 4; ++i) {
      CHECK(owned[static_cast<std::size_t>(i + 4 * j)] == expected(i, j));
      CHECK(plain[i + 4 * j] == expected(i, j));
    }
  }
}

TEST_CASE("an initializer without a fan draws a slice's own numbers too") {
  std::vector<float> whole(40), part(7);
  Normal{}(col_major(whole, dense(8, 5)), Rng(1));
  Normal{}(row_major(part, flat_slice(dense(8, 5), 11, 7)), Rng(1));
  CHECK(part == std::vector<float>(whole.begin() + 11, whole.begin() + 18));
}

TEST_CASE("memory of another size than its Shape is an error that names both") {
  std::vector<float> memory(11, 3);
  CHECK(error_of([&] { row_major(memory, dense(4, 3)); }) ==
        "outset: row_major: the memory has 11 elements, must have 12 = 4 * 3 as its Shape");
  CHECK(error_of([&] { col_major(memory.data(), 13, conv2d(2, 1, 3, 2)); }) ==
        "outset: col_major: the memory has 13 elements, must have 12 = 2 * 6 as its Shape");
  CHECK(error_of([&] { row_major(std::span(memory), slice(dense(9, 9), 1, 1, 2, 3)); }) ==
        "outset: row_major: the memory has 11 elements, must have 6 = 2 * 3 as its Shape");
  CHECK(memory == std::vector<float>(11, 3));
}

// Memory that is const, that is gone at the end of the line, or that Eigen knows better.
namespace {
template <class T>
concept IsRowMajor = requires(T&& memory) {
  row_major(static_cast<T&&>(memory), dense(1, 1));
};
template <class T>
constexpr bool fills = std::is_invocable_v<const HeNormal&, T, Rng&>;
static_assert(IsRowMajor<std::vector<float>&> && IsRowMajor<std::span<float>>);
static_assert(!IsRowMajor<std::vector<float>> && !IsRowMajor<Eigen::MatrixXf&>);
static_assert(fills<ShapedSpan<float>> && fills<ShapedSpan<float>&>);
static_assert(!fills<ShapedSpan<const float>> && !fills<ShapedSpan<int>>);
static_assert(std::is_same_v<decltype(row_major(std::declval<const std::vector<float>&>(),
                                                std::declval<const Shape&>())),
                             ShapedSpan<const float>>);
}  // namespace
