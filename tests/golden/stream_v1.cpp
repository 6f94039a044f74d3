// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The reals of stream format version 1 against tests/golden/reference.py, a second implementation
// of the format. (random/chunk.cpp and rng.cpp compare words and keys.) A line that fails means
// other weights for every user: that is a new version of the format (random::stream_version), with
// a table of its own, and the tables of released versions stay as they are.

#include <bit>
#include <cmath>
#include <cstdint>

#include "outset/fill/sampler.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"

using outset::Normal;
using outset::Rng;
using outset::TruncatedNormal;
using outset::Uniform;
using outset::random::Stream;

namespace {

template <class Real, class D>
Real draw(const D& d, std::uint64_t element, const Stream& stream) {
  Real x;
  outset::detail::Sampler<Real>(d, "test").write(stream, element, 1, &x);
  return x;
}

}  // namespace

TEST_CASE("uniform: elements are those of the table of the reference") {
  for (const golden::Line& line : golden::table("stream_v1.txt", "uniform32")) {
    INFO(line.text);
    const Stream from{Rng{line.hex(1)}.key(), line.integer(2)};
    const auto x = draw<float>(Uniform{line.real(3), line.real(4)}, line.integer(5), from);
    CHECK(std::bit_cast<std::uint32_t>(x) == line.hex32(6));
  }
  for (const golden::Line& line : golden::table("stream_v1.txt", "uniform64")) {
    INFO(line.text);
    const Stream from{Rng{line.hex(1)}.key(), line.integer(2)};
    const auto x = draw<double>(Uniform{line.real(3), line.real(4)}, line.integer(5), from);
    CHECK(std::bit_cast<std::uint64_t>(x) == line.hex(6));
  }
}

TEST_CASE("normal: elements are those of the table of the reference, within rounding") {
  for (const golden::Line& line : golden::table("stream_v1.txt", "normal32")) {
    INFO(line.text);
    const Stream from{Rng{line.hex(1)}.key(), line.integer(2)};
    const double x = draw<float>(Normal{0, 1}, line.integer(3), from);
    CHECK(std::abs(x / line.real(4) - 1) < 7 * 0x1p-23);
  }
  for (const golden::Line& line : golden::table("stream_v1.txt", "normal64")) {
    INFO(line.text);
    const Stream from{Rng{line.hex(1)}.key(), line.integer(2)};
    const double x = draw<double>(Normal{0, 1}, line.integer(3), from);
    CHECK(std::abs(x / line.real(4) - 1) < 12 * 0x1p-52);  // 4 of them the reference's own
  }
}

TEST_CASE("truncated normal: elements are those of the table of the reference, within rounding") {
  for (const golden::Line& line : golden::table("stream_v1.txt", "truncated32")) {
    INFO(line.text);
    const Stream from{Rng{line.hex(1)}.key(), line.integer(2)};
    const TruncatedNormal d{0, 1, line.real(3), line.real(4)};
    const double x = draw<float>(d, line.integer(5), from);
    CHECK(std::abs(x - line.real(6)) < 4 * 0x1p-23 * std::abs(line.real(6)) + 1e-15);
  }
  for (const golden::Line& line : golden::table("stream_v1.txt", "truncated64")) {
    INFO(line.text);
    const Stream from{Rng{line.hex(1)}.key(), line.integer(2)};
    const TruncatedNormal d{0, 1, line.real(3), line.real(4)};
    const double x = draw<double>(d, line.integer(5), from);
    // Of the reference too: its tails are differences of numbers near 1/2 where z is near 0.
    CHECK(std::abs(x - line.real(6)) < 2e-15 * (1 + std::abs(line.real(6))));
  }
}
