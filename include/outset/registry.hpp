// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The initializers that a text can name, and their options. This table is the only place that knows
// them by text: one line adds an initializer to all that any_initializer.hpp does.

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/identity.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/text/options.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

// The first name is the one that it is printed with.
inline constexpr std::tuple registry{
    entry<Zeros>("zeros"),
    entry<Ones>("ones"),
    entry<Constant>("constant", option("value", &Constant::value)),
    entry<Uniform>("uniform", option("low", &Uniform::low), option("high", &Uniform::high))
        .alone("uniform(-|x|, |x|), or uniform(0, |x|)"),
    entry<Normal>("normal", option("mean", &Normal::mean), option("std", &Normal::std))
        .alone("normal(std=|x|), or normal(mean=x, std=0.01)"),
    entry<TruncatedNormal>(
        "truncated_normal", option("mean", &TruncatedNormal::mean),
        option("std", &TruncatedNormal::std), option("lower", &TruncatedNormal::lower),
        option("upper", &TruncatedNormal::upper), option("corrected", &TruncatedNormal::corrected))
        .alone("truncated_normal(std=|x|), or truncated_normal(mean=x, std=0.01)"),
    entry<VarianceScaling>("variance_scaling", option("scale", &VarianceScaling::scale),
                           option("fan", &VarianceScaling::fan),
                           option("family", &VarianceScaling::family)),
    entry<XavierUniform>({"xavier_uniform", "glorot_uniform"},
                         option("gain", &XavierUniform::gain)),
    entry<XavierNormal>({"xavier_normal", "glorot_normal"}, option("gain", &XavierNormal::gain)),
    entry<HeUniform>({"he_uniform", "kaiming_uniform"}, option("fan", &HeUniform::fan),
                     option("gain", &HeUniform::gain)),
    entry<HeNormal>({"he_normal", "kaiming_normal"}, option("fan", &HeNormal::fan),
                    option("gain", &HeNormal::gain)),
    entry<LecunUniform>("lecun_uniform"),
    entry<LecunNormal>("lecun_normal"),
    entry<Orthogonal>("orthogonal", option("gain", &Orthogonal::gain)),
    entry<DeltaOrthogonal>("delta_orthogonal", option("gain", &DeltaOrthogonal::gain)),
    entry<Sparse>("sparse", option("sparsity", &Sparse::sparsity), option("std", &Sparse::std)),
    entry<Identity>("identity", option("gain", &Identity::gain)),
    entry<Dirac>("dirac", option("groups", &Dirac::groups)),
};

// What others call them, for errors: PyTorch, Keras, JAX, Flux, Caffe, mlpack, DL4J, MXNet, Paddle.
inline constexpr Synonym initializer_synonyms[] = {
    {"const", "constant"},
    {"fill", "constant"},
    {"value", "constant"},
    {"random", "uniform or normal"},
    {"rand", "uniform"},
    {"random_uniform", "uniform"},
    {"gaussian", "normal"},
    {"gauss", "normal"},
    {"randn", "normal"},
    {"random_normal", "normal"},
    {"trunc_normal", "truncated_normal"},
    {"trunc_normal_tf", "truncated_normal"},
    {"truncnorm", "truncated_normal"},
    {"truncated", "truncated_normal"},
    {"truncated_gaussian", "truncated_normal"},
    {"var_scaling", "variance_scaling"},
    {"xavier", "xavier_uniform or xavier_normal"},
    {"glorot", "xavier_uniform or xavier_normal"},
    {"xavier_gaussian", "xavier_normal"},
    {"he", "he_uniform or he_normal"},
    {"kaiming", "he_uniform or he_normal"},
    {"msra", "he_normal or he_uniform"},
    {"msra_prelu", "he_normal or he_uniform"},
    {"relu", "he_normal or he_uniform"},
    {"relu_uniform", "he_uniform"},
    {"lecun", "lecun_uniform or lecun_normal"},
    {"xavier_fan_in", "lecun_normal"},
    {"ortho", "orthogonal"},
    {"orthonormal", "orthogonal"},
    {"haar", "orthogonal"},
    {"unitary", "orthogonal"},
    {"conv_orthogonal", "delta_orthogonal"},
    {"convolution_delta_orthogonal", "delta_orthogonal"},
    {"delta", "dirac or delta_orthogonal"},
    {"eye", "identity"},
    {"id", "identity"},
};

template <class... Entries>
auto variant_of(const std::tuple<Entries...>&) -> std::variant<typename Entries::Type...>;

/// A variant of every registered initializer.
using RegisteredInitializer = decltype(variant_of(registry));

/// Whether the table has a line for Init.
template <class Init>
concept Registered = std::apply(
    [](const auto&... entries) {
      return (std::same_as<typename std::remove_cvref_t<decltype(entries)>::Type, Init> || ...);
    },
    registry);

template <class Function>
constexpr void for_each_entry(Function&& function) {
  std::apply([&](const auto&... entries) { (function(entries), ...); }, registry);
}

/// The line of an initializer's type.
template <class Init>
constexpr const auto& entry_of() {
  constexpr std::size_t place = std::apply(
      [](const auto&... entries) {
        std::size_t i = 0;
        static_cast<void>(
            ((std::is_same_v<typename std::remove_cvref_t<decltype(entries)>::Type, Init> ||
              (++i, false)) ||
             ...));
        return i;
      },
      registry);
  return std::get<place>(registry);
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
