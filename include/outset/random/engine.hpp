// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Philox4x32 as a standard engine, equal to C++26's std::philox4x32 ([rand.eng.philox], with the
// corrections of LWG 4134 and 4153): for std::shuffle, std::discrete_distribution and friends. The
// 10000th value of a default-constructed one is 1955073260. The fills do not use it.

#include <array>
#include <cstdint>
#include <istream>
#include <ostream>
#include <type_traits>

#include "outset/random/philox.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

class Philox4x32 {
 public:
  using result_type = std::uint_fast32_t;
  static constexpr result_type default_seed = 20111115;

  OUTSET_KEYED static constexpr result_type(min)() { return 0; }
  OUTSET_KEYED static constexpr result_type(max)() { return 0xFFFFFFFF; }

  OUTSET_KEYED constexpr Philox4x32() : Philox4x32(default_seed) {}

  /// The key is the seed's low 32 bits and zero; the counter starts at zero.
  OUTSET_KEYED constexpr explicit Philox4x32(result_type value) { seed(value); }

  /// The key is two words of a seed sequence (anything with `generate(begin, end)`).
  template <class SeedSequence>
  requires(!std::is_convertible_v<SeedSequence, result_type> &&
           !std::is_same_v<std::remove_cv_t<SeedSequence>, Philox4x32>) OUTSET_KEYED
      explicit Philox4x32(SeedSequence& sequence) {
    seed(sequence);
  }

  OUTSET_KEYED constexpr void seed(result_type value = default_seed) {
    key_ = {static_cast<std::uint32_t>(value), 0};
    counter_ = {};
    next_ = 4;
  }

  template <class SeedSequence>
  requires(!std::is_convertible_v<SeedSequence, result_type>) OUTSET_KEYED
      void seed(SeedSequence& sequence) {
    seed();
    sequence.generate(key_.begin(), key_.end());
  }

  /// Sets the 128-bit counter, most significant word first, as the standard has it.
  OUTSET_KEYED constexpr void set_counter(const std::array<result_type, 4>& counter) {
    for (std::size_t i = 0; i < 4; ++i) counter_[i] = static_cast<std::uint32_t>(counter[3 - i]);
    next_ = 4;
  }

  OUTSET_KEYED constexpr result_type operator()() {
    if (next_ == 4) {
      block_ = random::philox4x32(counter_, key_);
      advance(1);
      next_ = 0;
    }
    return block_[next_++];
  }

  /// Skips `count` values in constant time.
  OUTSET_KEYED constexpr void discard(unsigned long long count) {
    const unsigned long long left = 4 - next_;
    if (count <= left) {
      next_ += static_cast<std::uint32_t>(count);
      return;
    }
    count -= left;
    advance(count / 4);
    next_ = 4;
    for (unsigned long long i = 0; i < count % 4; ++i) (*this)();
  }

  OUTSET_KEYED friend constexpr bool operator==(const Philox4x32& a, const Philox4x32& b) {
    return a.key_ == b.key_ && a.counter_ == b.counter_ && a.next_ == b.next_;
  }

  /// Writes key, counter and position as seven decimal numbers; operator>> reads them back.
  template <class Char, class Traits>
  OUTSET_KEYED friend std::basic_ostream<Char, Traits>& operator<<(
      std::basic_ostream<Char, Traits>& out, const Philox4x32& engine) {
    const auto flags = out.flags(std::ios_base::dec | std::ios_base::left);
    const Char fill = out.fill(out.widen(' '));
    const Char space = out.widen(' ');
    for (const std::uint32_t word : engine.key_) out << word << space;
    for (const std::uint32_t word : engine.counter_) out << word << space;
    out << engine.next_;
    out.flags(flags);
    out.fill(fill);
    return out;
  }

  /// A malformed or impossible state sets failbit and leaves the engine as it was.
  template <class Char, class Traits>
  OUTSET_KEYED friend std::basic_istream<Char, Traits>& operator>>(
      std::basic_istream<Char, Traits>& in, Philox4x32& engine) {
    const auto flags = in.flags(std::ios_base::dec | std::ios_base::skipws);
    Philox4x32 read;
    for (std::uint32_t& word : read.key_) in >> word;
    for (std::uint32_t& word : read.counter_) in >> word;
    in >> read.next_;
    if (in && (read.next_ < 1 || read.next_ > 4)) in.setstate(std::ios_base::failbit);
    if (in) {
      read.restore_block();
      engine = read;
    }
    in.flags(flags);
    return in;
  }

 private:
  OUTSET_KEYED constexpr void advance(std::uint64_t blocks) {
    const std::uint64_t low = counter_[0] | std::uint64_t{counter_[1]} << 32;
    const std::uint64_t sum = low + blocks;
    counter_[0] = static_cast<std::uint32_t>(sum);
    counter_[1] = static_cast<std::uint32_t>(sum >> 32);
    if (sum < low && ++counter_[2] == 0) ++counter_[3];
  }

  // The counter already stands at the block after the one being read.
  OUTSET_KEYED constexpr void restore_block() {
    if (next_ == 4) return;
    random::Block previous = counter_;
    for (std::uint32_t& word : previous) {
      if (word-- != 0) break;
    }
    block_ = random::philox4x32(previous, key_);
  }

  random::Key key_{};
  random::Block counter_{};
  random::Block block_{};
  std::uint32_t next_ = 4;
};

}  // namespace OUTSET_VALUES
}  // namespace outset
