// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Every bit of Orthogonal's and DeltaOrthogonal's weights, by hash: the same from each backend,
// each compiler and each of its flags. That they are right is in tests/initializers; this says that
// they do not change. A line that fails means other weights for every user (see stream_v1.cpp).

#include "outset/initializers/orthogonal.hpp"

#include <complex>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "outset/make.hpp"
#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"

using namespace outset;

namespace {

struct Case {
  const char* name;
  Shape shape;
};

const Case cases[] = {{"1x1", dense(1, 1)},
                      {"5x5", dense(5, 5)},
                      {"16x16", dense(16, 16)},
                      {"37x23", dense(37, 23)},
                      {"23x37", dense(23, 37)},
                      {"130x67", dense(130, 67)},
                      {"67x130", dense(67, 130)},
                      {"300x200", dense(300, 200)},
                      {"300x257", dense(300, 257)},
                      {"290x600", dense(290, 600)},
                      {"conv", conv2d(24, 10, 3, 5)},
                      {"groups", conv1d(12, 18, 3, {.groups = 3})},
                      {"parts", fused(dense(20, 20), 3)}};

Shape shape_of(const std::string& name) {
  for (const Case& c : cases) {
    if (c.name == name) return c.shape;
  }
  throw std::runtime_error("no shape " + name);
}

// FNV-1a over the weights' bytes, column by column, each element's lowest byte first.
template <class Scalar, class Init>
std::string hash_of(const Init& init, const Shape& shape) {
  const auto w = make<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>(init, shape, Rng{42});
  std::uint64_t hash = 0xCBF29CE484222325U;
  const auto* bytes = reinterpret_cast<const unsigned char*>(w.data());
  for (std::size_t i = 0; i < static_cast<std::size_t>(w.size()) * sizeof(Scalar); ++i) {
    hash = (hash ^ bytes[i]) * 0x100000001B3U;
  }
  std::ostringstream text;
  text << std::hex << hash;
  return text.str();
}

template <class Scalar>
std::string hash_of(const std::string& initializer, const Shape& shape) {
  if (initializer == "delta") return hash_of<Scalar>(DeltaOrthogonal{.gain = 1.5}, shape);
  return hash_of<Scalar>(Orthogonal{.gain = initializer == "scaled" ? 1.3 : 1.0}, shape);
}

template <class Scalar>
void check(const char* scalar) {
  with_each_backend([&](simd::Backend backend) {
    for (const golden::Line& line : golden::table("orthogonal.txt", scalar)) {
      const std::string hash = hash_of<Scalar>(line[1], shape_of(line[2]));
      INFO(simd::name(backend) << ": " << line.text << ", found " << hash);
      CHECK(hash == line[3]);
    }
  });
}

}  // namespace

TEST_CASE("orthogonal: the bits of the table, from every backend") {
  check<float>("float");
  check<double>("double");
  check<std::complex<float>>("complex64");
  check<std::complex<double>>("complex128");
  check<Eigen::half>("half");
  check<Eigen::bfloat16>("bfloat16");
}
