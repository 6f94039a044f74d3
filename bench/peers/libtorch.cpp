// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// libtorch's uniform_ and normal_, on one thread.

#include <torch/torch.h>

#include "../peers.hpp"

namespace outset_bench {

void add_libtorch() {
  torch::set_num_threads(1);
  add_peer<float>("libtorch/uniform/float", [](float* out, std::size_t count) {
    torch::from_blob(out, {static_cast<std::int64_t>(count)}).uniform_(-0.05, 0.05);
  });
  add_peer<float>("libtorch/normal/float", [](float* out, std::size_t count) {
    torch::from_blob(out, {static_cast<std::int64_t>(count)}).normal_(0, 0.01);
  });
}

}  // namespace outset_bench
