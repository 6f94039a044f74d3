// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Eigen's own types as storage. Each kind of object is a part of a bigger one that holds known
// numbers. After the fill the part must be equal to a plain column-major matrix, by (row, column),
// and the rest of the bigger object must be as it was.

#include "outset/storage.hpp"

#include <Eigen/Core>
#include <array>
#include <complex>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/own_types.hpp"

using Eigen::Dynamic;
using outset::Index;
using outset::Rng;
using outset::View;
using outset::WritableDense;

namespace {

template <class Scalar, int order = Eigen::ColMajor>
using Matrix = Eigen::Matrix<Scalar, Dynamic, Dynamic, order>;
template <class Scalar, int order = Eigen::ColMajor>
using Array = Eigen::Array<Scalar, Dynamic, Dynamic, order>;
using AnyStride = Eigen::Stride<Dynamic, Dynamic>;
using Complex = std::complex<float>;

// A number that no initializer here gives, another one at each place.
template <class Scalar>
Scalar mark(Index i, Index j) {
  return Scalar(static_cast<float>(1000 + 17 * i + j));
}
template <class M>
void set_marks(M& m) {
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) m(i, j) = mark<typename M::Scalar>(i, j);
  }
}

// Whether these elements, in column-major order, are those of a filled matrix of their size.
template <class Scalar>
bool filled(const std::vector<const Scalar*>& elements, Index rows, Index cols) {
  Matrix<Scalar> expected(rows, cols);
  outset::Normal{.mean = 0, .std = 1}(expected, Rng(1));
  bool same = true;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    same = same && *elements[i] == expected.data()[i];
  }
  return same;
}
template <class M>
Index marks_left(const M& m) {
  Index left = 0;
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) {
      if (m(i, j) == mark<typename M::Scalar>(i, j)) ++left;
    }
  }
  return left;
}

// Fills `part`, which lies in `whole`. Returns whether it then equals a filled matrix of its size
// and the rest of `whole` is as before.
template <class Whole, class Part>
bool right(Whole& whole, Part&& part) {
  using Scalar = typename std::remove_cvref_t<Part>::Scalar;
  std::vector<const Scalar*> elements;
  for (Index j = 0; j < part.cols(); ++j) {
    for (Index i = 0; i < part.rows(); ++i) elements.push_back(&part.coeffRef(i, j));
  }
  set_marks(whole);
  Rng rng(1);
  outset::Normal{.mean = 0, .std = 1}(std::forward<Part>(part), rng);
  return rng.next() == 1 && filled(elements, part.rows(), part.cols()) &&
         marks_left(whole) == whole.size() - part.size();
}

// A function, because a CHECK for each of a hundred kinds would take long to compile.
void check(int line, bool is_right) {
  CAPTURE(line);
  CHECK(is_right);
}

// The kinds of storage that differ in their view. The view does not depend on the scalar, so two
// scalars are enough.
template <class Scalar, int order>
void every_kind() {
  using Whole = Matrix<Scalar, order>;
  using Vector = Eigen::Matrix<Scalar, Dynamic, 1>;
  Whole w(9, 7);
  Array<Scalar, order> a(9, 7);
  check(__LINE__, right(w, w));
  check(__LINE__, right(a, a));
  check(__LINE__, right(w, w.array()));
  check(__LINE__, right(a, a.matrix()));
  check(__LINE__, right(w, w.transpose()));
  check(__LINE__, right(w, w.block(1, 2, 5, 3)));
  check(__LINE__, right(w, w.template block<5, 3>(2, 1)));
  check(__LINE__, right(w, w.block(1, 2, 5, 3).transpose()));
  check(__LINE__, right(w, w.block(1, 1, 7, 5).block(1, 2, 4, 2)));
  check(__LINE__, right(w, w.topRows(4)));
  check(__LINE__, right(w, w.middleCols(2, 3)));
  check(__LINE__, right(w, w.bottomRightCorner(3, 3)));
  check(__LINE__, right(w, w.row(3)));
  check(__LINE__, right(w, w.col(3)));
  check(__LINE__, right(w, w.row(3).transpose()));
  check(__LINE__, right(w, w.col(3).segment(2, 4)));
  check(__LINE__, right(w, w.row(3).tail(4)));
  check(__LINE__, right(w, w.diagonal()));
  check(__LINE__, right(w, w.diagonal(2)));
  check(__LINE__, right(w, w.diagonal(-3)));
  check(__LINE__, right(w, w.template reshaped<order>(21, 3)));
  check(__LINE__, right(w, w.template reshaped<order>()));

  Eigen::Ref<Whole> ref(w);
  check(__LINE__, right(w, ref));
  check(__LINE__, right(w, Eigen::Ref<Whole>(w)));
  check(__LINE__, right(w, Eigen::Ref<Whole, 0, Eigen::OuterStride<>>(w.block(2, 2, 3, 4))));
  check(__LINE__, right(w, Eigen::Ref<Vector, 0, Eigen::InnerStride<>>(w.row(2).transpose())));
  check(__LINE__,
        right(w, Eigen::Ref<Eigen::Matrix<Scalar, 1, Dynamic>, 0, Eigen::InnerStride<>>(w.row(2))));

  check(__LINE__, right(w, Eigen::Map<Whole>(w.data(), 9, 7)));
  check(__LINE__, right(w, Eigen::Map<Whole, Eigen::Unaligned>(w.data() + 1, 5, 3)));
  check(__LINE__, right(w, Eigen::Map<Eigen::Matrix<Scalar, 4, 5, order>>(w.data() + 3)));
  check(__LINE__, right(w, Eigen::Map<Whole, 0, Eigen::OuterStride<>>(w.data() + 1, 3, 4,
                                                                      Eigen::OuterStride<>(6))));
  check(__LINE__, right(w, Eigen::Map<Whole, 0, AnyStride>(w.data() + 2, 3, 4, AnyStride(13, 2))));
  check(__LINE__, right(w, Eigen::Map<Whole, 0, AnyStride>(w.data() + 2, 3, 4, AnyStride(2, 11))));
  check(__LINE__, right(w, Eigen::Map<Whole, 0, Eigen::Stride<20, 3>>(w.data(), 3, 2)));
  check(__LINE__, right(w, Eigen::Map<Vector, 0, Eigen::InnerStride<5>>(w.data() + 1, 9)));
}

template <class Scalar>
void fixed_sizes() {
  Eigen::Matrix<Scalar, 5, 3> a;
  Eigen::Matrix<Scalar, 5, 3, Eigen::RowMajor> b;
  Eigen::Array<Scalar, 4, 4> c;
  Eigen::Matrix<Scalar, 6, 1> d;
  Eigen::Matrix<Scalar, 1, 6> e;
  Eigen::Matrix<Scalar, 1, 1> f;
  Eigen::Matrix<Scalar, Dynamic, 3, Eigen::RowMajor> g(5, 3);
  Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::ColMajor, 6, 8> h(5, 7);
  Eigen::Matrix<Scalar, 2, Dynamic> i(2, 9);
  check(__LINE__, right(a, a));
  check(__LINE__, right(a, a.template topRows<2>()));
  check(__LINE__, right(b, b));
  check(__LINE__, right(b, b.transpose()));
  check(__LINE__, right(c, c));
  check(__LINE__, right(c, c.row(2)));
  check(__LINE__, right(d, d));
  check(__LINE__, right(d, d.template segment<3>(1)));
  check(__LINE__, right(e, e));
  check(__LINE__, right(f, f));
  check(__LINE__, right(g, g));
  check(__LINE__, right(h, h));
  check(__LINE__, right(i, i));
}

template <class Scalar>
void common_kinds() {
  Matrix<Scalar> w(9, 7);
  Matrix<Scalar, Eigen::RowMajor> r(9, 7);
  Array<Scalar> a(3, 2);
  check(__LINE__, right(w, w));
  check(__LINE__, right(r, r));
  check(__LINE__, right(a, a));
  check(__LINE__, right(w, w.block(1, 2, 5, 3)));
  check(__LINE__, right(r, r.block(1, 2, 5, 3).transpose()));
  check(__LINE__, right(w, w.diagonal()));
  check(__LINE__,
        right(w, Eigen::Map<Matrix<Scalar>, 0, AnyStride>(w.data() + 1, 3, 4, AnyStride(13, 2))));
  check(__LINE__, right(r, Eigen::Ref<Matrix<Scalar, Eigen::RowMajor>>(r)));
}

}  // namespace

TEST_CASE("every kind of Eigen object, column-major") { every_kind<float, Eigen::ColMajor>(); }
TEST_CASE("every kind of Eigen object, row-major") { every_kind<Complex, Eigen::RowMajor>(); }
TEST_CASE("fixed sizes") { fixed_sizes<double>(); }
TEST_CASE("every scalar") {
  common_kinds<double>();
  common_kinds<Eigen::half>();
  common_kinds<Eigen::bfloat16>();
  common_kinds<std::complex<double>>();
}

TEST_CASE("the real and the imaginary part of a complex matrix are real matrices") {
  Eigen::MatrixXcf w(6, 5);
  for (const bool imaginary : {false, true}) {
    w.setConstant({7, 8});
    Eigen::MatrixXf expected(6, 5);
    Rng a(1), b(1);
    outset::Normal{}(expected, a);
    if (imaginary) {
      outset::Normal{}(w.imag(), b);
      CHECK(w.imag() == expected);
      CHECK((w.real().array() == 7).all());
    } else {
      outset::Normal{}(w.real(), b);
      CHECK(w.real() == expected);
      CHECK((w.imag().array() == 8).all());
    }
  }
}

TEST_CASE("structured initializers, into the same kinds") {
  using outset::Identity;
  Eigen::MatrixXf w = Eigen::MatrixXf::Constant(6, 8, 9);
  Rng rng(1);
  Identity{.gain = 2}(w.block(1, 2, 3, 4).transpose(), rng);
  Eigen::MatrixXf expected = Eigen::MatrixXf::Constant(6, 8, 9);
  expected.block(1, 2, 3, 4).setZero();
  expected.block(1, 2, 3, 4).diagonal().setConstant(2);
  CHECK(w == expected);
  Eigen::Matrix<Eigen::half, 3, 2, Eigen::RowMajor> h;
  Identity{}(h, rng);
  CHECK(h.cast<float>() == Eigen::Matrix<float, 3, 2>::Identity());
}

TEST_CASE("empty Eigen objects") {
  Rng rng(1);
  Eigen::MatrixXf w(4, 5), none;
  Eigen::VectorXd nothing;
  w.setConstant(3);
  outset::Normal{}(none, rng);
  outset::Normal{}(nothing, rng);
  outset::Normal{}(w.block(1, 1, 0, 3), rng);
  outset::Normal{}(w.row(1).head(0), rng);
  outset::Normal{}(w.leftCols(0).transpose(), rng);
  CHECK(rng.next() == 5);
  CHECK((w.array() == 3).all());
}

TEST_CASE("View: strides, axes, contiguity") {
  std::vector<float> memory(1000);
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<float>(i);
  const auto matrix = View<float>::matrix(memory.data(), 5, 4, 3, 20);
  CHECK(matrix(0, 0) == 0);
  CHECK(matrix(2, 3) == 66);
  CHECK(*matrix.column(2) == 40);
  CHECK(!matrix.contiguous());
  CHECK(View<float>::matrix(memory.data(), 5, 4, 1, 5).contiguous());
  CHECK(!View<float>::matrix(memory.data(), 5, 4, 1, 6).contiguous());
  CHECK(!View<float>::matrix(memory.data(), 5, 4, 4, 1).contiguous());
  CHECK(View<float>::matrix(memory.data(), 5, 1, 1, 99).contiguous());

  // A kernel of 2 outputs, 3 inputs, 4 x 5 taps, its taps transposed in memory.
  View<float> kernel{memory.data(), 2, 60, 60, 3, {3, 4, 5, 0}, {20, 1, 4, 0}};
  CHECK(kernel(1, 0) == 60);
  CHECK(kernel(0, (2 * 4 + 3) * 5 + 1) == 2 * 20 + 3 * 1 + 1 * 4);
  CHECK(!kernel.contiguous());

  const Index sizes[] = {2, 3, 4, 5, 6, 7}, strides[] = {3, 20, 1, 4, 0, 0};
  const auto tensor = [&](std::size_t size_count, std::size_t stride_count) {
    return View<float>::tensor(memory.data(), {sizes, size_count}, {strides, stride_count});
  };
  CHECK(tensor(4, 4).rows == 2);
  CHECK(tensor(4, 4).cols == 60);
  CHECK(tensor(4, 4)(1, (2 * 4 + 3) * 5 + 1) == 3 + 2 * 20 + 3 * 1 + 1 * 4);
  CHECK(tensor(1, 1).rows == 2);
  CHECK(tensor(1, 1).cols == 1);
  CHECK(tensor(1, 1)(1, 0) == 3);
  CHECK(tensor(2, 2)(1, 2) == 43);
  CHECK(tensor(5, 5).axes == View<float>::max_axes);
  CHECK(tensor(4, 4).merged().axes == 3);

  // A row-major tensor's axes are one, and none of a column-major one's merge. With a gap between
  // channels the taps are one axis; with a gap between rows of taps, channels and rows are.
  const auto merged = [&](std::array<Index, 4> strides_of) {
    const std::array<Index, 4> sizes_of{2, 3, 4, 5};
    const auto view = View<float>::tensor(memory.data(), sizes_of, strides_of);
    for (Index j = 0; j < 60; ++j) CHECK(view.merged().column(j) == view.column(j));
    return view.merged();
  };
  CHECK(merged({60, 20, 5, 1}).axes == 1);
  CHECK(merged({60, 20, 5, 1}).axis_size[0] == 60);
  CHECK(merged({60, 20, 5, 1}).axis_stride[0] == 1);
  CHECK(merged({1, 2, 6, 24}).axes == 3);
  CHECK(merged({100, 30, 5, 1}).axes == 2);
  CHECK(merged({100, 32, 8, 1}).axes == 2);
  CHECK(View<float>::matrix(memory.data(), 5, 4, 3, 20).merged().axes == 1);
  for (const auto& [size_count, stride_count] :
       {std::pair<std::size_t, std::size_t>{0, 0}, {6, 6}, {3, 2}}) {
    CHECK_THROWS_WITH(tensor(size_count, stride_count),
                      "outset: View: a tensor has " + std::to_string(size_count) + " sizes and " +
                          std::to_string(stride_count) + " strides, must have 1 to 5 of each");
  }
}

// Which types are storage, and which are not.
namespace {

template <class T>
constexpr bool writable = WritableDense<T>;

using W = Eigen::MatrixXf;
static_assert(writable<W&> && writable<W>);
static_assert(!writable<const W&> && !writable<const W>);
static_assert(writable<Eigen::Array33d&> && writable<Eigen::Vector3d&>);
static_assert(writable<Eigen::Ref<W>&> && writable<Eigen::Ref<W>> && writable<Eigen::Map<W>>);
static_assert(writable<decltype(std::declval<W&>().block(0, 0, 1, 1))>);
static_assert(writable<decltype(std::declval<W&>().transpose())>);
static_assert(writable<decltype(std::declval<W&>().diagonal())>);
static_assert(writable<decltype(std::declval<W&>().array())>);

// Read-only types.
static_assert(!writable<Eigen::Map<const W>> && !writable<Eigen::Map<const W>&>);
static_assert(!writable<const Eigen::Map<W>&> && !writable<const Eigen::Ref<W>&>);
static_assert(!writable<Eigen::Ref<const W>>);
static_assert(!writable<decltype(std::declval<const W&>().block(0, 0, 1, 1))>);
static_assert(!writable<decltype(std::declval<const W&>().transpose())>);
static_assert(!writable<decltype(std::declval<const W&>().diagonal())>);
static_assert(!writable<decltype(std::declval<const Eigen::MatrixXcf&>().real())>);

// Expressions, and other types without an address.
static_assert(!writable<decltype(std::declval<W&>() + std::declval<W&>())>);
static_assert(!writable<decltype(2 * std::declval<W&>())>);
static_assert(!writable<decltype(std::declval<W&>() * std::declval<W&>())>);
static_assert(!writable<decltype(std::declval<W&>().reverse())>);
static_assert(!writable<decltype(std::declval<W&>().triangularView<Eigen::Upper>())>);
static_assert(!writable<decltype(W::Zero(2, 2))>);
static_assert(!writable<decltype(std::declval<W&>()(Eigen::seq(0, 2), Eigen::all).eval() * 2)>);
static_assert(!writable<Eigen::DiagonalMatrix<float, 3>&>);

// Scalars that are not weights, and types that are no matrices.
static_assert(!writable<Eigen::MatrixXi&>);
static_assert(!writable<Eigen::Matrix<bool, 2, 2>&>);
static_assert(!writable<Eigen::Matrix<long double, 2, 2>&>);
static_assert(!writable<Eigen::Matrix<std::complex<Eigen::half>, 2, 2>&>);
static_assert(!writable<float&> && !writable<int> && !writable<std::vector<float>&>);
static_assert(!writable<float*> && !writable<std::nullptr_t>);

}  // namespace

namespace {

using own_types::Axes;
using own_types::Constant;
using own_types::Knowing;
using own_types::Plain;
using own_types::Strided;

template <class T, class... Args>
constexpr bool fills = std::is_invocable_v<const outset::HeNormal&, T, Args..., Rng&>;

// What holds where storage<T> is silent: a T owns its memory, and is a matrix of its rows and
// columns.
static_assert(fills<Plain<double>&> && fills<Plain<double>&, const outset::Shape&>);
static_assert(!fills<Plain<double>> && !fills<const Plain<double>&>);
static_assert(fills<Strided&, const outset::Shape&> && fills<Strided, const outset::Shape&>);
static_assert(!fills<Strided&> && std::is_invocable_v<const outset::Zeros&, Strided&, Rng&>);
static_assert(!fills<Constant&> && !writable<Constant&>);
static_assert(fills<Axes&, const outset::Shape&> && !fills<Axes&>);
static_assert(fills<Knowing&> && !fills<Knowing&, const outset::Shape&> && !fills<Knowing>);
static_assert(writable<Plain<double>&> && !writable<const Plain<double>&>);

}  // namespace

TEST_CASE("a type of one's own, by one specialization of storage") {
  Plain<double> plain{5, 7, std::vector<double>(35)};
  Eigen::MatrixXd expected(5, 7);
  outset::HeNormal{}(plain, Rng(1));
  outset::HeNormal{}(expected, Rng(1));
  CHECK(Eigen::Map<Matrix<double, Eigen::RowMajor>>(plain.values.data(), 5, 7) == expected);
  outset::HeNormal{}(plain, outset::dense(5, 7), Rng(2));
  outset::HeNormal{}(expected, Rng(2));
  CHECK(Eigen::Map<Matrix<double, Eigen::RowMajor>>(plain.values.data(), 5, 7) == expected);
  outset::initializer("orthogonal")(plain, Rng(3));
  outset::Orthogonal{}(expected, Rng(3));
  CHECK(Eigen::Map<Matrix<double, Eigen::RowMajor>>(plain.values.data(), 5, 7) == expected);

  std::vector<float> memory(24, 9);
  outset::HeNormal{}(Strided{memory.data(), 12}, outset::dense(4, 3), Rng(1));
  Eigen::MatrixXf w(4, 3);
  outset::HeNormal{}(w, Rng(1));
  for (std::size_t i = 0; i < 12; ++i) {
    CHECK(memory[2 * i] == w.data()[i]);
    CHECK(memory[2 * i + 1] == 9);
  }
}

TEST_CASE("axes are compared with the Shape's, and a Shape of its own is taken") {
  Axes axes{std::vector<float>(24)};
  Knowing knowing{std::vector<float>(24)};
  Eigen::MatrixXf flat(4, 6);
  const outset::Shape shape = outset::conv1d(4, 3, 2);
  outset::HeNormal{}(flat, shape, Rng(1));
  outset::HeNormal{}(axes, shape, Rng(1));
  outset::on(outset::SerialExecutor{}, outset::HeNormal{})(knowing, Rng(1));
  CHECK(Eigen::Map<Matrix<float, Eigen::RowMajor>>(axes.values.data(), 4, 6) == flat);
  CHECK(knowing.values == axes.values);
  CHECK_THROWS_WITH(outset::HeNormal{}(axes, outset::conv1d(4, 2, 3), Rng(1)),
                    ContainsSubstring("W is 4 x 3 x 2, must be 4 x 2 x 3"));
}

TEST_CASE(
    "indexed rows and columns: a slice with steps is storage or refused, never a wrong fill") {
  // It depends on Eigen's version whether the slice has direct access; where it has, the right
  // elements are written.
  W w(8, 6);
  auto odd_rows = w(Eigen::seqN(1, 4, Eigen::fix<2>), Eigen::all);
  if constexpr (writable<decltype(odd_rows)&>) {
    check(__LINE__, right(w, odd_rows));
  }
  auto block = w(Eigen::seqN(1, 3), Eigen::seqN(2, 2));
  static_assert(writable<decltype(block)&>, "Eigen makes a Block of it");
  check(__LINE__, right(w, block));
  std::vector<int> rows{4, 1, 2};
  static_assert(!writable<decltype(w(rows, Eigen::all))>);
}
