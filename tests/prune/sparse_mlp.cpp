// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/sparse_mlp.hpp"

#include <Eigen/Core>
#include <cstddef>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/prune/magnitude.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
namespace prune = outset::prune;
using outset::Index;
using outset::Rng;

TEST_CASE("a sparse net holds the kept weights and has the dense net's outputs", "[sparse_mlp]") {
  nn::Mlp<double> net({40, 60, 50, 8}, nn::Activation::leaky_relu, {.parameter = 0.3});
  net.initialize(outset::HeNormal{}, outset::Normal{.std = 0.5}, Rng{1});
  const auto masks = prune::magnitude_global(net, 0.1);
  for (Index l = 0; l < 3; ++l) masks[static_cast<std::size_t>(l)].apply(net.layer(l).weight());
  const prune::SparseMlp<double> sparse(net);
  CHECK(sparse.count() == prune::count(masks));
  for (Index l = 0; l < 3; ++l) {
    const auto& layer = sparse.layers()[static_cast<std::size_t>(l)];
    CHECK(layer.weight.nonZeros() == masks[static_cast<std::size_t>(l)].count());
    CHECK(Eigen::MatrixXd(layer.weight) == net.layer(l).weight());
  }
  for (const Index examples : {1, 3, 4, 9}) {
    Eigen::MatrixXd x(40, examples);
    Rng rng{2};
    outset::Normal{.std = 1}(x, rng);
    const Eigen::MatrixXd expected = net.forward(x);
    // Sums of at most 60 products in three layers, in another order: 3 * 60 * 2^-53 of their sizes.
    CHECK((sparse.forward(x) - expected).cwiseAbs().maxCoeff() <=
          1e-13 * expected.cwiseAbs().maxCoeff());
  }
  CHECK_THROWS_WITH(sparse.forward(Eigen::MatrixXd::Zero(3, 2)),
                    "outset: SparseMlp: a batch has 3 rows, must have 40 (one example per column)");
}
