// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The peers, one file each in peers/; those that CMake found are compiled in. Each is used as its
// documentation recommends for filling an array that it does not own. Only plain functions are
// declared here, so that a peer's flags and language version stay with its file.

#include <cstddef>
#include <cstdint>
#include <memory>

namespace outset_bench {

/// Registers a peer's fill of `count` numbers. Defined in fill.cpp.
void add_peer(const char* name, void (*fill)(float* out, std::size_t count));
void add_peer(const char* name, void (*fill)(double* out, std::size_t count));

void add_standard();
void add_eigen();
void add_boost();
void add_abseil();
void add_armadillo();
void add_libtorch();
void add_eigenrand();

/// libtorch's torch::nn::init::orthogonal_ on a row-major matrix.
void libtorch_orthogonal(float* out, std::ptrdiff_t rows, std::ptrdiff_t cols);

/// A perceptron with ReLU between its layers, and SGD with momentum on its cross-entropy.
class LibtorchNet {
 public:
  LibtorchNet(double rate, double momentum);
  ~LibtorchNet();

  /// Copies a column-major weight (out, in) and a bias (out).
  void add_layer(const float* weight, const float* bias, std::ptrdiff_t out, std::ptrdiff_t in);

  /// One step on a column-major batch (inputs, batch); returns the loss before it.
  double step(const float* x, const std::int64_t* labels, std::ptrdiff_t batch);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace outset_bench
