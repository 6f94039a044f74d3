// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/io/pretrained.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/span.hpp"
#include "outset/tensor.hpp"
#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/instances.hpp"

namespace io = outset::io;
namespace nn = outset::nn;
using outset::Index;

namespace {

Eigen::MatrixXf counted(Index rows, Index cols) {
  Eigen::MatrixXf w(rows, cols);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < cols; ++j) w(i, j) = static_cast<float>(i * cols + j);
  }
  return w;
}

// fc1 (5, 4) with a bias, fc2 (3, 5) without, a kernel (2, 3, 2, 2) and a tensor that nobody wants.
io::Safetensors file(const files::Folder& folder) {
  io::SafetensorsWriter writer(folder / "m");
  writer.add("fc1.weight", counted(5, 4));
  writer.add("fc1.bias", Eigen::VectorXf(counted(5, 1)));
  writer.add("fc2.weight", counted(3, 5));
  writer.add("kernel", counted(2, 12), {2, 3, 2, 2});
  writer.add("extra", Eigen::VectorXd::Ones(2).eval());
  writer.finish();
  return io::Safetensors(folder / "m");
}

const io::Pretrained::Names names{{"layer.0.weight", "fc1.weight"},
                                  {"layer.0.bias", "fc1.bias"},
                                  {"layer.1.weight", "fc2.weight"}};

}  // namespace

TEST_CASE("Pretrained is an initializer of the tensor of a name, and draws nothing") {
  const files::Folder folder;
  const io::Pretrained pretrained(file(folder), names);
  outset::Rng rng{1};
  Eigen::MatrixXf w(5, 4);
  pretrained["layer.0.weight"](w, rng);
  CHECK(w == counted(5, 4));
  CHECK(rng.next() == 1);  // its stream is taken, as by every initializer
  pretrained["fc1.weight"](w.block(0, 0, 5, 4), rng.stream("a"));
  CHECK(w == counted(5, 4));

  Eigen::RowVectorXf b(5);
  pretrained["layer.0.bias"](b, rng);
  CHECK(b == counted(1, 5));
  Eigen::VectorXf c(5);
  pretrained["layer.0.bias"](c, outset::bias_of(outset::dense(5, 4)), rng);
  CHECK(c == counted(5, 1));

  // A kernel, flat or with its axes.
  const outset::Shape shape = outset::conv2d(2, 3, 2, 2);
  Eigen::MatrixXf k(2, 12);
  pretrained["kernel"](k, rng);
  CHECK(k == counted(2, 12));
  k.setZero();
  pretrained["kernel"](k, shape, rng);
  CHECK(k == counted(2, 12));
  Eigen::Tensor<float, 4> tensor(2, 3, 2, 2);
  pretrained["kernel"](tensor, shape, rng);
  CHECK(tensor(1, 2, 0, 1) == 21.0F);
  std::vector<float> memory(24);
  auto span = outset::col_major(memory, shape);
  pretrained["kernel"](span, rng);
  CHECK(memory[1] == 12.0F);

  // A layer of a net takes it as any other initializer.
  nn::DenseLayer<float> layer(5, 4);
  layer.initialize(pretrained["fc1.weight"], pretrained["fc1.bias"], outset::Rng(1));
  CHECK(layer.weight() == counted(5, 4));
  CHECK(layer.bias() == counted(5, 1));
}

TEST_CASE("Pretrained refuses what does not match, and writes nothing") {
  const files::Folder folder;
  const io::Pretrained pretrained(file(folder), names);
  outset::Rng rng{1};
  Eigen::MatrixXf w = Eigen::MatrixXf::Zero(4, 5);
  CHECK_THAT(files::error_of([&] { pretrained["layer.0.weight"](w, rng); }),
             StartsWith("outset: " + (folder / "m")) &&
                 ContainsSubstring("layer.0.weight: the file has sizes (5, 4), must have (4, 5)"));
  CHECK_THAT(files::error_of([&] { pretrained["none"](w, rng); }),
             ContainsSubstring("there is no tensor \"none\" in the file"));
  Eigen::MatrixXd d = Eigen::MatrixXd::Zero(5, 4);
  CHECK_THAT(files::error_of([&] { pretrained["layer.0.weight"](d, rng); }),
             ContainsSubstring("the file has F32, must have F64"));
  CHECK_THROWS_AS(pretrained["layer.0.weight"](w, outset::dense(5, 4), rng), std::invalid_argument);
  CHECK(w.isZero(0));
  CHECK(d.isZero(0));
  CHECK(rng.next() == 0);
  const io::Pretrained converted(file(folder), names, {.convert = io::Convert::yes});
  converted["layer.0.weight"](d, rng);
  CHECK(d.cast<float>() == counted(5, 4));
  const io::Pretrained turned(file(folder), names, {.transpose = true});
  turned["layer.0.weight"](w, rng);
  CHECK(w == counted(5, 4).transpose());
}

TEST_CASE("Pretrained fills a net that has all tensors, and says what else there is") {
  const files::Folder folder;
  nn::Mlp<float> net({4, 5, 3});
  net.initialize(outset::HeNormal{}, outset::Normal{.std = 1}, outset::Rng(1));
  const Eigen::VectorXf bias = net.layer(1).bias();
  const Eigen::MatrixXf before = net.layer(0).weight();
  const io::Pretrained strict(file(folder), names);
  CHECK_THAT(files::error_of([&] { strict.load(net, outset::Rng(1)); }),
             ContainsSubstring("missing in the file: layer.1.bias\n") &&
                 ContainsSubstring("not used: extra, kernel\n"));
  CHECK(net.layer(0).weight() == before);

  const io::Pretrained partial(file(folder), names, {.strict = false});
  const io::PretrainedReport report = partial.load(net, outset::Rng(1));
  CHECK(report.loaded ==
        std::vector<std::string>{"layer.0.weight", "layer.0.bias", "layer.1.weight"});
  CHECK(report.missing == std::vector<std::string>{"layer.1.bias"});
  CHECK(report.mismatched.empty());
  CHECK(report.unused == std::vector<std::string>{"extra", "kernel"});
  CHECK_FALSE(report.complete());
  CHECK(net.layer(0).weight() == counted(5, 4));
  CHECK(net.layer(1).weight() == counted(3, 5));
  CHECK(net.layer(1).bias() == bias);  // without a fallback it stays
}

TEST_CASE("Pretrained gives new layers their fallback, from streams of their names") {
  const files::Folder folder;
  nn::Mlp<float> net({4, 5, 7});
  net.initialize(outset::HeNormal{}, outset::Normal{.std = 1}, outset::Rng(1));
  const io::Pretrained pretrained(
      file(folder), names, {.strict = false, .fallback = outset::initializer("xavier_uniform")});
  const auto report = pretrained.load(net, outset::Rng(9));
  CHECK(report.mismatched ==
        std::vector<std::string>{"layer.1.weight (the file has sizes (3, 5), must have (7, 5))"});
  CHECK(net.layer(0).weight() == counted(5, 4));
  Eigen::MatrixXf expected(7, 5);
  outset::XavierUniform{}(expected, outset::Rng(9).stream("layer.1.weight"));
  CHECK(net.layer(1).weight() == expected);
  CHECK((net.layer(1).bias().array() == 0).all());
}

TEST_CASE("Pretrained replaces layers that are to be new, and takes all others") {
  const files::Folder folder;
  const std::string path = folder / "m";
  nn::Mlp<float> teacher({4, 5, 5, 3});
  teacher.initialize(outset::HeNormal{}, outset::Normal{.std = 1}, outset::Rng(1));
  {
    io::SafetensorsWriter writer(path);
    for (Index l = 0; l < 3; ++l) {
      writer.add(teacher.layer_name(l) + ".weight", teacher.layer(l).weight());
      writer.add(teacher.layer_name(l) + ".bias", teacher.layer(l).bias());
    }
    writer.finish();
  }
  for (const Index classes : {3, 7}) {  // as many as the file's net has, or others
    nn::Mlp<float> net({4, 5, 5, classes}), by_rule = net;
    by_rule.initialize(outset::HeNormal{}, outset::Rng(2));
    const io::Pretrained pretrained(io::Safetensors(path), {},
                                    {.fresh = {"layer.2"}, .fallback = outset::HeNormal{}});
    const io::PretrainedReport report = pretrained.load(net, outset::Rng(2));
    CHECK(report.complete());
    CHECK(report.text() == "4 tensors loaded\nnew: layer.2.weight, layer.2.bias\n");
    CHECK(net.layer(1).weight() == teacher.layer(1).weight());
    CHECK(net.layer(1).bias() == teacher.layer(1).bias());
    CHECK(net.layer(2).weight() == by_rule.layer(2).weight());
    CHECK(net.layer(2).bias().isZero(0));
    const io::Pretrained wrong(io::Safetensors(path), {}, {.fresh = {"layer.2", "layer.3"}});
    CHECK_THROWS_WITH(wrong.load(net, outset::Rng(2)),
                      ContainsSubstring("fresh has \"layer.3\", must be the name of a layer"));
    CHECK_THROWS_AS(wrong.load(net, outset::Rng(2)), std::invalid_argument);
  }
}

TEST_CASE("Pretrained makes a small net from a large one by weight selection") {
  const files::Folder folder;
  nn::Mlp<float> net({2, 3, 3});
  const io::Pretrained pretrained(file(folder), names, {.strict = false, .select = true});
  CHECK(pretrained.load(net, outset::Rng(1)).loaded.size() == 3);
  const Eigen::MatrixXf teacher = counted(5, 4);
  for (Index i = 0; i < 3; ++i) {
    for (Index j = 0; j < 2; ++j) CHECK(net.layer(0).weight()(i, j) == teacher(2 * i, 2 * j));
    CHECK(net.layer(0).bias()(i) == static_cast<float>(2 * i));
  }
}
