// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Abseil's free functions on its InsecureBitGen, the faster of its two.

#include <absl/random/random.h>

#include <algorithm>

#include "../peers.hpp"

namespace outset_bench {

void add_abseil() {
  add_peer("Abseil/uniform/float", [](float* out, std::size_t count) {
    absl::InsecureBitGen engine;
    std::generate_n(out, count, [&] { return absl::Uniform<float>(engine, -0.05F, 0.05F); });
  });
  add_peer("Abseil/normal/float", [](float* out, std::size_t count) {
    absl::InsecureBitGen engine;
    std::generate_n(out, count, [&] { return absl::Gaussian<float>(engine, 0, 0.01F); });
  });
}

}  // namespace outset_bench
