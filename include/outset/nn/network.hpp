// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a network must tell so that it can be measured (probe/) and initialized from data (lsuv.hpp
// and the others). nn::Mlp does; an own network has these members, or free functions of the same
// names that take it first:
//
//   std::vector<outset::nn::LayerView<double>> layers() {
//     return {{.name = "first", .weight = w1, .bias = b1, .z = z1, .h = h1, .f = Activation::relu},
//             {.name = "second", .weight = w2, .bias = b2, .z = z2, .h = z2},
//             {.name = "sum", .h = sum}};
//   }
//   void forward(const Eigen::MatrixXd& x);              // fills what .z and .h name
//   void backward(const Eigen::MatrixXd& x, const Eigen::MatrixXd& g);  // and the gradients, for
//                                                        // g = dL/dh of the last layer
//
// or, with a loss of its own, double backpropagate(x, labels), forward and backward in one.
//
// Layers are listed in the order in which forward computes them, the network's output last. A batch
// has one example per column. `layers` is called anew after each forward and backward, so z, h and
// gradients may move in between; weights and biases stay where they are. Whatever a layer leaves
// out is not measured; what needs it says so.

#include <Eigen/Core>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/nn/loss.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/matrix_view.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/nonlinearity.hpp"
#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// A layer z = W x + b, h = f(z), or, without weights, a signal h: the end of a residual branch, a
/// sum. A member that is not given is not there.
template <std::floating_point Real>
struct LayerView {
  using Scalar = Real;

  std::string name{};
  MatrixView<Real> weight = {};           ///< W, (out, in)
  MatrixView<Real> bias = {};             ///< b, out numbers
  MatrixView<const Real> input = {};      ///< x, (in, batch); without it, h of the layer before
  MatrixView<const Real> z = {};          ///< pre-activations, (out, batch)
  MatrixView<const Real> h = {};          ///< activations, (out, batch)
  Nonlinearity f = Activation::identity;  ///< h = f(z)
  MatrixView<const Real> weight_gradient = {};  ///< dL/dW, (out, in)
  MatrixView<const Real> bias_gradient = {};    ///< dL/db, out numbers
  MatrixView<const Real> z_gradient = {};       ///< dL/dz, (out, batch)
  MatrixView<const Real> h_gradient = {};       ///< dL/dh, (out, batch)
  std::optional<Shape> shape = std::nullopt;    ///< W's, where it is not dense(out, in)
  /// Further numbers that a step may change, PReLU's slope: put back after a trial step.
  MatrixView<Real> extra = {};
};

/// What an Mlp tells: its layers, "layer.0" first.
template <std::floating_point Real>
std::vector<LayerView<Real>> layers(Mlp<Real>& net) {
  std::vector<LayerView<Real>> views;
  for (Index i = 0; i < net.depth(); ++i) {
    DenseLayer<Real>& layer = net.layer(i);
    LayerView<Real> view{.name = net.layer_name(i),
                         .weight = layer.weight(),
                         .bias = layer.bias(),
                         .z = layer.preactivations(),
                         .h = layer.activations(),
                         .f = Nonlinearity(layer.activation(), static_cast<double>(layer.slope())),
                         .weight_gradient = layer.weight_gradient(),
                         .bias_gradient = layer.bias_gradient(),
                         .z_gradient = layer.preactivation_gradient(),
                         .shape = layer.shape()};
    if (layer.activation() == Activation::prelu) {
      view.extra = Eigen::Map<detail::Matrix<Real>>(&layer.slope(), 1, 1);
    }
    views.push_back(std::move(view));
  }
  return views;
}
template <class Net>
requires requires(Net& net) { net.layers(); }
auto layers(Net& net) { return net.layers(); }

namespace detail {

template <class T>
inline constexpr bool is_layers = false;
template <class Real>
inline constexpr bool is_layers<std::vector<LayerView<Real>>> = true;

template <class Net>
using Layers = decltype(layers(std::declval<Net&>()));

}  // namespace detail

/// A batch as it is handed to a network: (inputs, examples).
template <class Net>
using BatchOf = Eigen::Ref<const detail::Matrix<typename detail::Layers<Net>::value_type::Scalar>>;

template <class Net, class X>
requires requires(Net& net, const X& x) { net.forward(x); }
void forward(Net& net, const X& x) { net.forward(x); }

/// A type that tells its layers and can compute them: `layers(net)` and `forward(net, x)`.
template <class Net>
concept Network = detail::is_layers<detail::Layers<Net>> &&
    requires(Net& net, const BatchOf<Net>& x) {
  forward(net, x);
};

/// The scalar of a network's weights.
template <Network Net>
using ScalarOf = typename detail::Layers<Net>::value_type::Scalar;

namespace detail {

// The network's outputs, h of its last layer.
template <std::floating_point Real>
MatrixView<const Real> output_of(const std::vector<LayerView<Real>>& views) {
  if (views.empty())
    outset::detail::fail("network: layers() gives no layer, must give one or more");
  if (!views.back().h.present()) {
    outset::detail::fail({"network: the last layer, \"", views.back().name,
                          "\", has no .h, must have the network's outputs there"});
  }
  return views.back().h;
}

}  // namespace detail

/// All gradients for dL/dh of the last layer, (outputs, batch), after forward(net, x).
template <std::floating_point Real, class X, class G>
void backward(Mlp<Real>& net, const X& x, const G& gradient) {
  auto own = net.output_gradient();
  detail::require_size("an output gradient", gradient.rows(), gradient.cols(), own.rows(),
                       own.cols());
  own = gradient;
  net.backward(x);
}
template <class Net, class X, class G>
requires requires(Net& net, const X& x, const G& gradient) { net.backward(x, gradient); }
void backward(Net& net, const X& x, const G& gradient) { net.backward(x, gradient); }

/// Forward, and all gradients of the loss; gives the loss. With a member `backpropagate(x, y)` that
/// is called. Without one `backward` is, and the loss is the cross-entropy of softmax for labels,
/// the mean squared error for a matrix.
template <Network Net, class Y>
double loss_and_gradients(Net& net, const BatchOf<Net>& x, const Y& y) {
  if constexpr (requires { net.backpropagate(x, y); }) {
    return static_cast<double>(net.backpropagate(x, y));
  } else {
    forward(net, x);
    const auto views = layers(net);
    const auto output = detail::output_of(views).map();
    detail::Matrix<ScalarOf<Net>> gradient(output.rows(), output.cols());
    double loss = 0;
    if constexpr (std::is_convertible_v<const Y&, std::span<const int>>) {
      loss = softmax_cross_entropy(output, std::span<const int>(y), gradient);
    } else {
      loss = mean_squared_error(output, y, gradient);
    }
    backward(net, x, gradient);
    return loss;
  }
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
