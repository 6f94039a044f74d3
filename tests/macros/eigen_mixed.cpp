// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Compiled twice: as plain_hash, and with Eigen's switches as switched_hash. Both are linked into
// one program by eigen_mixed_main.cpp. A file may use only Eigen types that its own switches make
// different from the other file's: MatrixXf is another type in each, because one of the switches is
// EIGEN_DEFAULT_TO_ROW_MAJOR. (A type that is the same in both, such as VectorXf with
// EIGEN_DEFAULT_DENSE_INDEX_TYPE, breaks within Eigen.)

#include <bit>
#include <cstdint>

#include "outset/outset.hpp"

namespace {

std::uint64_t hash_of_weights() {
  outset::Rng rng{2024};
  std::uint64_t hash = 0xCBF29CE484222325;
  const auto add = [&](const Eigen::MatrixXf& w) {
    for (int j = 0; j < w.cols(); ++j) {
      for (int i = 0; i < w.rows(); ++i) {
        hash = (hash ^ std::bit_cast<std::uint32_t>(w(i, j))) * 0x100000001B3;
      }
    }
  };
  const auto draw = [&](const auto& init) {
    const outset::Shape whole = outset::dense(60, 45);
    add(outset::make<Eigen::MatrixXf>(init, 60, 45, rng));
    add(outset::make<Eigen::MatrixXf>(init, outset::slice(whole, 1, 2, 30, 40), rng));
  };
  draw(outset::HeNormal{});
  draw(outset::Orthogonal{.gain = 1.5});
  draw(outset::Sparse{});
  draw(outset::Identity{});
  return hash;
}

}  // namespace

#if defined(EIGEN_DEFAULT_TO_ROW_MAJOR)
std::uint64_t switched_hash() { return hash_of_weights(); }
#else
std::uint64_t plain_hash() { return hash_of_weights(); }
#endif
