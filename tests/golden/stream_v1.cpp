// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The reals of stream format version 1 against tests/golden/reference.py, a second implementation
// of the format. (random/chunk.cpp and rng.cpp compare words and keys.) A line that fails means
// other weights for every user: that is a new version of the format (random::stream_version), with
// a table of its own, and the tables of released versions stay as they are.
//
// elements_v1.txt has the bits, which follow from docs/stream-format.md; stream_v1.txt has the
// exact normals and quantiles, which the maps approximate.

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <string>
#include <type_traits>
#include <vector>

#include "outset/fill/sampler.hpp"
#include "outset/initializers/sparse.hpp"
#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/sha256.hpp"

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

std::uint32_t pattern(float x) { return std::bit_cast<std::uint32_t>(x); }
std::uint64_t pattern(double x) { return std::bit_cast<std::uint64_t>(x); }
template <outset::exact::Half16 Half>
std::uint16_t pattern(Half x) {
  return Eigen::numext::bit_cast<std::uint16_t>(x);
}

template <class Scalar>
std::string bits_of(Scalar x) {
  char text[17];
  std::snprintf(text, sizeof text, "%0*llx", static_cast<int>(2 * sizeof x),
                static_cast<unsigned long long>(pattern(x)));
  return text;
}
template <class Real>
std::string bits_of(std::complex<Real> x) {
  return bits_of(x.real()) + bits_of(x.imag());
}

// The SHA-256 of the bits of an array.
template <class Scalar>
std::string hash_of(const Scalar* x, std::size_t count) {
  Sha256 hash;
  for (std::size_t i = 0; i < count; ++i) hash.add_number(pattern(x[i]));
  return hash.hex();
}

// All lines of one law and scalar, whose distribution `law` makes of the options from field 3 on.
template <class Scalar, class Law>
void check_bits(const std::string& kind, std::size_t options, const Law& law) {
  const auto lines = [](const std::string& name, const auto& check) {
    for (const golden::Line& line : golden::table("elements_v1.txt", name)) {
      INFO(outset::simd::name(outset::simd::active()) << ": " << line.text);
      check(line, Stream{Rng{line.hex(1)}.key(), line.integer(2)});
    }
  };
  lines(kind, [&](const golden::Line& line, const Stream& from) {
    const auto x = draw<Scalar>(law(line), line.integer(3 + options), from);
    CHECK(bits_of(x) == line[4 + options]);
  });
  if constexpr (std::is_floating_point_v<Scalar>) {
    lines("run-" + kind, [&](const golden::Line& line, const Stream& from) {
      std::vector<Scalar> run(line.integer(4 + options));
      outset::detail::Sampler<Scalar>(law(line), "test")
          .write(from, line.integer(3 + options), static_cast<std::ptrdiff_t>(run.size()),
                 run.data());
      CHECK(hash_of(run.data(), run.size()) == line[5 + options]);
    });
  }
}

template <class Scalar>
void check_bits(const std::string& scalar) {
  with_each_backend([&](outset::simd::Backend) {
    check_bits<Scalar>("uniform-" + scalar, 2, [](const golden::Line& line) {
      return Uniform{line.real(3), line.real(4)};
    });
    check_bits<Scalar>("normal-" + scalar, 2, [](const golden::Line& line) {
      return Normal{line.real(3), line.real(4)};
    });
    check_bits<Scalar>("truncated-" + scalar, 5, [](const golden::Line& line) {
      return TruncatedNormal{line.real(3), line.real(4), line.real(5), line.real(6),
                             line.integer(7) != 0};
    });
  });
}

}  // namespace

TEST_CASE("elements: the bits of the table, from every backend") {
  check_bits<float>("float");
  check_bits<double>("double");
  check_bits<Eigen::half>("half");
  check_bits<Eigen::bfloat16>("bfloat16");
  check_bits<std::complex<float>>("complex64");
  check_bits<std::complex<double>>("complex128");
}

TEST_CASE("sparse: the bits of the table") {
  const auto check = [](const std::string& scalar, auto zero) {
    for (const golden::Line& line : golden::table("elements_v1.txt", "sparse-" + scalar)) {
      INFO(line.text);
      Eigen::Matrix<decltype(zero), Eigen::Dynamic, Eigen::Dynamic> w(
          static_cast<Eigen::Index>(line.integer(3)), static_cast<Eigen::Index>(line.integer(4)));
      const outset::Sparse init{.sparsity = line.real(5), .std = line.real(6)};
      init(w, Rng::parse("outset-rng-1 " + line[1] + ' ' + line[2]));
      CHECK(hash_of(w.data(), static_cast<std::size_t>(w.size())) == line[7]);
    }
  };
  check("float", float{});
  check("double", double{});
  check("half", Eigen::half{});
  check("bfloat16", Eigen::bfloat16{});
}

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
