// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Buffers as ggml has them: four sizes, the fastest axis first, and a scalar that only the run
// knows. (The struct stands here in place of <ggml.h>; weights there have no gaps.)

#include <cstdint>
#include <cstdio>
#include <outset/outset.hpp>
#include <vector>

enum ggml_type { GGML_TYPE_F32 = 0, GGML_TYPE_F16 = 1 };
struct ggml_tensor {
  ggml_type type;
  std::int64_t ne[4];  // in, out, 1, 1 of a dense layer; width, height, in, out of a kernel
  std::size_t nb[4];   // bytes from an element to the next along each axis
  void* data;
};

void fill(const outset::AnyInitializer& init, ggml_tensor& w, const outset::Shape& shape,
          outset::Rng rng) {
  const auto size = static_cast<std::size_t>(w.ne[0] * w.ne[1] * w.ne[2] * w.ne[3]);
  if (w.type == GGML_TYPE_F32) {
    init(outset::row_major(static_cast<float*>(w.data), size, shape), rng);
  } else if (w.type == GGML_TYPE_F16) {
    init(outset::row_major(static_cast<Eigen::half*>(w.data), size, shape), rng);
  }
}

int main() {
  std::vector<Eigen::half> memory(5 * 3 * 4 * 6);
  ggml_tensor kernel{GGML_TYPE_F16, {5, 3, 4, 6}, {2, 10, 30, 120}, memory.data()};
  const outset::Shape shape = outset::conv2d(6, 4, 3, 5);
  fill(outset::HeNormal{}, kernel, shape, outset::Rng{42}.stream("conv.weight"));

  Eigen::Matrix<Eigen::half, 6, 60, Eigen::RowMajor> expected;
  outset::HeNormal{}(expected, shape, outset::Rng{42}.stream("conv.weight"));
  const bool same = Eigen::Map<decltype(expected)>(memory.data()) == expected;
  return std::puts(same ? "the matrix's weights" : "OTHER WEIGHTS"), same ? 0 : 1;
}
