// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Fills: every distribution and scalar on every backend of this machine, out of cache and in it,
// from a line's start on and not; storage orders; sizes; the smallest calls; and the peers that
// CMake found. All write into the same touched memory. A name is distribution/scalar/what/backend:
//   bench_fill --benchmark_filter=normal/float/64MiB

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

#include <cmath>
#include <outset/outset.hpp>
#include <string>

#include "measure.hpp"
#include "peers.hpp"
#include "program.hpp"

namespace {

using outset::Index;
using outset::simd::Backend;
using outset_bench::in_turn;

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// The shared memory as a matrix.
template <class M>
Eigen::Map<M> buffer(Index rows, Index cols) {
  using Scalar = typename M::Scalar;
  const auto bytes = static_cast<std::size_t>(rows * cols) * sizeof(Scalar);
  return {static_cast<Scalar*>(outset_bench::shared_buffer(bytes)), rows, cols};
}

/// Makes a backend the active one for as long as it lives.
class Forced {
 public:
  explicit Forced(Backend backend) : before_(outset::simd::active()) {
    outset::simd::force(backend);
  }
  ~Forced() { outset::simd::force(before_); }
  Forced(const Forced&) = delete;
  Forced& operator=(const Forced&) = delete;

 private:
  Backend before_;
};

template <class Run>
benchmark::internal::Benchmark* add(const std::string& name, const Run& run) {
  return benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime();
}

template <class Scalar, class Init>
void add_square(const std::string& name, const Init& init, Index n, Backend backend) {
  add(name + "/" + outset::simd::name(backend), [=](benchmark::State& state) {
    const Forced forced(backend);
    outset::Rng rng{1};
    auto w = buffer<Matrix<Scalar>>(n, n);
    outset_bench::measure_fill(state, w.data(), static_cast<std::size_t>(w.size()) * sizeof(Scalar),
                               static_cast<double>(w.size()), [&] { init(w, rng); });
  });
}

/// The side of a square matrix of about so many bytes.
template <class Scalar>
Index side(std::size_t bytes) {
  return std::lround(std::sqrt(static_cast<double>(bytes) / sizeof(Scalar)));
}

template <class Scalar>
void add_distributions(const std::string& scalar, Backend backend) {
  const Index n = side<Scalar>(64 * mebibyte);
  add_square<Scalar>("uniform/" + scalar + "/64MiB", outset::Uniform{}, n, backend);
  add_square<Scalar>("normal/" + scalar + "/64MiB", outset::Normal{}, n, backend);
  add_square<Scalar>("truncated/" + scalar + "/64MiB", outset::TruncatedNormal{}, n, backend);
}

void add_backend(Backend backend) {
  add_distributions<float>("float", backend);
  add_distributions<double>("double", backend);
  add_distributions<Eigen::half>("half", backend);
  add_distributions<Eigen::bfloat16>("bfloat16", backend);
  if (backend != Backend::scalar) {  // too slow to be limited by memory
    const Index n = side<float>(256 * mebibyte);
    add_square<float>("uniform/float/256MiB", outset::Uniform{}, n, backend);
    add_square<float>("normal/float/256MiB", outset::Normal{}, n, backend);
  }
  add_square<float>("uniform/float/256x256", outset::Uniform{}, 256, backend);
  add_square<float>("normal/float/256x256", outset::Normal{}, 256, backend);
  add_square<float>("truncated/float/256x256", outset::TruncatedNormal{}, 256, backend);
}

/// A fill of n x n floats in another order or with gaps, beside one of as many in one run.
template <class Init, class Write>
void add_layout(const std::string& name, const Init& init, Index n, const Write& write) {
  add(name, [=](benchmark::State& state) {
    outset::Rng rng{1};
    auto run = buffer<Matrix<float>>(n, n);
    const auto bytes = static_cast<std::size_t>(run.size()) * sizeof(float);
    const auto set = [&] { std::memset(run.data(), 0x3C, bytes); };
    const auto contiguous = [&] { init(run, rng); };
    const auto own = [&] { write(init, rng, n); };
    const auto times = in_turn(state, 1, set, contiguous, own);
    outset_bench::count_fill(state, bytes, static_cast<double>(run.size()), times[0], times[2]);
    outset_bench::count_ratio(state, "of_contiguous", times[1], times[2]);
  });
}

template <class Init>
void add_layouts(const std::string& name, const Init& init) {
  const auto row_major = [](const Init& rule, outset::Rng& rng, Index n) {
    rule(buffer<RowMajor>(n, n), rng);
  };
  const auto block = [](const Init& rule, outset::Rng& rng, Index n) {
    rule(buffer<Matrix<float>>(n + 64, n).block(32, 0, n, n), rng);
  };
  const auto strided = [](const Init& rule, outset::Rng& rng, Index n) {
    using Stride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
    float* data = buffer<Matrix<float>>(2 * n, n).data();
    rule(Eigen::Map<Matrix<float>, 0, Stride>(data, n, n, Stride(2 * n, 2)), rng);
  };
  add_layout(name + "/row-major", init, 4096, row_major);
  add_layout(name + "/row-major-odd", init, 4099, row_major);
  add_layout(name + "/block", init, 4096, block);
  add_layout(name + "/strided-map", init, 4096, strided);
}

bool has_memory(double bytes) {
#if defined(__unix__) || defined(__APPLE__)
  return 1.5 * bytes <
         static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
#else
  return bytes < 1e9;
#endif
}

/// A fill of 64 MiB that begins 16 bytes into a line of the cache, as large blocks of glibc's
/// malloc do, beside the same fill from a line's start on.
template <class Scalar, class Init>
void add_offset(const std::string& name, const Init& init, Backend backend) {
  add(name + "/16-bytes-on/" + outset::simd::name(backend), [=](benchmark::State& state) {
    const Forced forced(backend);
    outset::Rng rng{1};
    constexpr std::size_t bytes = 64 * mebibyte;
    constexpr Index size = bytes / sizeof(Scalar);
    constexpr Index shift = 16 / sizeof(Scalar);
    auto whole = buffer<Matrix<Scalar>>(size + shift, 1);
    const auto fill_from = [&](Index first) { init(whole.block(first, 0, size, 1), rng); };
    const auto set = [&] { std::memset(whole.data() + shift, 0x3C, bytes); };
    const auto times = in_turn(
        state, 1, set, [&] { fill_from(0); }, [&] { fill_from(shift); });
    outset_bench::count_fill(state, bytes, static_cast<double>(size), times[0], times[2]);
    outset_bench::count_ratio(state, "of_aligned", times[1], times[2]);
  });
}

void add_offsets(Backend backend) {
  if (backend == Backend::scalar) return;  // it writes number by number
  add_offset<float>("uniform/float", outset::Uniform{}, backend);
  add_offset<float>("normal/float", outset::Normal{}, backend);
  add_offset<double>("uniform/double", outset::Uniform{}, backend);
  add_offset<double>("normal/double", outset::Normal{}, backend);
}

/// The time of an element must not depend on how many there are.
void add_sizes(Backend backend) {
  for (int power = 5; power <= 9; ++power) {
    const double elements = std::pow(10.0, power);
    if (!has_memory(elements * sizeof(float))) continue;
    add_square<float>("normal/float/1e" + std::to_string(power), outset::Normal{},
                      std::lround(std::sqrt(elements)), backend);
  }
}

/// What a call costs when the matrix is small.
template <class Call>
void add_small(const std::string& name, const Call& call) {
  add(name, [=](benchmark::State& state) {
    Eigen::MatrixXf w(16, 16);
    outset::Rng rng{1};
    const auto times = in_turn(state, 1000, [&] {
      call(w, rng);
      benchmark::DoNotOptimize(w.data());
    });
    state.counters["ns/call"] = 1e9 * outset_bench::median(times[0]);
  });
}

void add_small_calls() {
  using W = Eigen::MatrixXf;
  using outset::Rng;
  add_small("zeros/float/16x16", [](W& w, Rng& rng) { outset::Zeros{}(w, rng); });
  add_small("uniform/float/16x16", [](W& w, Rng& rng) { outset::Uniform{}(w, rng); });
  add_small("he_normal/float/16x16", [](W& w, Rng& rng) { outset::HeNormal{}(w, rng); });
  add_small("truncated/float/16x16", [](W& w, Rng& rng) { outset::TruncatedNormal{}(w, rng); });
  add_small("peer/Eigen/uniform/float/16x16", [](W& w, Rng&) { w.setRandom(); });
}

template <class Scalar>
void add_peer_fill(const std::string& name, void (*fill)(Scalar* out, std::size_t count)) {
  add("peer/" + name + "/64MiB", [fill](benchmark::State& state) {
    constexpr std::size_t bytes = 64 * mebibyte;
    auto* out = static_cast<Scalar*>(outset_bench::shared_buffer(bytes));
    outset_bench::measure_fill(state, out, bytes, static_cast<double>(bytes / sizeof(Scalar)),
                               [&] { fill(out, bytes / sizeof(Scalar)); });
  })->Iterations(2);
}

}  // namespace

namespace outset_bench {

void add_peer(const char* name, void (*fill)(float*, std::size_t)) { add_peer_fill(name, fill); }
void add_peer(const char* name, void (*fill)(double*, std::size_t)) { add_peer_fill(name, fill); }

}  // namespace outset_bench

int main(int argc, char** argv) {
  for (const Backend backend : outset::simd::available()) {
    add_backend(backend);
    add_offsets(backend);
  }
  const Backend best = outset::simd::active();
  add_square<float>("zeros/float/64MiB", outset::Zeros{}, 4096, best);
  add_layouts("uniform/float", outset::Uniform{});
  add_layouts("normal/float", outset::Normal{});
  add_sizes(best);
  add_small_calls();
  outset_bench::add_standard();
  outset_bench::add_eigen();
#if OUTSET_BENCH_BOOST
  outset_bench::add_boost();
#endif
#if OUTSET_BENCH_ABSEIL
  outset_bench::add_abseil();
#endif
#if OUTSET_BENCH_ARMADILLO
  outset_bench::add_armadillo();
#endif
#if OUTSET_BENCH_LIBTORCH
  outset_bench::add_libtorch();
#endif
#if OUTSET_BENCH_EIGENRAND
  outset_bench::add_eigenrand();
#endif
  return outset_bench::run(argc, argv);
}
