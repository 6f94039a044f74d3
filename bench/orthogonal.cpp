// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Orthogonal, in units of one n x n x n Eigen product of the same build: timed in turn, A, B, A, B.

#include <Eigen/QR>
#include <outset/outset.hpp>
#include <vector>

#include "measure.hpp"

namespace {

using outset::Index;
using outset_bench::seconds_since;

/// Times make() beside a product that takes as many operations as rows * cols * min(rows, cols).
template <class Make>
void beside_product(benchmark::State& state, Index rows, Index cols, const Make& make) {
  const Index inner = (std::min)(rows, cols);
  outset::Rng rng{2};
  const auto a = outset::make<Eigen::MatrixXf>(outset::Normal{}, rows, inner, rng);
  const auto b = outset::make<Eigen::MatrixXf>(outset::Normal{}, inner, cols, rng);
  Eigen::MatrixXf c = a * b;
  double of_product = 0;
  double of_make = 0;
  make();
  for (auto _ : state) {
    const auto before = std::chrono::steady_clock::now();
    c.noalias() = a * b;
    benchmark::DoNotOptimize(c.data());
    of_product += seconds_since(before);
    const auto start = std::chrono::steady_clock::now();
    make();
    const double time = seconds_since(start);
    of_make += time;
    state.SetIterationTime(time);
  }
  state.counters["of_product"] = of_make / of_product;
}

void orthogonal(benchmark::State& state) {
  Eigen::MatrixXf w(state.range(0), state.range(1));
  outset::Rng rng{1};
  beside_product(state, w.rows(), w.cols(), [&] { outset::Orthogonal{}(w, rng); });
}

void eigen_householder_qr(benchmark::State& state) {
  Eigen::MatrixXf w(state.range(0), state.range(1));
  outset::Rng rng{1};
  beside_product(state, w.rows(), w.cols(), [&] {
    outset::Normal{.std = 1}(w, rng);
    Eigen::HouseholderQR<Eigen::Ref<Eigen::MatrixXf>> qr(w);
    const Eigen::MatrixXf q =
        qr.householderQ() * Eigen::MatrixXf::Identity(w.rows(), (std::min)(w.rows(), w.cols()));
    benchmark::DoNotOptimize(q.data());
  });
}

void orthogonal_1000_of_16x16(benchmark::State& state) {
  Eigen::MatrixXf w(16, 16);
  outset::Rng rng{1};
  for (auto _ : state) {
    for (int i = 0; i < 1000; ++i) outset::Orthogonal{}(w, rng);
    benchmark::DoNotOptimize(w.data());
  }
}

}  // namespace

BENCHMARK(orthogonal)
    ->Args({512, 512})
    ->Args({1024, 1024})
    ->Args({2048, 2048})
    ->Args({4096, 1024})
    ->Args({1024, 4096})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(eigen_householder_qr)
    ->Args({512, 512})
    ->Args({1024, 1024})
    ->Args({2048, 2048})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(orthogonal_1000_of_16x16)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
