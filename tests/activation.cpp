// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/activation.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "outset/any_initializer.hpp"
#include "outset/gain.hpp"
#include "support/catch.hpp"

using outset::Activation;
using outset::detail::ActivationFacts;

namespace {

// Calls use(function, facts) for each entry of the table.
template <class Use>
void for_each_activation(const Use& use) {
  for (std::size_t i = 0; i < outset::detail::activation_count; ++i) {
    const auto f = static_cast<Activation>(i);
    INFO(std::string(to_string(f)));
    outset::detail::with_activation(
        f, [&](auto function) { use(function, outset::detail::facts_of(f)); });
  }
}

}  // namespace

TEST_CASE("activations: an entry stands at its enumerator", "[activation]") {
  // Once more than in the table, so that a row in another's place is seen.
  const Activation all[] = {Activation::identity, Activation::sigmoid,    Activation::tanh,
                            Activation::relu,     Activation::leaky_relu, Activation::prelu,
                            Activation::elu,      Activation::selu,       Activation::gelu,
                            Activation::silu,     Activation::softplus,   Activation::mish};
  const char* const names[] = {"identity", "sigmoid", "tanh", "relu", "leaky_relu", "prelu",
                               "elu",      "selu",    "gelu", "silu", "softplus",   "mish"};
  static_assert(std::size(all) == outset::detail::activation_count);
  for (std::size_t i = 0; i < std::size(all); ++i) CHECK(to_string(all[i]) == names[i]);
}

TEST_CASE("activations: the gain is that of the function, by quadrature", "[activation]") {
  for_each_activation([](auto function, const ActivationFacts& facts) {
    const auto f = [&](double z) { return function.value(z, facts.parameter); };
    CHECK(facts.gain == Approx(outset::gain::of(f)).epsilon(1e-12));
    if (!facts.gain_name.empty()) CHECK(outset::gain::find(facts.gain_name) == facts.gain);
    if (facts.parameter_name.empty()) return;
    for (const double parameter : {0.0, 0.3, -1.5, 7.0}) {
      INFO(parameter);
      const auto other = [&](double z) { return function.value(z, parameter); };
      CHECK(outset::detail::gain_with(facts, parameter) ==
            Approx(outset::gain::of(other)).epsilon(1e-12));
    }
  });
}

TEST_CASE("activations: derivatives agree with central differences", "[activation]") {
  // Error of a central difference: h^2/6 |f'''| + eps |f| / h; with h the cube root of eps both are
  // about 4e-11 for functions of size 1. All third derivatives here are below 2 and |f| below 6 on
  // [-5, 5], away from the kinks: 1e-9 leaves a factor of 4.
  const double step = std::cbrt(std::numeric_limits<double>::epsilon());
  for_each_activation([&](auto function, const ActivationFacts& facts) {
    const auto f = [&](double z) { return function.value(z, facts.parameter); };
    for (int k = -50; k <= 50; ++k) {
      if (k == 0) continue;
      const double z = 0.1 * k;
      INFO(z);
      const double slope = (f(z + step) - f(z - step)) / (2 * step);
      CHECK(std::abs(function.derivative(z, f(z), facts.parameter) - slope) < 1e-9);
    }
  });
}

TEST_CASE("activations: no overflow far out, and NaN stays NaN", "[activation]") {
  for_each_activation([](auto function, const ActivationFacts& facts) {
    for (const double z : {-1e4, -800.0, 800.0, 1e4}) {
      INFO(z);
      const double h = function.value(z, facts.parameter);
      CHECK(std::isfinite(h));
      CHECK(std::isfinite(function.derivative(z, h, facts.parameter)));
    }
    CHECK(outset::exact::is_nan(function.value(std::nan(""), facts.parameter)));
  });
}

TEST_CASE("activations: names and sources are there, and no name twice", "[activation]") {
  std::set<std::string_view> names;
  for_each_activation([&](auto, const ActivationFacts& facts) {
    CHECK(names.insert(facts.name).second);
    CHECK_FALSE(facts.source.empty());
  });
}

TEST_CASE("activations: a name that is no gain's leads to one", "[activation]") {
  for_each_activation([](auto, const ActivationFacts& facts) {
    if (facts.gain_name == facts.name) return;
    const std::string text = "he_normal(gain=" + std::string(facts.name) + ")";
    CHECK_THROWS_WITH(outset::initializer(text), ContainsSubstring("; write "));
  });
}
