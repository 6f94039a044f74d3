// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Layer-sequential unit-variance initialization (Mishkin and Matas 2016, "All you need is a good
// init", algorithm 1): layer after layer, W is divided by the standard deviation of the layer's
// pre-activations on a batch, over all units and examples, until their variance is 1. It scales the
// weights that are there; the paper starts from orthogonal ones:
//
//   net.initialize(outset::Orthogonal{}, rng);
//   outset::nn::lsuv(net, X);

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "outset/error.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/data_dependent.hpp"
#include "outset/nn/network.hpp"
#include "outset/nn/parameters.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Options of lsuv. The defaults are the authors' program's; the paper's listing has 0.1 and 10.
struct LsuvOptions {
  double tolerance = 0.02;  ///< the most that a variance may differ from 1
  int tries = 20;           ///< the most divisions of one layer
};

/// What lsuv did to a layer.
struct LsuvLayer {
  std::string name{};
  int tries = 0;      ///< divisions of W
  double before = 0;  ///< variance of the pre-activations, before the first
  double after = 0;   ///< and after the last
  double factor = 1;  ///< W is now W * factor
};

/// Scales the weights of each layer so that its pre-activations have variance 1 within `tolerance`.
/// Biases stay. With biases of 0 one division is enough. x: (inputs, examples).
/// Errors, which name the layer and leave the network's parameters as they were: pre-activations or
/// activations that are not finite or the same for all examples; a variance that `tries` divisions
/// do not bring to 1, because the biases alone have too much; options out of range.
template <Network Net>
std::vector<LsuvLayer> lsuv(Net& net, const BatchOf<Net>& x, const LsuvOptions& options = {}) {
  constexpr const char* method = "lsuv";
  if (!(options.tolerance > 0 && std::isfinite(options.tolerance))) {
    outset::detail::fail({"lsuv: tolerance is ", options.tolerance, ", must be finite and > 0"});
  }
  if (options.tries < 1) {
    outset::detail::fail({"lsuv: tries is ", options.tries, ", must be >= 1"});
  }
  detail::require_batch(method, x.cols());
  forward(net, x);
  auto views = layers(net);
  detail::Rollback rollback(views);
  std::vector<LsuvLayer> report;
  for (const std::size_t i : detail::weighted_layers(method, views)) {
    LsuvLayer done{.name = views[i].name};
    const auto variance = [&] {
      detail::require_variation(method, views[i]);
      const exact::Double std = moments(views[i].z).std;
      return (std * std).value;
    };
    done.before = done.after = variance();
    while (!(std::fabs(1 - done.after) <= options.tolerance)) {
      if (done.tries == options.tries) {
        detail::fail_at(method, done.name,
                        {"has pre-activations of variance ", done.after, " after ", done.tries,
                         " tries, must be within ", options.tolerance,
                         " of 1; its biases alone may have more"});
      }
      const double std = moments(views[i].z).std;
      detail::divide(views[i].weight, std);
      done.factor = exact::div(done.factor, std);
      ++done.tries;
      forward(net, x);
      views = layers(net);
      done.after = variance();
    }
    report.push_back(done);
  }
  rollback.keep();
  return report;
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
