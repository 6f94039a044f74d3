// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A program as people write it for a GPU: weights are filled on the host, in memory that a kernel
// could read. nvcc and g++ compile this file; both programs must print the same hash. The kernel is
// only compiled, so that no GPU is needed.

#include <Eigen/Dense>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <outset/nn/nn.hpp>
#include <outset/outset.hpp>
#include <outset/tensor.hpp>
#include <vector>

#include "support/sha256.hpp"

#if defined(__CUDACC__)
__global__ void scale(float* weights, int count, float factor) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < count) weights[i] *= factor;
}
#endif

int main() {
  Sha256 hash;
  const auto add = [&hash](const float* data, std::ptrdiff_t count) {
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      hash.add_number(std::bit_cast<std::uint32_t>(data[i]));
    }
  };
  outset::Rng rng{42};
  const outset::Shape shape = outset::conv2d(16, 3, 5, 5);
  std::vector<float> memory(static_cast<std::size_t>(shape.size()));
  for (const auto& text : outset::initializer_list()) {
    const auto init = outset::initializer(text);
    init(outset::row_major(memory, shape), rng.stream(text));
    add(memory.data(), shape.size());
    outset::on(outset::SerialExecutor{}, init)(outset::col_major(memory, shape), rng);
    add(memory.data(), shape.size());
  }
  Eigen::Tensor<float, 4, Eigen::RowMajor> tensor(16, 3, 5, 5);
  outset::HeNormal{.fan = outset::Fan::out}(tensor, shape, rng);
  add(tensor.data(), tensor.size());
  outset::nn::Mlp<float> net({4, 8, 3}, outset::nn::Activation::gelu);
  net.initialize(outset::HeNormal{}, outset::Zeros{}, outset::Rng{1});
  add(net.layer(0).weight().data(), net.layer(0).weight().size());
  std::printf("%s\n", hash.hex().c_str());
}
