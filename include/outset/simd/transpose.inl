// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Columns of numbers copied to row-major memory, written once, as kernels.inl is and under the same
// rules. A square of n lines of n numbers is transposed in registers in log2 n rounds (the perfect
// shuffle; H. S. Stone, "Parallel processing with the perfect shuffle", IEEE Trans. Comput. C-20,
// 1971). The first rounds interleave numbers within blocks of 16 bytes, one instruction per line.
// The last ones move whole blocks: one instruction gathers every second block of two lines, which
// is the same shuffle backwards.

#if OUTSET_HAS_SHUFFLES
#include <utility>
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

#if OUTSET_HAS_SHUFFLES
template <std::size_t bytes>
using Word = std::conditional_t<bytes == 2, std::uint16_t,
                                std::conditional_t<bytes == 4, std::uint32_t, std::uint64_t>>;

template <std::size_t bytes, std::size_t line_bytes>
struct Square {
  static constexpr std::size_t size = line_bytes / bytes;  // lines, and numbers of a line
  static constexpr std::size_t block = 16 / bytes;         // numbers of a block
  static constexpr std::size_t blocks = line_bytes / 16;   // of a line
  static constexpr auto all = std::make_index_sequence<size>();
  using Line __attribute__((vector_size(line_bytes), may_alias)) = Word<bytes>;
  Line lines[size];

  // Line i of the next round. Packs instead of loops, because compilers keep what a loop indexes in
  // memory.
  template <std::size_t i, std::size_t... k>
  OUTSET_OP Line within_blocks(std::index_sequence<k...>) const {
    // Numbers of two lines in turn, from the lower halves of their blocks (i even) or the upper.
    constexpr std::size_t first = i / block * block + i % block / 2;
    constexpr std::size_t half = i % 2 * (block / 2);
    return __builtin_shufflevector(lines[first], lines[first + block / 2],
                                   (k / block * block + k % block / 2 + half + k % 2 * size)...);
  }
  template <std::size_t i, std::size_t... k>
  OUTSET_OP Line by_blocks(std::index_sequence<k...>) const {
    // The even or the odd blocks of two lines that are `block` apart.
    constexpr std::size_t group = i / block;
    constexpr std::size_t first = group % (blocks / 2) * 2 * block + i % block;
    constexpr std::size_t odd = group / (blocks / 2);
    return __builtin_shufflevector(lines[first], lines[first + block],
                                   ((k / block * 2 + odd) * block + k % block)...);
  }
  template <std::size_t... i>
  OUTSET_OP void interleave(std::index_sequence<i...>) {
    const Line next[size] = {within_blocks<i>(all)...};
    ((lines[i] = next[i]), ...);
  }
  template <std::size_t... i>
  OUTSET_OP void gather(std::index_sequence<i...>) {
    const Line next[size] = {by_blocks<i>(all)...};
    ((lines[i] = next[i]), ...);
  }
  OUTSET_OP void transpose() {
    interleave(all);
    if constexpr (block > 2) interleave(all);
    if constexpr (block > 4) interleave(all);
    if constexpr (blocks > 1) gather(all);
    if constexpr (blocks > 2) gather(all);
  }

  template <class Scalar>
  OUTSET_OP static Line read(const Scalar* from) {
    Line line;
    __builtin_memcpy(&line, from, sizeof line);
    return line;
  }
  template <class Scalar, std::size_t... i>
  OUTSET_OP void load(const Scalar* const* columns, std::int64_t row, std::index_sequence<i...>) {
    ((lines[i] = read(columns[i] + row)), ...);
  }
  template <bool streamed>
  OUTSET_OP static void put(void* to, const Line& line) {
    if constexpr (streamed) {
      store_streamed(static_cast<Line*>(to), line);
    } else {
      __builtin_memcpy(to, &line, sizeof line);
    }
  }
  template <bool streamed, class Scalar, std::size_t... i>
  OUTSET_OP void store(Scalar* to, std::int64_t pitch, std::index_sequence<i...>) const {
    ((put<streamed>(to, lines[i]), to += pitch), ...);
  }
};

// Rows i0 to i1 - 1 of columns j0 to j1 - 1: whole squares.
template <class Square, bool streamed, class Scalar>
OUTSET_OP void write_squares(const Scalar* const* columns, std::int64_t i0, std::int64_t i1,
                             std::int64_t j0, std::int64_t j1, Scalar* out, std::int64_t pitch) {
  constexpr std::int64_t side = Square::size;
  // Writes around the caches are fastest with few lines of memory begun at a time. Writes through
  // them should use more of a column's line before other lines take its place.
  constexpr std::int64_t half_line = 32 / sizeof(Scalar);
  constexpr std::int64_t deep = streamed || side > half_line ? side : half_line;
  for (; i0 < i1; i0 += deep) {
    for (std::int64_t j = j0; j < j1; j += side) {
      for (std::int64_t i = i0; i < i1 && i < i0 + deep; i += side) {
        Square square;
        square.load(columns + j, i, Square::all);
        square.transpose();
        square.template store<streamed>(out + i * pitch + j, pitch, Square::all);
      }
    }
  }
}

// Lines of 16-bit numbers have 16 bytes: a square of longer ones would need 16 registers or more.
template <std::size_t bytes>
inline constexpr std::size_t line_bytes = bytes == 2 ? 16 : register_bytes;
#endif

// Whether a square's lines are whole lines of memory. Otherwise several squares make one line, so
// many lines are begun at a time and go to memory in parts.
template <class Scalar>
inline constexpr bool writes_lines =
#if OUTSET_HAS_SHUFFLES
    sizeof(Scalar) <= 8 && line_bytes<sizeof(Scalar)> == 64;
#else
    false;
#endif

template <bool streamed, class Scalar>
OUTSET_OP void transpose_as(const Scalar* const* columns, std::int64_t rows, std::int64_t cols,
                            Scalar* out, std::int64_t pitch) {
  std::int64_t done_rows = 0;
  std::int64_t done_cols = 0;
#if OUTSET_HAS_SHUFFLES
  if constexpr (sizeof(Scalar) <= 8) {
    using Large = Square<sizeof(Scalar), line_bytes<sizeof(Scalar)>>;
    using Small = Square<sizeof(Scalar), 16>;
    constexpr std::int64_t large_side = Large::size;
    constexpr std::int64_t small_side = Small::size;
    const std::int64_t large_rows = rows - rows % large_side;
    const std::int64_t large_cols = cols - cols % large_side;
    done_rows = rows - rows % small_side;
    done_cols = cols - cols % small_side;
    write_squares<Large, streamed>(columns, 0, large_rows, 0, large_cols, out, pitch);
    write_squares<Small, false>(columns, 0, large_rows, large_cols, done_cols, out, pitch);
    write_squares<Small, false>(columns, large_rows, done_rows, 0, done_cols, out, pitch);
  }
#endif
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = i < done_rows ? done_cols : 0; j < cols; ++j) {
      out[i * pitch + j] = columns[j][i];
    }
  }
}

#if OUTSET_STREAMS
// Writes a row around the caches, except for the parts of lines at its ends.
template <class Scalar>
OUTSET_OP void stream_row(const Scalar* from, std::int64_t count, Scalar* to) {
  using Register __attribute__((vector_size(register_bytes), may_alias)) = std::uint64_t;
  constexpr std::int64_t part = register_bytes / sizeof(Scalar);
  constexpr std::int64_t whole = 64 / sizeof(Scalar);
  const std::size_t begun = reinterpret_cast<std::uintptr_t>(to) % 64;
  const auto head = static_cast<std::int64_t>((64 - begun) % 64 / sizeof(Scalar));
  std::int64_t k = 0;
  for (; k < head && k < count; ++k) to[k] = from[k];
  for (; k + whole <= count; k += whole) {
    for (std::int64_t p = k; p < k + whole; p += part) {
      Register x;
      __builtin_memcpy(&x, from + p, sizeof x);
      store_streamed(reinterpret_cast<Register*>(to + p), x);
    }
  }
  for (; k < count; ++k) to[k] = from[k];
}

// For squares that do not make whole lines of memory: transposes into a buffer of a few rows, then
// writes those around the caches.
template <class Scalar>
OUTSET_OP void transpose_by_rows(const Scalar* const* columns, std::int64_t rows, std::int64_t cols,
                                 Scalar* out, std::int64_t pitch) {
  constexpr std::int64_t most_rows = 16;
  constexpr std::int64_t most_cols = 8192 / (most_rows * sizeof(Scalar));
  alignas(64) unsigned char memory[8192];  // an array of complex numbers would be set to 0
  Scalar* const few = reinterpret_cast<Scalar*>(memory);
  const Scalar* parts[std::size_t{most_cols}];
  for (std::int64_t j = 0; j < cols; j += most_cols) {
    const std::int64_t few_cols = cols - j < most_cols ? cols - j : most_cols;
    for (std::int64_t i = 0; i < rows; i += most_rows) {
      const std::int64_t few_rows = rows - i < most_rows ? rows - i : most_rows;
      for (std::int64_t c = 0; c < few_cols; ++c) parts[c] = columns[j + c] + i;
      transpose_as<false>(parts, few_rows, few_cols, few, most_cols);
      for (std::int64_t r = 0; r < few_rows; ++r) {
        stream_row(few + r * most_cols, few_cols, out + (i + r) * pitch + j);
      }
    }
  }
}
#endif

template <class Scalar>
OUTSET_TARGET void transpose(const Scalar* const* columns, std::int64_t rows, std::int64_t cols,
                             Scalar* out, std::int64_t pitch, [[maybe_unused]] bool streamed) {
#if OUTSET_STREAMS
  // A complex number may stand at any multiple of its part's size; on 32 bits a double at one of 4.
  const auto place = reinterpret_cast<std::uintptr_t>(out);
  if (streamed && place % sizeof(Scalar) == 0) {
    const std::int64_t bytes = pitch * static_cast<std::int64_t>(sizeof(Scalar));
    if constexpr (writes_lines<Scalar>) {
      if (bytes % 64 == 0 && place % 64 == 0) {
        return transpose_as<true>(columns, rows, cols, out, pitch);
      }
    }
    return transpose_by_rows(columns, rows, cols, out, pitch);
  }
#endif
  transpose_as<false>(columns, rows, cols, out, pitch);
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
