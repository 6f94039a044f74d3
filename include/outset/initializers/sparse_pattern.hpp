// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which entries of a sparse matrix are drawn: in every column the same number at random rows.
//
// The rows of a column are k distinct ones of m by Floyd's method (Bentley, Floyd, "Programming
// pearls: a sample of brilliance", Communications of the ACM 30(9), 1987): for t = 0 ... k - 1 draw
// r from 0 ... m - k + t; take r, or m - k + t if r is taken already. Every set of k rows is
// equally likely, and it always takes k numbers.
//
// Part of the stream format: draw t of column j is r = floor(u (m - k + t + 1) / 2^64), u the
// 64-bit number at index j k + t of the call's part 0 (as a double element's: two words of a lane,
// the low one first); no row's chance is off by more than m / 2^64. The entries are normal elements
// j k + t, t in the order of rising rows, of the call's part 1. All of it holds bit for bit
// everywhere.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "outset/exact/arithmetic.hpp"
#include "outset/heap.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// The 64-bit numbers of a stream, one after the other from number `first` on.
class Numbers {
 public:
  Numbers(const random::Stream& stream, std::uint64_t first)
      : stream_(stream), chunk_(first / size) {
    if (first % size != 0) {
      refill();
      position_ = static_cast<std::size_t>(first % size);
    }
  }

  std::uint64_t next() {
    if (position_ == size) refill();
    return numbers_[position_++];
  }

 private:
  void refill() {
    constexpr std::size_t lanes = random::lanes;
    std::array<random::Sfc32, lanes> lane;
    for (std::size_t l = 0; l < lanes; ++l) {
      lane[l] = random::lane_start(stream_, chunk_, static_cast<int>(l));
    }
    for (std::size_t row = 0; row < size; row += lanes) {
      for (std::size_t l = 0; l < lanes; ++l) {
        const std::uint64_t low = lane[l].next();
        numbers_[row + l] = std::uint64_t{lane[l].next()} << 32 | low;
      }
    }
    ++chunk_;
    position_ = 0;
  }

  static constexpr std::size_t size = random::words_per_chunk / 2;

  random::Stream stream_;
  std::uint64_t chunk_;
  std::array<std::uint64_t, size> numbers_{};
  std::size_t position_ = size;
};

/// The rows of one column after the other, from column `first` on.
class SparsePattern {
 public:
  SparsePattern(Index rows, Index entries, const random::Stream& stream, Index first)
      : rows_(rows),
        entries_(entries),
        numbers_(part(stream, 0), static_cast<std::uint64_t>(first * entries)),
        words_(entries > few ? static_cast<std::size_t>(rows) / 64 + 1 : 0),
        taken_(words_) {
    std::fill_n(taken_.data(), words_, std::uint64_t{0});
  }

  /// Writes the next column's rows in rising order.
  template <class Integer>
  void next(Integer* out) {
    if (entries_ > few) {
      mark(out);
    } else {
      insert(out);
    }
  }

 private:
  // Up to so many entries a sorted list is faster than marks.
  static constexpr Index few = 32;

  Index draw(Index last) {
    const auto range = static_cast<std::uint64_t>(last) + 1;
    return static_cast<Index>(exact::detail::multiply(numbers_.next(), range).high);
  }

  template <class Integer>
  void insert(Integer* out) {
    for (Index t = 0; t < entries_; ++t) {
      const Index last = rows_ - entries_ + t;
      const auto row = static_cast<Integer>(draw(last));
      Integer* const place = std::lower_bound(out, out + t, row);
      if (place != out + t && *place == row) {
        out[t] = static_cast<Integer>(last);  // above all that were taken before
      } else {
        std::copy_backward(place, out + t, out + t + 1);
        *place = row;
      }
    }
  }

  template <class Integer>
  void mark(Integer* out) {
    for (Index t = 0; t < entries_; ++t) {
      const Index last = rows_ - entries_ + t;
      Index row = draw(last);
      if (is_taken(row)) row = last;
      word_of(row) |= bit_of(row);
      out[t] = static_cast<Integer>(row);
    }
    if (rows_ / 64 < 8 * entries_) {  // reading all marks is cheaper than sorting
      for (std::size_t w = 0; w < words_; ++w) {
        for (std::uint64_t left = taken_.data()[w]; left != 0; left &= left - 1) {
          *out++ = static_cast<Integer>(64 * w + static_cast<std::size_t>(std::countr_zero(left)));
        }
        taken_.data()[w] = 0;
      }
    } else {
      std::sort(out, out + entries_);
      for (Index t = 0; t < entries_; ++t) word_of(static_cast<Index>(out[t])) = 0;
    }
  }

  std::uint64_t& word_of(Index row) { return taken_.data()[row / 64]; }
  static std::uint64_t bit_of(Index row) { return std::uint64_t{1} << (row % 64); }
  bool is_taken(Index row) { return (word_of(row) & bit_of(row)) != 0; }

  Index rows_, entries_;
  Numbers numbers_;
  std::size_t words_;
  Heap<std::uint64_t> taken_;  // a bit for each row
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
