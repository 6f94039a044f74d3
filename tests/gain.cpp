// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/gain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace gain = outset::gain;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

double logistic(double z) { return 1 / (1 + std::exp(-z)); }
double softplus(double z) { return std::log1p(std::exp(z)); }
double gelu(double z) { return z * std::erfc(-z * std::sqrt(0.5)) / 2; }
double elu(double z) { return z > 0 ? z : std::expm1(z); }
double selu(double z) {
  return 1.0507009873554804934 * (z > 0 ? z : 1.6732632423543772848 * std::expm1(z));
}
double density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846); }
double upper_tail(double z) { return std::erfc(z * std::sqrt(0.5)) / 2; }

bool agree(double a, double b, double relative) {
  return std::abs(a - b) <= relative * std::abs(b);
}

struct Case {
  const char* name;
  double closed;  // the library's
  double (*activation)(double);
  double published;  // 1 / sqrt(E f^2), by another program (Gauss-Legendre), 12 decimals
};

const Case cases[] = {
    {"linear", gain::linear(), [](double z) { return z; }, 1},
    {"sigmoid", gain::sigmoid(), logistic, 1.846228545339},
    {"tanh", gain::tanh(), [](double z) { return std::tanh(z); }, 1.592537419723},
    {"relu", gain::relu(), [](double z) { return z > 0 ? z : 0.0; }, 1.414213562373},
    {"leaky_relu", gain::leaky_relu(), [](double z) { return z > 0 ? z : 0.01 * z; },
     1.414142856998},
    {"elu", gain::elu(), elu, 1.245198300701},
    {"selu", gain::selu(), selu, 1},
    {"gelu", gain::gelu(), gelu, 1.533530441196},
    {"silu", gain::silu(), [](double z) { return z * logistic(z); }, 1.676532470331},
    {"softplus", gain::softplus(), softplus, 1.041866835535},
    {"mish", gain::mish(), [](double z) { return z * std::tanh(softplus(z)); }, 1.486847581273},
};

std::string error_of(double (*action)()) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("named gains: 12 published decimals, and gain::of to 1e-12", "[gain]") {
  for (const auto& one : cases) {
    INFO(one.name);
    CHECK(std::abs(one.closed - one.published) < 0.51e-12);
    CHECK(agree(gain::of(one.activation), one.closed, 1e-12));
    CHECK(gain::find(one.name) == one.closed);
  }
}

TEST_CASE("named gains are right to the last bit", "[gain]") {
  static_assert(gain::linear() == 1 && gain::selu() == 1);
  static_assert(gain::relu() == 0x1.6a09e667f3bcdp+0);
  CHECK(gain::leaky_relu(0) == gain::relu());
  CHECK(gain::elu(0) == gain::relu());
  CHECK(gain::leaky_relu(1) == gain::linear());
  // E[gelu^2] = 1/3 + 1 / (2 sqrt(3) pi).
  CHECK(agree(gain::gelu(), 1 / std::sqrt(1.0 / 3 + 1 / (2 * std::sqrt(3.0) * 3.14159265358979324)),
              3e-16));
}

TEST_CASE("leaky_relu and elu at other parameters", "[gain]") {
  // 25 digits by mpmath.
  const double leaky[][2] = {
      {0, 1.414213562373095048801689},
      {0.01, 1.414142856997835349873592},
      {0.1, 1.407195089460583711797963},
      {0.2, 1.386750490563072802085081},
      {0.25, 1.371988681140070699029212},
      {0.3, 1.354570922957192717491541},
      {1, 1},
      {-1, 1},
      {2.2360679774997896, 0.5773502691896257411330469},  // PyTorch's a = sqrt 5
      {5.5, 0.2529822128134703465599115},
      {100, 0.01414142856997835349876536},
      {1e-9, 1.414213562373095048094582}};
  for (const auto& [slope, expected] : leaky) {
    INFO(slope);
    CHECK(agree(gain::leaky_relu(slope), expected, 2.3e-16));
    CHECK(agree(gain::of([s = slope](double z) { return z > 0 ? z : s * z; }), expected, 1e-12));
  }
  const double exponential[][2] = {{0, 1.414213562373095048801689},
                                   {0.25, 1.401573579500093590417863},
                                   {0.5, 1.36559485883821766639768},
                                   {1, 1.245198300700706550286952},
                                   {1.6732632423543772, 1.050700987355480523400618},
                                   {2, 0.9623477264392931118932516},
                                   {-1, 1.245198300700706550286952},
                                   {100, 0.0262617015560274532368351},
                                   {1e-3, 1.414213357389364393655848},
                                   {1e12, 2.626623075012141729076971e-12}};
  for (const auto& [alpha, expected] : exponential) {
    INFO(alpha);
    CHECK(agree(gain::elu(alpha), expected, 4.5e-16));
    CHECK(agree(gain::of([a = alpha](double z) { return z > 0 ? z : a * std::expm1(z); }), expected,
                1e-12));
  }
}

TEST_CASE("parameters whose square overflows still have a gain", "[gain]") {
  CHECK(agree(gain::leaky_relu(1e200), std::sqrt(2.0) * 1e-200, 1e-15));
  CHECK(agree(gain::leaky_relu(-0x1p100), std::sqrt(2.0) * 0x1p-100, 1e-15));
  CHECK(agree(gain::leaky_relu(0x1p101), std::sqrt(2.0) * 0x1p-101, 1e-15));
  CHECK(agree(gain::elu(1e300), 2.626623075012141729076971e-300, 1e-15));
}

TEST_CASE("gain::of: kinks and jumps anywhere", "[gain]") {
  SECTION("a step, E = P(z > at)") {
    const double at = GENERATE(-3.0, -0.4995, 0.0, 1e-7, 0.001, 0.2501, 0.3333, 0.49999, 0.4999999,
                               0.5, 0.5001, 1.234567, 2.99, 5.1);
    const double got = gain::of([at](double z) { return z > at ? 1 : 0; });
    CHECK(agree(got, 1 / std::sqrt(upper_tail(at)), 1e-12));
  }
  SECTION("a shifted ReLU, E = (1 + at^2) Q(at) - at density(at)") {
    const double at = GENERATE(-2.71828, -0.123, 1e-5, 0.4321, 0.50001, 1.7);
    const double got = gain::of([at](double z) { return (std::max)(z - at, 0.0); });
    const double expected = (1 + at * at) * upper_tail(at) - at * density(at);
    CHECK(agree(got, 1 / std::sqrt(expected), 1e-12));
  }
  SECTION("hard tanh, E = P(|z| < c) - 2 c density(c) + 2 c^2 Q(c)") {
    const double c = GENERATE(0.001, 0.3, 1.0, 1.1, 3.0);
    const double got = gain::of([c](double z) { return std::clamp(z, -c, c); });
    const double expected =
        std::erf(c * std::sqrt(0.5)) - 2 * c * density(c) + 2 * c * c * upper_tail(c);
    CHECK(agree(got, 1 / std::sqrt(expected), 1e-11 * (c < 0.01 ? 100 : 0.1)));
  }
  SECTION("hard sigmoid clamp(z / w + 1/2, 0, 1), Keras' w = 5, PyTorch's 6 and one more") {
    const double w = GENERATE(5.0, 6.0, 4.321);
    const double got = gain::of([w](double z) { return std::clamp(z / w + 0.5, 0.0, 1.0); });
    const double c = w / 2, inside = std::erf(c * std::sqrt(0.5));
    const double expected = (inside - 2 * c * density(c)) / (w * w) + inside / 4 + upper_tail(c);
    CHECK(agree(got, 1 / std::sqrt(expected), 1e-12));
  }
  SECTION("sign, quantized identity, ReLU6") {
    CHECK(agree(gain::of([](double z) { return z < 0 ? -1 : 1; }), 1, 1e-14));
    double sum = 0;  // E[round(z)^2] = sum over n >= 1 of 2 (2n - 1) Q(n - 1/2)
    for (int n = 1; n < 40; ++n) sum += 2 * (2 * n - 1) * upper_tail(n - 0.5);
    CHECK(agree(gain::of([](double z) { return std::floor(z + 0.5); }), 1 / std::sqrt(sum), 1e-12));
    sum = 0;  // the same, rounded to multiples of 1/7.3
    for (int n = 1; n < 300; ++n)
      sum += 2 * (2 * n - 1) * upper_tail((n - 0.5) / 7.3) / (7.3 * 7.3);
    const double fine = gain::of([](double z) { return std::floor(z * 7.3 + 0.5) / 7.3; });
    CHECK(agree(fine, 1 / std::sqrt(sum), 1e-12));
    const double six = 0.5 - 6 * density(6) - upper_tail(6) + 36 * upper_tail(6);
    CHECK(agree(gain::of([](double z) { return std::clamp(z, 0.0, 6.0); }), 1 / std::sqrt(six),
                1e-12));
  }
}

TEST_CASE("gain::of: functions that grow, and other smooth ones", "[gain]") {
  CHECK(agree(gain::of([](double z) { return std::erf(z); }), 1.467166950489, 1e-12));
  CHECK(agree(gain::of([](double z) { return z / (1 + std::abs(z)); }), 2.337533363109, 1e-12));
  CHECK(agree(gain::of([](double z) { return z * logistic(1.702 * z); }), 1.539458762299, 1e-12));
  CHECK(agree(gain::of([](double z) { return std::exp(z); }), std::exp(-1.0), 1e-12));
  for (const double k : {3.0, 5.0, 6.0, 7.0, 10.0, 14.0}) {  // E = exp(2 k^2), made about z = 2 k
    INFO(k);
    CHECK(agree(gain::of([k](double z) { return std::exp(k * z); }), std::exp(-k * k), 1e-12));
  }
  CHECK(
      agree(gain::of([](double z) { return std::pow(z, 10); }), 1 / std::sqrt(654729075.0), 1e-12));
  CHECK(agree(gain::of([](double z) { return std::exp(z * z / 8); }), std::pow(0.5, 0.25), 1e-12));
  CHECK(agree(gain::of([](double z) { return 1e-100 * z; }), 1e100, 1e-12));
  CHECK(agree(gain::of([](double z) { return 1e140 * z; }), 1e-140, 1e-12));
  CHECK(agree(gain::of([](double) { return -4; }), 0.25, 1e-14));
  CHECK(agree(gain::of([](double z) { return std::sin(50 * z); }), std::sqrt(2.0), 1e-12));
}

TEST_CASE("gain::of a derivative is the gain for gradients", "[gain]") {
  CHECK(agree(gain::of([](double z) { return 1 - std::tanh(z) * std::tanh(z); }), 1.467413591631,
              1e-12));
  CHECK(
      agree(gain::of([](double z) { return logistic(z) * logistic(-z); }), 4.722646085938, 1e-12));
  CHECK(agree(gain::of([](double z) { return z > 0 ? 1 : std::exp(z); }), 1.223428557553, 1e-12));
  CHECK(agree(gain::of([](double z) { return upper_tail(-z) + z * density(z); }), 1.481114412708,
              1e-12));
}

TEST_CASE("gain::of takes what is callable, and calls floats with floats", "[gain]") {
  CHECK(agree(gain::of(logistic), gain::sigmoid(), 1e-12));
  CHECK(agree(gain::of([](auto z) { return z > 0 ? z : z * 0; }), gain::relu(), 1e-12));
  CHECK(agree(gain::of([](float z) { return z > 0 ? z : 0.0F; }), gain::relu(), 1e-7));
  CHECK(agree(gain::of([](float z) { return std::tanh(z); }), gain::tanh(), 1e-7));
  // A function that computes in float and returns double: its rounding noise must not keep the
  // quadrature from ending, or make it fail.
  const auto rough = [](double z) { return static_cast<double>(std::tanh(static_cast<float>(z))); };
  CHECK(agree(gain::of(rough), gain::tanh(), 1e-7));
  int calls = 0;
  auto counting = [calls = &calls](double z) mutable {
    ++*calls;
    return z;
  };
  CHECK(agree(gain::of(counting), 1, 1e-14));
  CHECK(calls < 10000);
}

TEST_CASE("gain::of never asks far out for what cannot matter there", "[gain]") {
  double farthest = 0;
  CHECK(agree(gain::of([&](double z) {
                farthest = (std::max)(farthest, std::abs(z));
                return std::tanh(z);
              }),
              gain::tanh(), 1e-12));
  CHECK(farthest < 13);
}

TEST_CASE("PyTorch's table under its own name", "[gain]") {
  static_assert(gain::torch::linear() == 1 && gain::torch::sigmoid() == 1);
  static_assert(gain::torch::tanh() == 5.0 / 3);
  static_assert(gain::torch::selu() == 0.75);
  CHECK(gain::torch::relu() == std::sqrt(2.0));
  for (const double slope : {0.0, 0.01, 0.2, 2.2360679774997896}) {
    CHECK(agree(gain::torch::leaky_relu(slope), std::sqrt(2 / (1 + slope * slope)), 2.3e-16));
  }
  CHECK(gain::torch::leaky_relu() == gain::leaky_relu(0.01));
}

TEST_CASE("where PyTorch's gains settle, as their documentation here says", "[gain]") {
  // The fixed point q of q' = gain^2 E[f(sqrt(q) z)^2], by iteration.
  const auto settle = [](double gain, double (*f)(double)) {
    double q = 1;
    for (int i = 0; i < 400; ++i) {
      const double root = std::sqrt(q);
      q = std::pow(gain / outset::gain::of([&](double z) { return f(root * z); }), 2);
    }
    return q;
  };
  const auto tanh = [](double z) { return std::tanh(z); };
  CHECK(settle(gain::tanh(), tanh) == Approx(1).epsilon(1e-10));
  CHECK(settle(gain::torch::tanh(), tanh) == Approx(1.17848049).epsilon(1e-7));
  CHECK(std::sqrt(1.17848049) / gain::torch::tanh() == Approx(0.651).margin(0.0005));
  CHECK(1 / gain::tanh() == Approx(0.628).margin(0.0005));
  CHECK(settle(gain::torch::sigmoid(), logistic) == Approx(0.26468688).epsilon(1e-7));
  CHECK(settle(gain::torch::selu(), selu) == Approx(0.02303).epsilon(0.1));
  CHECK(settle(gain::selu(), selu) == Approx(1).epsilon(1e-9));
}

TEST_CASE("gains by name", "[gain]") {
  const auto names = gain::names();
  CHECK(std::set<std::string_view>(names.begin(), names.end()).size() == names.size());
  for (const auto name : names) {
    INFO(name);
    REQUIRE(gain::find(name).has_value());
    CHECK(*gain::find(name) > 0);
  }
  CHECK(gain::find("leaky_relu", 0.1) == gain::leaky_relu(0.1));
  CHECK(gain::find("elu", 2) == gain::elu(2));
  CHECK(gain::find("torch.tanh") == 5.0 / 3);
  CHECK(gain::find("torch.leaky_relu", 0.1) == gain::torch::leaky_relu(0.1));
  CHECK_FALSE(gain::find("relu6").has_value());
  CHECK_FALSE(gain::find("").has_value());
  CHECK_FALSE(gain::find("-relu").has_value());
  for (const char* spelling : {"LeakyReLU", "Leaky_ReLU", "LEAKY_RELU", "leaky_re_lu", "leakyrelu",
                               "leaky-relu", "leaky_relu_"}) {
    INFO(spelling);
    CHECK(gain::find(spelling, 0.1) == gain::leaky_relu(0.1));
  }
  CHECK(gain::find("Torch.Tanh") == 5.0 / 3);
}

TEST_CASE("what a gain refuses, and how it says so", "[gain]") {
  CHECK(error_of([] { return gain::leaky_relu(not_a_number); }) ==
        "outset: gain::leaky_relu: slope is nan, must be finite");
  CHECK(error_of([] { return gain::leaky_relu(-infinity); }) ==
        "outset: gain::leaky_relu: slope is -inf, must be finite");
  CHECK(error_of([] { return gain::elu(infinity); }) ==
        "outset: gain::elu: alpha is inf, must be finite");
  CHECK(error_of([] { return gain::torch::leaky_relu(not_a_number); }) ==
        "outset: gain::leaky_relu: slope is nan, must be finite");
  CHECK(error_of([] { return *gain::find("elu", not_a_number); }) ==
        "outset: gain::elu: alpha is nan, must be finite");
  CHECK(error_of([] { return *gain::find("relu", 0.5); }) ==
        "outset: gain::relu: takes no parameter, 0.5 is given");
  CHECK(error_of([] { return gain::of([](double) { return 0; }); }) ==
        "outset: gain::of: E[f(z)^2] is 0, must be > 0");
  CHECK_THAT(
      error_of([] { return gain::of([](double z) { return std::sqrt(z); }); }),
      StartsWith("outset: gain::of: f(-12) is ") && ContainsSubstring("nan, must be finite"));
  CHECK(error_of([] { return gain::of([](double z) { return 1 / z; }); }) ==
        "outset: gain::of: f(0) is inf, must be finite");
  const std::string infinite =
      "outset: gain::of: E[f(z)^2] is infinite, f must grow slower than exp(z^2 / 4)";
  CHECK(error_of([] { return gain::of([](double z) { return std::exp(z * z / 4); }); }) ==
        infinite);
  CHECK(error_of([] { return gain::of([](double z) { return std::exp(z * z / 3); }); }) ==
        infinite);
  CHECK(error_of([] { return gain::of([](double z) { return 1e200 * z; }); }) == infinite);
  CHECK_THAT(error_of([] { return gain::of([](double z) { return std::sin(1e9 * z); }); }),
             ContainsSubstring("gain::of: E[f(z)^2] does not converge"));
}
