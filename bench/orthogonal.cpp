// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The time of Orthogonal over that of one Eigen product in the same build with as many
// multiplications as rows * cols * min(rows, cols). Beside it Eigen's QR, and libtorch's
// orthogonal_ where CMake found it. The result is checked before anything is timed.

#include <Eigen/QR>
#include <algorithm>
#include <outset/outset.hpp>
#include <set>
#include <utility>

#include "measure.hpp"
#include "peers.hpp"
#include "program.hpp"

namespace {

using outset::Index;
using outset_bench::in_turn;
using outset_bench::median;

bool is_orthogonal(const Eigen::MatrixXf& w) {
  const Index n = (std::min)(w.rows(), w.cols());
  const Eigen::MatrixXf gram =
      w.rows() < w.cols() ? w * w.transpose() : Eigen::MatrixXf(w.transpose() * w);
  return (gram - Eigen::MatrixXf::Identity(n, n)).norm() < 1e-3F;
}

/// Times make(w) beside the product.
template <class Make>
void beside_product(benchmark::State& state, const Make& make) {
  const Index rows = state.range(0);
  const Index cols = state.range(1);
  const Index inner = (std::min)(rows, cols);
  outset::Rng rng{2};
  const auto a = outset::make<Eigen::MatrixXf>(outset::Normal{}, rows, inner, rng);
  const auto b = outset::make<Eigen::MatrixXf>(outset::Normal{}, inner, cols, rng);
  Eigen::MatrixXf c = a * b;
  Eigen::MatrixXf w(rows, cols);
  make(w);
  static std::set<std::pair<Index, Index>> checked;  // once per Make and shape
  if (checked.emplace(rows, cols).second && !is_orthogonal(w)) {
    state.SkipWithError("the result is not orthogonal");
    return;
  }
  const auto times = in_turn(
      state, 1, [&] { c.noalias() = a * b; }, [&] { make(w); });
  state.counters["ms"] = 1e3 * median(times[1]);
  outset_bench::count_ratio(state, "of_product", times[1], times[0]);
}

void orthogonal(benchmark::State& state) {
  outset::Rng rng{1};
  beside_product(state, [&](Eigen::MatrixXf& w) { outset::Orthogonal{}(w, rng); });
}

void eigen_householder_qr(benchmark::State& state) {
  outset::Rng rng{1};
  beside_product(state, [&](Eigen::MatrixXf& w) {
    outset::Normal{.std = 1}(w, rng);
    const Eigen::HouseholderQR<Eigen::MatrixXf> qr(w);
    w = qr.householderQ() * Eigen::MatrixXf::Identity(w.rows(), w.cols());
  });
}

#if OUTSET_BENCH_LIBTORCH_ORTHOGONAL
void libtorch_orthogonal(benchmark::State& state) {
  beside_product(state, [](Eigen::MatrixXf& w) {
    outset_bench::libtorch_orthogonal(w.data(), w.cols(), w.rows());  // row-major is its transpose
  });
}
#endif

void orthogonal_16x16(benchmark::State& state) {
  Eigen::MatrixXf w(16, 16);
  outset::Rng rng{1};
  const auto times = in_turn(state, 100, [&] { outset::Orthogonal{}(w, rng); });
  state.counters["ns/call"] = 1e9 * median(times[0]);
}

void squares(benchmark::internal::Benchmark* add) {
  for (const int n : {512, 1024, 2048}) add->Args({n, n});
  add->UseManualTime()->Unit(benchmark::kMillisecond);
}

void all_shapes(benchmark::internal::Benchmark* add) {
  squares(add);
  add->Args({4096, 1024})->Args({1024, 4096});
}

}  // namespace

BENCHMARK(orthogonal)->Apply(all_shapes);
BENCHMARK(eigen_householder_qr)->Apply(squares);
#if OUTSET_BENCH_LIBTORCH_ORTHOGONAL
BENCHMARK(libtorch_orthogonal)->Apply(squares);
#endif
BENCHMARK(orthogonal_16x16)->UseManualTime();

int main(int argc, char** argv) { return outset_bench::run(argc, argv); }
