// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The laws of support/laws.hpp for all initializers. A new initializer is one line in `subjects`.

#include "support/laws.hpp"

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"

using namespace outset;
using laws::Kind;
using laws::Subject;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Sizes of exactly one chunk, of several and a rest, and below a register; every kind of layer.
std::vector<Shape> all_shapes() {
  return {dense(1, 1),
          dense(1, 19),
          dense(19, 1),
          dense(32, 32),
          dense(37, 91),
          dense(5, 8, {.transposed = true}),
          conv1d(6, 4, 5, {.groups = 2, .transposed = true}),
          conv2d(8, 6, 3, 3, {.groups = 2}),
          conv3d(4, 2, 3, 2, 2),
          depthwise(5, {3, 3}, 2),
          embedding(11, 6),
          fused(dense(8, 8), 3),
          fused(dense(6, 9, {.transposed = true}), 2),
          kernel(5, 3, 7)};
}
std::vector<Shape> halves() { return {conv2d(8, 3, 3, 3), conv2d(8, 6, 3, 1, {.groups = 2})}; }

Subject drawn(const AnyInitializer& init) { return {init, all_shapes(), true}; }
Subject fixed(const AnyInitializer& init, const std::vector<Shape>& shapes = all_shapes()) {
  return {init, shapes, false};
}

std::vector<Subject> subjects() {
  return {
      fixed(Zeros{}),
      fixed(Ones{}),
      fixed(Constant{.value = -0.3}),
      drawn(Uniform{}),
      drawn(Uniform{.low = 1, .high = 3}),
      fixed(Uniform{.low = 0.25, .high = 0.25}),
      drawn(Normal{}),
      drawn(Normal{.mean = 0.5, .std = 2}),
      fixed(Normal{.mean = 0.5, .std = 0}),
      drawn(TruncatedNormal{}),
      drawn(TruncatedNormal{.mean = 1, .std = 0.5, .lower = -0.5, .upper = 3}),
      drawn(TruncatedNormal{.lower = -infinity, .upper = 1, .corrected = true}),
      drawn(TruncatedNormal{.std = 1, .lower = 6, .upper = 8}),
      drawn(VarianceScaling{}),
      drawn(VarianceScaling{.scale = 2, .fan = Fan::geo_avg, .family = Family::normal}),
      drawn(VarianceScaling{.fan = Fan::out, .family = Family::uniform}),
      drawn(XavierUniform{}),
      drawn(XavierNormal{.gain = 0.5}),
      drawn(HeUniform{.fan = Fan::avg}),
      drawn(HeNormal{.fan = Fan::out, .gain = gain::leaky_relu(0.1)}),
      drawn(LecunUniform{}),
      drawn(LecunNormal{}),
      drawn(Orthogonal{}),
      drawn(Orthogonal{.gain = 0.7}),
      drawn(DeltaOrthogonal{.gain = 2}),
      {Sparse{.sparsity = 0.4}, all_shapes(), true},
      fixed(Sparse{.sparsity = 1}),
      fixed(Identity{.gain = 0.5}),
      fixed(Dirac{}),
      fixed(Dirac{.groups = 2}, halves()),
  };
}

std::vector<Kind> kinds() {
  return {Kind::of<float>("float"),
          Kind::of<double>("double"),
          Kind::of<Eigen::half>("half"),
          Kind::of<Eigen::bfloat16>("bfloat16"),
          Kind::of<std::complex<float>>("complex<float>"),
          Kind::of<std::complex<double>>("complex<double>")};
}

template <class Law>
void for_all(const Law& law) {
  for (const Kind& kind : kinds()) {
    for (const Subject& subject : subjects()) law(kind, subject);
  }
}

}  // namespace

TEST_CASE("every registered initializer is a subject") {
  std::set<std::string> named;
  for (const Subject& subject : subjects()) {
    named.insert(subject.text().substr(0, subject.text().find('(')));
  }
  for (const std::string& known : initializer_list()) {
    const std::string name = to_string(initializer(known));  // of an alias, the first name
    CAPTURE(name);
    CHECK(named.count(name) == 1);
  }
}

TEST_CASE("the same seed gives the same bits") { for_all(laws::same_seed_same_bits); }

TEST_CASE("every storage holds the same values, and nothing else is written") {
  for_all(laws::every_storage_alike);
}

TEST_CASE("a call takes one stream") { for_all(laws::one_stream_a_call); }

TEST_CASE("an empty matrix is filled with nothing, and takes its stream") {
  for_all(laws::empty_matrices);
}

TEST_CASE("W must have its Shape's rows and columns") { for_all(laws::wrong_sizes); }

TEST_CASE("an initializer's text reads back to the same bits") { for_all(laws::text_round_trip); }

TEST_CASE("a window of a fill is that part of the whole") {
  for_all([](const Kind& kind, const Subject& subject) {
    if (subject.init.elementwise()) laws::windows(kind, subject);
  });
}

TEST_CASE("samples follow the distribution, inside its bounds") {
  for_all([](const Kind& kind, const Subject& subject) {
    if (subject.init.elementwise()) laws::moments(kind, subject);
  });
}

TEST_CASE("a temporary Rng will do") {
  for (const Subject& subject : subjects()) {
    for (const Shape& shape : subject.shapes) {
      CAPTURE(subject.text(), laws::text(shape));
      Eigen::MatrixXf a(shape.rows(), shape.cols()), b = a;
      const Rng rng(1);
      Rng named = rng.stream("encoder.0.weight");
      subject.init(a, shape, named);
      subject.init(b, shape, rng.stream("encoder.0.weight"));
      CHECK(a == b);
    }
  }
}
