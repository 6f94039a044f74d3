// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Activations h = f(z) and their derivatives, written once as scalar functions and applied entry by
// entry: every unit gets the same arithmetic wherever it sits in its matrix, which a packet loop
// with a scalar tail would not give. Sources: leaky ReLU, Maas et al. 2013; PReLU, He et al. 2015,
// eq. 1; ELU, Clevert et al. 2016, eq. 15; SELU, Klambauer et al. 2017, eq. 2; GELU (the exact erf
// form) and SiLU, Hendrycks & Gimpel 2016.

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "outset/config.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// The activation of a layer. All but prelu, leaky_relu and elu have no parameter.
enum class Activation { identity, sigmoid, tanh, relu, leaky_relu, prelu, elu, selu, gelu, silu };

/// The names of all activations, in the order of the enumeration.
inline constexpr std::array<std::string_view, 10> activation_names = {
    "identity", "sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu"};

/// The name of an activation, as `activation(text)` reads it.
constexpr std::string_view to_string(Activation f) {
  return activation_names[static_cast<std::size_t>(f)];
}

/// The activation of this name. An unknown name is an error that lists the known ones.
inline Activation activation(std::string_view text) {
  for (std::size_t i = 0; i < activation_names.size(); ++i) {
    if (activation_names[i] == text) return static_cast<Activation>(i);
  }
  std::string known;
  for (const std::string_view name : activation_names) {
    known += known.empty() ? "" : ", ";
    known += name;
  }
  outset::detail::fail("activation: " + outset::detail::in_quotes(text) +
                       " is unknown, must be one of " + known);
}

/// What an activation's parameter is when nobody says: the slope of leaky_relu (0.01) and of prelu
/// at the start (0.25, as He et al. 2015, section 2.1), the alpha of elu (1); 0 for the others.
constexpr double default_parameter(Activation f) {
  switch (f) {
    case Activation::leaky_relu:
      return 0.01;
    case Activation::prelu:
      return 0.25;
    case Activation::elu:
      return 1;
    case Activation::identity:
    case Activation::sigmoid:
    case Activation::tanh:
    case Activation::relu:
    case Activation::selu:
    case Activation::gelu:
    case Activation::silu:
      break;
  }
  return 0;
}

namespace detail {

// Each functor has the value f(z) and the derivative f'(z), the latter given h = f(z) too. A kink
// belongs to its negative side: relu'(0) = 0.
template <class Scalar>
struct IdentityFunction {
  Scalar operator()(Scalar z) const { return z; }
  Scalar derivative(Scalar, Scalar) const { return Scalar(1); }
};

template <class Scalar>
struct SigmoidFunction {
  Scalar operator()(Scalar z) const { return Scalar(1) / (Scalar(1) + std::exp(-z)); }
  Scalar derivative(Scalar, Scalar h) const { return h * (Scalar(1) - h); }
};

template <class Scalar>
struct TanhFunction {
  Scalar operator()(Scalar z) const { return std::tanh(z); }
  Scalar derivative(Scalar, Scalar h) const { return (Scalar(1) - h) * (Scalar(1) + h); }
};

// ReLU, leaky ReLU and PReLU by their slope on the negative side. Written so that NaN stays NaN.
template <class Scalar>
struct RectifierFunction {
  Scalar slope;
  Scalar operator()(Scalar z) const { return z < Scalar(0) ? slope * z : z; }
  Scalar derivative(Scalar z, Scalar) const { return z > Scalar(0) ? Scalar(1) : slope; }
};

// ELU and SELU: scale * z, or scale * alpha * (e^z - 1) on the negative side.
template <class Scalar>
struct EluFunction {
  Scalar alpha;
  Scalar scale;
  Scalar operator()(Scalar z) const {
    return z > Scalar(0) ? scale * z : scale * alpha * std::expm1(z);
  }
  Scalar derivative(Scalar z, Scalar h) const { return z > Scalar(0) ? scale : h + scale * alpha; }
};

template <class Scalar>
struct GeluFunction {
  static Scalar cdf(Scalar z) {
    return Scalar(0.5) * std::erfc(Scalar(-0.70710678118654752440L) * z);
  }
  static Scalar density(Scalar z) {
    return Scalar(0.39894228040143267794L) * std::exp(Scalar(-0.5) * z * z);
  }
  Scalar operator()(Scalar z) const { return z * cdf(z); }
  Scalar derivative(Scalar z, Scalar) const { return cdf(z) + z * density(z); }
};

template <class Scalar>
struct SiluFunction {
  Scalar operator()(Scalar z) const { return z * SigmoidFunction<Scalar>{}(z); }
  Scalar derivative(Scalar z, Scalar) const {
    const Scalar s = SigmoidFunction<Scalar>{}(z);
    return s * (Scalar(1) + z * (Scalar(1) - s));
  }
};

// The one place where an Activation becomes code.
template <class Scalar, class Use>
decltype(auto) with_function(Activation f, Scalar parameter, Use&& use) {
  switch (f) {
    case Activation::sigmoid:
      return use(SigmoidFunction<Scalar>{});
    case Activation::tanh:
      return use(TanhFunction<Scalar>{});
    case Activation::relu:
      return use(RectifierFunction<Scalar>{Scalar(0)});
    case Activation::leaky_relu:
    case Activation::prelu:
      return use(RectifierFunction<Scalar>{parameter});
    case Activation::elu:
      return use(EluFunction<Scalar>{parameter, Scalar(1)});
    case Activation::selu:
      return use(EluFunction<Scalar>{Scalar(1.6732632423543772848170429916717L),
                                     Scalar(1.0507009873554804934193349852946L)});
    case Activation::gelu:
      return use(GeluFunction<Scalar>{});
    case Activation::silu:
      return use(SiluFunction<Scalar>{});
    case Activation::identity:
      break;
  }
  return use(IdentityFunction<Scalar>{});
}

}  // namespace detail

/// f(z) of one number. `parameter`: the slope (leaky_relu, prelu) or alpha (elu).
template <class Scalar>
Scalar activate(Activation f, Scalar z, Scalar parameter) {
  return detail::with_function(f, parameter, [&](const auto& function) { return function(z); });
}

/// f'(z) of one number; the derivative at a kink is that of its negative side.
template <class Scalar>
Scalar derivative(Activation f, Scalar z, Scalar parameter) {
  return detail::with_function(f, parameter, [&](const auto& function) {
    return static_cast<Scalar>(function.derivative(z, function(z)));
  });
}

/// h = f(z), entry by entry. h has z's size and may be z itself. Nothing is allocated.
template <class Z, class H>
void activate(Activation f, typename Z::Scalar parameter, const Eigen::MatrixBase<Z>& z, H&& h) {
  using Scalar = typename Z::Scalar;
  detail::with_function(f, parameter, [&](const auto& function) {
    h = z.unaryExpr([&](Scalar value) { return function(value); });
  });
}

/// d = d * f'(z), entry by entry, with h = f(z): dL/dh becomes dL/dz. Nothing is allocated.
template <class Z, class H, class D>
void multiply_by_derivative(Activation f, typename Z::Scalar parameter,
                            const Eigen::MatrixBase<Z>& z, const Eigen::MatrixBase<H>& h, D&& d) {
  using Scalar = typename Z::Scalar;
  detail::with_function(f, parameter, [&](const auto& function) {
    d.array() *= z.binaryExpr(h, [&](Scalar zi, Scalar hi) {
                    return static_cast<Scalar>(function.derivative(zi, hi));
                  }).array();
  });
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
