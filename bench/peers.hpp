// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The peers' fills of the same 64 MiB, one file each in peers/; those that CMake found are compiled
// in. Each is used as its documentation recommends for filling an array it does not own.

#include <cstddef>
#include <string>
#include <vector>

#include "measure.hpp"

namespace outset_bench {

constexpr std::size_t peer_bytes = std::size_t{64} << 20;

/// Registers a peer: fill(pointer, count) is called on 64 MiB of its scalar.
template <class Scalar, class Fill>
void add_peer(const std::string& name, Fill fill) {
  benchmark::RegisterBenchmark((name + "/64MiB").c_str(), [fill](benchmark::State& state) {
    std::vector<Scalar> buffer(peer_bytes / sizeof(Scalar));
    measure_fill(state, buffer.data(), peer_bytes, static_cast<double>(buffer.size()),
                 [&] { fill(buffer.data(), buffer.size()); });
  })->UseManualTime();
}

void add_standard();
void add_eigen();
void add_boost();
void add_abseil();
void add_armadillo();
void add_libtorch();
void add_eigenrand();

inline void add_peers() {
  add_standard();
  add_eigen();
#if OUTSET_BENCH_BOOST
  add_boost();
#endif
#if OUTSET_BENCH_ABSEIL
  add_abseil();
#endif
#if OUTSET_BENCH_ARMADILLO
  add_armadillo();
#endif
#if OUTSET_BENCH_LIBTORCH
  add_libtorch();
#endif
#if OUTSET_BENCH_EIGENRAND
  add_eigenrand();
#endif
}

}  // namespace outset_bench
