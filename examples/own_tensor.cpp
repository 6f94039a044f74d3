// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A program with its own type of tensor: one specialization of outset::storage says where the
// elements are, and every initializer takes it.

#include <cstdio>
#include <outset/outset.hpp>
#include <vector>

struct Tensor {  // row-major, such as (out, in) or (out, in, height, width)
  std::vector<outset::Index> sizes;
  std::vector<float> values;
};

template <>
struct outset::storage<Tensor> {
  static View<float> view(Tensor& w) {
    std::vector<Index> strides(w.sizes.size(), 1);
    for (std::size_t i = strides.size(); i-- > 1;) strides[i - 1] = strides[i] * w.sizes[i];
    return View<float>::tensor(w.values.data(), w.sizes, strides);
  }
};

int main() {
  const outset::Rng rng{42};
  Tensor dense{{10, 64}, std::vector<float>(10 * 64)};
  Tensor kernel{{8, 3, 5, 5}, std::vector<float>(8 * 3 * 5 * 5)};
  outset::XavierUniform{}(dense, rng.stream("dense"));
  outset::HeNormal{}(kernel, outset::conv2d(8, 3, 5, 5), rng.stream("kernel"));

  // The same numbers as the matrix with a row for each output.
  Eigen::MatrixXf matrix(8, 3 * 5 * 5);
  outset::HeNormal{}(matrix, outset::conv2d(8, 3, 5, 5), rng.stream("kernel"));
  const bool same = kernel.values[75 + 25 + 5 + 1] == matrix(1, 25 + 5 + 1);
  std::printf("%s\n", same ? "the matrix's weights" : "OTHER WEIGHTS");
  return same ? 0 : 1;
}
