// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The same work in both files, in an unnamed namespace, so that the files share no code of the
// test.

#include <cstddef>
#include <cstdint>

#include "outset/outset.hpp"
#include "units.hpp"

namespace {

// FNV-1a over the bytes of weights.
struct Hash {
  std::uint64_t value = 0xCBF29CE484222325;

  template <class Matrix>
  void add(const Matrix& weights) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(weights.data());
    const auto size = static_cast<std::size_t>(weights.size()) * sizeof(typename Matrix::Scalar);
    for (std::size_t i = 0; i < size; ++i) value = (value ^ bytes[i]) * 0x100000001B3;
  }
};

template <class Scalar, class Init>
void add(Hash& hash, const Init& init, outset::Rng& rng) {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> weights(67, 45);
  init(weights, rng);
  hash.add(weights);
}

// No initializers by text: the registry would compile every initializer for every scalar.
std::uint64_t hash_of_weights() {
  outset::Rng rng{2024};
  Hash hash;
  add<float>(hash, outset::Normal{.mean = 0.1, .std = 0.3}, rng);
  add<float>(hash, outset::Uniform{.low = -0.7, .high = 1.1}, rng);
  add<float>(hash, outset::TruncatedNormal{.std = 0.2, .lower = -1.5, .upper = 2.5}, rng);
  add<float>(hash, outset::HeNormal{.gain = outset::gain::leaky_relu(0.2)}, rng);
  add<double>(hash, outset::Normal{.mean = 0.1, .std = 0.3}, rng);
  add<double>(hash, outset::XavierUniform{.gain = outset::gain::gelu()}, rng);
  add<double>(hash, outset::TruncatedNormal{.std = 0.2, .lower = -1.5, .upper = 2.5}, rng);
  add<Eigen::bfloat16>(hash, outset::Uniform{.low = -0.7, .high = 1.1}, rng);
  add<float>(hash, outset::Orthogonal{.gain = 1.4}, rng);
  return hash.value;
}

}  // namespace
