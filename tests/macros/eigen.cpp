// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Prints hashes of weights and of trainings. eigen.cmake builds this file with one set of
// Eigen's preprocessor switches after another; the hashes must be those of the build without any.
//
// clang-format off
//   weights   what initializers write
//   training  parameters after steps whose arithmetic Eigen's vectors do not change
//   losses    the same after steps with sums and exponentials, which nn/ leaves to Eigen: the
//             size of Eigen's vectors changes them, and how it aligns them
// clang-format on

// What projects do to Eigen's assertions. (A macro with arguments cannot be defined on the command
// line of every shell.)
#if defined(OUTSET_TEST_ASSERT_THROWS)
#define eigen_assert(x) ((x) ? void() : throw(#x))
#endif

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "outset/initializers/identity.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/make.hpp"
#include "outset/slice.hpp"
#if !defined(OUTSET_TEST_NO_NETS)
#include "outset/nn/nn.hpp"
#endif

namespace {

using outset::Rng;

// FNV-1a over floats, of a matrix in column-major order.
struct Hash {
  std::uint64_t value = 0xCBF29CE484222325;

  void add(float x) { value = (value ^ std::bit_cast<std::uint32_t>(x)) * 0x100000001B3; }
  template <class Matrix>
  void add_all(const Matrix& w) {
    for (int j = 0; j < w.cols(); ++j) {
      for (int i = 0; i < w.rows(); ++i) add(w.coeff(i, j));
    }
  }
};

template <class Matrix>
void add_weights(Hash& hash) {
  Rng rng{2024};
  Matrix w(67, 45);
  outset::HeNormal{}(w, rng);
  hash.add_all(w);
  outset::Orthogonal{.gain = 1.5}(w, rng);
  hash.add_all(w);
  outset::Sparse{}(w, rng);
  hash.add_all(w);
  outset::Identity{.gain = 0.5}(w, rng);
  hash.add_all(w);
  outset::HeNormal{}(w.block(3, 5, 33, 20), rng);
  hash.add_all(w);
  const outset::Shape part = outset::slice(outset::dense(8, 12), 1, 2, 3, 4);
  hash.add_all(outset::make<Matrix>(outset::Orthogonal{}, part, rng));
  hash.add_all(outset::make<Matrix>(outset::HeNormal{}, 5, 7, rng));
}

template <class Matrix>
void add_sparse(Hash& hash) {
  Rng rng{5};
  Matrix w(100, 9);
  outset::Sparse{.sparsity = 0.93}(w, rng);
  hash.add_all(w);
}

std::uint64_t weights() {
  Hash hash;
  add_weights<Eigen::MatrixXf>(hash);
  add_weights<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>>(hash);
  add_weights<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(hash);
  add_weights<Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, 0, 67, 45>>(hash);
  add_sparse<Eigen::SparseMatrix<float, Eigen::ColMajor>>(hash);
  add_sparse<Eigen::SparseMatrix<float, Eigen::RowMajor>>(hash);
  return hash.value;
}

#if !defined(OUTSET_TEST_NO_NETS)
namespace nn = outset::nn;

// Sizes that fill neither tiles nor vectors, and batches in the order that a user's matrices have.
template <class Train>
std::uint64_t trained(nn::Activation hidden, const nn::Method& method, const Train& train) {
  nn::Mlp<float> net({70, 37, 7}, hidden);
  net.initialize(outset::HeNormal{}, Rng{1});
  nn::Trainer<float> trainer(net, method, Rng{2}, {.batch = 20});
  Rng rng{3};
  const auto x = outset::make<Eigen::MatrixXf>(outset::HeNormal{}, 70, 50, rng);
  const auto target = outset::make<Eigen::MatrixXf>(outset::HeNormal{}, 7, 50, rng);
  std::vector<int> labels;
  for (int i = 0; i < 50; ++i) labels.push_back(i * i % 7);
  for (int epoch = 0; epoch < 2; ++epoch) train(trainer, x, target, labels);
  Hash hash;
  net.for_each_parameter([&](const auto& w, const auto& gradient) {
    hash.add_all(w);
    hash.add_all(gradient);
  });
  hash.add_all(net.output());
  return hash.value;
}

std::uint64_t training() {
  const auto to_targets = [](auto& trainer, const auto& x, const auto& target, const auto&) {
    trainer.epoch(x, target);
  };
  return trained(nn::Activation::tanh, nn::Sgd{.rate = 0.02, .momentum = 0.9}, to_targets);
}

std::uint64_t losses() {
  return trained(nn::Activation::prelu, nn::Adam{},
                 [](auto& trainer, const auto& x, const auto&, const auto& labels) {
                   trainer.epoch(x, labels);
                 });
}
#endif

void print(const char* name, std::uint64_t hash) {
  std::printf("%s %016llx\n", name, static_cast<unsigned long long>(hash));
}

}  // namespace

int main() {
  print("weights ", weights());
#if !defined(OUTSET_TEST_NO_NETS)
  print("training", training());
  print("losses  ", losses());
#endif
}
