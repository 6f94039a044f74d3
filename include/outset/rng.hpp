// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which call gets which numbers. An Rng is a key and the number of the next stream under it: a
// small value to copy, print and store. Every initializer call takes exactly one stream, whatever
// the tensor's size, so the n-th call of a fresh Rng{seed} always has stream n.
// `rng.stream("encoder.0.weight")` derives an unrelated key from a name instead: a tensor's numbers
// then depend on seed and name alone, not on the tensors before it.
//
// How keys are derived is in random/keys.hpp, what a stream's numbers are in random/chunk.hpp.

#include <concepts>
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include "outset/error.hpp"
#include "outset/random/keys.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

/// The types of seeds: any integer type but bool. (A floating-point number would silently lose its
/// fraction.)
template <class Integer>
concept Seed = std::integral<Integer> && !std::same_as<Integer, bool> && sizeof(Integer) <= 8;

template <Seed Integer>
constexpr std::uint64_t not_negative(const char* what, Integer value) {
  if constexpr (std::is_signed_v<Integer>) {
    if (value < 0) fail({what, " is ", static_cast<long long>(value), ", must be >= 0"});
  }
  return static_cast<std::uint64_t>(value);
}

inline std::string rng_text_head() { return joined({"outset-rng-", random::stream_version, " "}); }

}  // namespace detail

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// A seed as a value: a key, and the number of the next stream under it. Copying an Rng copies
/// both, and equal Rngs give equal weights. Threads must not share one: give each thread its own,
/// rng.stream(i).
class Rng {
 public:
  /// The seed is the key, its low 32 bits first; the next stream is number 0. Any integer type; a
  /// negative seed is refused.
  template <detail::Seed Integer>
  OUTSET_KEYED constexpr explicit Rng(Integer seed)
      : Rng(detail::key_of(detail::not_negative("Rng: seed", seed)), 0) {}

  /// Seeds from a standard engine or std::random_device: as many draws as give 128 bits or more,
  /// hashed to a key. Equal engines give equal Rngs on every platform.
  template <class G>
  requires detail::BitGenerator<std::remove_reference_t<G>> OUTSET_KEYED explicit Rng(G&& generator)
      : key_(detail::key_from(generator)) {}

  /// An Rng of its own, named by a text (its UTF-8 bytes): independent of this one's position, of
  /// the numbered streams, and of every other name.
  OUTSET_KEYED constexpr Rng stream(std::string_view name) const {
    return Rng(detail::derive_key(key_, name), 0);
  }

  /// The same, named by a number; a negative one is refused.
  template <detail::Seed Integer>
  OUTSET_KEYED constexpr Rng stream(Integer number) const {
    const std::uint64_t value = detail::not_negative("Rng::stream: number", number);
    return Rng(detail::derive_key(key_, value, detail::Origin::integer), 0);
  }

  /// Takes the next stream. An initializer does this once per call, after all checks have passed.
  OUTSET_KEYED constexpr random::Stream take() { return {key_, next_++}; }

  OUTSET_KEYED constexpr random::Key key() const { return key_; }
  /// The number of the stream that the next call takes.
  OUTSET_KEYED constexpr std::uint64_t next() const { return next_; }

  OUTSET_KEYED friend constexpr bool operator==(const Rng&, const Rng&) = default;

  /// Reads what to_string wrote. Throws std::invalid_argument on anything else.
  OUTSET_KEYED static Rng parse(std::string_view text) {
    Rng rng(0);
    if (!read(text, rng)) {
      detail::fail({"Rng::parse: text is ", detail::Piece::quoted(text),
                    ", must be like \"outset-rng-1 000000000000002a 17\""});
    }
    return rng;
  }

  /// The same without an error: returns whether the text is an Rng's, and if so sets `rng` to it.
  OUTSET_KEYED static bool read(std::string_view text, Rng& rng) {
    const std::string head = detail::rng_text_head();
    if (text.substr(0, head.size()) != head) return false;
    text.remove_prefix(head.size());
    if (text.size() < 18 || text.size() > 16 + 1 + 20 || text[16] != ' ') return false;
    std::uint64_t key = 0;
    for (const char c : text.substr(0, 16)) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos) return false;
      key = key << 4 | digit;
    }
    std::uint64_t next = 0;
    for (const char c : text.substr(17)) {
      if (c < '0' || c > '9') return false;
      const auto digit = static_cast<std::uint64_t>(c - '0');
      if (next > (~std::uint64_t{0} - digit) / 10) return false;
      next = 10 * next + digit;
    }
    rng = Rng(detail::key_of(key), next);
    return true;
  }

 private:
  OUTSET_KEYED constexpr Rng(random::Key key, std::uint64_t next) : key_(key), next_(next) {}

  random::Key key_;
  std::uint64_t next_ = 0;
};

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

/// The whole state as text, such as `outset-rng-1 000000000000002a 17` (stream format version, key
/// in hexadecimal, next stream).
inline std::string to_string(const Rng& rng) {
  constexpr char digits[] = "0123456789abcdef";
  std::string key;
  for (int shift = 28; shift >= 0; shift -= 4) key += digits[rng.key()[1] >> shift & 15];
  for (int shift = 28; shift >= 0; shift -= 4) key += digits[rng.key()[0] >> shift & 15];
  return detail::joined({detail::rng_text_head(), key, " ", rng.next()});
}

inline std::ostream& operator<<(std::ostream& out, const Rng& rng) { return out << to_string(rng); }

/// Reads the three words that operator<< wrote. Anything else sets failbit and leaves `rng` as it
/// was.
inline std::istream& operator>>(std::istream& in, Rng& rng) {
  std::string name;
  std::string key;
  std::string next;
  if (!(in >> name >> key >> next)) return in;
  for (const std::string* const word : {&key, &next}) {
    name += ' ';
    name += *word;
  }
  if (!Rng::read(name, rng)) in.setstate(std::ios_base::failbit);
  return in;
}

/// Where an initializer takes its stream from: an Rng, or a temporary such as
/// rng.stream("encoder.0.weight").
template <class R>
concept RandomSource = std::same_as<std::remove_reference_t<R>, Rng>;

}  // namespace OUTSET_ABI
}  // namespace outset
