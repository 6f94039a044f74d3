// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/rng.hpp"

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <limits>
#include <locale>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "support/catch.hpp"
#include "support/golden.hpp"

using outset::Rng;
using outset::random::word_at;

namespace {

std::uint64_t key_of(const Rng& rng) { return rng.key()[0] | std::uint64_t{rng.key()[1]} << 32; }

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; hex != "-" && i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

}  // namespace

static_assert(outset::RandomSource<Rng> && outset::RandomSource<Rng&>);
static_assert(!outset::RandomSource<const Rng&> && !outset::RandomSource<std::mt19937&>);
static_assert(!std::is_convertible_v<std::uint64_t, Rng>);

TEST_CASE("Rng: the seed is the key, low word first, at stream 0") {
  const Rng rng{0x0123456789ABCDEF};
  CHECK(rng.key()[0] == 0x89ABCDEF);
  CHECK(rng.key()[1] == 0x01234567);
  CHECK(rng.next() == 0);
  static_assert(Rng(42).key()[0] == 42);
  static_assert(Rng(42).stream("a") == Rng(42).stream("a"));
}

TEST_CASE("Rng: each take is the next stream under the same key") {
  Rng rng{7};
  for (std::uint64_t n = 0; n < 5; ++n) {
    CHECK(rng.next() == n);
    const outset::random::Stream stream = rng.take();
    CHECK(stream.number == n);
    CHECK(stream.key == Rng{7}.key());
  }
  Rng copy = rng;
  CHECK(copy == rng);
  copy.take();
  CHECK(copy != rng);
}

TEST_CASE("Rng: keys from names and numbers are those of the table of the reference") {
  for (const golden::Line& line : golden::table("stream_v1.txt", "name")) {
    INFO(line.text);
    CHECK(key_of(Rng{line.hex(1)}.stream(bytes_of(line[2]))) == line.hex(3));
  }
  for (const golden::Line& line : golden::table("stream_v1.txt", "integer")) {
    INFO(line.text);
    CHECK(key_of(Rng{line.hex(1)}.stream(line.integer(2))) == line.hex(3));
  }
}

TEST_CASE("Rng: keys of an initializer's parts are those of the table of the reference") {
  for (const golden::Line& line : golden::table("stream_v1.txt", "part")) {
    INFO(line.text);
    const outset::random::Stream whole{Rng{line.hex(1)}.key(), line.integer(2)};
    const outset::random::Stream part =
        outset::detail::part(whole, static_cast<std::uint32_t>(line.integer(3)));
    CHECK((part.key[0] | std::uint64_t{part.key[1]} << 32) == line.hex(4));
    CHECK(part.number == 0);
  }
}

TEST_CASE("Rng: a named stream depends on seed and name only") {
  Rng rng{42};
  const Rng before = rng.stream("encoder.0.weight");
  rng.take();
  rng.take();
  CHECK(rng.stream("encoder.0.weight") == before);
  CHECK(before.next() == 0);
  CHECK(rng.stream("encoder.0.weight").stream("x") != rng.stream("x"));
  CHECK(Rng{43}.stream("encoder.0.weight") != before);
  CHECK(rng.next() == 2);  // a derived Rng takes no stream
}

TEST_CASE("Rng: a name is not the number that it spells") {
  const Rng rng{42};
  CHECK(rng.stream("7") != rng.stream(7));
  CHECK(rng.stream("") != rng.stream(0));
  CHECK(rng.stream(std::string(8, '\0')) != rng.stream(0));
}

TEST_CASE("Rng: a number is one whatever its type, and a negative one is refused") {
  const Rng rng{1};
  CHECK(rng.stream(7) == rng.stream(7ULL));
  CHECK(rng.stream(std::int8_t{7}) == rng.stream(std::uint16_t{7}));
  CHECK(rng.stream((std::numeric_limits<std::int64_t>::max)()) ==
        rng.stream(std::uint64_t{0x7FFFFFFFFFFFFFFF}));
  CHECK_THROWS_AS(rng.stream(-1), std::invalid_argument);
  CHECK_THROWS_WITH(rng.stream(-5L), ContainsSubstring("-5") && ContainsSubstring(">= 0"));
}

TEST_CASE("Rng: a seed is one whatever its type, and a negative one is refused") {
  const int seed = 42;
  const std::time_t time = 1700000000;
  CHECK(Rng{seed} == Rng{42U});
  CHECK(Rng{std::int8_t{42}} == Rng{std::uint16_t{42}});
  CHECK(Rng{time} == Rng{std::uint64_t{1700000000}});
  CHECK(Rng{(std::numeric_limits<std::uint64_t>::max)()}.key() ==
        outset::random::Key{0xFFFFFFFF, 0xFFFFFFFF});
  CHECK_THROWS_AS(Rng{-1}, std::invalid_argument);
  CHECK_THROWS_WITH(Rng(-5L), ContainsSubstring("Rng: seed is -5, must be >= 0"));
  // Refused: a floating-point number, whose fraction would be lost, and what is not a number.
  STATIC_REQUIRE(!std::is_constructible_v<Rng, double>);
  STATIC_REQUIRE(!std::is_constructible_v<Rng, float>);
  STATIC_REQUIRE(!std::is_constructible_v<Rng, bool>);
  STATIC_REQUIRE(!std::is_constructible_v<Rng, const char*>);
  STATIC_REQUIRE(!std::is_convertible_v<int, Rng>);
}

TEST_CASE("Rng: streams by name, by number and by order all differ") {
  std::set<std::uint64_t> keys;
  std::size_t made = 0;
  const auto add = [&](const Rng& rng) {
    keys.insert(key_of(rng));
    ++made;
  };
  const Rng root{42};
  add(root);
  for (int i = 0; i < 1000; ++i) add(root.stream(i));
  for (int i = 0; i < 1000; ++i) add(root.stream(std::to_string(i)));
  // Lengths around the blocks of 16 bytes, and names that zero padding could make equal.
  for (std::size_t length = 1; length <= 70; ++length) {
    add(root.stream(std::string(length, '\0')));
    add(root.stream("a" + std::string(length, '\0')));
    add(root.stream(std::string(length, 'a')));
  }
  for (std::uint64_t bit = 0; bit < 64; ++bit) add(Rng(std::uint64_t{1} << bit).stream("a"));
  for (std::uint32_t i = 0; i < 8; ++i) {
    const outset::random::Stream part = outset::detail::part({root.key(), 3}, i);
    keys.insert(part.key[0] | std::uint64_t{part.key[1]} << 32);
    ++made;
  }
  CHECK(keys.size() == made);
}

TEST_CASE("Rng: the order of the bytes and of the blocks of a name counts") {
  const Rng rng{0};
  CHECK(rng.stream("abcd") != rng.stream("dcba"));
  const std::string first(16, 'x'), second(16, 'y');
  CHECK(rng.stream(first + second) != rng.stream(second + first));
}

TEST_CASE("Rng: state prints and reads back, as text and through iostreams") {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{42},
                                   std::uint64_t{0x0123456789ABCDEF}, ~std::uint64_t{0}}) {
    Rng rng{seed};
    for (int used = 0; used < 3; ++used, rng.take()) {
      CHECK(Rng::parse(to_string(rng)) == rng);
      CHECK(Rng::parse(outset::to_string(rng)) == rng);
      std::stringstream text;
      text << "before " << std::hex << rng << ' ' << rng.stream("b") << "\nafter";
      std::string before, after;
      Rng read{1}, other{1};
      text >> before >> read >> other >> after;
      REQUIRE(text);
      CHECK(read == rng);
      CHECK(other == rng.stream("b"));
      CHECK(after == "after");
    }
  }
  Rng rng{42};
  for (int i = 0; i < 17; ++i) rng.take();
  CHECK(to_string(rng) == "outset-rng-1 000000000000002a 17");
  const std::string last = "outset-rng-1 ffffffffffffffff 18446744073709551615";
  CHECK(to_string(Rng::parse(last)) == last);
}

TEST_CASE("Rng: a resumed run goes on with the same bits") {
  Rng rng{2024};
  rng.take();
  Rng resumed = Rng::parse(to_string(rng));
  for (int call = 0; call < 3; ++call) {
    const outset::random::Stream expected = rng.take();
    const outset::random::Stream stream = resumed.take();
    for (const std::uint64_t index : {0u, 1u, 1023u, 1024u, 99999u}) {
      CHECK(word_at(stream, index) == word_at(expected, index));
    }
  }
  CHECK(resumed.stream("a") == rng.stream("a"));
}

TEST_CASE("Rng: text is the same in a locale with thousands separators") {
  struct Grouping : std::numpunct<char> {
    char do_thousands_sep() const override { return ','; }
    std::string do_grouping() const override { return "\3"; }
  };
  Rng rng{42};
  for (int i = 0; i < 1234; ++i) rng.take();
  std::stringstream text;
  text.imbue(std::locale(std::locale::classic(), new Grouping));
  text << rng;
  CHECK(text.str() == "outset-rng-1 000000000000002a 1234");
  Rng read{1};
  text >> read;
  CHECK(read == rng);
}

TEST_CASE("Rng: what is no state is refused, and changes nothing") {
  for (const char* text : {"",
                           " ",
                           "42",
                           "outset-rng-1",
                           "outset-rng-1 ",
                           "outset-rng-1 000000000000002a",
                           "outset-rng-1 000000000000002a ",
                           "outset-rng-2 000000000000002a 17",
                           "outset-rng-1 00000000000002a 17",
                           "outset-rng-1 0000000000000002a 17",
                           "outset-rng-1 000000000000002A 17",
                           "outset-rng-1 00000000000000g0 17",
                           "outset-rng-1 000000000000002a -1",
                           "outset-rng-1 000000000000002a +1",
                           "outset-rng-1 000000000000002a 1x",
                           "outset-rng-1 000000000000002a 17 ",
                           "outset-rng-1 000000000000002a 17\n",
                           "outset-rng-1  000000000000002a 17",
                           "outset-rng-1 000000000000002a 18446744073709551616",
                           "outset-rng-1 000000000000002a 99999999999999999999",
                           "outset-rng-1 000000000000002a 000000000000000000001",
                           "xoutset-rng-1 000000000000002a 1"}) {
    INFO('"' << text << '"');
    CHECK_THROWS_AS(Rng::parse(text), std::invalid_argument);
  }
  CHECK_THROWS_WITH(Rng::parse("nonsense"),
                    ContainsSubstring("nonsense") && ContainsSubstring("outset-rng-1 "));
  for (const char* text : {"", "outset-rng-1", "outset-rng-1 2a 17", "a b c",
                           "outset-rng-1 000000000000002a x", "outset-rng-3 000000000000002a 1"}) {
    std::istringstream in(text);
    Rng rng{9};
    in >> rng;
    INFO('"' << text << '"');
    CHECK(in.fail());
    CHECK(rng == Rng{9});
  }
}
