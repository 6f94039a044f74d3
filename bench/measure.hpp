// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How everything here is timed. Each iteration runs all alternatives in turn (A, B, A, B), so that
// they see the same machine. Counters are medians of the times, and of the ratios within an
// iteration; "spread" is the interquartile range of those ratios over their median. A fill is
// compared with a memset of a byte other than 0, because some processors write zeros faster.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace outset_bench {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The q-quantile, interpolated between two neighbours.
inline double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double at = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto above = (std::min)(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}
inline double median(const std::vector<double>& values) { return quantile(values, 0.5); }

/// Memory that every benchmark of a size shares, so that all fill the same touched pages.
inline void* shared_buffer(std::size_t bytes) {
  constexpr std::align_val_t page{4096};
  const auto release = [](void* memory) { ::operator delete(memory, page); };
  static std::map<std::size_t, std::unique_ptr<void, decltype(release)>> buffers;
  constexpr std::size_t unit = std::size_t{64} << 20;
  const std::size_t size = (bytes + unit - 1) / unit * unit;
  auto& buffer = buffers[size];
  if (!buffer) {
    buffer.reset(::operator new(size, page));
    std::memset(buffer.get(), 1, size);
  }
  return buffer.get();
}

/// Seconds of one call of each alternative, one number per iteration. The last alternative's time
/// is the benchmark's own. The clock is read once per `calls` calls.
template <class... Alternatives>
std::array<std::vector<double>, sizeof...(Alternatives)> in_turn(benchmark::State& state, int calls,
                                                                 const Alternatives&... each) {
  std::array<std::vector<double>, sizeof...(Alternatives)> times;
  const auto timed = [&](const auto& alternative) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) {
      alternative();
      benchmark::ClobberMemory();
    }
    return seconds_since(start) / calls;
  };
  for (auto _ : state) {
    std::size_t which = 0;
    (times[which++].push_back(timed(each)), ...);
    state.SetIterationTime(times.back().back() * calls);
  }
  return times;
}

/// Sets the counter `name` to the speed of `own` over that of `other`, and its spread where there
/// are two iterations or more.
inline void count_ratio(benchmark::State& state, const std::string& name,
                        const std::vector<double>& other, const std::vector<double>& own) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < own.size(); ++i) ratios.push_back(other[i] / own[i]);
  const double middle = median(ratios);
  state.counters[name] = middle;
  if (ratios.size() < 2) return;
  state.counters["spread"] = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / middle;
}

/// Sets a fill's counters: GB/s, elements/s, memset's GB/s beside it, and the ratio of the two
/// speeds.
inline void count_fill(benchmark::State& state, std::size_t bytes, double elements,
                       const std::vector<double>& of_memset, const std::vector<double>& own) {
  const auto size = static_cast<double>(bytes);
  state.counters["GB/s"] = size / median(own) / 1e9;
  state.counters["elements/s"] = elements / median(own);
  state.counters["ns/element"] = median(own) / elements * 1e9;
  state.counters["memset_GB/s"] = size / median(of_memset) / 1e9;
  count_ratio(state, "of_memset", of_memset, own);
}

/// Calls for each reading of the clock: enough that a small fill is not shorter than the clock's
/// resolution.
inline int calls_for(std::size_t bytes) {
  return static_cast<int>((std::max)(std::size_t{1}, (std::size_t{4} << 20) / bytes));
}

/// Times fill(), which writes `elements` numbers in `bytes` bytes, beside a memset of as many.
template <class Fill>
void measure_fill(benchmark::State& state, void* buffer, std::size_t bytes, double elements,
                  const Fill& fill) {
  const auto set = [&] { std::memset(buffer, 0x3C, bytes); };
  const auto [of_memset, own] = in_turn(state, calls_for(bytes), set, fill);
  count_fill(state, bytes, elements, of_memset, own);
}

}  // namespace outset_bench
