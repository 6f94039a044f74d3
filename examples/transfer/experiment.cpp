// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "experiment.hpp"

#include <outset/io/network.hpp>
#include <outset/io/pretrained.hpp>
#include <outset/nn/nn.hpp>
#include <outset/outset.hpp>
#include <span>
#include <stdexcept>
#include <string>

#include "halves.hpp"

namespace transfer {
namespace {

namespace io = outset::io;
namespace nn = outset::nn;
using Net = nn::Mlp<float>;

void pretrain(Net& net, const Examples& source, const outset::Rng& rng) {
  net.initialize(outset::HeNormal{}, rng);
  nn::Trainer<float> trainer(net, nn::Adam{.rate = 0.001}, rng);
  for (std::uint64_t e = 0; e < pretraining_epochs; ++e) trainer.epoch(source.x, source.labels);
}

void learn(Net& net, const Way& way, double rate, const Eigen::MatrixXf& x,
           std::span<const int> labels) {
  nn::Trainer<float> trainer(net, nn::Adam{.rate = rate}, outset::Rng(0));
  nn::set_layer_rates(net, way.rates);
  for (int step = 0; step < steps; ++step) {
    if (way.gradual) {
      nn::set_layer_rates(net,
                          {.frozen = depth - 1 - step * depth / steps, .ratio = way.rates.ratio});
    }
    trainer.step(x, labels);
  }
}

// Compares bits: == would take -0 for 0.
bool same_bits(Net::Layer& a, Net::Layer& b) {
  const auto bytes = [](Net::Layer& layer) {
    std::string all;
    layer.for_each_parameter([&](const auto& w, const auto&) {
      all.append(reinterpret_cast<const char*>(w.data()),
                 static_cast<std::size_t>(w.size()) * sizeof(float));
    });
    return all;
  };
  return bytes(a) == bytes(b);
}

}  // namespace

Outcome run(Task task, const examples::Dataset<float>& digits, Eigen::Index width,
            std::uint64_t seed, const std::filesystem::path& file) {
  const outset::Rng rng = outset::Rng(seed).stream("transfer");
  const Halves parts = halves(task, digits, rng);
  const auto made = [&](Eigen::Index classes) {
    return Net({parts.source.x.rows(), width, width, classes});
  };
  Net first = made(parts.source_classes);
  pretrain(first, parts.source, rng.stream("first"));
  io::save_network(file, first);

  const io::Pretrained pretrained(io::Safetensors(file), {},
                                  {.fresh = {"layer.2"}, .fallback = outset::HeNormal{}});
  Net random = made(parts.classes), loaded = random;
  random.initialize(outset::HeNormal{}, rng.stream("second"));
  pretrained.load(loaded, rng.stream("second"));  // its last layer is that of `random`

  Outcome outcome;
  for (std::size_t w = 0; w < ways.size(); ++w) {
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      const Eigen::Index count = sizes[k] * parts.classes;
      const auto labels =
          std::span<const int>(parts.train.labels).first(static_cast<std::size_t>(count));
      for (std::size_t r = 0; r < rates.size(); ++r) {
        Net& start = ways[w].pretrained ? loaded : random;
        Net net = start;
        learn(net, ways[w], rates[r], parts.train.x.leftCols(count), labels);
        outcome.accuracy[w][k][r] = nn::evaluate(net, parts.test.x, parts.test.labels).accuracy;
        for (Eigen::Index l = 0; l < ways[w].rates.frozen; ++l, ++outcome.frozen_layers) {
          if (same_bits(net.layer(l), ways[w].pretrained ? first.layer(l) : start.layer(l)))
            continue;
          throw std::runtime_error("transfer: frozen layer " + std::to_string(l) +
                                   " has other bits after training");
        }
      }
    }
  }
  return outcome;
}

}  // namespace transfer
