// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A call takes at most 48 KiB of stack, so that a thread of 64 KiB may fill. Threads have 8 MiB
// with glibc, 512 KiB on macOS, 128 KiB with musl; game engines, audio and embedded systems choose
// their own sizes.

#include <Eigen/SparseCore>
#include <complex>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

#include "outset/outset.hpp"
#include "outset/tensor.hpp"
#include "support/catch.hpp"
#include "support/stack.hpp"

#if OUTSET_TEST_STACKS
namespace {

template <class Scalar, int order>
void fill_all(Eigen::Index rows, Eigen::Index cols) {
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, order>;
  Matrix w(rows, cols);
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, order> wide(2 * rows, 2 * cols);
  using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
  Eigen::Map<Matrix, 0, Strides> apart(wide.data(), rows, cols,
                                       Strides(2 * (order == 0 ? rows : cols), 2));
  outset::Rng rng(1);
  for (const std::string& text : outset::initializer_list()) {
    const outset::AnyInitializer init = outset::initializer(text);
    init(w, rng);
    init(apart, rng);
    init(w, outset::slice(outset::dense(3 * rows, 2 * cols), rows, cols, rows, cols), rng);
  }
}

template <class Scalar>
void fill_everything() {
  for (const auto& [rows, cols] :
       {std::pair<Eigen::Index, Eigen::Index>{8, 8}, {200, 150}, {1500, 70}}) {
    fill_all<Scalar, Eigen::ColMajor>(rows, cols);
    fill_all<Scalar, Eigen::RowMajor>(rows, cols);
  }
  Eigen::Tensor<Scalar, 4, Eigen::RowMajor> kernel(16, 8, 3, 3);
  outset::Rng rng(1);
  outset::HeNormal{}(kernel, outset::conv2d(16, 8, 3, 3), rng);
  outset::DeltaOrthogonal{}(kernel, outset::conv2d(16, 8, 3, 3), rng);
}

}  // namespace

TEMPLATE_TEST_CASE("a fill takes at most 48 KiB of stack", "", float, double, Eigen::half,
                   Eigen::bfloat16, std::complex<float>, std::complex<double>) {
  const std::size_t nothing = stacks::used_by([] {});
  const std::size_t used = stacks::used_by([] { fill_everything<TestType>(); });
  CAPTURE(nothing, used);
  CHECK(used > nothing);  // or the measurement does not work
  CHECK(used - nothing <= stacks::most);
}

TEST_CASE("texts, errors and sparse matrices take at most 48 KiB of stack") {
  const std::size_t used = stacks::used_by([] {
    outset::Rng rng(1);
    Eigen::SparseMatrix<float> by_columns(500, 300);
    Eigen::SparseMatrix<double, Eigen::RowMajor> by_rows(500, 300);
    outset::Sparse{}(by_columns, rng);
    outset::Sparse{}(by_rows, rng);
    try {
      outset::initializer("he_normal(gian=2)");
    } catch (const std::invalid_argument&) {
    }
  });
  CHECK(used <= stacks::most);
}

TEST_CASE("a thread of 64 KiB fills") {
  stacks::run_in_small_thread([] { fill_everything<float>(); });
}
#endif
