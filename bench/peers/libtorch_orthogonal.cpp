// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// libtorch's orthogonal_, on one thread; it takes the LAPACK that libtorch was linked with.

#include <torch/torch.h>

#include "../peers.hpp"

namespace outset_bench {

void libtorch_orthogonal(float* out, std::ptrdiff_t rows, std::ptrdiff_t cols) {
  torch::set_num_threads(1);
  torch::nn::init::orthogonal_(torch::from_blob(out, {rows, cols}));
}

}  // namespace outset_bench
