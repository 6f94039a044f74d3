// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The laws of every backend's kernels: they write the portable backend's bits for all parameters,
// chunks, numbers of rows, alignments and pieces, and no byte beyond.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "outset/simd/scalar.hpp"
#include "support/catch.hpp"

namespace kernel_laws {

using namespace outset;

inline constexpr random::Stream stream{{0x243F6A88U, 0x85A308D3U}, 0x1234567800000009U};
inline constexpr std::uint64_t chunks[] = {0, 3, (std::uint64_t{1} << 28) - 1,
                                           (std::uint64_t{1} << 59) + 5};
inline constexpr std::uint64_t row_counts[] = {2, 4, 30, 32, 34, 62, 64, 66, 128, 130, 194};

inline constexpr std::size_t guard = 64;

template <class Number>
bool same(const std::vector<Number>& a, const std::vector<Number>& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(Number)) == 0;
}

inline simd::Cursor cursor_at(std::uint64_t chunk, int row) {
  simd::Cursor cursor;
  cursor.place(stream, chunk, row);
  return cursor;
}

/// One run from the start of a chunk.
template <class Element, class Parameters>
void generate(const simd::Kernel<Element, Parameters>& kernel, Element* out, std::uint64_t chunk,
              std::uint64_t rows, const Parameters& parameters) {
  simd::Cursor cursor = cursor_at(chunk, 0);
  kernel(out, 0, &cursor, 1, rows, parameters);
}

template <class Element, class Parameters>
simd::Kernel<Element, Parameters> portable() {
  return simd::scalar::generate;
}

/// `kernels.get<Element, Parameters>()` is a backend's kernel. Rows begin at each multiple of 16
/// bytes within a line of the cache, where whole chunks may be cut (simd/stores.inl), and at other
/// places. The first chunk has all of these places. The others have one: a chunk's number decides
/// which words are drawn, not where they are stored.
template <class Element, class Kernels, class Parameters>
void check(const Kernels& kernels, const Parameters& parameters) {
  const simd::Kernel<Element, Parameters> reference = portable<Element, Parameters>();
  const simd::Kernel<Element, Parameters> kernel = kernels.template get<Element, Parameters>();
  const Element untouched(42);
  bool equal = true;
  for (const std::uint64_t chunk : chunks) {
    // The longest run; each shorter one is its beginning.
    std::vector<Element> run(static_cast<std::size_t>(*std::rbegin(row_counts) * random::lanes));
    generate(reference, run.data(), chunk, *std::rbegin(row_counts), parameters);
    for (const std::uint64_t rows : row_counts) {
      const auto odd = static_cast<std::size_t>(rows % 13) * sizeof(Element);
      for (const std::size_t bytes :
           {std::size_t{16}, std::size_t{0}, std::size_t{32}, std::size_t{48}, odd}) {
        if (chunk != chunks[0] && bytes != 16) break;
        const auto size = static_cast<std::size_t>(rows * random::lanes);
        std::vector<Element> expected(size + 2 * guard, untouched);
        std::vector<Element> written = expected;
        const auto begin = reinterpret_cast<std::uintptr_t>(written.data());
        const std::size_t offset = ((64 - begin % 64) % 64 + bytes) / sizeof(Element);
        std::copy_n(run.begin(), size, expected.begin() + static_cast<std::ptrdiff_t>(offset));
        simd::Cursor cursor = cursor_at(chunk, 0);
        const std::uint64_t last = bytes == 16 && rows > 4 ? 4 : 0;  // of the same cursor
        Element* const out = written.data() + offset;
        kernel(out, 0, &cursor, 1, rows - last, parameters);
        if (last > 0) kernel(out + (rows - last) * random::lanes, 0, &cursor, 1, last, parameters);
        equal = equal && same(expected, written);
      }
    }
  }
  CHECK(equal);
}

/// Columns that start within chunks and are drawn in pieces equal those that the portable backend
/// draws chunk by chunk.
template <class Element, class Kernels, class Parameters>
void check_columns(const Kernels& kernels, const Parameters& parameters) {
  const auto reference = portable<Element, Parameters>();
  const auto kernel = kernels.template get<Element, Parameters>();
  constexpr int chunk_rows = simd::rows_per_chunk<Element>;
  const std::pair<std::uint64_t, int> places[] = {
      {0, 0}, {5, 2}, {5, chunk_rows - 2}, {(std::uint64_t{1} << 59) + 5, 14}, {1, chunk_rows / 2}};
  const std::uint64_t pieces[] = {2, 2, 6, 4, chunk_rows, 2 * chunk_rows + 10, 2};
  std::uint64_t rows = 0;
  for (const std::uint64_t piece : pieces) rows += piece;
  const auto size = static_cast<std::size_t>(rows * random::lanes);
  const std::size_t pitch = size + guard;
  const Element untouched(42);
  std::vector<Element> expected(std::size(places) * pitch, untouched);
  std::vector<Element> written = expected;
  std::vector<simd::Cursor> cursors;
  for (const auto& [chunk, row] : places) {
    const auto before = static_cast<std::size_t>(row * random::lanes);
    std::vector<Element> run(before + size);
    const std::size_t chunk_size = chunk_rows * std::size_t{random::lanes};
    for (std::size_t begin = 0; begin < run.size(); begin += chunk_size) {
      const std::size_t part = (std::min)(chunk_size, run.size() - begin);
      generate(reference, run.data() + begin, chunk + begin / chunk_size, part / random::lanes,
               parameters);
    }
    std::copy_n(run.begin() + static_cast<std::ptrdiff_t>(before), size,
                expected.begin() + static_cast<std::ptrdiff_t>(cursors.size() * pitch));
    cursors.push_back(cursor_at(chunk, row));
  }
  Element* out = written.data();
  for (const std::uint64_t piece : pieces) {
    kernel(out, static_cast<std::int64_t>(pitch), cursors.data(), static_cast<int>(cursors.size()),
           piece, parameters);
    out += piece * random::lanes;
  }
  CHECK(same(expected, written));
}

// Parameters for an Element; bounds are numbers that it holds.
template <class Element>
std::vector<simd::UniformParameters<simd::scalar::RealOf<Element>>> uniforms() {
  using Real = simd::scalar::RealOf<Element>;
  const Real one = 1;
  if constexpr (sizeof(Element) == 2) {
    return {{0, 1, 0, Real(0.99609375)},
            {Real(0.1), Real(0.3), Real(0.125), Real(0.375)},
            {-3, Real(1e-3), -3, -2}};
  } else {
    const Real tiny = std::numeric_limits<Real>::min() / 16;  // whose step is 0
    return {{0, 1, 0, exact::next_below(one)},
            {-Real(0), tiny, -Real(0), exact::next_below(tiny)},
            {-1, 2, -1, exact::next_below(one)},
            {Real(0.1), Real(0.3), Real(0.1), Real(0.35)},
            {-3, Real(1e-3), -3, -2},
            {Real(1e-20), Real(1e-20), Real(1e-20), Real(1.5e-20)},
            {Real(1e30), Real(1e25), Real(1e30), Real(1e31)}};
  }
}

template <class Element>
std::vector<simd::NormalParameters<simd::scalar::RealOf<Element>>> normals() {
  using Real = simd::scalar::RealOf<Element>;
  std::vector<simd::NormalParameters<Real>> all = {{0, 1},           {-Real(0), Real(0.05)},
                                                   {Real(0.5), 2},   {-7, Real(1e-3)},
                                                   {0, Real(1e-20)}, {0, 9000}};
  if constexpr (sizeof(Element) > 2) all.push_back({Real(1e20), Real(1e19)});
  return all;
}

template <class Element>
std::vector<simd::TruncatedParameters<simd::scalar::RealOf<Element>>> truncateds() {
  using Real = simd::scalar::RealOf<Element>;
  const double far = exact::infinity<double>;
  const std::pair<double, double> bounds[] = {
      {-2, 2},  {-3, 3},    {-1, 2},     {0, 2},      {-2, 0},    {-far, far},
      {6, 8},   {-8, -6},   {20, 30},    {-1, 5},     {0.5, 1.0}, {-0.1, 1000},
      {1, far}, {-far, -3}, {1.0, 1.25}, {-0.5, 0.5}, {1000, far}};
  std::vector<simd::TruncatedParameters<Real>> all;
  for (const auto& [lower, upper] : bounds) {
    const auto map = random::TruncatedMap<Real>::make(lower, upper);
    all.push_back({map, 0, 1, map.lowest, map.highest});
    all.push_back({map, Real(0.5), Real(0.02), Real(0.46875), Real(0.53125)});
  }
  return all;
}

template <class Element, class Kernels>
void check_all(const Kernels& kernels) {
  for (const auto& p : uniforms<Element>()) check<Element>(kernels, p);
  for (const auto& p : normals<Element>()) check<Element>(kernels, p);
  for (const auto& p : truncateds<Element>()) {
    INFO(p.map.lowest << " to " << p.map.highest);
    check<Element>(kernels, p);
  }
  check_columns<Element>(kernels, uniforms<Element>().back());
  check_columns<Element>(kernels, normals<Element>().front());
  for (const auto& p : truncateds<Element>()) check_columns<Element>(kernels, p);
}

template <class Kernels>
void check_everything(const Kernels& kernels) {
  check<std::uint32_t>(kernels, simd::WordParameters{});
  check_columns<std::uint32_t>(kernels, simd::WordParameters{});
  check_all<float>(kernels);
  check_all<double>(kernels);
  check_all<Eigen::half>(kernels);
  check_all<Eigen::bfloat16>(kernels);
}

// A matrix that stands by columns, laid out with other strides.
template <class Real>
std::vector<Real> laid_out(const Real* from, std::int64_t stride, std::int64_t rows,
                           std::int64_t cols, std::int64_t row_stride, std::int64_t col_stride) {
  const std::int64_t last =
      rows * cols == 0 ? 0 : (rows - 1) * row_stride + (cols - 1) * col_stride;
  std::vector<Real> to(static_cast<std::size_t>(last + 1), Real(-77));
  for (std::int64_t j = 0; j < cols; ++j) {
    for (std::int64_t i = 0; i < rows; ++i) {
      to[static_cast<std::size_t>(i * row_stride + j * col_stride)] = from[i + j * stride];
    }
  }
  return to;
}

// The same product, packed, with A and B by columns, by rows or with no stride of 1, each of them
// with all of the others as `turn` rises. They end where their last elements do, so a read beyond
// is one that sanitizers see.
template <class Real>
void add_packed(simd::PackedProduct<Real> kernel, const simd::Product<Real>& p, int turn) {
  const auto strides = [](int layout, std::int64_t rows, std::int64_t cols) {
    const std::int64_t all[3][2] = {{1, rows + 2}, {cols + 1, 1}, {2, 2 * rows + 1}};
    return std::pair(all[layout][0], all[layout][1]);
  };
  const auto [a_row_stride, a_stride] = strides(turn % 3, p.rows, p.depth);
  const auto [b_row_stride, b_stride] = strides(turn / 3 % 3, p.depth, p.cols);
  const auto a = laid_out(p.a, p.a_stride, p.rows, p.depth, a_row_stride, a_stride);
  const auto b = laid_out(p.b, p.b_stride, p.depth, p.cols, b_row_stride, b_stride);
  kernel({.rows = p.rows,
          .cols = p.cols,
          .depth = p.depth,
          .a = a.data(),
          .a_stride = a_stride,
          .b = b.data(),
          .b_stride = b_stride,
          .c = p.c,
          .c_stride = p.c_stride,
          .a_row_stride = a_row_stride,
          .b_row_stride = b_row_stride});
}

// Products of sizes around every edge of a tile and of a block of depth, with strides longer than
// the columns, added onto a C that is not zero. What the portable backend gives is kept for the
// next call: its fma by integers takes longer than all other backends together.
template <class Real>
void check_products(const simd::ProductKernels<Real>& kernels,
                    simd::PackedProduct<Real> packed_kernel) {
  const simd::ProductKernels<Real>& reference = simd::scalar::product_kernels<Real>;
  std::uint32_t state = 1;
  const auto next = [&state] {
    state = state * 1664525U + 1013904223U;
    return static_cast<Real>(static_cast<std::int32_t>(state >> 8) - (1 << 23)) / Real(0x3p20);
  };
  bool products = true, packed = true, squares = true;
  static std::vector<std::vector<Real>> references;
  std::size_t turn = 0;
  for (const std::int64_t rows : {0, 1, 3, 8, 15, 16, 17, 31, 32, 33, 50, 77}) {
    for (const std::int64_t cols : {0, 1, 5, 6, 7, 8, 9, 17, 53}) {
      for (const std::int64_t depth : {0, 1, 2, 127, 128, 129, 300}) {
        const std::int64_t a_stride = (rows + 15) / 16 * 16 + depth % 3;
        const std::int64_t b_stride = depth + cols % 4;
        const std::int64_t c_stride = rows + cols % 3;
        std::vector<Real> a(static_cast<std::size_t>(a_stride * depth));
        std::vector<Real> x(static_cast<std::size_t>(depth + rows % 5));
        std::vector<Real> b(static_cast<std::size_t>(b_stride * cols));
        std::vector<Real> c(static_cast<std::size_t>(c_stride * cols) + 2 * guard);
        for (std::vector<Real>* matrix : {&a, &b, &c, &x}) {
          for (Real& element : *matrix) element = next();
        }
        std::vector<Real> packed_c = c;
        const simd::Product<Real> product{rows,     cols,     depth,    a.data(),
                                          a_stride, b.data(), b_stride, c.data() + rows % 7,
                                          c_stride};
        if (turn == references.size()) {
          simd::Product<Real> defined = product;
          defined.c = references.emplace_back(c).data() + rows % 7;
          reference.add_product(defined);
        }
        const std::vector<Real>& expected = references[turn];
        kernels.add_product(product);
        products = products && same(expected, c);
        simd::Product<Real> again = product;
        again.c = packed_c.data() + rows % 7;
        add_packed(packed_kernel, again, static_cast<int>(turn++));
        packed = packed && same(expected, packed_c);
        const Real* from = x.data() + rows % 5;
        squares = squares && exact::bits(kernels.sum_of_squares(from, depth)) ==
                                 exact::bits(reference.sum_of_squares(from, depth));
      }
    }
  }
  CHECK(products);
  CHECK(packed);
  CHECK(squares);
}

}  // namespace kernel_laws
