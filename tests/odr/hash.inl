// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The same work in both files. An unnamed namespace, so that nothing of the test itself is shared.

#include <cstddef>
#include <cstdint>
#include <outset/outset.hpp>

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

template <class Scalar>
void add_all(Hash& hash, outset::Rng& rng) {
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  for (const char* text :
       {"normal(mean=0.1, std=0.3)", "uniform(low=-0.7, high=1.1)",
        "truncated_normal(std=0.2, lower=-1.5, upper=2.5)", "he_normal(gain=1.7)",
        "xavier_uniform(gain=0.3)", "lecun_normal", "variance_scaling(scale=3)"}) {
    Matrix weights(67, 45);
    outset::initializer(text)(weights, rng);
    hash.add(weights);
  }
}

std::uint64_t hash_of_weights() {
  outset::Rng rng{2024};
  Hash hash;
  add_all<float>(hash, rng);
  add_all<double>(hash, rng);
  add_all<Eigen::bfloat16>(hash, rng);
  add_all<std::complex<float>>(hash, rng);
  const double gains[] = {outset::gain::gelu(), outset::gain::leaky_relu(0.2),
                          outset::gain::of([](double z) { return z > 0 ? z : 0.25 * z; })};
  hash.add(Eigen::Map<const Eigen::VectorXd>(gains, 3));
  return hash.value;
}

}  // namespace
