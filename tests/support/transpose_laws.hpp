// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The laws of every backend's transpose: columns of any number and length become rows, through the
// caches and around them, at any place within a cache line, and nothing else is written.

#include <Eigen/Core>
#include <algorithm>
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
Index wrong_places(const Transpose& transpose, Index rows, Index cols, Index pitch,
                   std::size_t offset, bool streamed) {
  // Columns one after the other, except for one that has its own memory and starts within a vector.
  std::vector<Scalar> memory(static_cast<std::size_t>(rows * cols)),
      alone(static_cast<std::size_t>(rows + 1));
  std::vector<const Scalar*> columns;
  for (Index j = 0; j < cols; ++j) {
    Scalar* const column = j == cols / 2 ? alone.data() + 1 : memory.data() + j * rows;
    for (Index i = 0; i < rows; ++i) column[i] = value<Scalar>(i, j);
    columns.push_back(column);
  }
  // The numbers' parts: a complex one may stand at any multiple of its parts' size.
  using Part = typename Eigen::NumTraits<Scalar>::Real;
  constexpr std::size_t parts = sizeof(Scalar) / sizeof(Part);
  const Part guard(4095);
  std::vector<Part> out(static_cast<std::size_t>(rows * pitch) * parts + 256, guard);
  Part* first = out.data();
  while (reinterpret_cast<std::uintptr_t>(first) % 64 != offset) ++first;
  auto* const to = reinterpret_cast<Scalar*>(first);
  transpose(columns.data(), rows, cols, to, pitch, streamed);
  Index wrong = 0;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < cols; ++j) {
      if (to[i * pitch + j] != value<Scalar>(i, j)) ++wrong;
      std::fill_n(first + static_cast<std::size_t>(i * pitch + j) * parts, parts, guard);
    }
  }
  for (const Part& x : out) {
    if (x != guard) ++wrong;
  }
  return wrong;
}

/// `transpose(columns, rows, cols, out, pitch, streamed)` is a backend's.
template <class Scalar, class Transpose>
void check(const Transpose& transpose) {
  const Index line = 64 / Index{sizeof(Scalar)};
  constexpr std::size_t part = sizeof(typename Eigen::NumTraits<Scalar>::Real);
  for (const Index rows : {0, 1, 3, 4, 8, 15, 16, 33, 64, 100}) {
    for (const Index cols : {1, 2, 3, 4, 7, 8, 9, 16, 31, 64, 130, 300}) {
      const Index whole_lines = (cols + line - 1) / line * line;
      for (const Index pitch : {cols, cols + 3, whole_lines}) {
        for (const std::size_t offset : {std::size_t{0}, part, sizeof(Scalar), 64 - part}) {
          for (const bool streamed : {false, true}) {
            if (wrong_places<Scalar>(transpose, rows, cols, pitch, offset, streamed) == 0) continue;
            FAIL_CHECK(rows << " x " << cols << ", pitch " << pitch << ", " << offset
                            << " bytes into a line, streamed: " << streamed);
            return;
          }
        }
      }
    }
  }
  SUCCEED();
}

}  // namespace transpose_laws
