// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Eigen's setRandom: uniform on [-1, 1], the only one it has.

#include <Eigen/Core>

#include "../peers.hpp"

namespace outset_bench {

void add_eigen() {
  add_peer("Eigen/uniform/float", [](float* out, std::size_t count) {
    Eigen::Map<Eigen::ArrayXf>(out, static_cast<Eigen::Index>(count)).setRandom();
  });
  add_peer("Eigen/uniform/double", [](double* out, std::size_t count) {
    Eigen::Map<Eigen::ArrayXd>(out, static_cast<Eigen::Index>(count)).setRandom();
  });
}

}  // namespace outset_bench
