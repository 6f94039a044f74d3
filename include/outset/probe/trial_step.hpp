// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// One step of training that is undone to the bit: how much would it change each layer's weights?
// A step is
//   an nn::Method, as its first step from a state of zeros;
//   an nn::Optimizer in the middle of training: a copy of it steps, so its state does not move;
//   any callable that moves the network, step(net). A copy of it is called: a state that it holds
//   by value does not move either; a state that it only refers to does, and is the caller's.

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/nn/moments.hpp"
#include "outset/nn/network.hpp"
#include "outset/nn/optimizer.hpp"
#include "outset/nn/parameters.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

template <class Net, class Step>
void take_step(Net& net, const Step& step) {
  using Real = nn::ScalarOf<Net>;
  if constexpr (std::is_convertible_v<const Step&, nn::Method>) {
    take_step(net, nn::Optimizer<Real>(nn::Method(step)));
  } else if constexpr (std::same_as<Step, nn::Optimizer<Real>>) {
    Step copy = step;
    if constexpr (requires { copy.step(net); }) {
      copy.step(net);
    } else {
      nn::detail::FlatParameters<Real> parameters(nn::layers(net));
      copy.step(parameters);
    }
  } else {
    Step copy = step;
    copy(net);
  }
}

}  // namespace detail

/// By layer, rms change of W in one step : rms W; absent for a layer whose weights are 0, not
/// finite, or none. The gradients must be those that the step needs: call
/// nn::loss_and_gradients(net, x, labels) before. All that `layers(net)` calls weight, bias and
/// extra is then as before, also when the step throws.
template <nn::Network Net, class Step>
std::vector<std::optional<double>> update_to_weight(Net& net, const Step& step) {
  using Real = nn::ScalarOf<Net>;
  const auto before = nn::layers(net);
  std::vector<nn::detail::Matrix<Real>> weights;
  for (const auto& view : before) weights.push_back(view.weight.map());
  std::vector<std::optional<double>> ratios(before.size());
  const nn::detail::Rollback<Real> rollback(before);
  detail::take_step(net, step);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (weights[i].size() == 0) continue;
    const double size = nn::moments(nn::MatrixView<const Real>(weights[i])).rms;
    if (!(nn::detail::is_finite(size) && size > 0)) continue;
    const nn::detail::Matrix<Real> change = before[i].weight.map() - weights[i];
    ratios[i] = exact::div(nn::moments(nn::MatrixView<const Real>(change)).rms, size);
  }
  return ratios;
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
