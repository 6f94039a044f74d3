// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The product of matrices and the sum of squares, written once, as kernels.inl is and under the
// same rules. simd/backend.hpp has the definition. A tile of C stays in registers while a block of
// `tile_depth` products is added to it; what a tile reads of A stays in the first cache while the
// tile moves along the columns (K. Goto and R. van de Geijn, "Anatomy of high-performance matrix
// multiplication", ACM TOMS 34, 2008).

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

inline constexpr std::int64_t tile_depth = 128;

template <class Real>
struct VectorOf {
  using Type = F;
};
template <>
struct VectorOf<double> {
  using Type = D;
};
template <class Real>
using Vector = typename VectorOf<Real>::Type;
template <class Real>
inline constexpr std::int64_t elements = sizeof(Vector<Real>) / sizeof(Real);

// Loops over vectors, unrolled, so that a tile is in registers.
template <std::size_t r, std::size_t vectors, class V, class Real>
OUTSET_OP void load_column(V (&column)[vectors], const Real* from) {
  column[r] = load(from + std::int64_t{r} * elements<Real>);
  if constexpr (r + 1 < vectors) load_column<r + 1>(column, from);
}
template <std::size_t r, std::size_t vectors, class V, class Real>
OUTSET_OP void store_column(const V (&column)[vectors], Real* to) {
  store(to + std::int64_t{r} * elements<Real>, column[r]);
  if constexpr (r + 1 < vectors) store_column<r + 1>(column, to);
}
template <std::size_t r, std::size_t vectors, class V>
OUTSET_OP void add_column(V (&sum)[vectors], const V (&a)[vectors], V b) {
  sum[r] = fma_onto(sum[r], a[r], b);
  if constexpr (r + 1 < vectors) add_column<r + 1>(sum, a, b);
}
template <std::size_t j, std::size_t cols, std::size_t vectors, class V, class Real>
OUTSET_OP void load_tile(V (&tile)[cols][vectors], const Real* from, std::int64_t stride) {
  load_column<0>(tile[j], from);
  if constexpr (j + 1 < cols) load_tile<j + 1>(tile, from + stride, stride);
}
template <std::size_t j, std::size_t cols, std::size_t vectors, class V, class Real>
OUTSET_OP void store_tile(const V (&tile)[cols][vectors], Real* to, std::int64_t stride) {
  store_column<0>(tile[j], to);
  if constexpr (j + 1 < cols) store_tile<j + 1>(tile, to + stride, stride);
}
// b is three columns apart from the next: an address takes 0, 1 or 2 strides.
template <std::size_t j, std::size_t cols, std::size_t vectors, class V, class Real>
OUTSET_OP void add_tile(V (&sum)[cols][vectors], const V (&a)[vectors], const Real* const* b,
                        std::int64_t k, std::int64_t stride) {
  add_column<0>(sum[j], a, all(b[j / 3][k + std::int64_t{j % 3} * stride]));
  if constexpr (j + 1 < cols) add_tile<j + 1>(sum, a, b, k, stride);
}

// `depth` products onto `vectors` vectors of `cols` columns of C.
template <std::size_t vectors, std::size_t cols, class Real>
OUTSET_OP void add_to_tile(const Real* a, std::int64_t a_stride, const Real* b,
                           std::int64_t b_stride, std::int64_t depth, Real* c,
                           std::int64_t c_stride) {
  Vector<Real> sum[cols][vectors];
  load_tile<0>(sum, c, c_stride);
  const Real* const thirds[3] = {b, cols > 3 ? b + 3 * b_stride : b,
                                 cols > 6 ? b + 6 * b_stride : b};
  for (std::int64_t k = 0; k < depth; ++k, a += a_stride) {
    Vector<Real> left[vectors];
    load_column<0>(left, a);
    add_tile<0>(sum, left, thirds, k, b_stride);
  }
  store_tile<0>(sum, c, c_stride);
}

// All columns of `vectors` vectors of rows: `cols` at once, and the rest by two and one.
template <std::size_t vectors, std::size_t cols, class Real>
OUTSET_OP void add_to_columns(const Product<Real>& p, std::int64_t from) {
  constexpr std::int64_t step = std::int64_t{cols};
  std::int64_t j = from;
  for (; j + step <= p.cols; j += step) {
    add_to_tile<vectors, cols>(p.a, p.a_stride, p.b + j * p.b_stride, p.b_stride, p.depth,
                               p.c + j * p.c_stride, p.c_stride);
  }
  if constexpr (cols > 1) add_to_columns<vectors, (cols > 2 ? 2 : 1)>(p, j);
}

template <std::size_t vectors, class Real>
OUTSET_TARGET void add_to_rows(const Product<Real>& p) {
  add_to_columns<vectors, std::size_t{tile_cols}>(p, 0);
}

// The same for fewer rows than a vector has: in a tile of its own, which C is copied to and from.
template <class Real>
OUTSET_TARGET void add_to_last_rows(const Product<Real>& p) {
  Real tile[std::size_t{tile_cols * elements<Real>}] = {};
  Product<Real> part = p;
  part.c = tile;
  part.c_stride = elements<Real>;
  for (std::int64_t j = 0; j < p.cols; j += tile_cols) {
    part.cols = p.cols - j < tile_cols ? p.cols - j : tile_cols;
    part.b = p.b + j * p.b_stride;
    Real* c = p.c + j * p.c_stride;
    for (std::int64_t t = 0; t < part.cols; ++t) {
      for (std::int64_t i = 0; i < p.rows; ++i) {
        tile[t * elements<Real> + i] = c[t * p.c_stride + i];
      }
    }
    add_to_rows<1>(part);
    for (std::int64_t t = 0; t < part.cols; ++t) {
      for (std::int64_t i = 0; i < p.rows; ++i) {
        c[t * p.c_stride + i] = tile[t * elements<Real> + i];
      }
    }
  }
}

// All of C for a block of depth.
template <class Real>
OUTSET_TARGET void add_block(Product<Real> p) {
  constexpr std::int64_t one = elements<Real>;
  constexpr std::int64_t several = std::int64_t{tile_vectors} * one;
  while (p.rows > 0) {
    std::int64_t step = one;
    if (p.rows >= several) {
      add_to_rows<tile_vectors>(p);
      step = several;
    } else if (p.rows >= one) {
      add_to_rows<1>(p);
    } else {
      add_to_last_rows(p);
    }
    p.rows -= step;
    p.a += step;
    p.c += step;
  }
}

template <class Real>
OUTSET_TARGET void add_product(const Product<Real>& p) {
  for (std::int64_t k = 0; k < p.depth; k += tile_depth) {
    Product<Real> part = p;
    part.depth = p.depth - k < tile_depth ? p.depth - k : tile_depth;
    part.a = p.a + k * p.a_stride;
    part.b = p.b + k;
    add_block(part);
  }
}

// Lays `lines` lines of numbers side by side: to[i * pitch + l] = from[l * line_stride + i * step].
// No more lines than tile_depth.
template <class Real>
OUTSET_OP void pack(const Real* from, std::int64_t line_stride, std::int64_t lines,
                    std::int64_t step, std::int64_t count, Real* to, std::int64_t pitch) {
  if (step == 1) {
    const Real* begins[std::size_t{tile_depth}];
    for (std::int64_t l = 0; l < lines; ++l) begins[l] = from + l * line_stride;
    scalar::transpose_as<false>(begins, count, lines, to, pitch);
  } else if (line_stride == 1) {
    for (std::int64_t i = 0; i < count; ++i, from += step, to += pitch) {
      std::int64_t l = 0;
      for (; l + elements<Real> <= lines; l += elements<Real>) store(to + l, load(from + l));
      for (; l < lines; ++l) to[l] = from[l];
    }
  } else {
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t l = 0; l < lines; ++l) to[i * pitch + l] = from[l * line_stride + i * step];
    }
  }
}

// If B's columns are not contiguous, B is copied in blocks of 24 KiB. A is copied in panels of as
// many rows as a tile has; each panel serves all columns of a block. So what a tile reads of A fits
// into the first cache with any stride. Where a tile has all the columns, the copy costs more than
// it saves.
template <class Real>
OUTSET_TARGET void add_packed_product(const Product<Real>& p) {
  constexpr std::int64_t one = elements<Real>;
  constexpr std::int64_t several = std::int64_t{tile_vectors} * one;
  constexpr std::int64_t b_tiles =
      24 * 1024 / (tile_depth * tile_cols * std::int64_t{sizeof(Real)});
  constexpr std::int64_t b_cols = b_tiles * tile_cols;
  alignas(64) Real a_panel[std::size_t{several * tile_depth}];
  alignas(64) Real b_block[std::size_t{b_cols * tile_depth}];
  const bool b_stays = p.b_row_stride == 1;
  const std::int64_t step = b_stays ? p.cols : b_cols;
  for (std::int64_t k = 0; k < p.depth; k += tile_depth) {
    for (std::int64_t j = 0; j < p.cols; j += step) {
      Product<Real> part = p;
      part.depth = p.depth - k < tile_depth ? p.depth - k : tile_depth;
      part.cols = p.cols - j < step ? p.cols - j : step;
      part.b = p.b + k * p.b_row_stride + j * p.b_stride;
      part.c = p.c + j * p.c_stride;
      if (!b_stays) {
        pack(part.b, p.b_row_stride, part.depth, p.b_stride, part.cols, b_block, tile_depth);
        part.b = b_block;
        part.b_stride = tile_depth;
      }
      const Real* a = p.a + k * p.a_stride;
      for (std::int64_t i = 0; i < p.rows; i += several) {
        part.rows = p.rows - i < several ? p.rows - i : several;
        part.a = a + i * p.a_row_stride;
        part.a_stride = p.a_stride;
        if (p.a_row_stride != 1 || part.rows < several || part.cols > tile_cols) {
          if (part.rows < several) __builtin_memset(a_panel, 0, sizeof a_panel);
          pack(part.a, p.a_row_stride, part.rows, p.a_stride, part.depth, a_panel, several);
          part.a = a_panel;
          part.a_stride = several;
        }
        add_block(part);
        part.c += several;
      }
    }
  }
}

template <std::size_t r, std::size_t vectors, class V, class Real>
OUTSET_OP void add_squares(V (&sum)[vectors], const Real* from) {
  const V x = load(from + std::int64_t{r} * elements<Real>);
  sum[r] = fma_onto(sum[r], x, x);
  if constexpr (r + 1 < vectors) add_squares<r + 1>(sum, from);
}

template <class Real>
OUTSET_TARGET Real sum_of_squares(const Real* x, std::int64_t count) {
  constexpr std::size_t vectors = std::size_t{random::lanes / elements<Real>};
  Real last[random::lanes] = {};  // zeros change no sum
  Vector<Real> sum[vectors];
  load_column<0>(sum, last);
  std::int64_t i = 0;
  for (; i + random::lanes <= count; i += random::lanes) add_squares<0>(sum, x + i);
  for (int l = 0; i + l < count; ++l) last[l] = x[i + l];
  add_squares<0>(sum, last);
  store_column<0>(sum, last);
  return scalar::sum_of_lanes(last);
}

template <class Real>
inline constexpr ProductKernels<Real> product_kernels{add_product<Real>, sum_of_squares<Real>};

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
