// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Inference of a pruned net of 784-1024-1024-10, float, dense beside sparse: from which sparsity on
// does SparseMlp pay? Arguments: the sparsity in percent, the batch. The counter "of_dense" is the
// sparse net's speed over the dense one's.

#include <Eigen/Core>
#include <cstddef>
#include <outset/outset.hpp>
#include <outset/prune/prune.hpp>

#include "measure.hpp"
#include "program.hpp"

namespace {

void inference(benchmark::State& state) {
  outset::nn::Mlp<float> net({784, 1024, 1024, 10});
  outset::Rng rng{1};
  net.initialize(outset::HeNormal{}, rng);
  const double keep = 1 - static_cast<double>(state.range(0)) / 100;
  const outset::prune::Masks masks = outset::prune::magnitude_global(net, keep);
  for (outset::Index l = 0; l < net.depth(); ++l) {
    masks[static_cast<std::size_t>(l)].apply(net.layer(l).weight());
  }
  const outset::prune::SparseMlp<float> sparse(net);
  Eigen::MatrixXf x(784, state.range(1));
  outset::Normal{.std = 1}(x, rng);
  const auto times = outset_bench::in_turn(
      state, 1, [&] { net.forward(x); }, [&] { benchmark::DoNotOptimize(sparse.forward(x)); });
  state.counters["dense_us"] = 1e6 * outset_bench::median(times[0]);
  state.counters["sparse_us"] = 1e6 * outset_bench::median(times[1]);
  outset_bench::count_ratio(state, "of_dense", times[0], times[1]);
}

}  // namespace

BENCHMARK(inference)->ArgsProduct({{50, 70, 80, 90, 95, 98, 99}, {1, 64}})->UseManualTime();

int main(int argc, char** argv) { return outset_bench::run(argc, argv); }
