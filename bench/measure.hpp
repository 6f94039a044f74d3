// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How every fill is timed: in each iteration first a memset of the same buffer, then the fill, so
// that both see the same machine; the ratio is of the two sums. The buffer has been touched. memset
// writes a byte other than 0, which is the limit: zeros are written faster by some processors.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstring>

namespace outset_bench {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Times fill() on `bytes` bytes that hold `elements` numbers. Counters: GB/s, elements/s, and the
/// rate as a part of memset's.
template <class Fill>
void measure_fill(benchmark::State& state, void* buffer, std::size_t bytes, double elements,
                  const Fill& fill) {
  std::memset(buffer, 1, bytes);
  fill();
  double of_memset = 0;
  double of_fill = 0;
  for (auto _ : state) {
    const auto before = std::chrono::steady_clock::now();
    std::memset(buffer, 0x3C, bytes);
    benchmark::ClobberMemory();
    of_memset += seconds_since(before);
    const auto start = std::chrono::steady_clock::now();
    fill();
    benchmark::ClobberMemory();
    const double time = seconds_since(start);
    of_fill += time;
    state.SetIterationTime(time);
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["GB/s"] = static_cast<double>(bytes) * runs / of_fill / 1e9;
  state.counters["elements/s"] = elements * runs / of_fill;
  state.counters["of_memset"] = of_memset / of_fill;
}

}  // namespace outset_bench
