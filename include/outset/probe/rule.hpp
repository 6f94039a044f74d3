// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The rules that a tensor may have been filled with, common ones first: variance gain^2 / fan with
// the gains that are in use, fixed standard deviations, and what libraries get wrong. Each becomes
// the text of an initializer in the tensor's own family.

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "outset/fans.hpp"
#include "outset/gain.hpp"
#include "outset/probe/form.hpp"
#include "outset/probe/tensor.hpp"
#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// What is wrong with a rule.
enum class Mistake {
  none,
  other_axis,  ///< fan-out in the place of fan-in: the rule took (in, out) for (out, in)
  no_taps,     ///< a convolution's fan without its taps (dlib: in the fan-out)
  no_root,     ///< 1 / fan-in for a standard deviation (neural-fortran)
  whole_size,  ///< the number of weights and biases for the fan (mlpack's networks)
  vocabulary   ///< an embedding's rows counted as a fan (OpenNN)
};

namespace detail {

struct Rule {
  std::string text{};
  double std = 0;
  Mistake mistake = Mistake::none;
};

inline Shape whole_shape(const Tensor& t) { return t.shape ? *t.shape : dense(t.rows, t.cols); }

/// A figure with the four digits that a text needs.
inline double rounded(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", x);
  return std::strtod(text, nullptr);
}

inline std::string figure(double x) { return outset::detail::show(rounded(x)); }

/// "name(a, b)", without those that are empty.
inline std::string call_text(std::string_view name, std::initializer_list<std::string> arguments) {
  std::string text(name), inner;
  for (const std::string& argument : arguments) {
    if (argument.empty()) continue;
    if (!inner.empty()) inner += ", ";
    inner += argument;
  }
  if (!inner.empty()) text += "(" + inner + ")";
  return text;
}

/// The gain's name where it has one, else its number: "relu", "leaky_relu(0.2)" is not found.
inline std::string gain_text(double gain) {
  for (const std::string_view name : {"relu", "tanh", "torch.tanh", "gelu", "silu", "mish", "elu",
                                      "sigmoid", "softplus", "torch.selu"}) {
    if (std::fabs(*gain::find(name) / gain - 1) < 1e-4) return std::string(name);
  }
  return figure(gain);
}
inline std::string gain_argument(double gain) {
  return std::fabs(gain - 1) < 1e-4 ? "" : "gain=" + gain_text(gain);
}

/// The text of the initializer with variance gain^2 / fan in the family of `form`.
inline std::string scaling_text(Form form, Fan fan, double gain) {
  const bool unit = std::fabs(gain - 1) < 1e-4;
  if (form == Form::truncated_normal) {
    return call_text("variance_scaling",
                     {unit ? "" : "scale=" + figure(gain * gain),
                      fan == Fan::in ? "" : "fan=" + std::string(fan == Fan::out ? "out" : "avg")});
  }
  const std::string family = form == Form::uniform ? "_uniform" : "_normal";
  if (fan == Fan::avg) return call_text("xavier" + family, {gain_argument(gain)});
  if (fan == Fan::in && unit) return "lecun" + family;
  const bool is_relu = std::fabs(gain / gain::relu() - 1) < 1e-4;
  return call_text("he" + family, {fan == Fan::out ? "fan=out" : "", is_relu ? ""
                                                                     : unit  ? "gain=1"
                                                                            : gain_argument(gain)});
}

/// The text of the initializer with a fixed standard deviation.
inline std::string fixed_text(Form form, double std) {
  if (form == Form::uniform) {
    const std::string bound = figure(std * std::sqrt(3.0));
    return "uniform(-" + bound + ", " + bound + ")";
  }
  return (form == Form::truncated_normal ? "truncated_normal(std=" : "normal(std=") + figure(std) +
         (form == Form::truncated_normal ? ", corrected=true)" : ")");
}

/// PyTorch's default for dense layers and convolutions: U(-1, 1) / sqrt(fan-in).
inline constexpr double torch_gain = 0.57735026918962576451;

inline std::vector<Rule> rules_for(const Shape& shape, Form form) {
  const Fans fans = shape.fans();
  const double taps = static_cast<double>(shape.receptive_field());
  const double size = static_cast<double>(shape.size());
  const double rows = static_cast<double>(shape.rows());
  const bool is_embedding = shape.transposed() && exact::equal(fans.in, 1.0) && rows > 1;
  const bool truncated = form == Form::truncated_normal;
  const double keras_cut = 0.87962566103423978;  // std of a normal cut at 2 and not widened
  std::vector<Rule> rules;
  if (!(fans.in > 0 && fans.out > 0)) return rules;
  const auto scaled = [&](Fan which, double gain) {
    rules.push_back(
        {scaling_text(form, which, gain), gain / std::sqrt(fan(fans, which)), Mistake::none});
  };
  const auto wrong = [&](Mistake mistake, double gain, double fan, const std::string& text) {
    if (fan > 0) rules.push_back({text, gain / std::sqrt(fan), mistake});
  };
  // Common rules.
  scaled(Fan::in, gain::relu());
  scaled(Fan::avg, 1);
  scaled(Fan::in, 1);
  if (form == Form::uniform) scaled(Fan::in, torch_gain);
  for (const double std : {0.02, 0.01})
    rules.push_back({fixed_text(form, std), std, Mistake::none});
  // In a layer stored (out, in), He's rule with fan-out keeps the gradients' scale.
  if (!shape.transposed()) scaled(Fan::out, gain::relu());
  for (const double gain : {gain::torch::tanh(), gain::relu(), gain::tanh()})
    scaled(Fan::avg, gain);
  for (const double gain : {gain::torch::tanh(), gain::tanh(), gain::gelu(), gain::silu(),
                            gain::mish(), gain::elu(), gain::torch::selu(), gain::sigmoid()}) {
    scaled(Fan::in, gain);
  }
  for (const double std : {0.05, 0.1, 0.001, 0.2, 0.5, 1.0}) {
    rules.push_back({fixed_text(form, std), std, Mistake::none});
    if (form == Form::uniform) {
      const double of_bound = std / std::sqrt(3.0);
      rules.push_back({fixed_text(form, of_bound), of_bound, Mistake::none});
    }
    if (truncated) {
      rules.push_back(
          {"truncated_normal(std=" + figure(std) + ")", std * keras_cut, Mistake::none});
    }
  }
  // What libraries get wrong.
  for (const double gain : {gain::relu(), 1.0, torch_gain}) {
    if (!is_embedding && (shape.transposed() || !exact::equal(gain, gain::relu()))) {
      wrong(Mistake::other_axis, gain, fans.out, "std = " + figure(gain) + " / sqrt(fan-out)");
    }
    wrong(Mistake::no_root, gain, fans.in * fans.in, "std = " + figure(gain) + " / fan-in");
    wrong(Mistake::whole_size, gain, size, "std = " + figure(gain) + " / sqrt(number of weights)");
    wrong(Mistake::whole_size, gain, size + rows,
          "std = " + figure(gain) + " / sqrt(number of weights and biases)");
    if (taps > 1) {
      wrong(Mistake::no_taps, gain, fans.in / taps,
            "std = " + figure(gain) + " / sqrt(input channels), without the taps");
    }
  }
  if (is_embedding) {
    wrong(Mistake::vocabulary, 1, (rows + fans.out) / 2,
          "std = sqrt(2 / (vectors + dimensions)), an embedding's rows counted as a fan");
  }
  if (taps > 1) {
    wrong(Mistake::no_taps, 1, (fans.in + fans.out / taps) / 2,
          "std = sqrt(2 / (fan-in + output channels)), without the taps in the fan-out");
    wrong(Mistake::no_taps, 1, (fans.in / taps + fans.out / taps) / 2,
          "std = sqrt(2 / (input channels + output channels)), without the taps");
  }
  return rules;
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
