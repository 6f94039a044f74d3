// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/random/engine.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <sstream>
#include <vector>

#include "support/catch.hpp"

using outset::Philox4x32;
using Counter = std::array<Philox4x32::result_type, 4>;

static_assert(std::uniform_random_bit_generator<Philox4x32>);

TEST_CASE("Philox4x32: the 10000th value is the standard's") {
  Philox4x32 engine;
  for (int i = 0; i < 9999; ++i) engine();
  CHECK(engine() == 1955073260);

  Philox4x32 skipped;
  skipped.discard(9999);
  CHECK(skipped() == 1955073260);
}

TEST_CASE("Philox4x32 starts with the block of counter 0 under the key (seed, 0)") {
  Philox4x32 engine;
  CHECK(engine() == 0xd5d57efc);
  CHECK(engine() == 0x4eee1130);
  CHECK(engine() == 0xb6df4b89);
  CHECK(engine() == 0x790a1e69);
  // The seed counts modulo 2^32.
  CHECK(Philox4x32(7) == Philox4x32(7 + (Philox4x32::result_type{1} << 16 << 16)));
  CHECK(Philox4x32(7) != Philox4x32(8));
  CHECK(Philox4x32() == Philox4x32(Philox4x32::default_seed));
  CHECK((Philox4x32::min)() == 0);
  CHECK((Philox4x32::max)() == 0xFFFFFFFF);
}

TEST_CASE("Philox4x32 is a constant expression") {
  constexpr auto second = [] {
    Philox4x32 engine(0);
    engine.discard(1);
    return engine();
  }();
  static_assert(second == 0xe169c58d);
  SUCCEED();
}

TEST_CASE("Philox4x32: seed() starts over") {
  Philox4x32 engine;
  engine.discard(6);
  engine.seed();
  CHECK(engine == Philox4x32());
  engine.discard(3);
  engine.seed(5);
  CHECK(engine == Philox4x32(5));
  CHECK(engine() == Philox4x32(5)());
}

TEST_CASE("Philox4x32 takes two key words from a seed sequence") {
  std::seed_seq sequence{1, 2, 3};
  std::array<std::uint32_t, 2> key{};
  sequence.generate(key.begin(), key.end());
  const outset::random::Block block = outset::random::philox4x32({0, 0, 0, 0}, key);

  Philox4x32 engine(sequence);
  for (const std::uint32_t word : block) CHECK(engine() == word);
  Philox4x32 again;
  again.discard(7);
  again.seed(sequence);
  CHECK(again == Philox4x32(sequence));
  Philox4x32 copy(again);  // a copy, not a seed sequence
  CHECK(copy == again);
}

TEST_CASE("Philox4x32: set_counter takes the most significant word first") {
  Philox4x32 engine(0);
  engine();
  engine.set_counter({1, 0, 0, 0});
  CHECK(engine() == 0x2dce73e5);
  engine.set_counter({0, 1, 0, 0});
  CHECK(engine() == 0x844515e1);
  engine.set_counter({0, 0, 1, 0});
  CHECK(engine() == 0x6ad0c5ec);
  engine.set_counter({0, 0, 0, 1});
  CHECK(engine() == 0xf8e4cca4);
  engine.set_counter({0, 0, 0, 0xFFFFFFFF});
  CHECK(engine() == 0xc5b20a9d);
}

TEST_CASE("Philox4x32: the counter carries through all four words, and wraps") {
  const Philox4x32::result_type full = 0xFFFFFFFF;
  const std::vector<std::pair<Counter, Counter>> neighbours = {
      {{0, 0, 0, full}, {0, 0, 1, 0}},
      {{0, 0, full, full}, {0, 1, 0, 0}},
      {{0, full, full, full}, {1, 0, 0, 0}},
      {{full, full, full, full}, {0, 0, 0, 0}},
  };
  for (const auto& [before, after] : neighbours) {
    Philox4x32 engine;
    engine.set_counter(before);
    for (int i = 0; i < 4; ++i) engine();
    Philox4x32 next;
    next.set_counter(after);
    CHECK(engine == next);
    CHECK(engine() == next());

    Philox4x32 skipped;
    skipped.set_counter(before);
    skipped.discard(5);
    CHECK(skipped == engine);
  }
}

TEST_CASE("Philox4x32: discard is as many calls, from every position") {
  for (int start = 0; start <= 9; ++start) {
    for (int count = 0; count <= 13; ++count) {
      Philox4x32 called(3);
      Philox4x32 skipped(3);
      for (int i = 0; i < start; ++i) called(), skipped();
      for (int i = 0; i < count; ++i) called();
      skipped.discard(static_cast<unsigned long long>(count));
      INFO("from " << start << ", " << count << " values");
      REQUIRE(skipped == called);
      REQUIRE(skipped() == called());
    }
  }
}

TEST_CASE("Philox4x32: discard is constant in time and right beyond 2^64 values") {
  Philox4x32 engine(1);
  engine();
  engine.discard(~0ULL);  // 2^64 values: block 2^62
  Philox4x32 there(1);
  there.set_counter({0, 0, Philox4x32::result_type{1} << 30, 0});
  CHECK(engine == there);
  for (int i = 0; i < 3; ++i) {
    engine();
    engine.discard(~0ULL);
  }
  there.set_counter({0, 1, 0, 0});
  CHECK(engine == there);
  CHECK(engine() == there());
}

TEST_CASE("Philox4x32: state prints and reads back, at every position") {
  for (unsigned long long used = 0; used <= 9; ++used) {
    Philox4x32 engine(123456789);
    engine.set_counter({1, 2, 3, 0xFFFFFFFF});
    engine.discard(used);
    std::stringstream text;
    text << std::hex << std::showbase << engine;  // the stream's flags must not matter
    Philox4x32 read;
    text >> std::oct >> read;
    INFO(text.str());
    REQUIRE(text);
    CHECK(read == engine);
    for (int i = 0; i < 9; ++i) CHECK(read() == engine());
  }
}

TEST_CASE("Philox4x32: printing leaves the stream's format as it was") {
  std::ostringstream out;
  out << std::hex << Philox4x32(1) << ' ' << 255;
  CHECK(out.str() == "1 0 0 0 0 0 4 ff");
}

TEST_CASE("Philox4x32: what is no state sets failbit and changes nothing") {
  for (const char* text : {"", "1 2 3", "1 2 3 4 5 6 x", "1 2 3 4 5 6 5", "1 2 3 4 5 6 0",
                           "4294967296 0 0 0 0 0 4", "1 2 3 4 5 6 99999999999"}) {
    std::istringstream in(text);
    Philox4x32 engine(17);
    engine.discard(2);
    const Philox4x32 before = engine;
    in >> engine;
    INFO('"' << text << '"');
    CHECK(in.fail());
    CHECK(engine == before);
    CHECK(engine() == Philox4x32(before)());
  }
}

TEST_CASE("Philox4x32 drives the standard's algorithms and distributions") {
  std::vector<int> order(100);
  std::iota(order.begin(), order.end(), 0);
  Philox4x32 engine(5);
  std::shuffle(order.begin(), order.end(), engine);
  CHECK(!std::is_sorted(order.begin(), order.end()));
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int i = 0; i < 100; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == i);

  std::vector<int> again(100);
  std::iota(again.begin(), again.end(), 0);
  Philox4x32 same(5);
  std::shuffle(again.begin(), again.end(), same);
  CHECK(again == order);

  std::uniform_int_distribution<int> die(1, 6);
  std::array<int, 7> seen{};
  for (int i = 0; i < 600; ++i) ++seen[static_cast<std::size_t>(die(engine))];
  CHECK(seen[0] == 0);
  for (std::size_t face = 1; face <= 6; ++face) CHECK(seen[face] > 0);
  std::discrete_distribution<int> coin({1, 0});
  CHECK(coin(engine) == 0);
  CHECK(std::generate_canonical<double, 53>(engine) < 1);
}
