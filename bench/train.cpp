// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// One training step of nn/'s perceptron on the handwritten digits, beside the same network written
// with Eigen's own products: 64 inputs, hidden ReLU layers, 10 outputs, softmax with cross-entropy,
// plain gradient descent, batches of 32. Both start from the same weights and must have the same
// loss after one pass over the data, or nothing is timed. And initialization as a part of a run.

#include <Eigen/Core>
#include <cmath>
#include <outset/nn/nn.hpp>
#include <span>
#include <utility>
#include <vector>

#include "data/digits.hpp"
#include "measure.hpp"
#include "program.hpp"

namespace {

using outset::Index;
namespace nn = outset::nn;

constexpr Index batch = 32;
constexpr float rate = 0.05F;

const examples::Dataset<float>& digits() {
  static const auto data = [] {
    const auto [train, test] = examples::split(examples::read_digits(OUTSET_BENCH_DIGITS));
    return examples::standardize<float>(train, test);
  }();
  return data;
}

Index batches() { return digits().train.x.cols() / batch; }
auto images(Index i) { return digits().train.x.middleCols(i % batches() * batch, batch); }
std::span<const int> labels(Index i) {
  return std::span(digits().train.labels)
      .subspan(static_cast<std::size_t>(i % batches() * batch), static_cast<std::size_t>(batch));
}

/// What one writes by hand: noalias products, whole-matrix expressions, nothing allocated a step.
class PlainNet {
 public:
  explicit PlainNet(const nn::Mlp<float>& from) {
    for (Index l = 0; l < from.depth(); ++l) {
      const auto& layer = from.layer(l);
      Layer copy{layer.weight(), layer.bias(), layer.weight(), {}, {}};
      copy.h.resize(layer.out(), batch);
      copy.delta.resize(layer.out(), batch);
      layers_.push_back(std::move(copy));
    }
  }

  template <class X>
  double step(const X& x, std::span<const int> own) {
    const std::size_t last = layers_.size() - 1;
    for (std::size_t l = 0; l <= last; ++l) {
      Layer& layer = layers_[l];
      if (l == 0) {
        layer.h.noalias() = layer.weight * x;
      } else {
        layer.h.noalias() = layer.weight * layers_[l - 1].h;
      }
      layer.h.colwise() += layer.bias;
      if (l < last) layer.h = layer.h.cwiseMax(0.0F);
    }
    const double loss = softmax(layers_[last], own);
    for (std::size_t l = last; l > 0; --l) {
      Layer& layer = layers_[l];
      Layer& below = layers_[l - 1];
      layer.gradient.noalias() = layer.delta * below.h.transpose();
      below.delta.noalias() = layer.weight.transpose() * layer.delta;
      below.delta.array() *= (below.h.array() > 0.0F).cast<float>();
    }
    layers_[0].gradient.noalias() = layers_[0].delta * x.transpose();
    for (Layer& layer : layers_) {
      layer.weight -= rate * layer.gradient;
      layer.bias -= rate * layer.delta.rowwise().sum();
    }
    return loss;
  }

 private:
  struct Layer {
    Eigen::MatrixXf weight;
    Eigen::VectorXf bias;
    Eigen::MatrixXf gradient;
    Eigen::MatrixXf h, delta;
  };

  static double softmax(Layer& layer, std::span<const int> own) {
    layer.delta = (layer.h.rowwise() - layer.h.colwise().maxCoeff()).array().exp();
    layer.delta.array().rowwise() /= layer.delta.colwise().sum().array().eval();
    double loss = 0;
    for (Index j = 0; j < batch; ++j) {
      float& p = layer.delta(own[static_cast<std::size_t>(j)], j);
      loss -= std::log(static_cast<double>(p));
      p -= 1;
    }
    layer.delta /= static_cast<float>(batch);
    return loss / static_cast<double>(batch);
  }

  std::vector<Layer> layers_;
};

std::vector<Index> sizes(const benchmark::State& state) {
  std::vector<Index> all{64};
  for (Index l = 0; l < state.range(0); ++l) all.push_back(state.range(1));
  all.push_back(10);
  return all;
}

/// Whether both have the same loss on the last batch of one pass, to float's accuracy over so many
/// steps.
bool learn_alike(nn::Mlp<float> net, PlainNet plain) {
  nn::Trainer trainer(net, nn::Sgd{.rate = rate}, outset::Rng{1}, {.batch = batch});
  double ours = 0;
  double theirs = 0;
  for (Index i = 0; i < batches(); ++i) {
    ours = trainer.step(images(i), labels(i)).loss;
    theirs = plain.step(images(i), labels(i));
  }
  return std::abs(ours - theirs) < 1e-3 * theirs;
}

void step(benchmark::State& state) {
  nn::Mlp<float> net(sizes(state));
  net.initialize(outset::HeNormal{}, outset::Rng{1});
  PlainNet plain(net);
  if (!learn_alike(net, plain)) {
    state.SkipWithError("the two networks learn differently");
    return;
  }
  nn::Trainer trainer(net, nn::Sgd{.rate = rate}, outset::Rng{1}, {.batch = batch});
  Index at = 0;
  const auto with_eigen = [&] { plain.step(images(at), labels(at)); };
  const auto own = [&] {
    trainer.step(images(at), labels(at));
    ++at;
  };
  const auto times = outset_bench::in_turn(state, 20, with_eigen, own);
  const double seconds = outset_bench::median(times[1]);
  state.counters["steps/s"] = 1 / seconds;
  state.counters["samples/s"] = static_cast<double>(batch) / seconds;
  state.counters["eigen_steps/s"] = 1 / outset_bench::median(times[0]);
  outset_bench::count_ratio(state, "of_eigen", times[0], times[1]);
}

/// A run of 30 epochs, the part of it that is initialization, timed as it is: once a run.
void run(benchmark::State& state) {
  constexpr Index epochs = 30;
  nn::Mlp<float> net(sizes(state));
  const auto initialize = [&] { net.initialize(outset::HeNormal{}, outset::Rng{1}); };
  const auto all = [&] {
    initialize();
    nn::Trainer trainer(net, nn::Sgd{.rate = rate}, outset::Rng{1}, {.batch = batch});
    for (Index e = 0; e < epochs; ++e) trainer.epoch(digits().train.x, digits().train.labels);
  };
  const auto times = outset_bench::in_turn(state, 1, initialize, all);
  state.counters["init_us"] = 1e6 * outset_bench::median(times[0]);
  state.counters["run_ms"] = 1e3 * outset_bench::median(times[1]);
  outset_bench::count_ratio(state, "init_part", times[0], times[1]);
}

}  // namespace

BENCHMARK(step)->Args({2, 128})->Args({7, 64})->Args({2, 512})->UseManualTime();
BENCHMARK(run)->Args({2, 128})->Args({7, 64})->UseManualTime();

int main(int argc, char** argv) { return outset_bench::run(argc, argv); }
