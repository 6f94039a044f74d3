// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Matrices filled by several threads: OpenMP's, which a build with -fopenmp uses by itself, and the
// caller's own through outset::on. Beside each runs the same fill on one thread. Beside 64 MiB of
// single elements runs a memset on as many threads too, which shows what the memory gives. The
// argument is the number of threads.

#include <algorithm>
#include <atomic>
#include <outset/outset.hpp>
#include <thread>
#include <vector>

#include "measure.hpp"
#include "program.hpp"

namespace {

using outset::Index;

/// An executor that makes its threads for every call.
struct Threads {
  int count;

  template <class Body>
  void operator()(Index n, const Body& body) const {
    std::atomic<Index> next{0};
    const auto work = [&] {
      for (Index i = next++; i < n; i = next++) body(i);
    };
    std::vector<std::thread> others;
    for (int i = 1; i < count; ++i) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
  }
};

template <class Executor, class Init>
void beside_one_thread(benchmark::State& state, const Executor& executor, const Init& init) {
  constexpr std::size_t bytes = std::size_t{64} << 20;
  auto* data = static_cast<float*>(outset_bench::shared_buffer(bytes));
  Eigen::Map<Eigen::MatrixXf> w(data, 4096, 4096);
  outset::Rng rng{1};
  constexpr Index parts = 64;
  constexpr Index part = static_cast<Index>(bytes) / parts;
  const auto set = [&] {
    executor(parts, [&](Index i) {
      std::memset(reinterpret_cast<char*>(data) + i * part, 0x3C, static_cast<std::size_t>(part));
    });
  };
  const auto serial = outset::on(outset::SerialExecutor{}, init);
  const auto threaded = outset::on(executor, init);
  const auto times = outset_bench::in_turn(
      state, 1, set, [&] { serial(w, rng); }, [&] { threaded(w, rng); });
  outset_bench::count_fill(state, bytes, static_cast<double>(w.size()), times[0], times[2]);
  outset_bench::count_ratio(state, "speedup", times[1], times[2]);
}

template <class Executor, class Init>
void square_beside_one_thread(benchmark::State& state, const Executor& executor, const Init& init,
                              Index size) {
  Eigen::MatrixXf w(size, size);
  outset::Rng rng{1};
  const auto serial = outset::on(outset::SerialExecutor{}, init);
  const auto threaded = outset::on(executor, init);
  const auto times = outset_bench::in_turn(
      state, 1, [&] { serial(w, rng); }, [&] { threaded(w, rng); });
  state.counters["ms"] = 1e3 * outset_bench::median(times[1]);
  outset_bench::count_ratio(state, "speedup", times[0], times[1]);
}
template <class Executor>
void beside_one_thread(benchmark::State& state, const Executor& executor,
                       const outset::Orthogonal& init) {
  square_beside_one_thread(state, executor, init, 2048);
}
template <class Executor>
void beside_one_thread(benchmark::State& state, const Executor& executor,
                       const outset::Sparse& init) {
  square_beside_one_thread(state, executor, init, 4096);
}

template <class Init>
void std_threads(benchmark::State& state, const Init& init) {
  beside_one_thread(state, Threads{static_cast<int>(state.range(0))}, init);
}
BENCHMARK_CAPTURE(std_threads, uniform, outset::Uniform{})->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(std_threads, normal, outset::Normal{})->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(std_threads, orthogonal_2048, outset::Orthogonal{})->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(std_threads, sparse_4096, outset::Sparse{})->Arg(2)->UseManualTime();

#if defined(_OPENMP)
template <class Init>
void openmp(benchmark::State& state, const Init& init) {
  Eigen::setNbThreads(static_cast<int>(state.range(0)));
  beside_one_thread(state, outset::OpenMpExecutor{}, init);
}
BENCHMARK_CAPTURE(openmp, uniform, outset::Uniform{})->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(openmp, normal, outset::Normal{})->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(openmp, orthogonal_2048, outset::Orthogonal{})->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(openmp, sparse_4096, outset::Sparse{})->Arg(2)->UseManualTime();
#endif

}  // namespace

int main(int argc, char** argv) { return outset_bench::run(argc, argv); }
