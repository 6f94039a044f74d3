// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// EigenRand with its vectorized engine, in the instructions that this file is compiled for: those
// of -march=native in bench_fill_native.

#include <EigenRand/EigenRand>

#include "../peers.hpp"

namespace outset_bench {

void add_eigenrand() {
  add_peer("EigenRand/uniform/float", [](float* out, std::size_t count) {
    static Eigen::Rand::Vmt19937_64 engine{1};
    Eigen::Map<Eigen::ArrayXf> w(out, static_cast<Eigen::Index>(count));
    w = Eigen::Rand::uniformReal<Eigen::ArrayXf>(w.size(), 1, engine);
  });
  add_peer("EigenRand/normal/float", [](float* out, std::size_t count) {
    static Eigen::Rand::Vmt19937_64 engine{1};
    Eigen::Map<Eigen::ArrayXf> w(out, static_cast<Eigen::Index>(count));
    w = Eigen::Rand::normal<Eigen::ArrayXf>(w.size(), 1, engine, 0.0F, 0.01F);
  });
}

}  // namespace outset_bench
