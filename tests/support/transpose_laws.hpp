// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What holds for every backend's transpose: columns of any number and length become rows, in caches
// and around them, wherever lines of memory begin, and nothing beside them is written.

#include <Eigen/Core>
#include <complex>
#include <cstdint>
#include <vector>

#include "outset/config.hpp"
#include "support/catch.hpp"

namespace transpose_laws {

using outset::Index;

// A value for each place that all scalars hold.
template <class Scalar>
Scalar value(Index i, Index j) {
  return Scalar(static_cast<float>((31 * i + 7 * j) % 2039));
}

template <class Scalar, class Transpose>
Index wrong_places(const Transpose& transpose, Index rows, Index cols, Index pitch, Index offset,
                   bool streamed) {
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
  const auto size = static_cast<std::size_t>(rows * pitch + offset) + 64;
  std::vector<Scalar> out(size, guard);
  Scalar* to = out.data();
  while (reinterpret_cast<std::uintptr_t>(to) % 64 != 0) ++to;
  to += offset;
  transpose(columns.data(), rows, cols, to, pitch, streamed);
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

/// `transpose(columns, rows, cols, out, pitch, streamed)` is a backend's.
template <class Scalar, class Transpose>
void check(const Transpose& transpose) {
  const Index line = 64 / Index{sizeof(Scalar)};
  Index wrong = 0;
  for (const Index rows : {0, 1, 3, 4, 8, 15, 16, 33, 64, 100}) {
    for (const Index cols : {1, 2, 3, 4, 7, 8, 9, 16, 31, 64, 130, 300}) {
      const Index whole_lines = (cols + line - 1) / line * line;
      for (const Index pitch : {cols, cols + 3, whole_lines}) {
        for (const Index offset : {Index{0}, Index{1}, line - 1}) {
          for (const bool streamed : {false, true}) {
            wrong += wrong_places<Scalar>(transpose, rows, cols, pitch, offset, streamed);
          }
        }
      }
    }
  }
  CHECK(wrong == 0);
}

}  // namespace transpose_laws
