// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Training allocates nothing after its first epoch. This is a program of its own, because it
// changes what the allocator and Eigen's assertions do: EIGEN_RUNTIME_NO_MALLOC makes Eigen report
// its own allocations, and every call of malloc (which operator new ends in) is counted where the C
// library lets a program do so.

#if defined(NDEBUG)
#undef NDEBUG  // Eigen's check of EIGEN_RUNTIME_NO_MALLOC is an assertion
#endif
#define EIGEN_RUNTIME_NO_MALLOC

#include <cstddef>

#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/nn.hpp"
#include "support/allocator.hpp"
#include "support/catch.hpp"
#include "support/instances.hpp"

#if OUTSET_TEST_COUNTS_MEMORY
TEST_CASE("the counter counts") {
  const std::size_t before = allocator::calls;
  {
    const Eigen::VectorXd v = Eigen::VectorXd::Zero(100);
    CHECK(v.size() == 100);
  }
  CHECK(allocator::calls > before);
}

TEST_CASE("a small orthogonal matrix allocates nothing") {
  Eigen::MatrixXf w(32, 32), wide(16, 32);
  outset::Rng rng{1};
  outset::Orthogonal{}(w, rng);
  const std::size_t before = allocator::calls;
  outset::Orthogonal{}(w, rng);
  outset::Orthogonal{}(w.block(3, 5, 16, 16), rng);
  outset::Orthogonal{}(wide, rng);
  outset::Orthogonal{}(wide.transpose(), rng);
  const std::size_t after = allocator::calls;  // CHECK itself allocates
  CHECK(after == before);
}
#endif

namespace nn = outset::nn;
using outset::Index;

TEMPLATE_TEST_CASE("after the first epoch training allocates nothing", "", float, double) {
  using Matrix = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  // The second net is wide enough for an Eigen product to go to the heap.
  for (const Index width : {33, 300}) {
    for (const auto name : nn::activation_names) {
      for (const nn::Method& method :
           {nn::Method(nn::Sgd{.momentum = 0.9}), nn::Method(nn::Adam{}), nn::Method(nn::Sgd{})}) {
        if (width == 300 && name != "prelu") continue;
        nn::Mlp<TestType> net({20, width, width, 10}, nn::activation(name));
        net.initialize(outset::HeNormal{}, outset::Rng(1));
        const Index count = 150;  // two batches of 64 and one of 22
        const Matrix x = Matrix::Random(20, count);
        const Matrix target = Matrix::Random(10, count);
        std::vector<int> labels;
        for (int i = 0; i < count; ++i) labels.push_back(i % 10);
        if (name == "elu") nn::set_layer_rates(net, {.frozen = 1, .ratio = 2.6});
        nn::Trainer trainer(net, method, outset::Rng(2), {.batch = 64});
        trainer.epoch(x, labels);
        trainer.epoch(x, target);
        nn::evaluate(net, x, labels);
        const std::size_t before = allocator::calls;
        Eigen::internal::set_is_malloc_allowed(false);
        nn::Score score = trainer.step(x.leftCols(64), std::span(labels).first(64));
        trainer.epoch(x, labels);
        trainer.epoch(x, target);
        nn::evaluate(net, x, labels);
        Eigen::internal::set_is_malloc_allowed(true);
        const std::size_t after = allocator::calls;
        CHECK(after == before);
        CHECK(score.loss > 0);
      }
    }
  }
}
