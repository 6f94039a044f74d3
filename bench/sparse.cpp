// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Sparse: into Eigen::SparseMatrix the cost goes by the nonzeros, into a dense matrix by the size.

#include <Eigen/SparseCore>
#include <outset/outset.hpp>

#include "measure.hpp"

namespace {

// The argument is the nonzeros in 10000.
double sparsity_of(const benchmark::State& state) {
  return 1 - static_cast<double>(state.range(0)) / 10000;
}

void sparse_matrix(benchmark::State& state) {
  Eigen::SparseMatrix<float> w(4096, 4096);
  const outset::Sparse init{.sparsity = sparsity_of(state)};
  outset::Rng rng{1};
  for (auto _ : state) {
    init(w, rng);
    benchmark::DoNotOptimize(w.valuePtr());
  }
  state.counters["ns/nonzero"] = benchmark::Counter(
      static_cast<double>(w.nonZeros()) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void dense_matrix(benchmark::State& state) {
  Eigen::MatrixXf w(4096, 4096);
  const outset::Sparse init{.sparsity = sparsity_of(state)};
  outset::Rng rng{1};
  for (auto _ : state) {
    init(w, rng);
    benchmark::DoNotOptimize(w.data());
  }
}

}  // namespace

BENCHMARK(sparse_matrix)->Arg(1000)->Arg(100)->Arg(10)->Unit(benchmark::kMicrosecond);
BENCHMARK(dense_matrix)->Arg(1000)->Arg(10)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
