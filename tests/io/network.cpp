// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/io/network.hpp"

#include <cstring>
#include <string>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/layer_rates.hpp"
#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/instances.hpp"

namespace io = outset::io;
namespace nn = outset::nn;
using outset::Index;

namespace {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

template <class Scalar>
Matrix<Scalar> examples(Index rows, Index cols) {
  Matrix<Scalar> x(rows, cols);
  outset::Rng rng{5};
  outset::Normal{.std = 1}(x, rng);
  return x;
}

std::vector<int> labels(int count) {
  std::vector<int> labels;
  for (int i = 0; i < count; ++i) labels.push_back(i * i % 3);
  return labels;
}

// All parameters as bytes.
template <class Scalar>
std::string bits(nn::Mlp<Scalar>& net) {
  std::string bytes;
  net.for_each_parameter([&](const auto& w, const auto&) {
    bytes.append(reinterpret_cast<const char*>(w.data()),
                 static_cast<std::size_t>(w.size()) * sizeof(Scalar));
  });
  return bytes;
}

template <class Scalar>
nn::Mlp<Scalar> made(nn::Activation hidden, const nn::MlpOptions& options = {}) {
  nn::Mlp<Scalar> net({4, 6, 5, 3}, hidden, options);
  net.initialize(outset::HeNormal{}, outset::Normal{.std = 0.1}, outset::Rng(1));
  return net;
}

// A file with one text of its metadata changed.
std::string edited(std::string bytes, const std::string& from, const std::string& to) {
  const std::size_t at = bytes.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(from.size() == to.size());
  return bytes.replace(at, from.size(), to);
}

}  // namespace

TEMPLATE_TEST_CASE("a net that was saved has the same bits", "", float, double) {
  const files::Folder folder;
  const std::string path = folder / "net.safetensors";
  const Matrix<TestType> x = examples<TestType>(4, 7);
  for (const auto name : nn::activation_names) {
    CAPTURE(name);
    auto net =
        made<TestType>(nn::activation(name), {.output = nn::Activation::tanh, .parameter = 0.3});
    if (name == "prelu") net.layer(1).slope() = TestType(0.1);
    io::save_network(path, net, {{"seed", "1"}});
    auto loaded = io::load_network<TestType>(path);
    CHECK(loaded.depth() == 3);
    CHECK(bits(loaded) == bits(net));
    CHECK(loaded.layer(0).activation() == nn::activation(name));
    CHECK(loaded.layer(0).parameter() == net.layer(0).parameter());
    CHECK(loaded.layer(2).activation() == nn::Activation::tanh);
    const Matrix<TestType> before = net.forward(x);
    CHECK(Matrix<TestType>(loaded.forward(x)) == before);
    CHECK(io::Safetensors(path).metadata().at("seed") == "1");
    CHECK(io::Safetensors(path).shape("layer.0.weight") == io::Sizes{6, 4});
  }
}

TEMPLATE_TEST_CASE("a training that was stopped goes on to the bits of one that was not", "", float,
                   double) {
  const files::Folder folder;
  const std::string path = folder / "run.safetensors";
  const Matrix<TestType> x = examples<TestType>(4, 50);
  const std::vector<int> y = labels(50);
  for (const nn::Method& method :
       {nn::Method(nn::Sgd{.rate = 0.05}), nn::Method(nn::Sgd{.rate = 0.05, .momentum = 0.9}),
        nn::Method(nn::Adam{.rate = 0.01, .epsilon = 1e-7})}) {
    for (const nn::Activation f : {nn::Activation::prelu, nn::Activation::gelu}) {
      auto unbroken = made<TestType>(f);
      auto stopped = unbroken;
      const nn::TrainerOptions options{.batch = 8, .stop_when_diverged = true};
      nn::Trainer<TestType> whole(unbroken, method, outset::Rng(3), options);
      for (int e = 0; e < 5; ++e) whole.epoch(x, y);
      {
        nn::Trainer<TestType> first(stopped, method, outset::Rng(3), options);
        io::save_training(path, first);  // before the first step, too
        auto net = io::load_network<TestType>(path);
        nn::Trainer<TestType> again = io::load_trainer(path, net);
        for (int e = 0; e < 2; ++e) again.epoch(x, y);
        io::save_training(path, again);
      }
      auto net = io::load_network<TestType>(path);
      nn::Trainer<TestType> last = io::load_trainer(path, net);
      CHECK(last.epochs() == 2);
      CHECK(last.options().batch == 8);
      CHECK(last.options().stop_when_diverged);
      for (int e = 0; e < 3; ++e) last.epoch(x, y);
      CHECK(bits(net) == bits(unbroken));
    }
  }
}

TEST_CASE("a training with frozen layers and rates of their own goes on to the same bits") {
  const files::Folder folder;
  const std::string path = folder / "run.safetensors";
  const Matrix<float> x = examples<float>(4, 50);
  const std::vector<int> y = labels(50);
  for (const nn::Method& method :
       {nn::Method(nn::Sgd{.rate = 0.05, .momentum = 0.9}), nn::Method(nn::Adam{.rate = 0.01})}) {
    auto unbroken = made<float>(nn::Activation::prelu);
    auto stopped = unbroken;
    const auto train = [&](nn::Trainer<float>& trainer, const nn::LayerRates& rates) {
      nn::set_layer_rates(trainer.net(), rates);
      for (int e = 0; e < 2; ++e) trainer.epoch(x, y);
    };
    nn::Trainer<float> whole(unbroken, method, outset::Rng(3), {.batch = 8});
    nn::Trainer<float> first(stopped, method, outset::Rng(3), {.batch = 8});
    for (auto* trainer : {&whole, &first}) train(*trainer, {.frozen = 2});
    nn::set_layer_rates(stopped, {.frozen = 1, .ratio = 2.6});
    io::save_training(path, first);
    auto net = io::load_network<float>(path);
    nn::Trainer<float> last = io::load_trainer(path, net);
    CHECK(net.layer(0).frozen());
    CHECK(net.layer(1).rate_factor() == stopped.layer(1).rate_factor());
    train(whole, {.frozen = 1, .ratio = 2.6});
    for (int e = 0; e < 2; ++e) last.epoch(x, y);
    train(whole, {});
    train(last, {});
    CHECK(bits(net) == bits(unbroken));
  }
}

TEST_CASE("rate factors in a file must be those of a layer") {
  const files::Folder folder;
  const std::string path = folder / "run.safetensors";
  auto net = made<float>(nn::Activation::relu);
  nn::Trainer<float> trainer(net, nn::Adam{}, outset::Rng(3));
  net.layer(1).set_rate_factor(0.625);
  io::save_training(path, trainer);
  std::string bytes = files::read(path);
  const double stored = 0.625, wrong = -0.625;
  const std::size_t at = bytes.find(std::string(reinterpret_cast<const char*>(&stored), 8));
  REQUIRE(at != std::string::npos);
  std::memcpy(bytes.data() + at, &wrong, 8);
  files::write(path, bytes);
  CHECK_THAT(files::error_of([&] { io::load_trainer(path, net); }),
             ContainsSubstring("optimizer.rate_factors"));
  CHECK(net.layer(1).rate_factor() == 0.625);
}

TEST_CASE("a file that is no net, or no training of this one, is an error of the file") {
  const files::Folder folder;
  const std::string path = folder / "net.safetensors";
  auto net = made<float>(nn::Activation::relu);
  nn::Trainer<float> trainer(net, nn::Sgd{}, outset::Rng(3));
  const Eigen::MatrixXf x = examples<float>(4, 9);
  const std::vector<int> y = labels(9);
  trainer.epoch(x, y);
  io::save_training(path, trainer);
  const std::string whole = files::read(path);
  const auto error = [&](const std::string& from, const std::string& to) {
    files::write(path, edited(whole, from, to));
    return files::error_of([&] {
      auto loaded = io::load_network<float>(path);
      io::load_trainer(path, loaded);
    });
  };
  CHECK(error("\"relu\"", "\"relu\"") == "(no std::runtime_error)");
  CHECK_THAT(error("\"relu\"", "\"rely\""),
             StartsWith("outset: " + path) && ContainsSubstring("\"rely\" is unknown"));
  CHECK_THAT(error("\"outset.network\":\"1\"", "\"outset.network\":\"2\""),
             ContainsSubstring("\"outset.network\" are \"2\", must be \"1\""));
  CHECK_THAT(error("outset.hidden", "outset.hiddex"), ContainsSubstring("no \"outset.hidden\""));
  CHECK_THAT(error("\"outset.batch\":\"32\"", "\"outset.batch\":\"-2\""),
             ContainsSubstring("\"outset.batch\" are \"-2\", must be a whole number >= 0"));
  CHECK_THAT(error("\"outset.batch\":\"32\"", "\"outset.batch\":\"00\""),
             ContainsSubstring("batch is 0, must be >= 1"));
  CHECK_THAT(error("\"outset.rate\":\"0.01\"", "\"outset.rate\":\"-.01\""),
             ContainsSubstring("outset.rate") || ContainsSubstring("rate is -0.01"));
  CHECK_THAT(error("outset-rng-1 ", "outset-rng-2 "), ContainsSubstring("\"outset.shuffle\""));
  CHECK_THAT(error("\"outset.parameters\":\"83\"", "\"outset.parameters\":\"84\""),
             ContainsSubstring("must be the net's 83"));
  CHECK_THAT(error("\"sgd\"", "\"sgx\""), ContainsSubstring("must be \"sgd\" or \"adam\""));
  CHECK_THAT(error("layer.1.weight", "layer.7.weight"),
             ContainsSubstring("metadata") || ContainsSubstring("tensor"));
  CHECK_THAT(error("layer.1.bias", "layer.7.bias"), ContainsSubstring("\"layer.1.bias\""));
  files::write(path, whole);
  CHECK_THAT(files::error_of([&] { io::load_network<double>(path); }),
             ContainsSubstring("the elements are F32, the matrix has F64"));
  io::save_network(path, net);
  CHECK_THAT(files::error_of([&] { io::load_trainer(path, net); }),
             ContainsSubstring("no \"outset.shuffle\""));
  io::SafetensorsWriter(path).finish();
  CHECK_THAT(files::error_of([&] { io::load_network<float>(path); }),
             ContainsSubstring("no \"outset.network\""));
}
