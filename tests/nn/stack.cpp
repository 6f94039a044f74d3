// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Threads of 64 KiB must be able to train, so a step takes at most 48 KiB of stack.

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/nn.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"
#include "support/stack.hpp"

#if OUTSET_TEST_STACKS
TEMPLATE_TEST_CASE("a thread of 64 KiB can train", "", float, double) {
  using Net = outset::nn::Mlp<TestType>;
  outset::Rng rng{1};
  const Eigen::MatrixXf numbers = outset::make<Eigen::MatrixXf>(outset::Normal{}, 150, 130, rng);
  const typename Net::Matrix x = numbers.template cast<TestType>();
  const typename Net::Matrix target = x.topRows(10);
  std::vector<int> labels;
  for (int i = 0; i < 130; ++i) labels.push_back(i % 10);
  Net net({150, 140, 10}, outset::nn::Activation::gelu);
  for (Eigen::Index i = 0; i < 140; ++i) net.layer(0).weight().row(i) = x.col(i % 130).transpose();
  const std::size_t own = stacks::used_by([] {});  // the thread's own data
  const std::size_t used = stacks::used_by([&] {
    outset::nn::Trainer<TestType> trainer(net, outset::nn::Adam{}, outset::Rng{2}, {.batch = 60});
    trainer.epoch(x, labels);
    trainer.epoch(x, target);
    outset::nn::evaluate(net, x, labels);
  });
  INFO(used - own << " bytes");
  CHECK(used - own <= stacks::most);
  CHECK(net.output().allFinite());
}

#endif
