// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// An Rng seeded from the engines of <random>.

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include "outset/random/engine.hpp"
#include "outset/rng.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/scripted_words.hpp"

using outset::Rng;

namespace {

// An engine of the given range whose words the test writes.
template <std::uint32_t lowest, std::uint32_t highest>
struct Ranged : ScriptedWords<> {
  using ScriptedWords<>::ScriptedWords;
  static constexpr std::uint32_t(min)() { return lowest; }
  static constexpr std::uint32_t(max)() { return highest; }
};

std::uint64_t key_of(const Rng& rng) { return rng.key()[0] | std::uint64_t{rng.key()[1]} << 32; }

}  // namespace

TEST_CASE("Rng: keys from engines are those of the table of the reference") {
  for (const golden::Line& line : golden::table("stream_v1.txt", "engine")) {
    INFO(line.text);
    std::vector<std::uint64_t> draws;
    for (std::size_t i = 2; i + 1 < line.fields.size(); ++i) draws.push_back(line.integer(i));
    const auto check = [&](auto engine) {
      CHECK(key_of(Rng(engine)) == line.hex(line.fields.size() - 1));
      CHECK(engine.over());
    };
    std::vector<std::uint32_t> words(draws.begin(), draws.end());
    if (line[1] == "64") check(ScriptedWords<std::uint64_t>(draws));
    if (line[1] == "32") check(ScriptedWords<>(words));
    if (line[1] == "24") check(Ranged<0, 0xFFFFFF>(words));
    if (line[1] != "30") continue;
    for (std::uint32_t& word : words) ++word;  // minstd_rand's range begins at 1
    check(Ranged<1, 0x7FFFFFFE>(words));
  }
}

namespace {

// An engine that counts its calls, of any range: its smallest value need not be 0, nor the number
// of its values a power of two.
template <std::uint32_t lowest, std::uint32_t highest>
struct Counting {
  using result_type = std::uint32_t;
  static constexpr result_type(min)() { return lowest; }
  static constexpr result_type(max)() { return highest; }
  result_type operator()() {
    const std::uint64_t values = std::uint64_t{highest} - lowest + 1;
    return lowest + static_cast<result_type>(calls++ % values);
  }
  std::uint32_t calls = 0;
};

template <class Engine>
std::uint32_t draws_of() {
  Engine engine;
  const Rng rng(engine);
  return engine.calls;
}

}  // namespace

TEST_CASE("Rng: as many draws of an engine as give 128 bits") {
  CHECK(draws_of<Counting<0, 0xFFFFFFFF>>() == 4);
  CHECK(draws_of<Counting<0, 0xFFFFFFFE>>() == 5);  // below 2^32 values: 31 whole bits
  CHECK(draws_of<Counting<1, 0x7FFFFFFE>>() == 5);  // 30 bits, as std::minstd_rand has
  CHECK(draws_of<Counting<0, 0xFFFFFF>>() == 6);
  CHECK(draws_of<Counting<0, 0xFFFF>>() == 8);
  CHECK(draws_of<Counting<5, 6>>() == 128);
  // Values count from the engine's own minimum.
  Counting<0, 255> from_zero;
  Counting<1000, 1255> from_thousand;
  CHECK(Rng(from_zero) == Rng(from_thousand));
}

TEST_CASE("Rng: every standard engine seeds it, and equal engines equally") {
  std::set<std::uint64_t> keys;
  const auto seed_twice = [&](auto engine) {
    auto same = engine;
    auto other = engine;
    other.discard(1);
    const Rng rng(engine);
    CHECK(rng == Rng(same));
    CHECK(engine == same);
    CHECK(rng != Rng(other));
    CHECK(rng != Rng(engine));  // the engine has moved on
    CHECK(rng.next() == 0);
    keys.insert(key_of(rng));
  };
  seed_twice(std::mt19937(1));
  seed_twice(std::mt19937_64(1));
  seed_twice(std::minstd_rand0(1));
  seed_twice(std::minstd_rand(1));
  seed_twice(std::ranlux24_base(1));
  seed_twice(std::ranlux48_base(1));
  seed_twice(std::ranlux24(1));
  seed_twice(std::ranlux48(1));
  seed_twice(std::knuth_b(1));
  seed_twice(outset::Philox4x32(1));
  CHECK(keys.size() == 8);  // ranlux24 and ranlux48 begin with their bases' block
  CHECK(Rng(std::mt19937(3)) == Rng(std::mt19937(3)));  // a temporary too
}

TEST_CASE("Rng: std::random_device seeds it differently every time") {
  std::random_device device;
  const Rng first(device);
  const Rng second(device);
  const Rng third{std::random_device{}};
  CHECK(first != second);  // false once in 2^64 runs
  CHECK(second != third);
}
