// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The parameters of a libtorch module, each from a stream with its name: the weights of a layer do
// not change when another layer is added. Biases are PyTorch's default for their layers.

#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <outset/outset.hpp>

outset::Shape shape_of(const torch::Tensor& w) {
  if (w.dim() == 4) return outset::conv2d(w.size(0), w.size(1), w.size(2), w.size(3));
  return outset::dense(w.size(0), w.size(1));
}

int main() {
  torch::nn::Sequential net(torch::nn::Conv2d(3, 16, 5), torch::nn::ReLU(), torch::nn::Flatten(),
                            torch::nn::Linear(16 * 4 * 4, 10));
  const outset::Rng rng{42};
  const outset::HeUniform for_biases{.gain = outset::gain::leaky_relu(std::sqrt(5.0))};
  outset::Shape layer;
  for (const auto& parameter : net->named_parameters()) {  // each weight before its bias
    const torch::Tensor& w = parameter.value();
    const bool is_bias = w.dim() == 1;
    if (!is_bias) layer = shape_of(w);
    const outset::Shape shape = is_bias ? outset::bias_of(layer) : layer;
    const auto init = is_bias ? outset::AnyInitializer(for_biases) : outset::HeNormal{};
    const auto size = static_cast<std::size_t>(w.numel());
    init(outset::row_major(w.data_ptr<float>(), size, shape), rng.stream(parameter.key()));
    std::printf("%-8s std %.3f, its rule says %.3f\n", parameter.key().c_str(),
                w.std().item<double>(), std::sqrt(variance(init.distribution(shape))));
  }
}
