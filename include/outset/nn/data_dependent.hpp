// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the initializations from data share: the checks that a layer tells what they need, and that
// a batch tells something of the layer. Every error names the layer.

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <vector>

#include "outset/error.hpp"
#include "outset/exact/activation_number.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/nn/loss.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/matrix_view.hpp"
#include "outset/nn/moments.hpp"
#include "outset/nn/network.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

[[noreturn]] inline void fail_at(const char* method, std::string_view layer,
                                 std::initializer_list<outset::detail::Piece> problem) {
  outset::detail::fail({method, ": layer \"", layer, "\" ", outset::detail::joined(problem)});
}

// The layers that are initialized. Errors: none has weights, one has weights and no
// pre-activations.
template <std::floating_point Real>
std::vector<std::size_t> weighted_layers(const char* method,
                                         const std::vector<LayerView<Real>>& views) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (views[i].weight.size() == 0) continue;
    if (!views[i].z.present())
      fail_at(method, views[i].name, {"has weights and no .z, must have it"});
    found.push_back(i);
  }
  if (found.empty()) outset::detail::fail({method, ": no layer of the network has weights"});
  return found;
}

inline void require_batch(const char* method, Index examples) {
  if (examples < 2) {
    outset::detail::fail({method, ": the batch has ", examples,
                          " examples, must have two or more (one per column)"});
  }
}

// The least std that is not rounding alone: a sum of n products may be off by n epsilon of its
// size.
template <class Real>
double least_std(Index terms, double size) {
  return static_cast<double>(terms) * static_cast<double>(std::numeric_limits<Real>::epsilon()) *
         size;
}

// Errors: a value is not finite, or every unit has the same value in all examples.
template <std::floating_point Real>
void require_variation(const char* method, const LayerView<Real>& view, const char* what,
                       const MatrixView<const Real>& values) {
  const Moments all = moments(values);
  if (all.not_finite > 0) {
    fail_at(method, view.name, {"has ", all.not_finite, " ", what, " that are infinite or NaN"});
  }
  const double least = least_std<Real>((std::max)(view.weight.cols(), Index{1}), all.rms);
  for (Index i = 0; i < values.rows(); ++i) {
    if (moments(values.row(i)).std > least) return;
  }
  fail_at(method, view.name,
          {"has the same ", what,
           " for every example of the batch: the batch has no variance, or the layer is dead"});
}

// Both of a layer, as far as it tells them: activations too, because of dead units.
template <std::floating_point Real>
void require_variation(const char* method, const LayerView<Real>& view) {
  require_variation(method, view, "pre-activations", view.z);
  if (view.h.size() > 0) require_variation(method, view, "activations", view.h);
}

// w = f(w), entry by entry, rounded once after arithmetic in double.
template <std::floating_point Real, class F>
void replace(const MatrixView<Real>& w, const F& f) {
  outset::detail::in_standard_mode([&] {
    for (Index j = 0; j < w.cols(); ++j) {
      for (Index i = 0; i < w.rows(); ++i) w(i, j) = narrowed<Real>(f(widened(w(i, j))));
    }
  });
}
template <std::floating_point Real>
void scale(const MatrixView<Real>& w, double factor) {
  replace(w, [=](Sum<Real> x) { return x * Sum<Real>(factor); });
}
template <std::floating_point Real>
void divide(const MatrixView<Real>& w, double divisor) {
  replace(w, [=](Sum<Real> x) { return x / Sum<Real>(divisor); });
}

}  // namespace detail
}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
