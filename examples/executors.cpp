// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Large fills on threads that the program already has. An executor is a callable (n, body) that
// calls body(i) once for each i in [0, n), on any thread. on(executor, init) fills with it; the
// weights are the same for every executor. This program tries Eigen's own thread pool and, where
// TBB is installed, TBB and the standard library's parallel algorithms (libstdc++ runs them on
// TBB).
//
// A build with -fopenmp needs no executor: Eigen::setNbThreads sets the number of threads.

#include <cstdio>
#include <outset/outset.hpp>
#include <thread>
#include <unsupported/Eigen/CXX11/ThreadPool>
#if OUTSET_EXAMPLE_TBB
#include <tbb/parallel_for.h>

#include <algorithm>
#include <execution>
#include <vector>
#endif

namespace {

// Fills on the executor, prints and returns whether the weights are the expected ones.
template <class Executor>
bool fill(const char* name, const Executor& executor, const Eigen::MatrixXf& expected) {
  Eigen::MatrixXf w(expected.rows(), expected.cols());
  outset::on(executor, outset::HeNormal{})(w, outset::Rng{42});
  const bool same = w == expected;
  std::printf("%-24s %s\n", name, same ? "the same weights" : "OTHER WEIGHTS");
  return same;
}

}  // namespace

int main() {
  Eigen::MatrixXf expected(4096, 4096);
  outset::HeNormal{}(expected, outset::Rng{42});

  Eigen::ThreadPool pool(static_cast<int>(std::thread::hardware_concurrency()));
  const auto on_pool = [&pool](outset::Index n, const auto& body) {
    Eigen::Barrier done(static_cast<unsigned>(n));
    for (outset::Index i = 0; i < n; ++i) {
      pool.Schedule([&body, &done, i] {
        body(i);
        done.Notify();
      });
    }
    done.Wait();
  };
  bool same = fill("Eigen::ThreadPool", on_pool, expected);

#if OUTSET_EXAMPLE_TBB
  const auto on_tbb = [](outset::Index n, const auto& body) {
    tbb::parallel_for(outset::Index{0}, n, [&body](outset::Index i) { body(i); });
  };
  same = fill("tbb::parallel_for", on_tbb, expected) && same;

  const auto on_standard = [](outset::Index n, const auto& body) {
    std::vector<outset::Index> parts(static_cast<std::size_t>(n));
    for (outset::Index i = 0; i < n; ++i) parts[static_cast<std::size_t>(i)] = i;
    std::for_each(std::execution::par, parts.begin(), parts.end(), body);
  };
  same = fill("std::execution::par", on_standard, expected) && same;
#endif
  return same ? 0 : 1;
}
