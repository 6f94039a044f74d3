// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/mean_field.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>

#include "probe/mean_field_golden.hpp"
#include "support/catch.hpp"

namespace probe = outset::probe;
using outset::Activation;

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double infinity = std::numeric_limits<double>::infinity();
// What the library promises for f that is smooth but for a kink at 0.
constexpr double promised = 1e-10;

using Function = std::function<double(double)>;

double relu(double u) { return u > 0 ? u : 0; }
double erf_of(double u) { return std::erf(u); }
double tanh_of(double u) { return std::tanh(u); }
double gelu(double u) { return u * std::erfc(-u * std::sqrt(0.5)) / 2; }
double silu(double u) { return u / (1 + std::exp(-u)); }
double softplus(double u) { return relu(u) + std::log1p(std::exp(-std::fabs(u))); }
double elu(double u) { return u > 0 ? u : std::expm1(u); }
double sign(double u) { return u > 0 ? 1 : u < 0 ? -1 : 0; }
double hard_tanh(double u) { return u > 1 ? 1 : u < -1 ? -1 : u; }
double linear(double u) { return u; }

const std::map<std::string, Function> functions = {
    {"tanh", tanh_of},
    {"erf", erf_of},
    {"leaky", [](double u) { return u > 0 ? u : u / 8; }},
    {"gelu", gelu},
    {"silu", silu},
    {"elu", elu},
    {"selu",
     [](double u) {
       return 1.0507009873554804934 * (u > 0 ? u : 1.6732632423543772848 * std::expm1(u));
     }},
    {"softplus", softplus},
};

using mean_field_golden::Edge;
using mean_field_golden::FixedPoint;
using mean_field_golden::HalfStable;
using mean_field_golden::Moments;

bool near(double a, double b, double relative = promised) {
  return std::abs(a - b) <= relative * std::abs(b);
}

}  // namespace

TEST_CASE("maps: as a second implementation has them, from values of f alone", "[mean_field]") {
  for (const Moments& known : mean_field_golden::moments) {
    CAPTURE(known.f, known.q);
    const auto m = probe::mean_field(functions.at(known.f), 1, 0);
    CHECK(near(m.q_map(known.q), known.square));
    CHECK(near(m.chi_1(known.q), known.slope_square));
    // At q the map of c is divided by V(q), of which q is no fixed point.
    CHECK(near(m.c_map(0.6, known.q), known.product / known.square));
    const probe::detail::GaussianMoments f(functions.at(known.f));
    CHECK(near(f.growth(known.q), known.growth));
    CHECK(near(f.slope_product(known.q, 0.4), known.slope_product));
  }
}

TEST_CASE("fixed points and depth scales of chaotic networks", "[mean_field]") {
  for (const FixedPoint& known : mean_field_golden::fixed_points) {
    CAPTURE(known.f);
    const auto m = probe::mean_field(functions.at(known.f), known.sigma_w, known.sigma_b);
    CHECK(near(m.q_star(), known.q_star));
    CHECK(std::abs(m.c_star() - known.c_star) <= promised);
    CHECK(near(m.xi_q(), known.xi_q));
    CHECK(near(m.xi_c(), known.xi_c));
  }
}

TEST_CASE("edges of chaos and half-stable points, stable or not", "[mean_field]") {
  for (const Edge& known : mean_field_golden::edges) {
    CAPTURE(known.f, known.sigma_b);
    const probe::EdgeOfChaos edge = probe::edge_of_chaos(functions.at(known.f), known.sigma_b);
    CHECK(near(edge.sigma_w, known.sigma_w));
    CHECK(near(edge.q_star, known.q_star));
    CHECK(edge.stable == known.stable);
  }
  for (const HalfStable& known : mean_field_golden::half_stable) {
    CAPTURE(known.f);
    const probe::HalfStablePoint point = probe::half_stable_point(functions.at(known.f));
    CHECK(near(point.K, known.K, 1e-9));  // a root of a flat difference: 10 digits of D give 9
    CHECK(near(point.C_b, known.C_b, 1e-9));
    CHECK(near(point.C_W, known.C_W));
  }
  CHECK_THROWS_WITH(probe::half_stable_point(tanh_of), ContainsSubstring("f has none"));
  CHECK_THROWS_WITH(probe::half_stable_point(relu), ContainsSubstring("f has none"));
}

TEST_CASE("closed forms: erf, relu and gelu at any q", "[mean_field]") {
  for (const double q : {1e-8, 1e-3, 0.7, 20.0, 1e5, 1e8}) {
    CAPTURE(q);
    const auto e = probe::mean_field(erf_of, 1, 0);
    CHECK(near(e.q_map(q), 2 / pi * std::asin(2 * q / (1 + 2 * q))));
    CHECK(near(e.chi_1(q), 4 / pi / std::sqrt(1 + 4 * q)));
    const auto r = probe::mean_field(relu, 1, 0);
    CHECK(near(r.q_map(q), q / 2));
    CHECK(near(r.chi_1(q), 0.5));
    const auto g = probe::mean_field(gelu, 1, 0);
    CHECK(near(g.q_map(q), q / 4 + q / (2 * pi) * std::asin(q / (1 + q)) +
                               q * q / (pi * (1 + q) * std::sqrt(1 + 2 * q))));
    for (const double c : {-1.0, -0.4, 0.0, 0.5, 0.9, 0.999999, 1.0}) {
      CAPTURE(c);
      CHECK(std::abs(e.c_map(c, q) * std::asin(2 * q / (1 + 2 * q)) -
                     std::asin(2 * q * c / (1 + 2 * q))) <= promised * q / (1 + q));
      CHECK(std::abs(r.c_map(c, q) - (std::sqrt(1 - c * c) + c * (pi - std::acos(c))) / pi) <=
            promised);
    }
  }
}

TEST_CASE("near c = 1 the map keeps the digits of 1 - c", "[mean_field]") {
  // erf at q = 1: 1 - c' = (asin(2/3) - asin(2c/3)) / asin(2/3), of which 1 - c = 2^-30 leaves the
  // first term and 1e-9 of it, 1 - c' = (1 - c) 2/sqrt(5) / asin(2/3).
  const double d = 0x1p-30;
  const auto m = probe::mean_field(erf_of, 1, 0);
  const double slope = 2 / std::sqrt(5.0) / std::asin(2.0 / 3);
  CHECK(std::abs((1 - m.c_map(1 - d, 1)) / d - slope) <= 1e-6);  // 2^-53 / 2^-30 = 1.2e-7
  CHECK(near(m.chi_1(1) / m.q_map(1), slope));
}

TEST_CASE("a derivative from the caller, or the table's, gives the same", "[mean_field]") {
  const auto values = probe::mean_field(tanh_of, 1.5, 0.2);
  const auto both = probe::mean_field(
      tanh_of, [](double u) { return 1 - std::tanh(u) * std::tanh(u); }, 1.5, 0.2);
  const auto table = probe::mean_field(Activation::tanh, 1.5, 0.2);
  for (const auto* m : {&both, &table}) {
    CHECK(near(m->q_star(), values.q_star()));
    CHECK(near(m->chi_1(), values.chi_1()));
    CHECK(near(m->c_star(), values.c_star()));
    CHECK(near(m->xi_q(), values.xi_q()));
    CHECK(near(m->xi_c(), values.xi_c()));
  }
  const auto leaky = probe::mean_field(Activation::leaky_relu, 0.5, 1, 0.3);
  CHECK(near(leaky.chi_1(), 0.625));
  CHECK(near(leaky.q_star(), 0.09 / 0.375));
  const auto gelu_edge = probe::edge_of_chaos(Activation::gelu, 0.1);
  CHECK(near(gelu_edge.sigma_w, probe::edge_of_chaos(gelu, 0.1).sigma_w));
}

TEST_CASE("relu: from dying out to exploding", "[mean_field]") {
  const auto critical = probe::mean_field(relu, std::sqrt(2.0), 0);
  CHECK(near(critical.q_star(), 1));
  CHECK(critical.c_star() >= 1);
  CHECK(near(critical.c_map(0), 0.3183098861837907));
  CHECK(near(critical.c_map(0.5), 0.6089977810442294));
  CHECK(near(critical.c_map(0.9), 0.9095383988, 1e-9));
  CHECK(critical.xi_c() == infinity);
  CHECK(critical.xi_q() == infinity);

  const auto dying = probe::mean_field(relu, 1, 0);
  CHECK(dying.q_star() <= 0);
  CHECK(near(dying.chi_1(), 0.5));
  CHECK(near(dying.c_map(0), 1 / pi));  // the limit of q -> 0
  CHECK(near(dying.xi_c(), 1 / std::log(2.0)));

  for (const double sigma_b : {0.0, 0.1}) {
    const auto exploding = probe::mean_field(relu, 1.5, sigma_b);
    CHECK(exploding.q_star() == infinity);
    CHECK(near(exploding.chi_1(), 1.125));
    CHECK(near(exploding.c_map(0), 1 / pi));
    CHECK(exploding.xi_q() == infinity);
    CHECK(exploding.c_star() >= 1);
  }
  // At sigma_w^2 = 2 every layer adds the biases' variance, without an end.
  CHECK(probe::mean_field(relu, std::sqrt(2.0), 0.1).q_star() == infinity);
  CHECK(probe::mean_field(softplus, 1.5, 0).q_star() == infinity);
  CHECK(probe::mean_field([](double u) { return std::exp(u); }, 1, 0).q_star() == infinity);
}

TEST_CASE("relu's edge of chaos, and where there is none at a finite q", "[mean_field]") {
  const auto he = probe::edge_of_chaos(relu, 0);
  CHECK(near(he.sigma_w, std::sqrt(2.0)));
  CHECK(near(he.q_star, 1));
  CHECK(he.stable);
  const auto biased = probe::edge_of_chaos(relu, 0.3);
  CHECK(near(biased.sigma_w, std::sqrt(2.0)));
  CHECK(biased.q_star == infinity);
  CHECK_FALSE(biased.stable);
  CHECK(probe::edge_of_chaos(softplus, 0).q_star == infinity);
  // f(0) = 0 and no biases: q_star = 0 and sigma_w f'(0) = 1.
  const auto tanh_edge = probe::edge_of_chaos(tanh_of, 0);
  CHECK(near(tanh_edge.sigma_w, 1));
  CHECK(tanh_edge.q_star <= 0);
  CHECK(tanh_edge.stable);
  const auto gelu_edge = probe::edge_of_chaos(gelu, 0);
  CHECK(near(gelu_edge.sigma_w, 2));
  CHECK_FALSE(gelu_edge.stable);
}

TEST_CASE("Schoenholz et al.: tanh with sigma_b^2 = 0.05 turns at sigma_w^2 = 1.76",
          "[mean_field]") {
  const double sigma_b = std::sqrt(0.05);
  const auto edge = probe::edge_of_chaos(tanh_of, sigma_b);
  CHECK(std::abs(edge.sigma_w * edge.sigma_w - 1.76) < 0.005);  // the paper's two decimals
  const auto ordered = probe::mean_field(tanh_of, edge.sigma_w - 0.05, sigma_b);
  const auto chaotic = probe::mean_field(tanh_of, edge.sigma_w + 0.05, sigma_b);
  CHECK(ordered.chi_1() < 1);
  CHECK(ordered.c_star() >= 1);
  CHECK(chaotic.chi_1() > 1);
  CHECK(chaotic.c_star() < 1);
  // xi_c diverges as the edge is neared.
  const auto near_edge = probe::mean_field(tanh_of, edge.sigma_w - 0.001, sigma_b);
  CHECK(near_edge.xi_c() > 10 * ordered.xi_c());
  const auto at_edge = probe::mean_field(tanh_of, edge.sigma_w, sigma_b);
  CHECK(near(at_edge.chi_1(), 1));
  CHECK(near(at_edge.q_star(), edge.q_star));
}

TEST_CASE("the signal's way to its fixed points: xi is what iterating shows", "[mean_field]") {
  const auto m = probe::mean_field(elu, 1.1, 0.3);
  double q = m.q_star() * 1.001;
  double c = m.c_star() - 0.001;
  const double q_far = q - m.q_star(), c_far = c - m.c_star();
  for (int layer = 0; layer < 5; ++layer) {
    q = m.q_map(q);
    c = m.c_map(c);
  }
  // The second order of the maps is 1e-3 of the first.
  CHECK(near((q - m.q_star()) / q_far, std::exp(-5 / m.xi_q()), 5e-3));
  CHECK(near((c - m.c_star()) / c_far, std::exp(-5 / m.xi_c()), 5e-3));
}

TEST_CASE("jumps, kinks elsewhere, functions in float, of a large or no slope", "[mean_field]") {
  const auto jump = probe::mean_field(sign, 1, 0);
  CHECK(near(jump.q_star(), 1));
  CHECK(jump.chi_1() == infinity);
  CHECK(std::abs(jump.c_star()) <= promised);
  CHECK(near(jump.c_map(0.5), 1.0 / 3));            // 2/pi asin c
  CHECK(near(jump.xi_c(), -1 / std::log(2 / pi)));  // its slope at 0

  // E[f'^2] = P(|u| < 1), E[f^2] = that of |u| < 1 and 1 beyond.
  const auto clipped = probe::mean_field(hard_tanh, 1, 0);
  const double inside = std::erf(std::sqrt(0.5)), density = std::exp(-0.5) / std::sqrt(2 * pi);
  CHECK(near(clipped.q_map(1), 1 - 2 * density));
  CHECK(near(clipped.chi_1(1), inside));
  const auto moved = probe::mean_field([](double u) { return std::fabs(u - 1 / pi); }, 1, 0);
  CHECK(near(moved.chi_1(2), 1));
  CHECK(near(moved.q_map(2), 2 + 1 / (pi * pi)));

  // A kink in a dead zone is no jump.
  const auto late = probe::mean_field([](double u) { return u > 2.3 ? u - 2.3 : 0; }, 1, 0);
  CHECK(near(late.chi_1(1), std::erfc(2.3 / std::sqrt(2.0)) / 2));

  const auto single = probe::mean_field([](float u) { return std::tanh(u); }, 2, 0.3F);
  const auto twice = probe::mean_field(tanh_of, 2, 0.3);
  CHECK(near(single.q_star(), twice.q_star(), 1e-6));
  CHECK(near(single.chi_1(), twice.chi_1(), 1e-5));
  CHECK(near(single.c_map(0.4), twice.c_map(0.4), 1e-5));

  const auto steep = probe::mean_field([](double u) { return std::tanh(1000 * u); }, 1, 0.1);
  CHECK(near(steep.chi_1(1e-6), 1e6 * probe::mean_field(tanh_of, 1, 0).chi_1(1)));
  const auto constant = probe::mean_field([](double) { return 3.0; }, 2, 1);
  CHECK(near(constant.q_star(), 37));
  CHECK(constant.chi_1() <= 1e-20);
  CHECK(constant.xi_q() <= 0);
  CHECK(constant.c_star() >= 1);
}

TEST_CASE("no weights, no signal: the maps have values", "[mean_field]") {
  const auto biases = probe::mean_field(relu, 0, 2);
  CHECK(near(biases.q_star(), 4));
  CHECK(near(biases.c_map(0.1), 1));
  CHECK(biases.xi_c() <= 0);
  const auto nothing = probe::mean_field(relu, 0, 0);
  CHECK(nothing.q_star() <= 0);
  CHECK(near(nothing.c_map(-1), 1));
  CHECK(near(probe::mean_field(linear, 1, 0).c_map(0.25), 0.25));
}

TEST_CASE("what mean_field refuses, and how it says so", "[mean_field]") {
  CHECK_THROWS_WITH(probe::mean_field(relu, -1, 0),
                    "outset: mean_field: sigma_w is -1, must be finite and >= 0");
  CHECK_THROWS_WITH(probe::mean_field(relu, 1, infinity),
                    "outset: mean_field: sigma_b is inf, must be finite and >= 0");
  CHECK_THROWS_WITH(probe::edge_of_chaos(relu, -0.5),
                    "outset: edge_of_chaos: sigma_b is -0.5, must be finite and >= 0");
  const auto m = probe::mean_field(relu, 1, 0);
  CHECK_THROWS_WITH(m.c_map(1.5), "outset: mean_field: c_map: c is 1.5, must be in [-1, 1]");
  CHECK_THROWS_WITH(m.q_map(-1), "outset: mean_field: q_map: q is -1, must be >= 0");
  CHECK_THROWS_WITH(probe::mean_field([](double u) { return std::sqrt(u); }, 1, 0),
                    ContainsSubstring("is nan, must be a number"));
}
