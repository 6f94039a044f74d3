// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The kernels, written once in the words of vocabulary.inl: each backend's file defines those in
// its namespace, then includes this file, so it has no include guard. Every function bears the
// backend's target attribute. Lambdas, std:: algorithms and constants at namespace scope cannot, so
// none touches a vector. maps.inl has what stands in rows, stores.inl how it reaches memory.

#include "outset/simd/maps.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// Philox's counter, each word in the low half of 64 bits. The high halves are ignored between
// rounds.
struct Counters {
  W c0, c1, c2, c3;
};

OUTSET_OP void philox_round(Counters& c, W key0, W key1) {
  const W product0 = multiply_low(c.c0, all_64(0xD2511F53U));
  const W product1 = multiply_low(c.c2, all_64(0xCD9E8D57U));
  c.c0 = bit_xor(bit_xor(high_words(product1), key0), c.c1);
  c.c2 = bit_xor(bit_xor(high_words(product0), key1), c.c3);
  c.c1 = product1;
  c.c3 = product0;
}

// The generators of the lanes in `order`, all of them `turn` places later and the last ones first.
OUTSET_OP State start(const random::Stream& stream, std::uint64_t chunk, const std::uint32_t* order,
                      int turn) {
  const std::uint64_t block = chunk * random::lanes;
  const W lanes = bit_and(sub(load(order), all(static_cast<std::uint32_t>(turn))), all(15U));
  const W blocks = add(all(random::low_word(block)), lanes);
  const W high = all(random::high_word(block));
  const W number_low = all(random::low_word(stream.number));
  const W number_high = all(random::high_word(stream.number));
  Counters even{blocks, high, number_low, number_high};
  Counters odd{high_words(blocks), high, number_low, number_high};
  W key0 = all(stream.key[0]);
  W key1 = all(stream.key[1]);
  for (int round = 0; round < 10; ++round) {
    philox_round(even, key0, key1);
    philox_round(odd, key0, key1);
    key0 = add(key0, all(0x9E3779B9U));
    key1 = add(key1, all(0xBB67AE85U));
  }
  return {low_words(even.c0, odd.c0), low_words(even.c1, odd.c1), low_words(even.c2, odd.c2),
          low_words(even.c3, odd.c3)};
}

OUTSET_OP State load_lanes(const Cursor& cursor, int lane) {
  return {load(cursor.lanes[0] + lane), load(cursor.lanes[1] + lane), load(cursor.lanes[2] + lane),
          load(cursor.lanes[3] + lane)};
}
OUTSET_OP void store_lanes(Cursor& cursor, int lane, const State& s) {
  store(cursor.lanes[0] + lane, s.a);
  store(cursor.lanes[1] + lane, s.b);
  store(cursor.lanes[2] + lane, s.c);
  store(cursor.lanes[3] + lane, s.counter);
}

// The lanes of a chunk in the order of a backend's generators.
template <class Element>
inline constexpr const std::uint32_t* order_of = sizeof(Element) == 8 ? join_order : lane_order;

// Begins every cursor's chunk that has not begun, its lanes in `order`, turned. Returns the least
// number of rows that a cursor has left in its chunk.
OUTSET_TARGET inline int begin(Cursor* cursors, int count, const std::uint32_t* order, int turn,
                               int chunk_rows) {
  int least = chunk_rows;
  for (Cursor* cursor = cursors; cursor != cursors + count; ++cursor) {
    const int left = chunk_rows - cursor->row;
    least = left < least ? left : least;
    if (cursor->begun) continue;
    for (int lane = 0; lane < random::lanes; lane += width) {
      State s = start(cursor->stream, cursor->chunk, order + lane, turn);
      const int words_per_row = random::rows_per_chunk / chunk_rows;
      for (int skipped = cursor->row * words_per_row; skipped > 0; --skipped) next(s);
      store_lanes(*cursor, lane, s);
    }
    cursor->begun = true;
  }
  return least;
}

// Writes rows of one chunk, at least one, of `together` vectors of lanes. Returns where the next
// row would begin. The loop tests at its end: in a loop that may not run at all, compilers would
// not hold coefficients in registers from one column to the next.
template <class Writer, class Map, class Element>
OUTSET_OP Element* write_lanes(Writer& writer, const Map& map, Element* to, Cursor& cursor,
                               int lane, int rows) {
  State first = load_lanes(cursor, lane);
  State second = load_lanes(cursor, lane + (together - 1) * width);
  int row = 0;
  do {
    write(writer, to, Map::template draw<Element>(map, first));
    if constexpr (together == 2) {
      write(InPlace{}, to + width, Map::template draw<Element>(map, second));
    }
    to += Map::Drawn::rows * random::lanes;
    row += Map::Drawn::rows;
  } while (row < rows);
  store_lanes(cursor, lane, first);
  if constexpr (together == 2) store_lanes(cursor, lane + width, second);
  return to;
}

template <class Map, class Element>
OUTSET_OP void write_rows(const Map& map, Element* out, Cursor& cursor, int rows) {
  InPlace writer;
  for (int lane = 0; lane < random::lanes; lane += together * width) {
    write_lanes(writer, map, out + lane, cursor, lane, rows);
  }
}

// Writes rows from the start of a chunk on that begin `cut` words into a vector of memory. A chunk
// that is not finished has to be begun again, because its generators do not stand in `order_of`.
// Not inlined, so that clang keeps the other loop's constants in registers.
template <class Map, class Element>
OUTSET_TARGET OUTSET_NEVER_INLINE void write_cut(const Map& map, Element* out, Cursor& cursor,
                                                 std::uint64_t rows, int cut) {
  constexpr int chunk_rows = rows_per_chunk<Element>;
  CutEnds ends[2];  // of this chunk and of the one before, in turn
  ends[1].first = nullptr;
  int now = 0;
  for (; rows > 0; now = 1 - now) {
    begin(&cursor, 1, order_of<Element>, cut / int{sizeof(Element) / 4}, chunk_rows);
    const int part = rows < chunk_rows ? static_cast<int>(rows) : chunk_rows;
    ends[now].first = reinterpret_cast<std::uint32_t*>(out) - cut;
    auto* const to = reinterpret_cast<Element*>(ends[now].first);
    Cutting<Element, typename Map::Drawn::Vector> writer{
        load(ones_then_zeros + random::lanes - cut),
        {},
        reinterpret_cast<Element*>(ends[now].numbers)};
    Element* const last = write_lanes(writer, map, to, cursor, 0, part);
    ends[now].last = reinterpret_cast<std::uint32_t*>(last);
    put(reinterpret_cast<Element*>(ends[now].numbers + width), writer.before);
    write_ends(ends[1 - now], cut);
    cursor.advance(part, chunk_rows);
    cursor.begun = false;
    out += part * random::lanes;
    rows -= static_cast<std::uint64_t>(part);
  }
  write_ends(ends[1 - now], cut);
}

// Writes `rows` rows from each cursor on. Chunks are begun outside of the loop over columns, so
// that what a map holds in registers stays there.
template <class Map, class Element>
OUTSET_OP void write_columns(const Map& map, Element* out, std::int64_t pitch, Cursor* cursors,
                             int count, std::uint64_t rows) {
  constexpr int chunk_rows = rows_per_chunk<Element>;
  if constexpr (cuts_chunks<Map, Element>) {
    const int cut = words_to_cut(out);
    if (cut != 0 && count == 1 && cursors->row == 0 && rows >= chunk_rows) {
      const auto copy = Map::to_cut(map);  // in memory, unlike `map`
      write_cut(copy, out, *cursors, rows, cut);
      return;
    }
  }
  while (rows > 0) {
    int part = begin(cursors, count, order_of<Element>, 0, chunk_rows);
    if (rows < static_cast<std::uint64_t>(part)) part = static_cast<int>(rows);
    for (int c = 0; c < count; ++c) {
      write_rows(map, out + c * pitch, cursors[c], part);
      cursors[c].advance(part, chunk_rows);
    }
    out += part * random::lanes;
    rows -= static_cast<std::uint64_t>(part);
  }
}

OUTSET_OP float first(F x) {
  float lanes[width];
  store(lanes, x);
  return lanes[0];
}

// All are templates, those of one element too: a file compiles what it fills with.
template <std::same_as<std::uint32_t> Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const WordParameters&) {
  write_columns(Words{}, out, pitch, cursors, count, rows);
}

template <class Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const UniformParameters<float>& p) {
  const float step = exact::mul(p.width, 0x1p-24f);
  if constexpr (sizeof(Element) == 4) {
    if (first(fma(all(0x1p24f - 1), all(step), all(p.low))) <= p.last) {
      const UniformFloat<false> map{all(p.low), all(step), all(p.first), all(p.last)};
      write_columns(map, out, pitch, cursors, count, rows);
      return;
    }
  }
  const UniformFloat<true> map{all(p.low), all(step), all(p.first), all(p.last)};
  write_columns(map, out, pitch, cursors, count, rows);
}
template <std::same_as<double> Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const UniformParameters<double>& p) {
  const double step = exact::mul(p.width, 0x1p-64);
  const UniformDouble map{all(p.low), all(step), all(p.last)};
  write_columns(map, out, pitch, cursors, count, rows);
}

template <class Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const NormalParameters<float>& p) {
  const NormalFloat map{all(random::addend(p.mean)), all(p.std)};
  write_columns(map, out, pitch, cursors, count, rows);
}
template <std::same_as<double> Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const NormalParameters<double>& p) {
  const NormalDouble map{all(random::addend(p.mean)), all(p.std)};
  write_columns(map, out, pitch, cursors, count, rows);
}

template <bool symmetric, bool central, class Element>
OUTSET_OP void truncated_as(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const TruncatedParameters<float>& p) {
  const TruncatedFloat<symmetric, central> map{all(p.map.mirror),
                                               all(static_cast<std::uint32_t>(p.map.pivot)),
                                               all(p.map.slope),
                                               all(p.map.offset),
                                               all(p.map.tail_slope),
                                               all(p.map.upper_offset),
                                               all(p.map.lower_offset),
                                               all(p.map.log_scale),
                                               all(p.map.shift),
                                               all(p.mean),
                                               all(p.std),
                                               all(p.lowest),
                                               all(p.highest),
                                               *p.map.rational};
  write_columns(map, out, pitch, cursors, count, rows);
}
OUTSET_OP void truncated_in_centre(double* out, std::int64_t pitch, Cursor* cursors, int count,
                                   std::uint64_t rows, const TruncatedParameters<double>& p) {
  const TruncatedDouble map{all_64(p.map.mirror),
                            all_64(static_cast<std::uint64_t>(p.map.pivot)),
                            all(p.map.slope),
                            all(p.map.offset),
                            all(p.map.tail_slope),
                            all(p.map.upper_offset),
                            all(p.map.lower_offset),
                            all(p.mean),
                            all(p.std),
                            all(p.lowest),
                            all(p.highest)};
  write_columns(map, out, pitch, cursors, count, rows);
}
template <class Real>
OUTSET_OP bool is_symmetric(const random::TruncatedMap<Real>& map) {
  return map.mirror == 0 && map.pivot == 0 &&
         exact::bits(map.upper_offset) == exact::bits(map.lower_offset);
}
template <class Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const TruncatedParameters<float>& p) {
  if (!p.map.central) {
    truncated_as<false, false>(out, pitch, cursors, count, rows, p);
  } else if (is_symmetric(p.map)) {
    truncated_as<true, true>(out, pitch, cursors, count, rows, p);
  } else {
    truncated_as<false, true>(out, pitch, cursors, count, rows, p);
  }
}
template <std::same_as<double> Element>
OUTSET_TARGET void generate(Element* out, std::int64_t pitch, Cursor* cursors, int count,
                            std::uint64_t rows, const TruncatedParameters<double>& p) {
  if (!p.map.central) {
    scalar::generate(out, pitch, cursors, count, rows, p);
  } else {
    truncated_in_centre(out, pitch, cursors, count, rows, p);
  }
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
