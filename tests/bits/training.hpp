// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Whole runs of nn/ as one hash: the scores of every epoch and the last weights. The data are the
// digits of examples/data, which the program reads from its standard input.

#include <Eigen/Core>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/nn.hpp"
#include "support/sha256.hpp"

namespace training {

namespace nn = outset::nn;
using nn::Activation;
using outset::Index;

struct Digits {
  Eigen::MatrixXd x;  // one column per image, of 64 pixels in [-1, 1]
  std::vector<int> labels;
};

inline Digits read_digits() {
  std::vector<int> numbers;
  for (int number; std::scanf("%d%*c", &number) == 1;) numbers.push_back(number);
  const auto count = static_cast<Index>(numbers.size() / 65);
  Digits digits;
  digits.x.resize(64, count);
  for (Index j = 0; j < count; ++j) {
    const int* image = numbers.data() + 65 * j;
    for (Index i = 0; i < 64; ++i) digits.x(i, j) = (image[i] - 8) / 8.0;
    digits.labels.push_back(image[64]);
  }
  return digits;
}

// NaN is one number here: its sign and payload are the machine's.
template <class Real>
void add(Sha256& hash, Real x) {
  using namespace outset::exact;
  hash.add_number(is_nan(x) ? Bits<Real>{0xBAD} : bits(x));
}

template <class Scalar>
void add(Sha256& hash, nn::Mlp<Scalar>& net) {
  net.for_each_parameter([&](auto&& w, const auto& g) {
    for (Index i = 0; i < w.size(); ++i) {
      add(hash, w(i));
      add(hash, g(i));
    }
  });
}

inline void add(Sha256& hash, const nn::Score& score) {
  add(hash, score.loss);
  add(hash, score.accuracy);
}

// Trains on the first `count` images, tests on the others up to twice as many.
template <class Scalar>
void run(Sha256& hash, const Digits& digits, Index count, int epochs, Activation f,
         const nn::Method& method, nn::Loss loss = nn::Loss::cross_entropy) {
  using Matrix = typename nn::Mlp<Scalar>::Matrix;
  const Index rest = (std::min)(count, digits.x.cols() - count);
  const Matrix x = digits.x.leftCols(count).template cast<Scalar>();
  const Matrix x_test = digits.x.middleCols(count, rest).template cast<Scalar>();
  const std::span<const int> labels(digits.labels);
  const auto own = labels.first(static_cast<std::size_t>(count));
  const auto others =
      labels.subspan(static_cast<std::size_t>(count), static_cast<std::size_t>(rest));
  nn::Mlp<Scalar> net({64, 37, 21, 10}, f);
  net.initialize(outset::HeNormal{}, outset::Normal{.std = 0.1}, outset::Rng{1});
  nn::Trainer<Scalar> trainer(net, method, outset::Rng{2}, {.batch = 29, .loss = loss});
  for (int e = 0; e < epochs; ++e) {
    add(hash, trainer.epoch(x, own));
    add(hash, nn::evaluate(net, x_test, others, loss));
    hash.add_number(static_cast<std::uint32_t>(nn::distinct_units(net.layer(1))));
  }
  add(hash, net);
}

// One step whose products are large enough for several threads (nn/product.hpp).
inline void wide_step(Sha256& hash, const Digits& digits) {
  const Eigen::MatrixXf x = digits.x.leftCols(200).cast<float>();
  nn::Mlp<float> net({64, 512, 10});
  net.initialize(outset::HeNormal{}, outset::Rng{3});
  nn::Trainer<float> trainer(net, nn::Sgd{.rate = 0.05}, outset::Rng{4}, {.batch = 200});
  add(hash, trainer.epoch(x, std::span<const int>(digits.labels).first(200)));
  add(hash, net);
}

// Three epochs of floats on all images, and a short run of every activation, optimizer and loss.
inline void everything(Sha256& hash) {
  const Digits digits = read_digits();
  if (digits.x.cols() < 1000) {
    std::puts("--training: the digits must be on the standard input");
    std::exit(2);
  }
  const nn::Sgd momentum{.rate = 0.02, .momentum = 0.9};
  run<float>(hash, digits, 1437, 3, Activation::relu, momentum);
  const nn::Method methods[] = {nn::Sgd{.rate = 0.05}, momentum, nn::Adam{.rate = 0.01}};
  for (std::size_t i = 0; i < nn::activation_names.size(); ++i) {
    const auto f = static_cast<Activation>(i);
    const auto loss = i % 4 == 1 ? nn::Loss::mean_squared_error : nn::Loss::cross_entropy;
    run<float>(hash, digits, 100, 2, f, methods[i % 3], loss);
    run<double>(hash, digits, 50, 1, f, methods[(i + 1) % 3], loss);
  }
  run<float>(hash, digits, 100, 3, Activation::relu, nn::Sgd{.rate = 1e6});  // diverges
  wide_step(hash, digits);
}

}  // namespace training
