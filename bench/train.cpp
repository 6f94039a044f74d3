// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// One training step of nn/'s perceptron on the handwritten digits, beside the same network written
// with Eigen's own products: 64 inputs, hidden ReLU layers, 10 outputs, softmax with cross-entropy,
// plain gradient descent, batches of 32. Both start from the same weights and must have the same
// loss after one pass over the data, or nothing is timed. The same with numbers of the size of
// MNIST's images and with momentum: 784 inputs, hidden layers of 256 and 128, batches of 128.
// Beside all of them libtorch, where CMake found it. And initialization as a part of a run.

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <memory>
#include <outset/nn/nn.hpp>
#include <span>
#include <utility>
#include <vector>

#include "data/digits.hpp"
#include "measure.hpp"
#include "peers.hpp"
#include "program.hpp"

namespace {

using outset::Index;
namespace nn = outset::nn;

constexpr float rate = 0.05F;

const examples::Dataset<float>& digits() {
  static const auto data = [] {
    const auto [train, test] = examples::split(examples::read_digits(OUTSET_BENCH_DIGITS));
    return examples::standardize<float>(train, test);
  }();
  return data;
}

/// Examples by batches, one after the other.
class Batches {
 public:
  Batches(const examples::Dataset<float>& data, Index size) : data_(data), size_(size) {}

  Index size() const { return size_; }
  Index count() const { return data_.train.x.cols() / size_; }
  auto images(Index i) const { return data_.train.x.middleCols(i % count() * size_, size_); }
  std::span<const int> labels(Index i) const {
    return std::span(data_.train.labels)
        .subspan(static_cast<std::size_t>(i % count() * size_), static_cast<std::size_t>(size_));
  }

 private:
  const examples::Dataset<float>& data_;
  Index size_;
};

/// Four batches of normal numbers of MNIST's size, with labels that depend on them.
examples::Dataset<float> numbers(Index batch) {
  examples::Dataset<float> data;
  outset::Rng rng{1};
  data.train.x = outset::make<Eigen::MatrixXf>(outset::Normal{.std = 1}, 784, 4 * batch, rng);
  for (Index i = 0; i < 4 * batch; ++i) {
    Index label = 0;
    data.train.x.col(i).head(10).maxCoeff(&label);
    data.train.labels.push_back(static_cast<int>(label));
  }
  return data;
}

/// What one writes by hand: noalias products, whole-matrix expressions, nothing allocated a step.
class PlainNet {
 public:
  PlainNet(const nn::Mlp<float>& from, Index batch, float momentum) : momentum_(momentum) {
    for (Index l = 0; l < from.depth(); ++l) {
      const auto& layer = from.layer(l);
      Layer copy{layer.weight(), layer.bias(), layer.weight(), {}, {}, {}, {}};
      copy.weight_velocity.setZero(layer.out(), layer.in());
      copy.bias_velocity.setZero(layer.out());
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
      if (momentum_ > 0) {
        layer.weight_velocity = momentum_ * layer.weight_velocity + layer.gradient;
        layer.weight -= rate * layer.weight_velocity;
        layer.bias_velocity = momentum_ * layer.bias_velocity + layer.delta.rowwise().sum();
        layer.bias -= rate * layer.bias_velocity;
      } else {
        layer.weight -= rate * layer.gradient;
        layer.bias -= rate * layer.delta.rowwise().sum();
      }
    }
    return loss;
  }

 private:
  struct Layer {
    Eigen::MatrixXf weight;
    Eigen::VectorXf bias;
    Eigen::MatrixXf gradient;
    Eigen::MatrixXf h, delta;
    Eigen::MatrixXf weight_velocity;
    Eigen::VectorXf bias_velocity;
  };

  static double softmax(Layer& layer, std::span<const int> own) {
    layer.delta = (layer.h.rowwise() - layer.h.colwise().maxCoeff()).array().exp();
    layer.delta.array().rowwise() /= layer.delta.colwise().sum().array().eval();
    double loss = 0;
    for (Index j = 0; j < layer.h.cols(); ++j) {
      float& p = layer.delta(own[static_cast<std::size_t>(j)], j);
      loss -= std::log(static_cast<double>(p));
      p -= 1;
    }
    layer.delta /= static_cast<float>(layer.h.cols());
    return loss / static_cast<double>(layer.h.cols());
  }

  std::vector<Layer> layers_;
  float momentum_;
};

#if defined(OUTSET_BENCH_LIBTORCH_TRAIN)
/// libtorch's perceptron with a net's weights.
class TorchNet {
 public:
  TorchNet(const nn::Mlp<float>& from, double momentum)
      : net_(std::make_shared<outset_bench::LibtorchNet>(double{rate}, momentum)) {
    for (Index l = 0; l < from.depth(); ++l) {
      const auto& layer = from.layer(l);
      net_->add_layer(layer.weight().data(), layer.bias().data(), layer.out(), layer.in());
    }
  }
  template <class X>
  double step(const X& x, std::span<const int> own) {
    labels_.assign(own.begin(), own.end());
    return net_->step(x.data(), labels_.data(), x.cols());
  }

 private:
  std::shared_ptr<outset_bench::LibtorchNet> net_;
  std::vector<std::int64_t> labels_;
};
#endif

std::vector<Index> sizes(const benchmark::State& state) {
  std::vector<Index> all{64};
  for (Index l = 0; l < state.range(0); ++l) all.push_back(state.range(1));
  all.push_back(10);
  return all;
}

/// Whether both have the same loss on the last batch of one pass, to float's accuracy over so many
/// steps.
template <class Other>
bool learn_alike(nn::Mlp<float> net, double momentum, Other other, const Batches& batches) {
  nn::Trainer trainer(net, nn::Sgd{.rate = rate, .momentum = momentum}, outset::Rng{1});
  double ours = 0;
  double theirs = 0;
  for (Index i = 0; i < batches.count(); ++i) {
    ours = trainer.step(batches.images(i), batches.labels(i)).loss;
    theirs = other.step(batches.images(i), batches.labels(i));
  }
  return std::abs(ours - theirs) < 1e-3 * theirs;
}

void measure_steps(benchmark::State& state, const std::vector<Index>& sizes, const Batches& batches,
                   double momentum = 0) {
  nn::Mlp<float> net(sizes);
  net.initialize(outset::HeNormal{}, outset::Rng{1});
  PlainNet plain(net, batches.size(), static_cast<float>(momentum));
  if (!learn_alike(net, momentum, plain, batches)) {
    state.SkipWithError("the two networks learn differently");
    return;
  }
  nn::Trainer trainer(net, nn::Sgd{.rate = rate, .momentum = momentum}, outset::Rng{1});
  Index at = 0;
  const auto with_eigen = [&] { plain.step(batches.images(at), batches.labels(at)); };
  const auto own = [&] {
    trainer.step(batches.images(at), batches.labels(at));
    ++at;
  };
#if defined(OUTSET_BENCH_LIBTORCH_TRAIN)
  if (!learn_alike(nn::Mlp<float>(net), momentum, TorchNet(net, momentum), batches)) {
    state.SkipWithError("libtorch learns differently");
    return;
  }
  TorchNet torch(net, momentum);
  const auto with_torch = [&] { torch.step(batches.images(at), batches.labels(at)); };
  const auto times = outset_bench::in_turn(state, 20, with_eigen, with_torch, own);
  state.counters["libtorch_steps/s"] = 1 / outset_bench::median(times[1]);
  outset_bench::count_ratio(state, "of_libtorch", times[1], times.back());
#else
  const auto times = outset_bench::in_turn(state, 20, with_eigen, own);
#endif
  const double seconds = outset_bench::median(times.back());
  state.counters["steps/s"] = 1 / seconds;
  state.counters["samples/s"] = static_cast<double>(batches.size()) / seconds;
  state.counters["eigen_steps/s"] = 1 / outset_bench::median(times[0]);
  outset_bench::count_ratio(state, "of_eigen", times[0], times.back());
}

void step(benchmark::State& state) { measure_steps(state, sizes(state), Batches(digits(), 32)); }

void step_of_784(benchmark::State& state) {
  const auto data = numbers(128);
  measure_steps(state, {784, 256, 128, 10}, Batches(data, 128), 0.9);
}

/// A run of 30 epochs, and the part of it that is initialization, which is timed once per run.
void run(benchmark::State& state) {
  constexpr Index epochs = 30;
  nn::Mlp<float> net(sizes(state));
  const auto initialize = [&] { net.initialize(outset::HeNormal{}, outset::Rng{1}); };
  const auto all = [&] {
    initialize();
    nn::Trainer trainer(net, nn::Sgd{.rate = rate}, outset::Rng{1}, {.batch = 32});
    for (Index e = 0; e < epochs; ++e) trainer.epoch(digits().train.x, digits().train.labels);
  };
  const auto times = outset_bench::in_turn(state, 1, initialize, all);
  state.counters["init_us"] = 1e6 * outset_bench::median(times[0]);
  state.counters["run_ms"] = 1e3 * outset_bench::median(times[1]);
  outset_bench::count_ratio(state, "init_part", times[0], times[1]);
}

}  // namespace

BENCHMARK(step)->Args({2, 128})->Args({7, 64})->Args({2, 512})->UseManualTime();
BENCHMARK(step_of_784)->UseManualTime();
BENCHMARK(run)->Args({2, 128})->Args({7, 64})->UseManualTime();

int main(int argc, char** argv) { return outset_bench::run(argc, argv); }
