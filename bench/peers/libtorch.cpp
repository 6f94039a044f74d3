// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// libtorch's uniform_ and normal_, on one thread.

#include <torch/torch.h>

#include "../peers.hpp"

namespace outset_bench {

namespace {

torch::Tensor vector(void* out, std::size_t count, torch::ScalarType scalar) {
  return torch::from_blob(out, {static_cast<std::int64_t>(count)}, scalar);
}

}  // namespace

void add_libtorch() {
  torch::set_num_threads(1);
  add_peer("libtorch/uniform/float", [](float* out, std::size_t count) {
    vector(out, count, torch::kFloat).uniform_(-0.05, 0.05);
  });
  add_peer("libtorch/normal/float", [](float* out, std::size_t count) {
    vector(out, count, torch::kFloat).normal_(0, 0.01);
  });
  add_peer("libtorch/uniform/double", [](double* out, std::size_t count) {
    vector(out, count, torch::kDouble).uniform_(-0.05, 0.05);
  });
  add_peer("libtorch/normal/double", [](double* out, std::size_t count) {
    vector(out, count, torch::kDouble).normal_(0, 0.01);
  });
}

}  // namespace outset_bench
