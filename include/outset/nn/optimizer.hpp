// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Optimizers: how a step moves every parameter w by its gradient g.
// Sgd:  v = momentum v + g, w = w - rate v (v = 0 at the start; PyTorch's convention, that of
//       Polyak 1964 in Sutskever et al. 2013, eq. 1 and 2, with their v divided by -rate).
// Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
//       w = w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), t = 1, 2, ...
//       (Kingma & Ba 2015, algorithm 1). Every tensor has its own t, as one that was frozen at
//       first has fewer steps behind it.
// A layer's rate is the method's times DenseLayer::rate_factor(); a frozen layer and its state stay
// as they are.

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <variant>

#include "outset/error.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/simd/elementwise.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Stochastic gradient descent; plain with momentum 0.
struct Sgd {
  double rate = 0.01;   ///< the step length, >= 0
  double momentum = 0;  ///< in [0, 1)
};

/// Adam with its paper's defaults.
struct Adam {
  double rate = 0.001;    ///< >= 0
  double beta1 = 0.9;     ///< in [0, 1)
  double beta2 = 0.999;   ///< in [0, 1)
  double epsilon = 1e-8;  ///< > 0
};

using Method = std::variant<Sgd, Adam>;

namespace detail {

inline void require_option(bool ok, const char* name, double value, const char* allowed) {
  if (!ok) {
    outset::detail::fail({name, " is ", value, ", must be ", allowed});
  }
}

inline void validate(const Sgd& sgd) {
  require_option(std::isfinite(sgd.rate) && sgd.rate >= 0, "Sgd: rate", sgd.rate,
                 "finite and >= 0");
  require_option(sgd.momentum >= 0 && sgd.momentum < 1, "Sgd: momentum", sgd.momentum, "in [0, 1)");
}

inline void validate(const Adam& adam) {
  require_option(std::isfinite(adam.rate) && adam.rate >= 0, "Adam: rate", adam.rate,
                 "finite and >= 0");
  require_option(adam.beta1 >= 0 && adam.beta1 < 1, "Adam: beta1", adam.beta1, "in [0, 1)");
  require_option(adam.beta2 >= 0 && adam.beta2 < 1, "Adam: beta2", adam.beta2, "in [0, 1)");
  require_option(std::isfinite(adam.epsilon) && adam.epsilon > 0, "Adam: epsilon", adam.epsilon,
                 "finite and > 0");
}

// Every step is one of simd/elementwise_scalar.hpp, but for long double.
template <class Scalar>
void descend(Scalar* w, const Scalar* g, Index count, Scalar rate) {
  if constexpr (exact::Binary<Scalar>) {
    simd::elementwise<Scalar>().descend(w, g, count, rate);
  } else {
    for (Index i = 0; i < count; ++i) w[i] -= rate * g[i];
  }
}

template <class Scalar>
void descend(Scalar* w, Scalar* v, const Scalar* g, Index count, Scalar rate, Scalar momentum) {
  if constexpr (exact::Binary<Scalar>) {
    simd::elementwise<Scalar>().momentum(w, v, g, count, rate, momentum);
  } else {
    for (Index i = 0; i < count; ++i) {
      v[i] = momentum * v[i] + g[i];
      w[i] -= rate * v[i];
    }
  }
}

template <class Scalar>
void adam(Scalar* w, Scalar* m, Scalar* v, const Scalar* g, Index count,
          const simd::AdamStep<Scalar>& step) {
  if constexpr (exact::Binary<Scalar>) {
    simd::elementwise<Scalar>().adam(w, m, v, g, count, step);
  } else {
    for (Index i = 0; i < count; ++i) {
      m[i] = step.beta1 * m[i] + step.first_weight * g[i];
      v[i] = step.beta2 * v[i] + step.second_weight * g[i] * g[i];
      w[i] -= step.rate * m[i] / (std::sqrt(step.second_scale * v[i]) + step.epsilon);
    }
  }
}

// How many tensors net.for_each_parameter visits.
template <class Net>
Index tensor_count(Net& net) {
  if constexpr (requires { net.tensor_count(); }) {
    return net.tensor_count();
  } else {
    Index count = 0;
    net.for_each_parameter([&](auto&&, const auto&) { ++count; });
    return count;
  }
}

}  // namespace detail

/// What an Optimizer knows of the steps behind it. Vectors have an element for each parameter of
/// the net, in the order of for_each_parameter; none before the first step, and where a method has
/// none.
template <std::floating_point Scalar>
struct OptimizerState {
  Index count = 0;                  ///< the net's parameters; 0 before the first step
  detail::Vector<Scalar> first{};   ///< v of Sgd with momentum, m of Adam
  detail::Vector<Scalar> second{};  ///< v of Adam
  /// beta1^t and beta2^t of Adam; a column for each tensor.
  Eigen::Matrix<double, 2, Eigen::Dynamic> powers{};
};

/// A method with its state for one net. The state is made at the first step.
template <std::floating_point Scalar>
class Optimizer {
 public:
  /// Errors: an option out of its range.
  explicit Optimizer(const Method& method) : method_(method) {
    std::visit([](const auto& options) { detail::validate(options); }, method_);
  }

  const Method& method() const { return method_; }
  const OptimizerState<Scalar>& state() const { return state_; }

  /// Goes on from the state of an optimizer of the same method.
  /// Errors: a vector that the method does not have, or of another size than `count`; powers
  /// without Adam, or none with it.
  void restore(const OptimizerState<Scalar>& state) {
    const bool fits = state.count >= 0 && state.first.size() == (has_first() ? state.count : 0) &&
                      state.second.size() == (has_second() ? state.count : 0) &&
                      (state.powers.cols() > 0) == (has_second() && state.count > 0);
    if (!fits) {
      outset::detail::fail({"Optimizer: the state has vectors of ", state.first.size(), " and ",
                            state.second.size(), " elements for ", state.count,
                            " parameters, must have those of its method"});
    }
    state_ = state;
  }

  /// Moves every parameter by the gradients that the last `backward` left. A Net is an Mlp, or has
  /// its parameter_count() and for_each_parameter(use), where `use` may be called without a factor.
  /// Errors: the net has another number of parameters or tensors than the first one had.
  template <class Net>
  requires requires(Net& net) { net.parameter_count(); }
  void step(Net& net) {
    prepare(net);
    outset::detail::in_standard_mode(
        [&] { std::visit([&](const auto& options) { move(options, net); }, method_); });
  }

 private:
  bool has_second() const { return std::holds_alternative<Adam>(method_); }
  bool has_first() const {
    return has_second() || !exact::equal(std::get<Sgd>(method_).momentum, 0.0);
  }

  template <class Net>
  void prepare(Net& net) {
    const Index count = net.parameter_count();
    if (state_.count == 0) {
      state_.count = count;
      if (has_first()) state_.first.setZero(count);
      if (has_second()) {
        state_.second.setZero(count);
        state_.powers.setOnes(2, detail::tensor_count(net));
      }
    }
    if (state_.count != count) {
      outset::detail::fail({"Optimizer: the net has ", count, " parameters, must have the ",
                            state_.count, " of the first step"});
    }
    if (has_second() && state_.powers.cols() != detail::tensor_count(net)) {
      outset::detail::fail({"Optimizer: the net's parameters are ", detail::tensor_count(net),
                            " tensors, must be the ", state_.powers.cols(), " of the first step"});
    }
  }

  template <class Net>
  void move(const Sgd& sgd, Net& net) {
    const Scalar momentum = static_cast<Scalar>(sgd.momentum);
    Scalar* v = state_.first.data();
    const bool plain = exact::equal(sgd.momentum, 0.0);
    net.for_each_parameter([&](auto&& w, const auto& g, double rate_factor = 1) {
      const auto rate = static_cast<Scalar>((exact::Double(sgd.rate) * rate_factor).value);
      if (!exact::equal(rate_factor, 0.0)) {
        if (plain) {
          detail::descend(w.data(), g.data(), w.size(), rate);
        } else {
          detail::descend(w.data(), v, g.data(), w.size(), rate, momentum);
        }
      }
      if (!plain) v += w.size();
    });
  }

  template <class Net>
  void move(const Adam& adam, Net& net) {
    Scalar* m = state_.first.data();
    Scalar* v = state_.second.data();
    Index tensor = 0;
    net.for_each_parameter([&](auto&& w, const auto& g, double rate_factor = 1) {
      if (!exact::equal(rate_factor, 0.0)) {
        const auto step = next_step(adam, rate_factor, state_.powers.col(tensor));
        detail::adam(w.data(), m, v, g.data(), w.size(), step);
      }
      ++tensor;
      m += w.size();
      v += w.size();
    });
  }

  template <class Powers>
  static simd::AdamStep<Scalar> next_step(const Adam& adam, double rate_factor, Powers&& powers) {
    using exact::Double;
    powers(0) = (powers(0) * Double(adam.beta1)).value;
    powers(1) = (powers(1) * Double(adam.beta2)).value;
    const auto rounded = [](Double x) { return static_cast<Scalar>(x.value); };
    const Double rate = Double(adam.rate) * rate_factor;
    return {.beta1 = rounded(adam.beta1),
            .beta2 = rounded(adam.beta2),
            .first_weight = rounded(1.0 - Double(adam.beta1)),
            .second_weight = rounded(1.0 - Double(adam.beta2)),
            .rate = rounded(rate / (1.0 - Double(powers(0)))),
            .second_scale = rounded(1.0 / (1.0 - Double(powers(1)))),
            .epsilon = rounded(adam.epsilon)};
  }

  Method method_;
  OptimizerState<Scalar> state_{};
};

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
