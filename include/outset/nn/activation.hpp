// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The activations of activation.hpp, by name and applied to matrices entry by entry. Matrices of
// float and double in memory take the processor's vectors, which have the bits of the scalar
// functions, so that every unit gets the same arithmetic wherever it stands in its matrix.

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "outset/activation.hpp"
#include "outset/config.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/simd/elementwise.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

using outset::Activation;
using outset::to_string;

/// The names of all activations, in the order of the enumeration.
inline constexpr auto activation_names = [] {
  std::array<std::string_view, outset::detail::activation_count> names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = outset::detail::activation_facts[i].name;
  }
  return names;
}();

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
  outset::detail::fail(
      {"activation: ", outset::detail::in_quotes(text), " is unknown, must be one of ", known});
}

/// What an activation's parameter is when nobody says: the slope of leaky_relu (0.01) and of prelu
/// at the start (0.25), the alpha of elu (1); 0 for the others.
constexpr double default_parameter(Activation f) { return outset::detail::facts_of(f).parameter; }

/// f(z) of one number. `parameter`: the slope (leaky_relu, prelu) or alpha (elu).
template <class Scalar>
Scalar activate(Activation f, Scalar z, Scalar parameter) {
  return outset::detail::in_standard_mode([&] {
    Scalar h = 0;
    outset::detail::with_activation(f, [&](auto function) { h = function.value(z, parameter); });
    return h;
  });
}

/// f'(z) of one number; the derivative at a kink is that of its negative side.
template <class Scalar>
Scalar derivative(Activation f, Scalar z, Scalar parameter) {
  return outset::detail::in_standard_mode([&] {
    Scalar slope = 0;
    outset::detail::with_activation(f, [&](auto function) {
      slope = function.derivative(z, function.value(z, parameter), parameter);
    });
    return slope;
  });
}

/// h = f(z), entry by entry. h has z's size and may be z itself. Nothing is allocated.
template <class Z, class H>
void activate(Activation f, typename Z::Scalar parameter, const Eigen::MatrixBase<Z>& z, H&& h) {
  using Scalar = typename Z::Scalar;
  outset::detail::in_standard_mode([&] {
    if constexpr (detail::HasColumns<const Z> && detail::HasColumns<std::remove_reference_t<H>>) {
      const auto run = simd::elementwise<Scalar>().activate;
      detail::for_each_run(
          [&](const Scalar* from, Scalar* to, Index count) { run(f, parameter, from, to, count); },
          z.derived(), h);
    } else {
      outset::detail::with_activation(f, [&](auto function) {
        h = z.unaryExpr([=](Scalar value) { return function.value(value, parameter); });
      });
    }
  });
}

/// d = d * f'(z), entry by entry, with h = f(z): dL/dh becomes dL/dz. Nothing is allocated.
template <class Z, class H, class D>
void multiply_by_derivative(Activation f, typename Z::Scalar parameter,
                            const Eigen::MatrixBase<Z>& z, const Eigen::MatrixBase<H>& h, D&& d) {
  using Scalar = typename Z::Scalar;
  outset::detail::in_standard_mode([&] {
    if constexpr (detail::HasColumns<const Z> && detail::HasColumns<const H> &&
                  detail::HasColumns<std::remove_reference_t<D>>) {
      const auto run = simd::elementwise<Scalar>().differentiate;
      detail::for_each_run([&](const Scalar* zs, const Scalar* hs, Scalar* ds,
                               Index count) { run(f, parameter, zs, hs, ds, count); },
                           z.derived(), h.derived(), d);
    } else {
      outset::detail::with_activation(f, [&](auto function) {
        d.array() *= z.binaryExpr(h, [=](Scalar zi, Scalar hi) {
                        return function.derivative(zi, hi, parameter);
                      }).array();
      });
    }
  });
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
