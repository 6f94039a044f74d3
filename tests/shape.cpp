// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Fans are counts of connections, so this file counts connections one by one and compares.

#include "outset/shape.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "outset/bias.hpp"
#include "support/catch.hpp"
#include "support/connections.hpp"

using connections::Layer;
using outset::Fan;
using outset::Fans;
using outset::Index;
using outset::Shape;

namespace {

constexpr Index most = (std::numeric_limits<Index>::max)();

void check(const Shape& shape, const Layer& layer) {
  CAPTURE(layer.out, layer.in, layer.kernel, layer.stride, layer.groups, layer.transposed,
          layer.dilation);
  const connections::Count count = connections::count_connections(layer);
  REQUIRE(count.no_pair_twice);
  CHECK(count.every_weight_used_alike);
  CHECK(shape.rows() == count.rows);
  CHECK(shape.cols() == count.cols);
  CHECK(shape.size() == count.rows * count.cols);
  CHECK(shape.fans().in == Approx(count.fan_in).epsilon(1e-12));
  CHECK(shape.fans().out == Approx(count.fan_out).epsilon(1e-12));
  // The fan is an average only on the side that a stride thins.
  CHECK((layer.transposed || count.every_unit_alike_in));
  CHECK((!layer.transposed || count.every_unit_alike_out));
  if (layer.stride == std::array<Index, 3>{1, 1, 1}) {
    CHECK(count.every_unit_alike_in);
    CHECK(count.every_unit_alike_out);
    CHECK(shape.fans().in == std::round(count.fan_in));
    CHECK(shape.fans().out == std::round(count.fan_out));
  }
  CHECK(shape.out() == layer.out);
  CHECK(shape.in() == layer.in);
  CHECK(shape.groups() == layer.groups);
  CHECK(shape.receptive_field() == layer.kernel[0] * layer.kernel[1] * layer.kernel[2]);
  CHECK(shape.transposed() == layer.transposed);
  CHECK(shape.parts() == 1);
}

std::string error_of(const std::function<Shape()>& make) {
  try {
    make();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("dense: W has a row for an output and a column for an input", "[shape]") {
  const Index out = GENERATE(1, 2, 5, 17), in = GENERATE(1, 3, 8);
  check(outset::dense(out, in), {.out = out, .in = in, .kernel = {1, 1, 1}});
  check(outset::dense(out, in, {.transposed = true}),
        {.out = out, .in = in, .kernel = {1, 1, 1}, .transposed = true});
  CHECK(outset::dense(out, in).rows() == out);
  CHECK(outset::dense(out, in).cols() == in);
  CHECK(outset::dense(out, in).spatial_rank() == 0);
  CHECK(outset::dense(out, in, {.transposed = true}).rows() == in);
  CHECK(outset::dense(out, in, {.transposed = true}).fans() == outset::dense(out, in).fans());
}

TEST_CASE("conv1d: groups, strides, transposed, dilated", "[shape]") {
  const Index groups = GENERATE(1, 2, 3, 6), stride = GENERATE(1, 2, 3, 5);
  const Index kernel = GENERATE(1, 2, 3, 4, 7), dilation = GENERATE(1, 3);
  const bool transposed = GENERATE(false, true);
  for (const auto& [out, in] : {std::pair<Index, Index>{6, 6}, {12, 6}, {6, 18}}) {
    check(outset::conv1d(out, in, kernel,
                         {.groups = groups, .stride = stride, .transposed = transposed}),
          {.out = out,
           .in = in,
           .kernel = {1, 1, kernel},
           .stride = {1, 1, stride},
           .groups = groups,
           .transposed = transposed,
           .dilation = dilation});
  }
}

TEST_CASE("conv2d: groups, strides, transposed, dilated", "[shape]") {
  const Index groups = GENERATE(1, 2, 4), stride = GENERATE(1, 2, 3), dilation = GENERATE(1, 2);
  const Index height = GENERATE(1, 3, 4), width = GENERATE(1, 2, 3);
  const bool transposed = GENERATE(false, true);
  for (const auto& [out, in] : {std::pair<Index, Index>{4, 8}, {8, 4}}) {
    check(outset::conv2d(out, in, height, width,
                         {.groups = groups, .stride = stride, .transposed = transposed}),
          {.out = out,
           .in = in,
           .kernel = {1, height, width},
           .stride = {1, stride, stride},
           .groups = groups,
           .transposed = transposed,
           .dilation = dilation});
  }
}

TEST_CASE("conv3d: groups, strides, transposed", "[shape]") {
  const Index groups = GENERATE(1, 2), stride = GENERATE(1, 2), depth = GENERATE(1, 2, 3);
  const bool transposed = GENERATE(false, true);
  check(outset::conv3d(4, 2, depth, 3, 2,
                       {.groups = groups, .stride = stride, .transposed = transposed}),
        {.out = 4,
         .in = 2,
         .kernel = {depth, 3, 2},
         .stride = {stride, stride, stride},
         .groups = groups,
         .transposed = transposed});
}

TEST_CASE("depthwise: each channel by itself", "[shape]") {
  const Index channels = GENERATE(1, 3, 8), multiplier = GENERATE(1, 2, 3);
  const auto layer = [&](std::array<Index, 3> kernel) {
    return Layer{
        .out = channels * multiplier, .in = channels, .kernel = kernel, .groups = channels};
  };
  check(outset::depthwise(channels, {5}, multiplier), layer({1, 1, 5}));
  check(outset::depthwise(channels, {3, 2}, multiplier), layer({1, 3, 2}));
  check(outset::depthwise(channels, {2, 3, 2}, multiplier), layer({2, 3, 2}));
  CHECK(outset::depthwise(channels, {3, 3}).fans() == Fans{9, 9});
}

TEST_CASE("kernel: any receptive field", "[shape]") {
  const Index out = GENERATE(1, 4, 7), in = GENERATE(1, 3), field = GENERATE(1, 2, 9, 11);
  check(outset::kernel(out, in, field), {.out = out, .in = in, .kernel = {1, 1, field}});
}

TEST_CASE("embedding: one entry feeds an output", "[shape]") {
  const Index words = GENERATE(1, 10, 50000), dim = GENERATE(1, 16, 300);
  const Shape shape = outset::embedding(words, dim);
  CHECK(shape.rows() == words);
  CHECK(shape.cols() == dim);
  // y = row `word` of W: of the inputs, one for each word, a single one is 1, and it alone feeds
  // the dim outputs.
  const Index word = words / 2;
  double feeding = 0, fed = 0;
  for (Index w = 0; w < words; ++w) feeding += w == word ? 1 : 0;
  for (Index d = 0; d < dim; ++d) fed += 1;
  CHECK(shape.fans() == Fans{feeding, fed});
}

TEST_CASE("fused: the fans of one part, the matrix of all", "[shape]") {
  const Index parts = GENERATE(1, 2, 3, 4), out = GENERATE(1, 5, 8), in = GENERATE(1, 6);
  const Shape stacked = outset::fused(outset::dense(out, in), parts);
  REQUIRE(stacked.rows() == parts * out);
  REQUIRE(stacked.cols() == in);
  const Shape beside = outset::fused(outset::dense(out, in, {.transposed = true}), parts);
  CHECK(beside.rows() == in);
  CHECK(beside.cols() == parts * out);
  // Y = W x, and row r of Y belongs to part r / out: count the connections of one part.
  for (Index part = 0; part < parts; ++part) {
    std::vector<double> arriving(static_cast<std::size_t>(out)),
        leaving(static_cast<std::size_t>(in));
    for (Index r = 0; r < stacked.rows(); ++r) {
      if (r / out != part) continue;
      for (Index c = 0; c < stacked.cols(); ++c) {
        ++arriving[static_cast<std::size_t>(r % out)];
        ++leaving[static_cast<std::size_t>(c)];
      }
    }
    for (const double n : arriving) CHECK((stacked.fans().in == n && beside.fans().in == n));
    for (const double n : leaving) CHECK((stacked.fans().out == n && beside.fans().out == n));
  }
  CHECK(stacked.parts() == parts);
  CHECK(stacked.out() == out);
  CHECK(stacked.in() == in);
  CHECK(outset::fused(outset::dense(out, in), 1) == outset::dense(out, in));
  const Shape gates =
      outset::fused(outset::conv2d(out, in, 3, 3), parts);  // as in a convolutional LSTM
  CHECK(gates.rows() == parts * out);
  CHECK(gates.cols() == in * 9);
  CHECK(gates.fans() == outset::conv2d(out, in, 3, 3).fans());
  CHECK(outset::fused(outset::fused(outset::dense(out, in), 2), parts).parts() == 2 * parts);
}

TEST_CASE("the cases that other libraries count otherwise", "[shape]") {
  // A depthwise 3x3 over 32 channels. PyTorch leaves fan-out undivided: 288. Keras' kernel is
  // (3, 3, 32, 1), from which it reads fan-in 288.
  CHECK(outset::depthwise(32, {3, 3}).fans() == Fans{9, 9});
  // Four groups, 64 -> 128, 3x3: PyTorch and Flux (144, 1152), MLX fan-in 576.
  CHECK(outset::conv2d(128, 64, 3, 3, {.groups = 4}).fans() == Fans{144, 288});
  // Transposed 16 -> 32, 3x3: PyTorch, Keras, Flux and Caffe swap them to (288, 144).
  CHECK(outset::conv2d(32, 16, 3, 3, {.transposed = true}).fans() == Fans{144, 288});
  // QKV stored as one (3 * 64, 64) matrix: PyTorch's Xavier reads fan-out 192.
  CHECK(outset::fused(outset::dense(64, 64), 3).fans() == Fans{64, 64});
  // Stride 2 halves each axis of the outputs: all but DL4J ignore that and say 1152.
  CHECK(outset::conv2d(128, 64, 3, 3, {.stride = 2}).fans() == Fans{576, 288});
  CHECK(outset::conv2d(64, 64, 4, 4, {.stride = 2, .transposed = true}).fans() == Fans{256, 1024});
  // A stride that skips inputs: 1x1, stride 2, one input in four is read.
  CHECK(outset::conv2d(8, 4, 1, 1, {.stride = 2}).fans() == Fans{4, 2});
  // A table of 50000 words: in other libraries Xavier takes the vocabulary for a fan.
  CHECK(outset::embedding(50000, 300).fans() == Fans{1, 300});
}

TEST_CASE("a shape remembers its geometry", "[shape]") {
  const Shape shape = outset::conv3d(8, 4, 2, 3, 5, {.groups = 2});
  CHECK(shape.spatial_rank() == 3);
  CHECK(shape.kernel_size(0) == 2);
  CHECK(shape.kernel_size(1) == 3);
  CHECK(shape.kernel_size(2) == 5);
  CHECK(shape.receptive_field() == 30);
  CHECK(outset::conv1d(8, 4, 3).spatial_rank() == 1);
  CHECK(outset::conv2d(8, 4, 3, 5).spatial_rank() == 2);
  CHECK(outset::conv2d(8, 4, 3, 5).kernel_size(1) == 5);
  CHECK(outset::conv2d(8, 4, 3, 5) == outset::conv2d(8, 4, 3, 5));
  CHECK_FALSE(outset::conv2d(8, 4, 3, 5) == outset::conv2d(8, 4, 5, 3));
}

TEST_CASE("a bias is a column: it has no taps, no groups, and is not transposed", "[shape]") {
  const Shape layer = outset::conv2d(8, 4, 3, 5, {.groups = 2, .transposed = true});
  const Shape bias = outset::bias_of(layer);
  CHECK(bias.is_bias());
  CHECK_FALSE(layer.is_bias());
  CHECK(bias.in() == 1);
  CHECK(bias.groups() == 1);
  CHECK(bias.spatial_rank() == 0);
  CHECK(bias.kernel_size(1) == 1);
  CHECK(bias.receptive_field() == 1);
  CHECK_FALSE(bias.transposed());
}

TEST_CASE("the fan that a rule divides by", "[shape]") {
  const Fans fans{18, 8};
  CHECK(outset::fan(fans, Fan::in) == 18);
  CHECK(outset::fan(fans, Fan::out) == 8);
  CHECK(outset::fan(fans, Fan::avg) == 13);
  CHECK(outset::fan(fans, Fan::geo_avg) == 12);
  CHECK(outset::fan({3, 5}, Fan::geo_avg) == std::sqrt(15.0));
  CHECK(outset::fan({1, 2}, Fan::avg) == 1.5);
  CHECK_THROWS_AS(outset::fan(fans, static_cast<Fan>(7)), std::invalid_argument);
}

TEST_CASE("what shapes refuse", "[shape]") {
  struct Refusal {
    std::function<Shape()> make;
    const char* text;
  };
  const Index root = Index{1} << (std::numeric_limits<Index>::digits / 2 + 1);  // root^2 overflows
  const std::vector<Refusal> refusals = {
      {[] { return outset::dense(-1, 4); }, "dense: out is -1, must be >= 0"},
      {[] { return outset::dense(4, -1); }, "dense: in is -1, must be >= 0"},
      {[] { return outset::dense(-3, 4); }, "dense: out is -3, must be >= 0"},
      {[] { return outset::dense(4, std::numeric_limits<Index>::lowest()); }, "dense: in is -"},
      {[] { return outset::dense(4, -2, {.transposed = true}); }, "dense: in is -2"},
      {[] { return outset::conv1d(0, 1, 1); }, "conv1d: out is 0"},
      {[] { return outset::conv1d(1, -1, 1); }, "conv1d: in is -1"},
      {[] { return outset::conv1d(1, 1, 0); }, "conv1d: kernel size is 0, must be >= 1"},
      {[] { return outset::conv2d(1, 1, 3, -3); }, "conv2d: kernel size is -3"},
      {[] { return outset::conv2d(1, 1, 0, 3); }, "conv2d: kernel size is 0"},
      {[] { return outset::conv3d(1, 1, 3, 3, 0); }, "conv3d: kernel size is 0"},
      {[] { return outset::conv2d(4, 4, 3, 3, {.groups = 0}); }, "conv2d: groups is 0"},
      {[] { return outset::conv2d(4, 4, 3, 3, {.groups = -2}); }, "conv2d: groups is -2"},
      {[] { return outset::conv2d(4, 4, 3, 3, {.stride = 0}); }, "conv2d: stride is 0"},
      {[] { return outset::conv2d(4, 6, 3, 3, {.groups = 4}); },
       "conv2d: groups is 4, must divide out = 4 and in = 6"},
      {[] { return outset::conv2d(6, 4, 3, 3, {.groups = 4}); }, "conv2d: groups is 4"},
      {[] { return outset::conv1d(6, 4, 3, {.groups = 8}); }, "conv1d: groups is 8"},
      {[] { return outset::conv1d(6, 4, 3, {.groups = 3, .transposed = true}); },
       "conv1d: groups is 3"},
      {[] { return outset::depthwise(0, {3}); }, "depthwise: channels is 0"},
      {[] { return outset::depthwise(4, {3}, 0); }, "depthwise: multiplier is 0"},
      {[] {
         return outset::depthwise(4, {3, 0});
       },
       "depthwise: kernel size is 0"},
      {[] {
         return outset::depthwise(4, {3, 3, 3, 3});
       },
       "depthwise: 4 kernel sizes"},
      {[] { return outset::kernel(4, 3, 0); }, "kernel: "},
      {[] { return outset::kernel(0, 3, 9); }, "kernel: out is 0"},
      {[] { return outset::embedding(0, 3); }, "embedding: count is 0"},
      {[] { return outset::embedding(3, -1); }, "embedding: dim is -1"},
      {[] { return outset::fused(outset::dense(2, 2), 0); }, "fused: parts is 0"},
      {[] { return outset::fused(outset::dense(2, 2), -1); }, "fused: parts is -1"},
      // Products that overflow an Eigen::Index, each at another point of the computation.
      {[=] { return outset::dense(root, root); }, "dense: "},
      {[] { return outset::dense(most, 2); }, "dense: "},
      {[=] { return outset::dense(root, root, {.transposed = true}); }, "dense: "},
      {[=] { return outset::conv2d(1, 1, root, root); }, "conv2d: "},
      {[=] { return outset::conv3d(1, 1, root / 2, 2, root); }, "conv3d: "},
      {[=] { return outset::conv1d(1, root, root); }, "conv1d: "},
      {[=] { return outset::conv1d(root, 1, root); }, "conv1d: "},
      {[=] { return outset::conv1d(root, 2, root / 2, {.transposed = true}); }, "conv1d: "},
      {[=] { return outset::depthwise(root, {1}, root); }, "depthwise: "},
      {[=] { return outset::depthwise(root, {root}); }, "depthwise: "},
      {[=] { return outset::kernel(2, root, root / 2); }, "kernel: "},
      {[=] { return outset::embedding(root, root); }, "embedding: "},
      {[=] { return outset::fused(outset::dense(root / 2, root / 2), 4); }, "fused: "},
      {[=] { return outset::fused(outset::dense(root / 2, 1), root); }, "fused: "},
  };
  for (const auto& refusal : refusals) {
    const std::string text = error_of(refusal.make);
    INFO(text);
    CHECK_THAT(text, StartsWith(std::string("outset: ") + refusal.text));
  }
}

TEST_CASE("the largest shapes that fit are not refused", "[shape]") {
  CHECK(outset::dense(most, 1).size() == most);
  CHECK(outset::dense(1, most).fans().in == static_cast<double>(most));
  CHECK(outset::embedding(1, most).size() == most);
  const Index half =
      Index{1} << (std::numeric_limits<Index>::digits / 2);  // 2^31 where Index has 64 bits
  CHECK(outset::dense(half, 2 * half - 1).size() == half * (2 * half - 1));
  CHECK(outset::conv2d(1, 1, half, half).receptive_field() == half * half);
  CHECK(outset::conv1d(half, half, 1, {.groups = half}).fans() == Fans{1, 1});
}
