// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Uses everything, for every scalar. No compiler may warn of outset's headers, under more warnings
// than our own tests are compiled with.

#include <Eigen/Dense>
#include <Eigen/SparseCore>
#include <complex>
#include <iostream>
#include <random>
#include <vector>

#include "outset/nn/nn.hpp"
#include "outset/outset.hpp"
#include "outset/probe/probe.hpp"
#include "outset/tensor.hpp"

namespace {

template <class Scalar>
void fill() {
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  outset::Rng rng{42};
  Matrix w(25, 78);
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> part(5, 6);
  for (const auto& text : outset::initializer_list()) {
    const outset::AnyInitializer init = outset::initializer(text);
    init(w, rng);
    init(part, outset::slice(outset::dense(9, 9), 1, 1, 5, 6), rng);
    outset::on(outset::SerialExecutor{}, init)(w, rng);
  }
  outset::HeNormal{.fan = outset::Fan::out}(w.transpose(), rng);
  Eigen::Tensor<Scalar, 4> kernel(8, 3, 3, 3);
  outset::DeltaOrthogonal{}(kernel, outset::conv2d(8, 3, 3, 3), rng);
  std::vector<Scalar> memory(8 * 27);
  outset::HeNormal{}(outset::row_major(memory, outset::conv2d(8, 3, 3, 3)), rng);
  outset::on(outset::SerialExecutor{}, outset::HeNormal{})(
      outset::col_major(memory.data(), memory.size(), outset::conv2d(8, 3, 3, 3)), rng);
  Eigen::SparseMatrix<Scalar> by_columns(5, 5);
  Eigen::SparseMatrix<Scalar, Eigen::RowMajor> by_rows(5, 5);
  outset::Sparse{}(by_columns, rng);
  outset::Sparse{}(by_rows, outset::dense(5, 5), rng);
  const auto made = outset::make<Matrix>(outset::Orthogonal{}, 4, 4, rng.stream("made"));
  static_cast<void>(made);
}

template <class Scalar>
void train() {
  outset::nn::Mlp<Scalar> net({4, 8, 3}, outset::nn::Activation::prelu);
  net.initialize("he_normal", outset::Constant{.value = 0.1}, outset::Rng{1});
  typename outset::nn::Mlp<Scalar>::Matrix x(4, 6), target(3, 6);
  x.setOnes();
  target.setZero();
  const std::vector<int> labels(6, 1);
  outset::nn::Trainer<Scalar> trainer(net, outset::nn::Adam{}, outset::Rng{2});
  trainer.epoch(x, labels);
  trainer.epoch(x, target);
  outset::nn::Optimizer<Scalar> optimizer(outset::nn::Sgd{.momentum = 0.9});
  optimizer.step(net);
  outset::nn::evaluate(net, x, labels);
  outset::nn::distinct_units(net.layer(0));
}

template <class Scalar>
void look_and_normalize() {
  outset::nn::Mlp<Scalar> net({4, 8, 3});
  const typename outset::nn::Mlp<Scalar>::Matrix x(4, 6);
  const std::vector<int> labels(6, 1);
  outset::nn::lsuv(net, x);
  outset::nn::within_layer(net, x);
  outset::nn::between_layers(net, x);
  outset::nn::first_batch(net, x);
  outset::probe::measure(net, x);
  outset::probe::measure(net, x, labels, {.method = outset::nn::Adam{}});
  outset::probe::histogram(x, 10, -1, 1);
  const auto input = x.col(0);
  outset::probe::singular_values(outset::probe::input_output_jacobian(net, input));
  outset::probe::difference_jacobian(net, input);
}

template <class D>
double everything_known_of(const D& d) {
  return mean(d) + variance(d) + lower_bound(d) + upper_bound(d) + pdf(d, 0.1) + cdf(d, 0.1) +
         quantile(d, 0.3);
}

}  // namespace

int main() {
  fill<float>();
  fill<double>();
  fill<Eigen::half>();
  fill<Eigen::bfloat16>();
  fill<std::complex<float>>();
  fill<std::complex<double>>();
  train<float>();
  train<double>();
  look_and_normalize<float>();
  look_and_normalize<double>();
  outset::Philox4x32 engine;
  std::mt19937 standard;
  outset::Rng rng(standard);
  std::cin >> rng >> engine;
  std::cout << rng << engine << to_string(rng) << (rng == outset::Rng(engine))
            << everything_known_of(outset::Distribution(outset::TruncatedNormal{}))
            << outset::gain::of([](double z) { return z; }) << outset::gain::elu(0.5)
            << outset::Rng::parse(to_string(rng)) << (outset::dense(2, 3) == outset::Shape());
}
