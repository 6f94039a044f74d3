// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Fill throughput: every distribution and scalar on every backend of this machine, out of cache and
// in it; storage orders; sizes; the smallest fills; threads; and the peers that CMake found.
//   bench_fill --benchmark_filter=normal/float
// Interleave and repeat for figures to report: `cmake --build build --target bench-report`.

#include <cmath>
#include <outset/outset.hpp>
#include <string>
#include <vector>

#include "measure.hpp"
#include "peers.hpp"

namespace {

using outset::Index;
using outset_bench::measure_fill;

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Index mebibytes_64 = Index{64} << 20;

/// Sides of a square matrix of about so many bytes.
template <class Scalar>
Index side(Index bytes) {
  return static_cast<Index>(
      std::lround(std::sqrt(static_cast<double>(bytes) / static_cast<double>(sizeof(Scalar)))));
}

template <class M, class Init>
void square(benchmark::State& state, const Init& init, Index n, outset::simd::Backend backend) {
  const outset::simd::Backend before = outset::simd::active();
  outset::simd::force(backend);
  M w(n, n);
  outset::Rng rng{1};
  measure_fill(state, w.data(), static_cast<std::size_t>(w.size()) * sizeof(typename M::Scalar),
               static_cast<double>(w.size()), [&] { init(w, rng); });
  outset::simd::force(before);
}

template <class M, class Init>
void add(const std::string& name, const Init& init, Index n, outset::simd::Backend backend) {
  const std::string full = name + "/" + outset::simd::name(backend);
  benchmark::RegisterBenchmark(full.c_str(), [=](benchmark::State& state) {
    square<M>(state, init, n, backend);
  })->UseManualTime();
}

template <class Scalar>
void add_distributions(const std::string& scalar, outset::simd::Backend backend) {
  const Index n = side<Scalar>(mebibytes_64);
  using M = Matrix<Scalar>;
  add<M>("uniform/" + scalar + "/64MiB", outset::Uniform{}, n, backend);
  add<M>("normal/" + scalar + "/64MiB", outset::Normal{}, n, backend);
  add<M>("truncated/" + scalar + "/64MiB", outset::TruncatedNormal{}, n, backend);
}

void add_storage_orders(outset::simd::Backend backend) {
  using M = RowMajor<float>;
  add<M>("normal/float/row-major", outset::Normal{}, 4096, backend);
  add<M>("normal/float/row-major-odd", outset::Normal{}, 4099, backend);
  add<M>("uniform/float/row-major", outset::Uniform{}, 4096, backend);
  const auto strided = [](benchmark::State& state, bool block) {
    Matrix<float> whole(4096 + 64, 2 * 4096);
    outset::Rng rng{1};
    const auto bytes = std::size_t{4096} * 4096 * sizeof(float);
    using Stride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
    Eigen::Map<Matrix<float>, 0, Stride> map(whole.data(), 2048, 8192, Stride(4160, 2));
    measure_fill(state, whole.data(), bytes, 4096.0 * 4096.0, [&] {
      if (block) {
        outset::Normal{}(whole.block(32, 0, 4096, 4096), rng);
      } else {
        outset::Normal{}(map, rng);
      }
    });
  };
  benchmark::RegisterBenchmark("normal/float/block", strided, true)->UseManualTime();
  benchmark::RegisterBenchmark("normal/float/strided-map", strided, false)->UseManualTime();
}

/// Time per element from 1e5 to 1e9 elements, and the smallest fill: functor, shape and dispatch.
void add_sizes(outset::simd::Backend backend) {
  for (const double elements : {1e5, 1e6, 1e7, 1e8, 1e9}) {
    const auto n = static_cast<Index>(std::lround(std::sqrt(elements)));
    const int power = static_cast<int>(std::lround(std::log10(elements)));
    add<Matrix<float>>("normal/float/1e" + std::to_string(power), outset::Normal{}, n, backend);
  }
  add<Matrix<float>>("normal/float/256x256", outset::Normal{}, 256, backend);
  benchmark::RegisterBenchmark("he_normal/float/16x16", [](benchmark::State& state) {
    Eigen::MatrixXf w(16, 16);
    outset::Rng rng{1};
    for (auto _ : state) {
      outset::HeNormal{}(w, rng);
      benchmark::DoNotOptimize(w.data());
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  for (const outset::simd::Backend backend : outset::simd::available()) {
    add_distributions<float>("float", backend);
    add_distributions<double>("double", backend);
    add<Matrix<Eigen::half>>("normal/half/64MiB", outset::Normal{}, side<Eigen::half>(mebibytes_64),
                             backend);
    add<Matrix<Eigen::bfloat16>>("normal/bfloat16/64MiB", outset::Normal{},
                                 side<Eigen::bfloat16>(mebibytes_64), backend);
  }
  add_storage_orders(outset::simd::active());
  add_sizes(outset::simd::active());
  outset_bench::add_peers();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("outset_backend", outset::simd::name(outset::simd::active()));
  benchmark::RunSpecifiedBenchmarks();
}
