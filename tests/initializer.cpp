// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The concepts (what is accepted and what is not), make, on. What initializers do is in
// tests/initializers.

#include "outset/initializer.hpp"

#include <Eigen/Core>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/identity.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/make.hpp"
#include "outset/random/engine.hpp"
#include "outset/slice.hpp"
#include "support/catch.hpp"
#include "support/own_types.hpp"
#include "support/same.hpp"

using namespace outset;

namespace {

using W = Eigen::MatrixXf;
template <class Init, class... Arguments>
constexpr bool accepts = std::is_invocable_v<const Init&, Arguments...>;

// The Rng is a variable or a temporary; W is a variable or a temporary view.
static_assert(accepts<Normal, W&, Rng&>);
static_assert(accepts<Normal, W&, Rng>);
static_assert(accepts<Normal, W&, const Shape&, Rng&>);
static_assert(accepts<Normal, W&, Shape, Rng>);
static_assert(accepts<HeNormal, Eigen::Ref<W>, Rng&>);
static_assert(accepts<Identity, decltype(std::declval<W&>().transpose()), Rng&>);

// Refused: a const Rng (it could not move), a seed instead of an Rng, another order than W, shape,
// rng.
static_assert(!accepts<Normal, W&, const Rng&>);
static_assert(!accepts<Normal, W&, const Rng>);
static_assert(!accepts<Normal, W&, int>);
static_assert(!accepts<Normal, W&>);
static_assert(!accepts<Normal, Rng&, W&>);
static_assert(!accepts<Normal, W&, Rng&, Shape>);
static_assert(!accepts<Normal, W&, random::Stream>);

static_assert(!accepts<Normal, const W&, Rng&>);
static_assert(!accepts<Identity, const W&, Rng&>);
static_assert(!accepts<Sparse, const W&, Rng&>);
static_assert(!accepts<Normal, const W&, const Shape&, Rng&>);
static_assert(!accepts<Normal, decltype(std::declval<W&>() + std::declval<W&>()), Rng&>);
static_assert(!accepts<Normal, Eigen::MatrixXi&, Rng&>);
static_assert(!accepts<Normal, std::vector<float>&, Rng&>);

static_assert(Initializer<Normal> && Initializer<Identity> && Initializer<HeNormal>);
static_assert(Initializer<Sparse> && Initializer<Dirac> && Initializer<Zeros>);
static_assert(!Initializer<int> && !Initializer<Rng> && !Initializer<W> && !Initializer<Shape>);
static_assert(RandomSource<Rng> && RandomSource<Rng&> && !RandomSource<const Rng&>);
static_assert(!RandomSource<std::uint64_t> && !RandomSource<Philox4x32&>);

// An initializer is an aggregate of its options: no base, no virtual function, no other state.
static_assert(std::is_aggregate_v<HeNormal> && std::is_trivially_copyable_v<HeNormal>);
static_assert(std::is_aggregate_v<Normal> && sizeof(Normal) == 2 * sizeof(double));
static_assert(std::is_aggregate_v<Identity> && std::is_aggregate_v<Sparse>);
static_assert(std::is_empty_v<Zeros> && std::is_empty_v<LecunNormal>);
static_assert(std::is_same_v<GlorotUniform, XavierUniform>);
static_assert(std::is_same_v<GlorotNormal, XavierNormal>);
static_assert(std::is_same_v<KaimingUniform, HeUniform>);
static_assert(std::is_same_v<KaimingNormal, HeNormal>);

// A user's own struct is an initializer too if it has the call operators.
struct Checkerboard {
  [[maybe_unused]] static constexpr const char* name = "Checkerboard";
  void validate(const Shape&) const {}
  template <class Scalar>
  void write(const View<Scalar>& w, const Shape&, const random::Stream&) const {
    for (Index j = 0; j < w.cols; ++j) {
      for (Index i = 0; i < w.rows; ++i) w(i, j) = Scalar(static_cast<float>((i + j) % 2));
    }
  }
  OUTSET_CALL_OPERATORS(Checkerboard);
};
static_assert(Initializer<Checkerboard>);

template <class Matrix>
bool made_as_filled(Index rows, Index cols) {
  Rng a(1), b(1);
  const Matrix made = make<Matrix>(Normal{}, rows, cols, a);
  Eigen::Matrix<typename Matrix::Scalar, Eigen::Dynamic, Eigen::Dynamic> filled(rows, cols);
  Normal{}(filled, b);
  bool same = a == b && made.rows() == rows && made.cols() == cols;
  for (Index j = 0; same && j < cols; ++j) {
    for (Index i = 0; i < rows; ++i) same = same && made(i, j) == filled(i, j);
  }
  return same;
}

template <class Make>
std::string error_of(const Make& make) {
  try {
    make();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(no std::invalid_argument)";
}

}  // namespace

TEST_CASE("make: a new matrix of any type, as a fill of it") {
  CHECK(made_as_filled<Eigen::MatrixXf>(5, 3));
  CHECK(made_as_filled<Eigen::ArrayXXd>(5, 3));
  CHECK(made_as_filled<Eigen::Matrix<double, -1, -1, Eigen::RowMajor>>(5, 3));
  CHECK(made_as_filled<Eigen::Matrix<float, 5, 3>>(5, 3));
  CHECK(made_as_filled<Eigen::Matrix<Eigen::half, 5, -1>>(5, 3));
  CHECK(made_as_filled<Eigen::Matrix<float, -1, -1, 0, 6, 6>>(5, 6));
  CHECK(made_as_filled<Eigen::VectorXd>(5, 1));
  CHECK(made_as_filled<Eigen::RowVectorXcf>(1, 5));
  CHECK(made_as_filled<Eigen::MatrixXf>(0, 4));
  CHECK(made_as_filled<Eigen::VectorXf>(0, 1));
}

TEST_CASE("make: two sizes are never two coefficients") {
  // Eigen's Vector2f(2, 1) is the vector of 2 and 1.
  CHECK(made_as_filled<Eigen::Vector2f>(2, 1));
  CHECK(made_as_filled<Eigen::RowVector2d>(1, 2));
  CHECK(made_as_filled<Eigen::Vector2cf>(2, 1));
  CHECK(made_as_filled<Eigen::Matrix<Eigen::bfloat16, 2, 1>>(2, 1));
  CHECK(made_as_filled<Eigen::Matrix<float, 1, 1>>(1, 1));
}

TEST_CASE("make: with a Shape, with a temporary Rng, of a structured initializer") {
  const Shape shape = conv2d(4, 3, 5, 5);
  const auto w = make<Eigen::MatrixXd>(HeNormal{}, shape, Rng(1).stream("conv"));
  Eigen::MatrixXd expected(4, 75);
  HeNormal{}(expected, shape, Rng(1).stream("conv"));
  CHECK(w == expected);
  const auto v = make<Eigen::VectorXf>(HeNormal{}, dense(6, 1), Rng(1));
  CHECK(v.size() == 6);
  CHECK(make<Eigen::Matrix3f>(Identity{}, 3, 3, Rng(1)) == Eigen::Matrix3f::Identity());
}

TEST_CASE("make: sizes that a type cannot have are refused before anything happens") {
  Rng rng(1);
  const auto refuses = [&](const std::string& error, const std::string& sizes) {
    CHECK_THAT(error, StartsWith("outset: make: ") && ContainsSubstring(sizes));
    CHECK(rng == Rng(1));
  };
  const Zeros init;
  refuses(error_of([&] { make<Eigen::MatrixXf>(init, -1, 3, rng); }), "-1 x 3");
  refuses(error_of([&] { make<Eigen::MatrixXf>(init, 3, -1, rng); }), "3 x -1");
  refuses(error_of([&] { make<Eigen::VectorXf>(init, 3, 2, rng); }), "3 x 2");
  refuses(error_of([&] { make<Eigen::RowVectorXf>(init, 3, 2, rng); }), "3 x 2");
  refuses(error_of([&] { make<Eigen::Matrix3f>(init, 3, 2, rng); }), "3 x 2");
  refuses(error_of([&] { make<Eigen::Matrix<float, -1, -1, 0, 4, 4>>(init, 5, 2, rng); }), "5 x 2");
  refuses(error_of([&] { make<Eigen::MatrixXf>(init, Index{1} << 40, Index{1} << 40, rng); }),
          "1099511627776 * 1099511627776");
  refuses(error_of([&] { make<Eigen::Matrix3f>(init, dense(3, 2), rng); }), "3 x 2");
  refuses(error_of([&] { make<Eigen::Vector2f>(init, dense(1, 2), rng); }), "1 x 2");
  refuses(error_of([&] { make<Eigen::Matrix<float, -1, -1, 0, 4, 4>>(init, dense(2, 5), rng); }),
          "2 x 5");
}

TEST_CASE("an empty matrix takes its stream, under every kind of rule") {
  Rng rng(1);
  Eigen::MatrixXf empty(0, 3);
  Zeros{}(empty, rng);
  HeNormal{}(empty, rng);
  Orthogonal{}(empty, rng);
  Dirac{2}(empty, dense(0, 3), rng);
  XavierUniform{}(empty, slice(dense(5, 5), 1, 1, 0, 3), rng);
  CHECK(rng.next() == 5);
  CHECK_THROWS_AS(Dirac{0}(empty, rng), std::invalid_argument);
  CHECK(rng.next() == 5);
}

TEST_CASE("an empty matrix refuses the options that no fill accepts, and no others") {
  Rng rng(1);
  Eigen::MatrixXf empty(0, 3);
  const Shape shape = dense(0, 3);
  CHECK_NOTHROW(HeUniform{.gain = 1e308}(empty, rng));  // with large fans it is legal
  CHECK_NOTHROW(HeUniform{.gain = 1e308}(empty, shape, rng));
  CHECK(rng.next() == 2);
  // These are refused for every shape: float cannot hold them.
  CHECK_THROWS_AS((Normal{0, 1e300}(empty, rng)), std::invalid_argument);
  CHECK_THROWS_AS((Normal{0, 1e300}(empty, shape, rng)), std::invalid_argument);
  CHECK_THROWS_AS(HeUniform{.gain = -1}(empty, rng), std::invalid_argument);
  CHECK_THROWS_AS(HeUniform{.gain = -1}(empty, shape, rng), std::invalid_argument);
  CHECK_THROWS_AS(Orthogonal{-1}(empty, rng), std::invalid_argument);
  CHECK_THROWS_AS(Sparse{.sparsity = 2}(empty, shape, rng), std::invalid_argument);
  CHECK(rng.next() == 2);
}

TEST_CASE("an initializer of the user's own") {
  Rng rng(1);
  const auto w = make<Eigen::Matrix<double, -1, -1, Eigen::RowMajor>>(Checkerboard{}, 3, 4, rng);
  CHECK(w(0, 0) == 0);
  CHECK(w(2, 3) == 1);
  CHECK(w.sum() == 6);
  CHECK(rng.next() == 1);
}

TEST_CASE("on: an executor may run the parts in any order") {
  const auto backwards = [](Index n, const auto& body) {
    while (n-- > 0) body(n);
  };
  Eigen::MatrixXf a(700, 500), b = a;
  Eigen::Matrix<float, -1, -1, Eigen::RowMajor> c(700, 500);
  HeNormal{}(a, Rng(1));
  on(backwards, HeNormal{})(b, Rng(1));
  on(backwards, HeNormal{})(c, dense(700, 500), Rng(1));
  CHECK(a == b);
  CHECK(a == c);
  Eigen::MatrixXf identity(3, 3);
  on(backwards, Identity{})(identity, Rng(1));
  CHECK(identity == Eigen::Matrix3f::Identity());
}

TEST_CASE("a target that brings its Shape is filled by that Shape") {
  own_types::Knowing target{std::vector<float>(24)};
  Eigen::Matrix<float, 4, 6, Eigen::RowMajor> expected;
  outset::HeNormal{.fan = outset::Fan::out}(target, outset::Rng(1));
  outset::HeNormal{.fan = outset::Fan::out}(expected, outset::conv1d(4, 3, 2), outset::Rng(1));
  CHECK(same(Eigen::Map<decltype(expected)>(target.values.data()), expected));
}
