// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A dense layer z = W x + b, h = f(z), and its gradients for a loss L of which dL/dh is given:
// dL/dz = dL/dh * f'(z), dL/dW = dL/dz x^T, dL/db = sum over the batch of dL/dz, dL/dx = W^T dL/dz;
// for PReLU dL/dslope = sum over z < 0 of dL/dh * z (He et al. 2015, eq. 3). A batch has one
// example per column; the loss divides by their number. A layer keeps the last batch's
// pre-activations, activations and gradients, so that one can look at them.

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "outset/any_initializer.hpp"
#include "outset/error.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/executor.hpp"
#include "outset/initializers/elementwise.hpp"
#include "outset/nn/activation.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/product.hpp"
#include "outset/rng.hpp"
#include "outset/shape.hpp"
#include "outset/simd/elementwise.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

// An initializer is given as an object or as text.
template <class Init>
decltype(auto) resolve(const Init& init) {
  if constexpr (std::is_convertible_v<const Init&, std::string_view>) {
    return initializer(std::string_view(init));
  } else {
    return (init);
  }
}

// Calls init(w, shape, rng), or init(w, rng) if the initializer takes no shape.
template <class Init, class M>
void call_initializer(const Init& init, M& w, const Shape& shape, Rng rng) {
  if constexpr (std::is_invocable_v<const Init&, M&, const Shape&, Rng&>) {
    init(w, shape, rng);
  } else {
    static_assert(std::is_invocable_v<const Init&, M&, Rng&>,
                  "outset: a layer calls its initializer as init(w, shape, rng) or init(w, rng), "
                  "where w is a DenseLayer's own Matrix, column-major, or Vector");
    init(w, rng);
  }
  if (w.rows() != shape.rows() || w.cols() != shape.cols()) {
    const Index rows = w.rows(), cols = w.cols();
    w.setZero(shape.rows(), shape.cols());
    outset::detail::fail({"DenseLayer: the initializer left a matrix of ", rows, " x ", cols,
                          ", must keep ", shape.rows(), " x ", shape.cols()});
  }
}

// Calls use(values, gradients, rate factor), or without the factor where `use` takes two.
template <class Use, class W, class G>
void use_parameter(Use& use, W&& values, const G& gradients, double rate_factor) {
  if constexpr (std::is_invocable_v<Use&, W, const G&, double>) {
    use(std::forward<W>(values), gradients, rate_factor);
  } else {
    use(std::forward<W>(values), gradients);
  }
}

inline void require_size(const char* what, Index rows, Index cols, Index needed_rows,
                         Index needed_cols) {
  if (rows == needed_rows && cols == needed_cols) return;
  outset::detail::fail({"DenseLayer: ", what, " is ", rows, " x ", cols, ", must be ", needed_rows,
                        " x ", needed_cols});
}

}  // namespace detail

/// A dense layer of `out` units on `in` inputs. Weights are (out, in). Weights and biases are 0
/// until `initialize`; the activation's parameter has its value from the start.
template <std::floating_point Scalar>
class DenseLayer {
 public:
  /// Column-major, whatever Eigen's default is.
  using Matrix = detail::Matrix<Scalar>;
  using Vector = detail::Vector<Scalar>;

  /// `parameter`: the slope of leaky_relu, prelu's slope at the start, or elu's alpha. Errors: a
  /// size below 1, a parameter that is not finite.
  DenseLayer(Index out, Index in, Activation f, double parameter)
      : shape_(checked_shape(out, in)),
        activation_(f),
        parameter_(static_cast<Scalar>(parameter)),
        slope_(parameter_) {
    if (!std::isfinite(parameter)) {
      outset::detail::fail({"DenseLayer: parameter is ", parameter, ", must be finite"});
    }
    weight_.setZero(out, in);
    bias_.setZero(out);
    weight_gradient_.setZero(out, in);
    bias_gradient_.setZero(out);
  }
  DenseLayer(Index out, Index in, Activation f = Activation::identity)
      : DenseLayer(out, in, f, default_parameter(f)) {}

  Index out() const { return shape_.rows(); }
  Index in() const { return shape_.cols(); }
  const Shape& shape() const { return shape_; }
  Activation activation() const { return activation_; }

  Matrix& weight() { return weight_; }
  const Matrix& weight() const { return weight_; }
  Vector& bias() { return bias_; }
  const Vector& bias() const { return bias_; }
  /// The activation's parameter. PReLU's is learnt, one for the whole layer (the paper's
  /// "channel-shared" form); the others' never changes.
  Scalar& slope() { return slope_; }
  Scalar slope() const { return slope_; }
  /// What the slope was at the start, and is after `initialize`.
  Scalar parameter() const { return parameter_; }

  /// An optimizer moves this layer at its own rate times this factor, which is 1 at the start. A
  /// layer with the factor 0 is frozen: it stays as it is, to the bit.
  double rate_factor() const { return rate_factor_; }
  bool frozen() const { return exact::equal(rate_factor_, 0.0); }
  /// Errors: a factor that is not finite, or below 0.
  void set_rate_factor(double factor) {
    if (!(exact::is_finite(factor) && factor >= 0)) {
      outset::detail::fail({"DenseLayer: rate_factor is ", factor, ", must be finite and >= 0"});
    }
    rate_factor_ = factor;
  }

  /// Fills the weights from rng.stream(name + ".weight") and the biases from
  /// rng.stream(name + ".bias"), and sets PReLU's slope back to its start. Each initializer is an
  /// outset functor, a text such as "he_normal(fan=out)", or any callable
  /// init(Matrix&, const Shape&, Rng&), for the biases init(Vector&, const Shape&, Rng&); the
  /// biases' Shape is dense(out, 1). Errors: the initializers' own.
  template <class Weights, class Biases>
  void initialize(const Weights& weights, const Biases& biases, const Rng& rng,
                  const std::string& name = "layer") {
    detail::call_initializer(detail::resolve(weights), weight_, shape_,
                             rng.stream(name + ".weight"));
    detail::call_initializer(detail::resolve(biases), bias_, dense(out(), 1),
                             rng.stream(name + ".bias"));
    slope_ = parameter_;
  }
  /// The same with biases of zero.
  template <class Weights>
  void initialize(const Weights& weights, const Rng& rng, const std::string& name = "layer") {
    initialize(weights, Zeros{}, rng, name);
  }

  /// The last batch's z, h = f(z) and dL/dz, (out, batch) each.
  auto preactivations() const { return z_.leftCols(batch_); }
  auto activations() const { return h_.leftCols(batch_); }
  auto preactivation_gradient() const { return delta_.leftCols(batch_); }
  const Matrix& weight_gradient() const { return weight_gradient_; }
  const Vector& bias_gradient() const { return bias_gradient_; }
  Scalar slope_gradient() const { return slope_gradient_; }

  /// Large products run on a copy of `executor` from now on, with the same bits; see executor.hpp.
  template <Executor E>
  void run_on(const E& executor) {
    executor_ = executor;
  }

  /// Makes room for batches of up to `batch` columns; smaller ones then allocate nothing.
  void reserve(Index batch) {
    if (batch <= z_.cols()) return;
    z_.resize(out(), batch);
    h_.resize(out(), batch);
    delta_.setZero(out(), batch);
    batch_ = 0;
  }

  /// z and h of a batch x (in, batch), in either storage order. Errors: x has not in() rows.
  template <class X>
  void forward(const Eigen::MatrixBase<X>& x) {
    detail::require_size("a batch", x.rows(), x.cols(), in(), x.cols());
    reserve(x.cols());
    batch_ = x.cols();
    auto z = z_.leftCols(batch_);
    z.colwise() = bias_;
    outset::detail::in_standard_mode([&] { detail::add_product(z, weight_, x, executor_); });
    activate(activation_, slope_, z, h_.leftCols(batch_));
  }

  /// Where dL/dh (out, batch) is written before `backward`, which turns it into dL/dz.
  auto output_gradient() { return delta_.leftCols(batch_); }

  /// The gradients of a batch x that `forward` has just seen, from `output_gradient()`.
  /// Errors: x has another size than that batch.
  template <class X>
  void backward(const Eigen::MatrixBase<X>& x) {
    detail::require_size("a batch for backward", x.rows(), x.cols(), in(), batch_);
    outset::detail::in_standard_mode([&] {
      auto delta = delta_.leftCols(batch_);
      if (activation_ == Activation::prelu) slope_gradient_ = sum_of_slopes();
      multiply_by_derivative(activation_, slope_, z_.leftCols(batch_), h_.leftCols(batch_), delta);
      weight_gradient_.setZero();
      detail::add_product(weight_gradient_, delta, x.transpose(), executor_);
      sum_rows();
    });
  }

  /// dL/dx (in, batch) after `backward`, in either storage order. Errors: `gradient` has another
  /// size.
  template <class G>
  void input_gradient(G&& gradient) const {
    detail::require_size("an input gradient", gradient.rows(), gradient.cols(), in(), batch_);
    gradient.setZero();
    outset::detail::in_standard_mode([&] {
      detail::add_product(gradient, weight_.transpose(), delta_.leftCols(batch_), executor_);
    });
  }

  /// Calls use(values, gradients), or use(values, gradients, rate_factor()) where it takes that,
  /// with flat Eigen::Maps for the weights (column-major), the biases and, for PReLU, the slope: in
  /// this order.
  template <class Use>
  void for_each_parameter(Use&& use) {
    const auto each = [&](Scalar* values, const Scalar* gradients, Index count) {
      detail::use_parameter(use, Eigen::Map<Vector>(values, count),
                            Eigen::Map<const Vector>(gradients, count), rate_factor_);
    };
    each(weight_.data(), weight_gradient_.data(), weight_.size());
    each(bias_.data(), bias_gradient_.data(), bias_.size());
    if (activation_ == Activation::prelu) each(&slope_, &slope_gradient_, 1);
  }

  /// How many numbers `for_each_parameter` visits.
  Index parameter_count() const {
    return weight_.size() + bias_.size() + (activation_ == Activation::prelu ? 1 : 0);
  }

 private:
  static Shape checked_shape(Index out, Index in) {
    outset::detail::require_positive("DenseLayer", "out", out);
    outset::detail::require_positive("DenseLayer", "in", in);
    return dense(out, in);
  }

  // dL/dslope, the sum of dL/dh * z over z < 0, while delta_ is dL/dh.
  Scalar sum_of_slopes() const {
    if constexpr (exact::Binary<Scalar>) {
      return simd::elementwise<Scalar>().slope_sum(delta_.data(), z_.data(), out() * batch_);
    } else {
      return delta_.leftCols(batch_).cwiseProduct(z_.leftCols(batch_).cwiseMin(Scalar(0))).sum();
    }
  }

  // dL/db. Every unit's sum runs over the examples in their order.
  void sum_rows() {
    if constexpr (exact::Binary<Scalar>) {
      simd::elementwise<Scalar>().row_sums(delta_.data(), out(), batch_, out(),
                                           bias_gradient_.data());
    } else {
      bias_gradient_.setZero();
      for (Index j = 0; j < batch_; ++j) bias_gradient_ += delta_.col(j);
    }
  }

  Shape shape_;
  Activation activation_;
  Scalar parameter_;
  Scalar slope_;
  Scalar slope_gradient_ = 0;
  double rate_factor_ = 1;
  Matrix weight_{}, weight_gradient_{};
  Vector bias_{}, bias_gradient_{};
  Matrix z_{}, h_{}, delta_{};
  Index batch_ = 0;
  detail::OwnExecutor executor_{};
};

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
