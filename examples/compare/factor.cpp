// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "factor.hpp"

#include <cmath>
#include <type_traits>

#include "parts/format.hpp"

namespace compare {
namespace {

template <class Init>
concept HasGain = requires(const Init& init) {
  init.gain;
};

// E[f(z)^2], by the library's own quadrature.
double kept(outset::nn::Activation f) {
  const double parameter = outset::nn::default_parameter(f);
  const double gain =
      outset::gain::of([&](double z) { return outset::nn::activate(f, z, parameter); });
  return 1 / (gain * gain);
}

template <class Init>
std::string symbols(const Init&) {
  if constexpr (HasGain<Init>) return "gain\u00B2";
  if constexpr (std::is_same_v<Init, outset::VarianceScaling>) return "scale";
  if constexpr (std::is_same_v<Init, outset::LecunNormal> ||
                std::is_same_v<Init, outset::LecunUniform>) {
    return "1";
  }
  return "n\u00B7std\u00B2";
}

}  // namespace

std::optional<Factor> factor(const outset::AnyInitializer& any, Eigen::Index width,
                             outset::nn::Activation f) {
  if (any.elementwise()) {
    const outset::Distribution d = any.distribution(outset::dense(width, width));
    if (std::abs(outset::mean(d)) > 0) return std::nullopt;
    return Factor{static_cast<double>(width) * outset::variance(d), kept(f),
                  any.visit([](const auto& init) { return symbols(init); })};
  }
  return any.visit([&](const auto& init) -> std::optional<Factor> {
    using Init = std::remove_cvref_t<decltype(init)>;
    if constexpr (std::is_same_v<Init, outset::Orthogonal> ||
                  std::is_same_v<Init, outset::DeltaOrthogonal>) {
      return Factor{init.gain * init.gain, kept(f), symbols(init)};
    } else if constexpr (std::is_same_v<Init, outset::Sparse>) {
      const auto entries = init.entries(width);
      return Factor{static_cast<double>(entries) * init.std * init.std, kept(f),
                    std::to_string(entries) + "\u00B7std\u00B2"};
    } else {
      return std::nullopt;
    }
  });
}

std::string factor_text(double value) {
  if (std::abs(value - 0.5) < 1e-9) return "1/2";
  return examples::format(value > 0 && value < 1e-3 ? "%.1e" : "%.3g", value);
}

}  // namespace compare
