// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The gain of an activation f: by how much weights must grow so that f leaves the scale of the
// signal alone,
//
//   gain(f) = 1 / sqrt(E[f(z)^2]),   z ~ N(0, 1).
//
// With weights of variance gain^2 / fan_in, pre-activations of mean square 1 give pre-activations
// of mean square 1 in the next layer, and so at any depth. For ReLU, E = 1/2 and gain = sqrt 2 (He
// et al. 2015, equation 10); for any f it is the fixed point at q = 1 of the length map q' =
// sigma_w^2 E[f(sqrt(q) z)^2] (Poole et al. 2016, equation 3). f' in place of f gives the gain that
// keeps the scale of the gradients instead: gain::of(df), for use with Fan::out.
//
// The numbers are in the table of activation.hpp, computed with 60 digits from the integrals named
// below.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>
#include <type_traits>

#include "outset/activation.hpp"
#include "outset/config.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/quadrature.hpp"
#include "outset/text/names.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

// 1 / sqrt(E[f^2]) of an activation that takes a parameter: z above 0, parameter g(z) below. The
// same bits under any compiler flag.
inline double gain_with(const ActivationFacts& f, double parameter) {
  if (!exact::is_finite(parameter)) {
    fail({"gain::", f.gain_name, ": ", f.parameter_name, " is ", parameter, ", must be finite"});
  }
  return in_standard_mode([&] {
    // The square of a large parameter overflows. The 1/2 added to it is then far below rounding.
    if (exact::magnitude(parameter) > 0x1p100) {
      return exact::div(exact::sqrt(exact::div(1.0, f.below)), exact::magnitude(parameter));
    }
    const double below = exact::mul(exact::mul(parameter, parameter), f.below);
    return exact::sqrt(exact::div(1.0, exact::add(0.5, below)));
  });
}

// f at z. For a callable that takes float, z is rounded here: an implicit conversion would give the
// user a warning (-Wconversion). Braces refuse to narrow, which tells a callable that takes float
// from one that takes double.
template <class F>
double activation_at(F& f, double z) {
  double value;
  if constexpr (
      !requires { f({z}); } && requires { f({0.0F}); }) {
    value = static_cast<double>(f(static_cast<float>(z)));
  } else {
    value = static_cast<double>(f(z));
  }
  if (!exact::is_finite(value)) {
    fail({"gain::of: f(", z, ") is ", value, ", must be finite"});
  }
  return value;
}

}  // namespace detail

/// What gain::of takes: anything that maps a real number to a real number.
template <class F>
concept RealFunction = requires(F& f, double z) {
  static_cast<double>(f(z));
};

namespace gain {

/// f(z) = z. E[f^2] = 1.
constexpr double linear() { return detail::facts_of(Activation::identity).gain; }

/// f(z) = 1 / (1 + exp(-z)). E[f^2] = 0.29338: no gain keeps a small signal small, because f(0) =
/// 1/2. This gain keeps the mean square of the pre-activations at 1. (PyTorch: 1.)
constexpr double sigmoid() { return detail::facts_of(Activation::sigmoid).gain; }

/// f(z) = tanh z. E[f^2] = 0.39429. (PyTorch: 5/3, see gain::torch.)
constexpr double tanh() { return detail::facts_of(Activation::tanh).gain; }

/// f(z) = max(0, z). E[f^2] = 1/2 (He et al. 2015, equation 10), and E[f'^2] = 1/2 too.
constexpr double relu() { return detail::facts_of(Activation::relu).gain; }

/// f(z) = z above 0, slope z below. E[f^2] = (1 + slope^2) / 2 (He et al. 2015, equation 15,
/// PReLU). slope: any finite number, else an error.
inline double leaky_relu(double slope = 0.01) {
  return detail::gain_with(detail::facts_of(Activation::leaky_relu), slope);
}

/// f(z) = z above 0, alpha (exp(z) - 1) below (Clevert et al. 2016).
/// E[f^2] = 1/2 + alpha^2 (e^2 Phi(-2) - 2 e^(1/2) Phi(-1) + 1/2), Phi the normal distribution
/// function. alpha: any finite number, else an error.
inline double elu(double alpha = 1) {
  return detail::gain_with(detail::facts_of(Activation::elu), alpha);
}

/// f(z) = lambda elu(z; alpha), lambda = 1.0507..., alpha = 1.6733...: the two numbers that make
/// E[f] = 0 and E[f^2] = 1 (Klambauer et al. 2017, equation 14). (PyTorch: 3/4, see gain::torch.)
constexpr double selu() { return detail::facts_of(Activation::selu).gain; }

/// f(z) = z Phi(z), the exact form with erf (Hendrycks and Gimpel 2016).
/// E[f^2] = 1/3 + 1 / (2 sqrt(3) pi).
constexpr double gelu() { return detail::facts_of(Activation::gelu).gain; }

/// f(z) = z / (1 + exp(-z)), also called swish (Ramachandran et al. 2017). E[f^2] = 0.35578.
constexpr double silu() { return detail::facts_of(Activation::silu).gain; }

/// f(z) = log(1 + exp(z)). E[f^2] = 0.92125.
constexpr double softplus() { return detail::facts_of(Activation::softplus).gain; }

/// f(z) = z tanh(softplus(z)) (Misra 2019). E[f^2] = 0.45234.
constexpr double mish() { return detail::facts_of(Activation::mish).gain; }

/// The gain of any activation, by quadrature: gain::of([](double z) { return std::tanh(z); }).
///
/// Kinks and jumps may be anywhere; the result is right to about 1e-14 (1e-7 if f computes in
/// float), if f itself is. Features narrower than 1/20 may be missed. Its last bits depend on how f
/// was compiled: to fix the bits of a network, store the number. f is called some thousand times,
/// first with arguments in [-12, 12], farther out only where f grows so fast that it matters.
/// Errors: f not finite somewhere, E[f^2] zero or infinite, f so rough that the integral does not
/// converge.
template <RealFunction F>
double of(F&& f) {
  // f times the root of the density, then squared: exp(10 z) squared would overflow where it
  // matters.
  auto integrand = [&f](double z) {
    constexpr double root_of_density_at_0 = 0.63161877774606470129;  // (2 pi)^(-1/4)
    const double root = detail::activation_at(f, z) * (root_of_density_at_0 * std::exp(-z * z / 4));
    return root * root;
  };
  // Panels of 1/2: the usual kinks (0, +-1, +-2.5, +-3, 6) lie on their ends.
  constexpr double panel = 0.5;
  constexpr int core = 24, last = 78;  // |z| <= 12; the density is 0 in double beyond 39
  constexpr double tolerance = 4e-15;
  double scale = 0;
  for (int i = -core; i < core; ++i) {
    scale += detail::clenshaw_curtis(integrand, panel * i, panel * (i + 1)).value;
  }
  detail::Integral sum;
  auto add = [&](int i) {
    const auto part =
        detail::integrate(integrand, panel * i, panel * (i + 1), tolerance * (scale + sum.value));
    sum.value += part.value;
    sum.error += part.error;
    return part.value;
  };
  for (int i = 0; i < core; ++i) {
    add(i);
    add(-1 - i);
  }
  double outermost = 0;
  for (int i = core; i < last; ++i) {
    outermost = add(i) + add(-1 - i);
    if (outermost < 1e-18 * sum.value) break;
  }
  if (!exact::is_finite(sum.value) || outermost > 1e-13 * sum.value) {
    detail::fail("gain::of: E[f(z)^2] is infinite, f must grow slower than exp(z^2 / 4)");
  }
  if (!(sum.value > 0)) detail::fail("gain::of: E[f(z)^2] is 0, must be > 0");
  if (sum.error > 1e-6 * sum.value) {
    detail::fail({"gain::of: E[f(z)^2] does not converge (", sum.value, " +- ", sum.error,
                  "), f is too rough"});
  }
  return 1 / std::sqrt(sum.value);
}

/// PyTorch's table (torch.nn.init.calculate_gain), for networks that must match one made there. It
/// differs from ours in three places:
/// - sigmoid is 1. The mean square of the pre-activations then settles at 0.265 instead of 1.
/// - tanh is 5/3 instead of 1.5925. The mean square then settles at 1.178, and the activations' rms
///   at 0.651 instead of 0.628.
/// - selu is 3/4, chosen for the gradients. The mean square then settles at 0.023 instead of 1, and
///   the network no longer normalizes itself. For a network that does, PyTorch's documentation says
///   to use 'linear'.
namespace torch {

constexpr double linear() { return 1; }
constexpr double sigmoid() { return 1; }
constexpr double tanh() { return 5.0 / 3; }
constexpr double relu() { return gain::relu(); }
inline double leaky_relu(double slope = 0.01) { return gain::leaky_relu(slope); }
constexpr double selu() { return 0.75; }

}  // namespace torch
}  // namespace gain

namespace detail {

struct NamedGain {
  std::string_view name;
  Activation of;
  std::optional<double> value{};  // nothing: as in the table

  constexpr bool takes_parameter() const { return !value && !facts_of(of).parameter_name.empty(); }
  double at(double parameter) const {
    if (value) return *value;
    return takes_parameter() ? gain_with(facts_of(of), parameter) : facts_of(of).gain;
  }
};

inline constexpr NamedGain torch_gains[] = {
    {"torch.linear", Activation::identity, gain::torch::linear()},
    {"torch.sigmoid", Activation::sigmoid, gain::torch::sigmoid()},
    {"torch.tanh", Activation::tanh, gain::torch::tanh()},
    {"torch.relu", Activation::relu, gain::torch::relu()},
    {"torch.leaky_relu", Activation::leaky_relu},
    {"torch.selu", Activation::selu, gain::torch::selu()},
};

// The activations whose gain has a name, and PyTorch's gains; made only for files that use them.
template <class Tag = void>
inline constexpr auto named_gains = [] {
  constexpr auto own = static_cast<std::size_t>(
      std::count_if(activation_facts.begin(), activation_facts.end(),
                    [](const ActivationFacts& f) { return !f.gain_name.empty(); }));
  std::array<NamedGain, own + std::size(torch_gains)> all{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < activation_count; ++i) {
    const auto f = static_cast<Activation>(i);
    if (!facts_of(f).gain_name.empty()) all[at++] = {facts_of(f).gain_name, f};
  }
  for (const NamedGain& known : torch_gains) all[at++] = known;
  return all;
}();

// Names that other libraries use, for errors. PyTorch's calculate_gain takes the names of its
// linear layers for linear.
inline constexpr Synonym gain_synonyms[] = {
    {"identity", "linear"},
    {"id", "linear"},
    {"none", "linear"},
    {"conv1d", "linear"},
    {"conv2d", "linear"},
    {"conv3d", "linear"},
    {"conv_transpose1d", "linear"},
    {"conv_transpose2d", "linear"},
    {"conv_transpose3d", "linear"},
    {"logistic", "sigmoid"},
    {"sigm", "sigmoid"},
    {"expit", "sigmoid"},
    {"hyperbolic_tangent", "tanh"},
    {"rectifier", "relu"},
    {"rectified_linear", "relu"},
    {"lrelu", "leaky_relu"},
    {"leaky", "leaky_relu"},
    {"prelu", "leaky_relu(0.25)"},
    {"celu", "elu"},
    {"swish", "silu"},
    {"gelu_tanh", "gelu"},
    {"gelu_new", "gelu"},
    {"quick_gelu", "gelu"},
    {"smooth_relu", "softplus"},
    {"soft_relu", "softplus"},
};

}  // namespace detail

namespace gain {

/// The names that gain::find knows: "relu", "torch.tanh", ...
template <class Tag = void>
constexpr auto names() {
  std::array<std::string_view, std::size(detail::named_gains<Tag>)> result{};
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = detail::named_gains<Tag>[i].name;
  return result;
}

/// The gain that a text names, as in "gain=relu" and "gain=leaky_relu(0.1)"; nothing if the name is
/// unknown. Case and underscores do not matter: "LeakyReLU" is leaky_relu. Errors: a parameter for
/// a gain that takes none, or one that it refuses.
template <class Tag = void>
OUTSET_COLD std::optional<double> find(std::string_view name,
                                       std::optional<double> parameter = std::nullopt) {
  for (const detail::NamedGain& known : detail::named_gains<Tag>) {
    if (!detail::same_word(known.name, name)) continue;
    if (parameter && !known.takes_parameter()) {
      detail::fail(
          {"gain::", known.name, ": takes no parameter, ", detail::show(*parameter), " is given"});
    }
    return known.at(parameter.value_or(detail::facts_of(known.of).parameter));
  }
  return std::nullopt;
}

}  // namespace gain
}  // namespace OUTSET_ABI
}  // namespace outset
