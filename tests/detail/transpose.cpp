// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/detail/transpose.hpp"

#include <Eigen/Core>
#include <complex>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"

using outset::Index;

namespace {

// A value for each place that all scalars hold.
template <class Scalar>
Scalar value(Index i, Index j) {
  return Scalar(static_cast<float>((31 * i + 7 * j) % 2039));
}

template <bool streamed, class Scalar>
Index wrong_places(Index rows, Index cols, Index pitch) {
  // Columns one after the other, but for one that stands alone and starts within a vector.
  std::vector<Scalar> memory(static_cast<std::size_t>(rows * cols)),
      alone(static_cast<std::size_t>(rows + 1));
  std::vector<const Scalar*> columns;
  for (Index j = 0; j < cols; ++j) {
    Scalar* const column = j == cols / 2 ? alone.data() + 1 : memory.data() + j * rows;
    for (Index i = 0; i < rows; ++i) column[i] = value<Scalar>(i, j);
    columns.push_back(column);
  }
  const Scalar guard(4095);
  const auto size = static_cast<std::size_t>(rows * pitch) + 64;
  std::vector<Scalar> out(size, guard);
  Scalar* to = out.data();
  while (reinterpret_cast<std::uintptr_t>(to) % 64 != 0) ++to;
  outset::detail::transpose<streamed>(columns.data(), rows, cols, to, pitch);
  outset::detail::end_stream();
  Index wrong = 0;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < cols; ++j) {
      if (to[i * pitch + j] != value<Scalar>(i, j)) ++wrong;
      to[i * pitch + j] = guard;
    }
  }
  for (const Scalar& x : out) {
    if (x != guard) ++wrong;
  }
  return wrong;
}

}  // namespace

TEMPLATE_TEST_CASE("transpose: columns of any number and length become rows, nothing beside them",
                   "", float, double, Eigen::half, Eigen::bfloat16, std::complex<float>,
                   std::complex<double>) {
  const Index rows = GENERATE(0, 1, 3, 4, 8, 15, 16, 33, 64, 100);
  const Index cols = GENERATE(1, 2, 3, 4, 7, 8, 9, 16, 31, 64);
  INFO(rows << " x " << cols);
  CHECK(wrong_places<false, TestType>(rows, cols, cols) == 0);
  CHECK(wrong_places<false, TestType>(rows, cols, cols + 3) == 0);
  const Index line = 64 / Index{sizeof(TestType)};
  CHECK(wrong_places<true, TestType>(rows, cols, (cols + line - 1) / line * line) == 0);
}
