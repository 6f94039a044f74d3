// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What prints is read back: a Shape's text by the compiler (it is the source of the call in the
// test), an initializer's by initializer(text).

#include "outset/print.hpp"

#include <cstddef>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"

using namespace outset;

namespace {

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  CHECK(to_string(value) == out.str());
  return out.str();
}

struct Written {
  Shape shape;
  std::string text;
};

// Variadic, because a call with options in braces has commas.
#define WRITTEN(...) \
  Written { __VA_ARGS__, #__VA_ARGS__ }

}  // namespace

TEST_CASE("a Shape prints as the call that makes it") {
  const std::vector<Written> shapes = {
      WRITTEN(dense(256, 784)),
      WRITTEN(dense(1, 1)),
      WRITTEN(dense(0, 0)),
      WRITTEN(dense(0, 5)),
      WRITTEN(dense(256, 784, {.transposed = true})),
      WRITTEN(dense(5, 0, {.transposed = true})),
      WRITTEN(dense(5, 1, {.transposed = true})),
      WRITTEN(embedding(1000, 64)),
      WRITTEN(embedding(2, 1)),
      WRITTEN(conv1d(8, 4, 5)),
      WRITTEN(conv2d(64, 3, 7, 7)),
      WRITTEN(conv2d(64, 3, 7, 7, {.stride = 2})),
      WRITTEN(conv2d(64, 32, 3, 3, {.groups = 4})),
      WRITTEN(conv2d(64, 32, 3, 5, {.groups = 4, .stride = 3, .transposed = true})),
      WRITTEN(conv3d(8, 4, 3, 3, 3, {.stride = 5})),
      WRITTEN(conv3d(8, 4, 1, 2, 3, {.transposed = true})),
      WRITTEN(conv1d(1, 1, 1, {.stride = 1000000007})),
      WRITTEN(depthwise(8, {})),
      WRITTEN(depthwise(8, {}, 3)),
      WRITTEN(fused(dense(64, 64), 3)),
      WRITTEN(fused(dense(64, 32, {.transposed = true}), 3)),
      WRITTEN(fused(conv2d(8, 4, 3, 3, {.stride = 2}), 2)),
      WRITTEN(fused(embedding(10, 4), 2)),
      WRITTEN(slice(dense(8, 12), 1, 2, 3, 4)),
      WRITTEN(slice(dense(8, 12), 0, 0, 8, 12)),
      WRITTEN(slice(dense(8, 12), 8, 12, 0, 0)),
      WRITTEN(slice(fused(dense(64, 64), 3), 64, 0, 64, 64)),
      WRITTEN(flat_slice(dense(8, 12), 5, 20)),
      WRITTEN(flat_slice(conv2d(8, 4, 3, 3, {.groups = 2}), 100, 44)),
      WRITTEN(flat_slice(dense(8, 12), 96, 0)),
  };
  for (const Written& written : shapes) {
    CHECK(printed(written.shape) == written.text);
  }
}

TEST_CASE("of two makers of the same Shape the more general one is printed") {
  CHECK(printed(Shape()) == "dense(0, 0)");
  CHECK(Shape() == dense(0, 0));
  CHECK(printed(kernel(8, 4, 9)) == "conv1d(8, 4, 9)");
  CHECK(kernel(8, 4, 9) == conv1d(8, 4, 9));
  CHECK(printed(depthwise(8, {3, 3}, 2)) == "conv2d(16, 8, 3, 3, {.groups = 8})");
  CHECK(depthwise(8, {3, 3}, 2) == conv2d(16, 8, 3, 3, {.groups = 8}));
  CHECK(printed(depthwise(1, {})) == "dense(1, 1)");
  CHECK(depthwise(1, {}) == dense(1, 1));
  CHECK(printed(embedding(1, 4)) == "dense(4, 1, {.transposed = true})");
  CHECK(embedding(1, 4) == dense(4, 1, {.transposed = true}));
  CHECK(printed(fused(fused(dense(4, 4), 2), 3)) == "fused(dense(4, 4), 6)");
  CHECK(fused(fused(dense(4, 4), 2), 3) == fused(dense(4, 4), 6));
  CHECK(printed(flat_slice(dense(8, 12), 2, 3)) == "slice(dense(8, 12), 2, 0, 3, 1)");
  CHECK(flat_slice(dense(8, 12), 2, 3) == slice(dense(8, 12), 2, 0, 3, 1));
}

TEST_CASE("the stride is computed back from the fan that it thins") {
  for (Index stride = 1; stride < 2000; ++stride) {
    for (const bool transposed : {false, true}) {
      const Shape kernels[] = {
          conv1d(12, 6, 7, {.groups = 3, .stride = stride, .transposed = transposed}),
          conv2d(12, 6, 3, 5, {.groups = 3, .stride = stride, .transposed = transposed}),
          conv3d(12, 6, 3, 1, 5, {.groups = 3, .stride = stride, .transposed = transposed})};
      for (const Shape& shape : kernels) {
        if (detail::stride_of(shape) != stride) {
          CAPTURE(stride, to_string(shape));
          CHECK(detail::stride_of(shape) == stride);
        }
      }
    }
  }
}

TEST_CASE("fans and options print") {
  CHECK(printed(dense(256, 784).fans()) == "Fans{.in = 784, .out = 256}");
  CHECK(printed(conv1d(1, 1, 1, {.stride = 2}).fans()) == "Fans{.in = 1, .out = 0.5}");
  CHECK(printed(Fan::geo_avg) == "geo_avg");
  CHECK(printed(Family::truncated_normal) == "truncated_normal");
}

TEST_CASE("initializers and distributions print as the text that names them") {
  CHECK(printed(HeNormal{.fan = Fan::out}) == "he_normal(fan=out)");
  CHECK(printed(Zeros{}) == "zeros");
  CHECK(printed(Normal{.std = 0.02}) == "normal(std=0.02)");
  CHECK(printed(AnyInitializer()) == "zeros");
  CHECK(printed(initializer("KaimingUniform(gain=2)")) == "he_uniform(gain=2)");
  CHECK(printed(Distribution(Uniform{.low = 0, .high = 1})) == "uniform(low=0, high=1)");
  CHECK(printed(LecunUniform{}.distribution(dense(1, 3))) == "uniform(low=-1, high=1)");
  CHECK(printed(initializer("he_normal(gain=1)").distribution(dense(2, 4))) == "normal(std=0.5)");
  for (const std::string& text : initializer_list()) {
    CHECK(initializer(printed(initializer(text))) == initializer(text));
  }
}

TEST_CASE("width and fill apply to the whole text, as to a string") {
  std::ostringstream out;
  out.width(8);
  out.fill('.');
  out << Zeros{};
  CHECK(out.str() == "...zeros");
}
