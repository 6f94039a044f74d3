// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The table of activations: everything that outset knows of each one. gain::find, gain::names and
// the nets of nn/ read it. A new activation is an enumerator and its entry below.
//
// The functions are written in exact::Number, so that no compiler, flag or C library changes a bit;
// only those of long double are the C library's. simd/activation.inl takes the same steps on
// vectors; a net computes an activation that is not there entry by entry.

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <utility>

#include "outset/config.hpp"
#include "outset/exact/activation_number.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

/// The activations h = f(z) that have names.
enum class Activation {
  identity,
  sigmoid,
  tanh,
  relu,
  leaky_relu,
  prelu,
  elu,
  selu,
  gelu,
  silu,
  softplus,
  mish
};

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {
namespace detail {

/// What is known of an activation beside its function.
struct ActivationFacts {
  std::string_view name;       ///< the enumerator's
  std::string_view gain_name;  ///< empty where training changes the gain
  double gain;                 ///< 1 / sqrt(E[f(z)^2]), z ~ N(0, 1), computed with 60 digits
  std::string_view source;     ///< formula or paper and equation
  // An activation that takes a parameter is z above 0 and parameter g(z) below 0; its `gain` is the
  // one at the default parameter.
  std::string_view parameter_name = {};
  double parameter = 0;  ///< the default
  double below = 0;      ///< E[g(z)^2; z < 0], so that E[f(z)^2] = 1/2 + parameter^2 below
};

/// An entry: its facts; value(z, parameter); and derivative(z, h, parameter), where h is value(z,
/// parameter). A kink has the derivative of its negative side: relu'(0) = 0. NaN gives NaN.
template <Activation f>
struct ActivationFunction;

template <>
struct ActivationFunction<Activation::identity> {
  static constexpr ActivationFacts facts{"identity", "linear", 1, "f(z) = z"};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    return z;
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real, Real, Real) {
    return Real(1);
  }
};

template <>
struct ActivationFunction<Activation::sigmoid> {
  static constexpr ActivationFacts facts{"sigmoid", "sigmoid", 1.84622854533860541296,
                                         "1 / (1 + exp(-z)), the logistic function"};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    return Real(1) / (Real(1) + exact::exp(-z));
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real, Real h, Real) {
    return h * (Real(1) - h);
  }
};

template <>
struct ActivationFunction<Activation::tanh> {
  static constexpr ActivationFacts facts{"tanh", "tanh", 1.59253741972283142777,
                                         "the hyperbolic tangent"};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    const Real t = exact::expm1(Real(-2) * exact::magnitude(z));
    const Real minus = t / (Real(2) + t);  // -tanh |z|
    return exact::is_negative(z) ? minus : -minus;
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real, Real h, Real) {
    return (Real(1) - h) * (Real(1) + h);
  }
};

template <>
struct ActivationFunction<Activation::relu> {
  static constexpr ActivationFacts facts{"relu", "relu", 1.41421356237309504880,
                                         "max(0, z), Nair and Hinton 2010"};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    return exact::is_below_zero(z) ? Real(0) : z;
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real, Real) {
    return exact::is_above_zero(z) ? Real(1) : Real(0);
  }
};

/// ReLU with a slope below 0.
struct SlopedRectifier {
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real slope) {
    return exact::is_negative(z) ? slope * z : z;
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real, Real slope) {
    return exact::is_above_zero(z) ? Real(1) : slope;
  }
};

template <>
struct ActivationFunction<Activation::leaky_relu> : SlopedRectifier {
  static constexpr ActivationFacts facts{
      "leaky_relu", "leaky_relu", 1.41414285699783534987, "Maas et al. 2013", "slope", 0.01, 0.5};
};

template <>
struct ActivationFunction<Activation::prelu> : SlopedRectifier {
  static constexpr ActivationFacts facts{"prelu",
                                         "",
                                         1.37198868114007069903,
                                         "He et al. 2015, equation 1; its start, section 2.1",
                                         "slope",
                                         0.25,
                                         0.5};
};

/// scale z, and scale alpha (exp(z) - 1) below 0.
struct ScaledElu {
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real alpha, Real scale) {
    return exact::is_above_zero(z) ? scale * z : scale * alpha * exact::expm1(z);
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real h, Real alpha, Real scale) {
    return exact::is_above_zero(z) ? scale : h + scale * alpha;
  }
};

template <>
struct ActivationFunction<Activation::elu> {
  // below = e^2 Phi(-2) - 2 e^(1/2) Phi(-1) + 1/2, Phi the normal distribution function.
  static constexpr ActivationFacts facts{
      "elu",   "elu", 1.24519830070070655029, "Clevert et al. 2016, equation 15",
      "alpha", 1,     0.144945417492923863063};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real alpha) {
    return ScaledElu::value(z, alpha, Real(1));
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real h, Real alpha) {
    return ScaledElu::derivative(z, h, alpha, Real(1));
  }
};

template <>
struct ActivationFunction<Activation::selu> {
  static constexpr ActivationFacts facts{"selu", "selu", 1,
                                         "Klambauer et al. 2017, equations 2 and 14"};
  // The two numbers that make E[f] = 0 and E[f^2] = 1.
  static constexpr long double alpha = 1.6732632423543772848170429916717L;
  static constexpr long double scale = 1.0507009873554804934193349852946L;
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    return ScaledElu::value(z, exact::rounded<Real>(alpha), exact::rounded<Real>(scale));
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real h, Real) {
    return ScaledElu::derivative(z, h, exact::rounded<Real>(alpha), exact::rounded<Real>(scale));
  }
};

template <>
struct ActivationFunction<Activation::gelu> {
  static constexpr ActivationFacts facts{"gelu", "gelu", 1.53353044119553523377,
                                         "the exact form, z Phi(z), Hendrycks and Gimpel 2016"};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    return z * exact::normal_cdf(z);
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real, Real) {
    return exact::normal_cdf(z) + z * exact::normal_pdf(z);
  }
};

template <>
struct ActivationFunction<Activation::silu> {
  using Sigmoid = ActivationFunction<Activation::sigmoid>;
  static constexpr ActivationFacts facts{
      "silu", "silu", 1.67653247033109115860,
      "Hendrycks and Gimpel 2016; swish in Ramachandran et al. 2017"};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    return z * Sigmoid::value(z, Real(0));
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real, Real) {
    const Real s = Sigmoid::value(z, Real(0));
    return s * (Real(1) + z * (Real(1) - s));
  }
};

template <>
struct ActivationFunction<Activation::softplus> {
  static constexpr ActivationFacts facts{"softplus", "softplus", 1.04186683553530170804,
                                         "log(1 + exp(z)), Dugas et al. 2001"};
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    const Real rest = exact::log1p(exact::exp(-exact::magnitude(z)));
    return (exact::is_negative(z) ? Real(0) : z) + rest;
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real, Real) {
    return ActivationFunction<Activation::sigmoid>::value(z, Real(0));
  }
};

template <>
struct ActivationFunction<Activation::mish> {
  static constexpr ActivationFacts facts{"mish", "mish", 1.48684758127320810201,
                                         "z tanh(softplus(z)), Misra 2019"};
  // With e = exp(z) and n = e (e + 2), tanh(softplus(z)) is n / (n + 2): in no format but 1
  // beyond z = 22.
  template <exact::ActivationNumber Real>
  static Real value(Real z, Real) {
    const Real e = exact::exp(z > Real(22) ? Real(22) : z);
    const Real n = e * (e + Real(2));
    return z * (n / (n + Real(2)));
  }
  template <exact::ActivationNumber Real>
  static Real derivative(Real z, Real, Real) {
    const Real e = exact::exp(z > Real(22) ? Real(22) : z);
    const Real n = e * (e + Real(2));
    const Real t = n / (n + Real(2));
    const Real sigmoid = e / (e + Real(1));
    return t + z * (Real(1) - t) * (Real(1) + t) * sigmoid;
  }
};

inline constexpr std::size_t activation_count = static_cast<std::size_t>(Activation::mish) + 1;
template <std::size_t count>
inline constexpr bool all_counted = !requires {
  ActivationFunction<static_cast<Activation>(count)>::facts;
};
static_assert(all_counted<activation_count>, "activation_count must name the last activation");

/// All facts, in the order of the enumeration.
inline constexpr auto activation_facts = []<std::size_t... i>(std::index_sequence<i...>) {
  return std::array{ActivationFunction<static_cast<Activation>(i)>::facts...};
}
(std::make_index_sequence<activation_count>{});

constexpr const ActivationFacts& facts_of(Activation f) {
  return activation_facts[static_cast<std::size_t>(f)];
}

/// Calls use(OfPlain<ActivationFunction<f>>{}): the one place where an Activation becomes code.
template <class Use>
void with_activation(Activation f, Use&& use) {
  const auto use_if =
      [&]<Activation candidate>(exact::OfPlain<ActivationFunction<candidate>> function) {
        if (f == candidate) use(function);
      };
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (use_if(exact::OfPlain<ActivationFunction<static_cast<Activation>(i)>>{}), ...);
  }
  (std::make_index_sequence<activation_count>{});
}

}  // namespace detail

/// Its name: "relu".
constexpr std::string_view to_string(Activation f) { return detail::facts_of(f).name; }

}  // namespace OUTSET_ABI
}  // namespace outset
