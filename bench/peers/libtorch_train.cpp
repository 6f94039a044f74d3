// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// One training step of a perceptron in libtorch, on one thread: linear layers, ReLU, cross_entropy,
// autograd and torch::optim::SGD. The products are those of the BLAS that libtorch finds.

#include <torch/torch.h>

#include <utility>
#include <vector>

#include "../peers.hpp"

namespace outset_bench {

struct LibtorchNet::State {
  std::vector<torch::Tensor> parameters;  // weight and bias of each layer
  std::unique_ptr<torch::optim::SGD> optimizer;
  std::int64_t inputs = 0;
};

LibtorchNet::LibtorchNet(double rate, double momentum) : state_(std::make_unique<State>()) {
  torch::set_num_threads(1);
  state_->optimizer = std::make_unique<torch::optim::SGD>(
      std::vector<torch::Tensor>{}, torch::optim::SGDOptions(rate).momentum(momentum));
}
LibtorchNet::~LibtorchNet() = default;

void LibtorchNet::add_layer(const float* weight, const float* bias, std::ptrdiff_t out,
                            std::ptrdiff_t in) {
  if (state_->parameters.empty()) state_->inputs = in;
  const auto own = [](const torch::Tensor& values) {
    return values.contiguous().clone().requires_grad_(true);
  };
  // A column-major matrix is its transpose, row by row.
  const auto transposed = torch::from_blob(const_cast<float*>(weight), {in, out});
  const auto offset = torch::from_blob(const_cast<float*>(bias), {out});
  for (const auto& values : {own(transposed.t()), own(offset)}) {
    state_->parameters.push_back(values);
    state_->optimizer->param_groups()[0].params().push_back(values);
  }
}

double LibtorchNet::step(const float* x, const std::int64_t* labels, std::ptrdiff_t batch) {
  namespace F = torch::nn::functional;
  auto h = torch::from_blob(const_cast<float*>(x), {batch, state_->inputs});
  const auto own = torch::from_blob(const_cast<std::int64_t*>(labels), {batch}, torch::kLong);
  const auto& parameters = state_->parameters;
  state_->optimizer->zero_grad();
  for (std::size_t i = 0; i < parameters.size(); i += 2) {
    h = torch::linear(h, parameters[i], parameters[i + 1]);
    if (i + 2 < parameters.size()) h = torch::relu(h);
  }
  const auto loss = F::cross_entropy(h, own);
  loss.backward();
  state_->optimizer->step();
  return loss.item<double>();
}

}  // namespace outset_bench
