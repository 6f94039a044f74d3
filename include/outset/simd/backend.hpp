// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The seam between `fill` and the machines: what a backend offers. Only pointers and scalars cross
// it, so that a backend may be compiled for other instructions than its caller.
//
// A kernel writes rows of 16 numbers. A chunk has 64 rows of words, floats or 16-bit scalars, or 32
// rows of doubles. Normal numbers come in pairs of rows, so a kernel starts at an even row and
// writes an even number of rows, which may end within a chunk.

#include <concepts>
#include <cstdint>

#include "outset/random/chunk.hpp"
#include "outset/random/truncated.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {

/// A machine that fills, as its place in the build's chain, which dispatch.hpp lists from the least
/// to the most wanted. The portable one is always the first.
enum class Backend : int { scalar = 0 };

/// How a machine's file finds the one before it: overload resolution takes the nearest base, so
/// last_machine(Place<most_machines>{}) is of the type of the last machine that was declared.
template <int place>
struct Place : Place<place - 1> {};
template <>
struct Place<0> {};
inline constexpr int most_machines = 16;

struct NoMachine {
  static constexpr int place = -1;
};
NoMachine last_machine(...);  // never called

/// Nothing: the words themselves.
struct WordParameters {};

/// min(fma(u, width, low), last), where u is the word's top 24 bits (double: 53) as a number in
/// [0, 1). A 16-bit scalar is also at least `first`, because the float `low` may be between two of
/// them.
template <class Real>
struct UniformParameters {
  Real low, width, first, last;
};

/// fma(std r, cos a, mean) and fma(std r, sin a, mean); see random/box_muller.hpp.
template <class Real>
struct NormalParameters {
  Real mean, std;
};

/// clamp(fma(std, map.unclamped(word), mean), lowest, highest); see random/truncated.hpp.
template <class Real>
struct TruncatedParameters {
  random::TruncatedMap<Real> map;
  Real mean, std, lowest, highest;
};

/// How many rows of an element a chunk has.
template <class Element>
inline constexpr int rows_per_chunk = sizeof(Element) == 8 ? random::rows_per_chunk / 2
                                                           : random::rows_per_chunk;

/// The lanes of a chunk, in the order of a row.
inline constexpr std::uint32_t lane_order[random::lanes] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                            8, 9, 10, 11, 12, 13, 14, 15};

/// A place in a stream where a kernel goes on: before a row of a chunk. Once a kernel has begun the
/// chunk, the cursor also holds its generators, in the backend's own order, so only the same kernel
/// may go on from it.
struct Cursor {
  random::Stream stream{};
  std::uint64_t chunk = 0;
  int row = 0;
  bool begun = false;
  alignas(64) std::uint32_t lanes[4][random::lanes];

  Cursor() {}  // leaves the lanes uninitialized

  void place(const random::Stream& in, std::uint64_t at_chunk, int at_row) {
    stream = in;
    chunk = at_chunk;
    row = at_row;
    begun = false;
  }

  /// Moves on by `rows`, at most to the end of its chunk of `chunk_rows`.
  void advance(int rows, int chunk_rows) {
    row += rows;
    if (row == chunk_rows) {
      row = 0;
      begun = false;
      ++chunk;
    }
  }
};

/// A kernel of a backend, which calls all of its kernels `generate`. It writes `rows` rows from
/// each of `count` cursors on, those of cursor c one after the other from out + c * pitch, and
/// moves the cursors behind them. An element has the parameters' type, or is half or bfloat16: the
/// float rounded to nearest. The parameters' bounds must then be numbers that the element can hold.
template <class Element, class Parameters>
using Kernel = void (*)(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                        std::uint64_t rows, const Parameters& parameters);

/// out[i * pitch + j] = columns[j][i] for i < rows, j < cols. `streamed`: written around the caches
/// where the machine can; `end_stream` must follow.
template <class Scalar>
using Transpose = void (*)(const Scalar* const* columns, std::int64_t rows, std::int64_t cols,
                           Scalar* out, std::int64_t pitch, bool streamed);

/// C += A B with c_ij = c[i + j * c_stride], a_ik = a[i * a_row_stride + k * a_stride] and
/// b_kj = b[k * b_row_stride + j * b_stride]; A is rows x depth, B depth x cols. C overlaps neither
/// A nor B.
template <class Real>
struct Product {
  std::int64_t rows, cols, depth;
  const Real* a;
  std::int64_t a_stride;
  const Real* b;
  std::int64_t b_stride;
  Real* c;
  std::int64_t c_stride;
  std::int64_t a_row_stride = 1;
  std::int64_t b_row_stride = 1;
};

/// One backend's kernels for the products of float or double. Their sums have one order each:
///
///   add_product     c_ij = fma(a_ik, b_kj, c_ij) for k = 0, 1, ..., depth - 1. So each element is
///                   one chain, and no size of a register, a cache or a block can change a bit. For
///                   narrow matrices: nothing is copied, both row strides are 1, and A's columns
///                   are readable up to a multiple of 16 rows. What stands there beyond the last
///                   row has no effect.
///   sum_of_squares  sixteen sums s_l = fma(x_i, x_i, s_l), i rising, l = i mod 16, from 0; then
///                   s_l + s_(l+8) for l < 8, and so on with 4, 2 and 1.
template <class Real>
struct ProductKernels {
  void (*add_product)(const Product<Real>& product);
  Real (*sum_of_squares)(const Real* x, std::int64_t count);
};

/// add_product for any strides and sizes, by way of copies in which the machine finds A and B side
/// by side: at most 42 KiB of stack. simd/product.hpp has the active backend's.
template <class Real>
using PackedProduct = void (*)(const Product<Real>& product);

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
