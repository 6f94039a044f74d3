// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The portable backend: every kernel as its definition says, one lane after the other. The other
// backends must write the same bits. Only the transposing uses vectors, the compiler's own.

#include <cstdint>
#include <type_traits>

#include "outset/exact/rounding.hpp"
#include "outset/random/box_muller.hpp"
#include "outset/simd/backend.hpp"
#include "outset/simd/elementwise_scalar.hpp"
#include "outset/simd/processor.hpp"
#include "outset/simd/target.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace scalar {

/// The words of a lane's next number: one, or for a double two, the low half first.
template <class Real>
exact::Bits<Real> draw(random::Sfc32& lane) {
  if constexpr (sizeof(Real) == 4) {
    return lane.next();
  } else {
    const std::uint64_t low = lane.next();
    return low | std::uint64_t{lane.next()} << 32;
  }
}

template <class Element>
using RealOf = std::conditional_t<sizeof(Element) == 8, double, float>;

template <class Real>
Real clamp(Real x, Real lowest, Real highest) {
  const Real raised = x > lowest ? x : lowest;
  return raised < highest ? raised : highest;
}

inline random::Sfc32 load_lane(const Cursor& cursor, int l) {
  return {cursor.lanes[0][l], cursor.lanes[1][l], cursor.lanes[2][l], cursor.lanes[3][l]};
}
inline void store_lane(Cursor& cursor, int l, const random::Sfc32& lane) {
  cursor.lanes[0][l] = lane.a;
  cursor.lanes[1][l] = lane.b;
  cursor.lanes[2][l] = lane.c;
  cursor.lanes[3][l] = lane.counter;
}

template <class Element>
void begin(Cursor& cursor) {
  constexpr int words_per_row = random::rows_per_chunk / rows_per_chunk<Element>;
  for (int l = 0; l < random::lanes; ++l) {
    random::Sfc32 lane = random::lane_start(cursor.stream, cursor.chunk, l);
    for (int skipped = cursor.row * words_per_row; skipped > 0; --skipped) lane.next();
    store_lane(cursor, l, lane);
  }
  cursor.begun = true;
}

/// Calls write(generator, out, rows) for each lane of each chunk that the rows of each cursor
/// touch.
template <class Element, class Write>
void for_each_lane(Element* out, std::int64_t pitch, Cursor* cursors, int count, std::uint64_t rows,
                   Write write) {
  constexpr int chunk_rows = rows_per_chunk<Element>;
  for (int c = 0; c < count; ++c) {
    Cursor& cursor = cursors[c];
    Element* to = out + c * pitch;
    for (std::uint64_t left = rows; left > 0;) {
      if (!cursor.begun) begin<Element>(cursor);
      const int here = chunk_rows - cursor.row;
      const int part = left < static_cast<std::uint64_t>(here) ? static_cast<int>(left) : here;
      for (int l = 0; l < random::lanes; ++l) {
        random::Sfc32 lane = load_lane(cursor, l);
        write(lane, to + l, part);
        store_lane(cursor, l, lane);
      }
      cursor.advance(part, chunk_rows);
      to += part * random::lanes;
      left -= static_cast<std::uint64_t>(part);
    }
  }
}

// A word's top bits as a number in [0, 2^24), [0, 2^64).
inline float top_bits(std::uint32_t w) {
  return exact::to_float(static_cast<std::int32_t>(w >> 8));
}
inline double top_bits(std::uint64_t w) {
  return exact::mul(exact::to_double(static_cast<std::int64_t>(w >> 11)), 0x1p11);
}

inline void generate(std::uint32_t* out, std::int64_t pitch, Cursor* cursors, int count,
                     std::uint64_t rows, const WordParameters&) {
  for_each_lane(out, pitch, cursors, count, rows,
                [](random::Sfc32& lane, std::uint32_t* to, int n) {
                  for (int row = 0; row < n; ++row) {
                    to[row * random::lanes] = lane.next();
                  }
                });
}

template <class Element>
void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count, std::uint64_t rows,
              const UniformParameters<RealOf<Element>>& p) {
  using Real = RealOf<Element>;
  const Real step = exact::mul(p.width, static_cast<Real>(sizeof(Real) == 4 ? 0x1p-24 : 0x1p-64));
  for_each_lane(out, pitch, cursors, count, rows, [&](random::Sfc32& lane, Element* to, int n) {
    for (int row = 0; row < n; ++row, to += random::lanes) {
      const Real x = exact::fma(top_bits(draw<Real>(lane)), step, p.low);
      *to = exact::nearest<Element>(clamp(x, sizeof(Element) == 2 ? p.first : x, p.last));
    }
  });
}

template <class Element>
void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count, std::uint64_t rows,
              const NormalParameters<RealOf<Element>>& p) {
  using Real = RealOf<Element>;
  for_each_lane(out, pitch, cursors, count, rows, [&](random::Sfc32& lane, Element* to, int n) {
    for (int row = 0; row < n; row += 2, to += 2 * random::lanes) {
      const auto radius_word = draw<Real>(lane);
      const auto pair = random::normal_pair(radius_word, draw<Real>(lane), p.mean, p.std);
      to[0] = exact::nearest<Element>(pair.first);
      to[random::lanes] = exact::nearest<Element>(pair.second);
    }
  });
}

template <class Element>
void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count, std::uint64_t rows,
              const TruncatedParameters<RealOf<Element>>& p) {
  using Real = RealOf<Element>;
  for_each_lane(out, pitch, cursors, count, rows, [&](random::Sfc32& lane, Element* to, int n) {
    for (int row = 0; row < n; ++row, to += random::lanes) {
      const Real x = exact::fma(p.std, p.map.unclamped(draw<Real>(lane)), p.mean);
      *to = exact::nearest<Element>(clamp(x, p.lowest, p.highest));
    }
  });
}

/// It takes any strides, so it is the packed product too.
template <class Real>
void add_product(const Product<Real>& p) {
  for (std::int64_t j = 0; j < p.cols; ++j) {
    Real* c = p.c + j * p.c_stride;
    for (std::int64_t k = 0; k < p.depth; ++k) {
      const Real* a = p.a + k * p.a_stride;
      const Real b = p.b[k * p.b_row_stride + j * p.b_stride];
      for (std::int64_t i = 0; i < p.rows; ++i) c[i] = exact::fma(a[i * p.a_row_stride], b, c[i]);
    }
  }
}

template <class Real>
void add_packed_product(const Product<Real>& p) {
  scalar::add_product(p);
}

/// The sum of sixteen lanes in its fixed order, ((s_0 + s_8) + (s_4 + s_12)) + ...
template <class Real>
Real sum_of_lanes(Real* sums) {
  for (int half = random::lanes / 2; half > 0; half /= 2) {
    for (int l = 0; l < half; ++l) sums[l] = exact::add(sums[l], sums[l + half]);
  }
  return sums[0];
}

template <class Real>
Real sum_of_squares(const Real* x, std::int64_t count) {
  Real sums[random::lanes] = {};
  for (std::int64_t i = 0; i < count; ++i) {
    Real& sum = sums[i % random::lanes];
    sum = exact::fma(x[i], x[i], sum);
  }
  return sum_of_lanes(sums);
}

template <class Real>
inline constexpr ProductKernels<Real> product_kernels{add_product<Real>, sum_of_squares<Real>};

inline constexpr const char* name = "scalar";
inline bool runs(const Processor&) { return true; }

// Vectors of 16 bytes are in every 64-bit processor.
inline constexpr std::size_t register_bytes = 16;
#if OUTSET_STREAMS
template <class V>
OUTSET_ALWAYS_INLINE void store_streamed(V* to, V x) {
  _mm_stream_si128(reinterpret_cast<__m128i*>(to), __m128i(x));
}
#endif

}  // namespace scalar
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

#define OUTSET_BACKEND scalar
#define OUTSET_TARGET
#define OUTSET_OP OUTSET_ALWAYS_INLINE
#include "outset/simd/transpose.inl"

#include "outset/simd/machine.inl"
