// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Optimizers: how a step moves every parameter w by its gradient g.
// Sgd:  v = momentum v + g, w = w - rate v (v = 0 at the start; PyTorch's convention, that of
//       Polyak 1964 in Sutskever et al. 2013, eq. 1 and 2, with their v divided by -rate).
// Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
//       w = w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), t = 1, 2, ...
//       (Kingma & Ba 2015, algorithm 1).

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <string>
#include <variant>

#include "outset/exact/arithmetic.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/mlp.hpp"

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
    outset::detail::fail({name, " is ", outset::detail::show(value), ", must be ", allowed});
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

}  // namespace detail

/// A method with its state for one net. The state is made at the first step.
template <std::floating_point Scalar>
class Optimizer {
 public:
  /// Errors: an option out of its range.
  explicit Optimizer(const Method& method) : method_(method) {
    std::visit([](const auto& options) { detail::validate(options); }, method_);
  }

  const Method& method() const { return method_; }

  /// Moves every parameter by the gradients that the last `backward` left.
  /// Errors: the net has another number of parameters than the first one had.
  void step(Mlp<Scalar>& net) {
    prepare(net.parameter_count());
    std::visit([&](const auto& options) { move(options, net); }, method_);
  }

 private:
  using Vector = detail::Vector<Scalar>;

  void prepare(Index count) {
    const bool has_second = std::holds_alternative<Adam>(method_);
    const bool has_first = has_second || !exact::equal(std::get<Sgd>(method_).momentum, 0.0);
    if (count_ == 0) {
      count_ = count;
      if (has_first) first_.setZero(count);
      if (has_second) second_.setZero(count);
    }
    if (count_ != count) {
      outset::detail::fail({"Optimizer: the net has ", std::to_string(count),
                            " parameters, must have the ", std::to_string(count_),
                            " of the first step"});
    }
  }

  void move(const Sgd& sgd, Mlp<Scalar>& net) {
    const Scalar rate = static_cast<Scalar>(sgd.rate);
    const Scalar momentum = static_cast<Scalar>(sgd.momentum);
    Index at = 0;
    net.for_each_parameter([&](auto&& w, const auto& g) {
      if (exact::equal(sgd.momentum, 0.0)) {
        w -= rate * g;
        return;
      }
      auto v = first_.segment(at, w.size());
      v = momentum * v + g;
      w -= rate * v;
      at += w.size();
    });
  }

  void move(const Adam& adam, Mlp<Scalar>& net) {
    power1_ *= adam.beta1;
    power2_ *= adam.beta2;
    const Scalar beta1 = static_cast<Scalar>(adam.beta1);
    const Scalar beta2 = static_cast<Scalar>(adam.beta2);
    const Scalar first_weight = static_cast<Scalar>(1 - adam.beta1);
    const Scalar second_weight = static_cast<Scalar>(1 - adam.beta2);
    const Scalar rate = static_cast<Scalar>(adam.rate / (1 - power1_));
    const Scalar second_scale = static_cast<Scalar>(1 / (1 - power2_));
    const Scalar epsilon = static_cast<Scalar>(adam.epsilon);
    Scalar* m = first_.data();
    Scalar* v = second_.data();
    // A plain loop: Eigen's square root of a packet is not that of the entries left over.
    net.for_each_parameter([&](auto&& w, const auto& g) {
      for (Index i = 0; i < w.size(); ++i, ++m, ++v) {
        *m = beta1 * *m + first_weight * g(i);
        *v = beta2 * *v + second_weight * g(i) * g(i);
        w(i) -= rate * *m / (std::sqrt(second_scale * *v) + epsilon);
      }
    });
  }

  Method method_;
  Index count_ = 0;
  Vector first_{}, second_{};
  double power1_ = 1, power2_ = 1;
};

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
