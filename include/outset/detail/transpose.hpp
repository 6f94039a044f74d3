// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Columns of numbers copied to row-major memory. Squares of 16 bytes a side go through registers:
// log2 n rounds that interleave line i with line i + n / 2 transpose n lines of n (the perfect
// shuffle; H. S. Stone, "Parallel processing with the perfect shuffle", IEEE Trans. Comput. C-20,
// 1971). Vectors of 16 bytes are in every 64-bit processor, so this needs no dispatch.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "outset/config.hpp"

#if defined(__SSE2__) && defined(__GNUC__)
#include <emmintrin.h>
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

#if defined(__GNUC__)
template <std::size_t bytes>
using Bits = std::conditional_t<bytes == 2, std::uint16_t,
                                std::conditional_t<bytes == 4, std::uint32_t, std::uint64_t>>;

template <std::size_t bytes>
struct Square {
  static constexpr std::size_t size = 16 / bytes;
  static constexpr auto all = std::make_index_sequence<size>();
  using Line __attribute__((vector_size(16))) = Bits<bytes>;
  Line lines[size];

  // Line i of the next round: the lower or the upper halves of two lines, in turn. As packs,
  // because compilers keep what a loop indexes in memory.
  template <std::size_t i, std::size_t... k>
  Line interleaved(std::index_sequence<k...>) const {
    return __builtin_shufflevector(lines[i / 2], lines[i / 2 + size / 2],
                                   (k / 2 + k % 2 * size + i % 2 * (size / 2))...);
  }
  template <std::size_t... i>
  Square shuffled(std::index_sequence<i...>) const {
    return {{interleaved<i>(all)...}};
  }
  Square transposed() const {
    const Square once = shuffled(all);
    if constexpr (size == 2) {
      return once;
    } else if constexpr (size == 4) {
      return once.shuffled(all);
    } else {
      return once.shuffled(all).shuffled(all);
    }
  }

  template <class Scalar, std::size_t... i>
  static Square load(const Scalar* const* columns, Index row, std::index_sequence<i...>) {
    Square square;
    (std::memcpy(&square.lines[i], columns[i] + row, 16), ...);
    return square;
  }

  template <bool streamed>
  static void put(void* to, const Line& line) {
#if defined(__SSE2__)
    if constexpr (streamed) {
      __m128i vector;
      std::memcpy(&vector, &line, 16);
      _mm_stream_si128(static_cast<__m128i*>(to), vector);
      return;
    }
#endif
    std::memcpy(to, &line, 16);
  }
  template <bool streamed, class Scalar, std::size_t... i>
  void store(Scalar* to, Index pitch, std::index_sequence<i...>) const {
    (put<streamed>(to + static_cast<Index>(i) * pitch, lines[i]), ...);
  }
};
#endif

/// out[i * pitch + j] = columns[j][i] for i < rows, j < cols. `streamed`: written around the caches
/// where the machine can; `out` and the pitch are then multiples of a cache line, and `end_stream`
/// must follow.
template <bool streamed, class Scalar>
void transpose(const Scalar* const* columns, Index rows, Index cols, Scalar* out, Index pitch) {
  Index whole_rows = 0;
  Index whole_cols = 0;
#if defined(__GNUC__)
  if constexpr (sizeof(Scalar) <= 8) {
    using Tile = Square<sizeof(Scalar)>;
    constexpr Index side = Tile::size;
    // Around the caches, the fewer lines are begun at a time the better; through them, more of a
    // column's line that was read should be used before others take its place.
    constexpr Index deep = streamed ? side : 2 * side;
    whole_rows = rows - rows % deep;
    whole_cols = cols - cols % side;
    for (Index i0 = 0; i0 < whole_rows; i0 += deep) {
      for (Index j = 0; j < whole_cols; j += side) {
        for (Index i = i0; i < i0 + deep; i += side) {
          const Tile tile = Tile::load(columns + j, i, Tile::all).transposed();
          tile.template store<streamed>(out + i * pitch + j, pitch, Tile::all);
        }
      }
    }
  }
#endif
  for (Index i = 0; i < rows; ++i) {
    for (Index j = i < whole_rows ? whole_cols : 0; j < cols; ++j) {
      out[i * pitch + j] = columns[j][i];
    }
  }
}

/// Before other threads read what was streamed.
inline void end_stream() {
#if defined(__SSE2__) && defined(__GNUC__)
  _mm_sfence();
#endif
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
