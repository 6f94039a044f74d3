// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Sparse: the time is proportional to the nonzeros in an Eigen::SparseMatrix, and to the size in a
// dense matrix, which is compared with a memset. The argument is the nonzeros in 10000.

#include <Eigen/SparseCore>
#include <outset/outset.hpp>

#include "measure.hpp"
#include "program.hpp"

namespace {

double sparsity_of(const benchmark::State& state) {
  return 1 - static_cast<double>(state.range(0)) / 10000;
}

void sparse_matrix(benchmark::State& state) {
  Eigen::SparseMatrix<float> w(4096, 4096);
  const outset::Sparse init{.sparsity = sparsity_of(state)};
  outset::Rng rng{1};
  init(w, rng);
  const auto times = outset_bench::in_turn(state, 1, [&] { init(w, rng); });
  const double time = outset_bench::median(times[0]);
  state.counters["ms"] = 1e3 * time;
  state.counters["ns/nonzero"] = 1e9 * time / static_cast<double>(w.nonZeros());
}

void dense_matrix(benchmark::State& state) {
  const outset::Sparse init{.sparsity = sparsity_of(state)};
  outset::Rng rng{1};
  const std::size_t bytes = std::size_t{4096} * 4096 * sizeof(float);
  Eigen::Map<Eigen::MatrixXf> w(static_cast<float*>(outset_bench::shared_buffer(bytes)), 4096,
                                4096);
  init(w, rng);
  const auto nonzeros = static_cast<double>((w.array() != 0).count());
  const auto set = [&] { std::memset(w.data(), 0x3C, bytes); };
  const auto times = outset_bench::in_turn(state, 1, set, [&] { init(w, rng); });
  const double time = outset_bench::median(times[1]);
  state.counters["ms"] = 1e3 * time;
  state.counters["ns/nonzero"] = 1e9 * time / nonzeros;
  outset_bench::count_fill(state, bytes, static_cast<double>(w.size()), times[0], times[1]);
}

}  // namespace

BENCHMARK(sparse_matrix)->Arg(1000)->Arg(100)->Arg(10)->UseManualTime();
BENCHMARK(dense_matrix)->Arg(1000)->Arg(100)->Arg(10)->UseManualTime();

int main(int argc, char** argv) { return outset_bench::run(argc, argv); }
