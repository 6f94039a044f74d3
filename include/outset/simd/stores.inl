// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// How a kernel's numbers reach memory, written once, as kernels.inl is and under the same rules.
//
// A row has 64 bytes (doubles: 128), but memory need not begin where a line of the cache does:
// large blocks of glibc's malloc begin 16 bytes into a line. A vector of 64 bytes would then cross
// a line each time. On processors that write whole lines without reading them first (Sapphire
// Rapids) that costs up to a third of memory's speed, on Zen 3 a tenth. So whole chunks are cut
// where vectors of memory begin: each such vector but the first and the last is written once and
// whole.
//
// clang-format off
//   memory in vectors |  0 .. 7       |  8 .. 15      |  16 .. 23     |  24 .. 31     | ...
//   lanes, in place           0 .. 3     4 .. 7  8 .. 11 12 .. 15 0 .. 3 4 .. 7     AVX2, floats,
//   row                       0          0       0       0        1      1          16 bytes on
//   lanes, cut        | 12..15, 0..3  |  4 .. 11      | 12..15, 0..3  |  4 .. 11      |
//   row               | none,   0     |  0            |  0,     1     |  1            |
// clang-format on
//
// The lanes of a chunk are independent of each other. So the generators stand in the order of the
// vectors of memory from the start, and only the first vector of each row takes a blend: with the
// same vector one row before.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// What a map draws for one vector of lanes: `rows` rows, each of one vector, or of two for doubles.
template <class V, int row_count, int part_count>
struct Numbers {
  using Vector = V;
  static constexpr int rows = row_count;
  static constexpr int parts = part_count;
  V at[std::size_t{row_count}][std::size_t{part_count}];
};

// Numbers as they are, or rounded to 16 bits.
template <class Real, class V>
OUTSET_OP void put(Real* to, V x) {
  store(to, x);
}
OUTSET_OP void put(Eigen::half* to, F x) { store_half(reinterpret_cast<std::uint16_t*>(to), x); }
OUTSET_OP void put(Eigen::bfloat16* to, F x) {
  const W odd = bit_and(shift_right<16>(bits(x)), all(1U));
  store_high(reinterpret_cast<std::uint16_t*>(to), add(add(bits(x), all(0x7FFFU)), odd));
}

// A writer of one vector of lanes: each row where it belongs.
struct InPlace {};

template <int row, class Element, class Drawn>
OUTSET_OP void put_row(Element* to, const Drawn& x) {
  put(to + row * random::lanes, x.at[row][0]);
  if constexpr (Drawn::parts == 2) put(to + row * random::lanes + width / 2, x.at[row][1]);
}
template <class Element, class Drawn>
OUTSET_OP void write(InPlace, Element* to, const Drawn& x) {
  if constexpr (std::is_same_v<Element, Eigen::bfloat16> && rounds_rows && Drawn::rows == 2) {
    store_rows(reinterpret_cast<std::uint16_t*>(to), bits(x.at[0][0]), bits(x.at[1][0]));
  } else {
    put_row<0>(to, x);
    if constexpr (Drawn::rows == 2) put_row<1>(to, x);
  }
}

// A writer of the vector of lanes that the rows of a cut chunk begin with.
template <class Element, class V>
struct Cutting {
  W is_before;    // all ones where a vector of memory has numbers of the row before
  V before;       // that row's numbers
  Element* line;  // for the next vector; at first a place outside, because it is not whole
};

OUTSET_OP F blend(W top, F yes, F no) { return select(top, yes, no); }
OUTSET_OP D blend(W top, D yes, D no) { return select(top, yes, no); }
OUTSET_OP W blend(W top, W yes, W no) { return bits(select(top, as_float(yes), as_float(no))); }

template <class Element, class V, int parts>
OUTSET_OP void write(Cutting<Element, V>& cutting, Element* to, const Numbers<V, 1, parts>& x) {
  put(cutting.line, blend(cutting.is_before, cutting.before, x.at[0][0]));
  cutting.before = x.at[0][0];
  if constexpr (parts == 2) put(to + width / 2, x.at[0][1]);
  cutting.line = to + random::lanes;
}

// The first and the last vector of memory of a cut chunk, which are not whole. They are written one
// chunk later, because a processor that reads what it has just stored may wait for all stores
// before it: up to a third of the speed of memory on Zen 5.
struct CutEnds {
  std::uint32_t* first;
  std::uint32_t* last;
  alignas(64) std::uint32_t numbers[std::size_t{2 * width}];
};

OUTSET_OP void write_ends(const CutEnds& ends, int cut) {
  if (ends.first == nullptr) return;
  for (int w = 0; w < width; w += 4) {
    std::uint32_t* const to = w < cut ? ends.last : ends.first;
    __builtin_memcpy(to + w, ends.numbers + (w < cut ? width : 0) + w, 16);
  }
}

// Whether a map has a second loop, which cuts. Vectors of 16 bytes cross no line. Normal and
// truncated numbers, and those of 16 bits, are slower than memory: the blend costs them more (4 %
// on Zen 5) than lines that are crossed (nothing there, 8 % on Sapphire Rapids, 7 % on Zen 3).
template <class Map, class Element>
inline constexpr bool cuts_chunks = sizeof(W) > 16 && sizeof(Element) >= 4 &&
                                    requires(const Map& map) {
  Map::to_cut(map);
};

// How many words into a vector of memory a row begins, if that is a multiple of 16 bytes. Else 0:
// not to be cut.
template <class Element>
OUTSET_OP int words_to_cut(const Element* out) {
  const std::size_t offset = reinterpret_cast<std::uintptr_t>(out) % sizeof(W);
  return offset % 16 == 0 ? static_cast<int>(offset / sizeof(std::uint32_t)) : 0;
}

inline constexpr std::uint32_t ones_then_zeros[2 * random::lanes] = {
    ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U};

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
