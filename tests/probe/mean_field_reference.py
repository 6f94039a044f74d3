#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""The numbers of mean_field_golden.hpp, from a second implementation with 30 digits (mpmath).

    python3 tests/probe/mean_field_reference.py > tests/probe/mean_field_golden.hpp

Nothing here is done as in the library: integrals run over (z1, z2) with Gauss-Legendre panels,
derivatives are written out, and dV/dq is E[f'^2 + f f''].
"""

from mpmath import mp, mpf, erf, exp, expm1, findroot, log, log1p, pi, sqrt, tanh
from mpmath.calculus.quadrature import GaussLegendre

mp.dps = 30
NODES = GaussLegendre(mp).calc_nodes(4, mp.prec)  # 24 points on [-1, 1]
EDGES = [mpf(x) for x in (-14, -10, -7, -5, -3, -2, -1, 0, 1, 2, 3, 5, 7, 10, 14)]


def density(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def points(kink=None):
    """nodes and weights of the normal density on panels, one of which ends at `kink`"""
    edges = sorted(EDGES + ([kink] if kink is not None and abs(kink) < 14 else []))
    result = []
    for low, high in zip(edges, edges[1:]):
        half, centre = (high - low) / 2, (high + low) / 2
        result += [(centre + half * x, w * half * density(centre + half * x)) for x, w in NODES]
    return result


POINTS = points()


def mean(g):
    return sum(w * g(z) for z, w in POINTS)


def mean_of_pairs(f, q, c):
    """E[f(u1) f(u2)]"""
    root, s = sqrt(q), sqrt(1 - c * c)
    total = mpf(0)
    for z1, w1 in POINTS:
        if w1 < mpf(10) ** -24:
            continue
        inner = sum(w * f(root * (c * z1 + s * z)) for z, w in points(-c * z1 / s))
        total += w1 * f(root * z1) * inner
    return total


def sigmoid(u):
    return 1 / (1 + exp(-u))


def cdf(u):
    return (1 + erf(u / sqrt(mpf(2)))) / 2


SELU_ALPHA = mpf("1.6732632423543772848170429916717")
SELU_SCALE = mpf("1.0507009873554804934193349852946")


def step(u, above, below):
    return above if u > 0 else below


# name: f, f', f''
FUNCTIONS = {
    "tanh": (tanh, lambda u: 1 - tanh(u)**2, lambda u: -2 * tanh(u) * (1 - tanh(u)**2)),
    "erf": (erf, lambda u: 2 / sqrt(pi) * exp(-u * u), lambda u: -4 * u / sqrt(pi) * exp(-u * u)),
    "leaky": (lambda u: step(u, u, u / 8), lambda u: step(u, mpf(1), mpf(1) / 8), lambda u: 0),
    "gelu": (lambda u: u * cdf(u), lambda u: cdf(u) + u * density(u),
             lambda u: (2 - u * u) * density(u)),
    "silu": (lambda u: u * sigmoid(u),
             lambda u: sigmoid(u) * (1 + u * (1 - sigmoid(u))),
             lambda u: sigmoid(u) * (1 - sigmoid(u)) * (2 + u * (1 - 2 * sigmoid(u)))),
    "elu": (lambda u: step(u, u, expm1(u)), lambda u: step(u, mpf(1), exp(u)),
            lambda u: step(u, mpf(0), exp(u))),
    # f' jumps at 0, where f is 0: the jump adds nothing to E[f f''].
    "selu": (lambda u: SELU_SCALE * step(u, u, SELU_ALPHA * expm1(u)),
             lambda u: SELU_SCALE * step(u, mpf(1), SELU_ALPHA * exp(u)),
             lambda u: SELU_SCALE * step(u, mpf(0), SELU_ALPHA * exp(u))),
    "softplus": (lambda u: max(u, 0) + log1p(exp(-abs(u))), sigmoid,
                 lambda u: sigmoid(u) * (1 - sigmoid(u))),
}


def square(name, q):
    f = FUNCTIONS[name][0]
    return mean(lambda z: f(sqrt(q) * z)**2)


def slope_square(name, q):
    df = FUNCTIONS[name][1]
    return mean(lambda z: df(sqrt(q) * z)**2)


def growth(name, q):
    f, df, ddf = FUNCTIONS[name]
    return mean(lambda z: df(sqrt(q) * z)**2 + f(sqrt(q) * z) * ddf(sqrt(q) * z))


def show(x):
    return mp.nstr(x, 18)


HEAD = """// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Mean-field theory by a second implementation with 30 digits: written by mean_field_reference.py.

namespace mean_field_golden {

struct Moments {
  const char* f;
  double q, square, slope_square, growth, product, slope_product;  // the last two at c = 0.6
};
struct FixedPoint {
  const char* f;
  double sigma_w, sigma_b, q_star, c_star, xi_q, xi_c;
};
struct Edge {
  const char* f;
  double sigma_b, sigma_w, q_star;
  bool stable;
};
struct HalfStable {
  const char* f;
  double K, C_b, C_W;
};

// clang-format off
"""


def moments():
    print("inline constexpr Moments moments[] = {")
    for name, (f, df, _) in FUNCTIONS.items():
        for q in ("0.3", "2"):
            c = mpf("0.6")
            kernel, slopes = mean_of_pairs(f, mpf(q), c), mean_of_pairs(df, mpf(q), c)
            print(f'    {{"{name}", {q}, {show(square(name, mpf(q)))}, '
                  f"{show(slope_square(name, mpf(q)))},\n     {show(growth(name, mpf(q)))}, "
                  f"{show(kernel)}, {show(slopes)}}},")
    print("};")


def fixed_points():
    """chaotic ones: q*, c*, and both depth scales"""
    print("inline constexpr FixedPoint fixed_points[] = {")
    for name, sigma_w, sigma_b, q0, c0 in (("tanh", "2", "0.3", "2.5", "0.2"),
                                           ("elu", "1.2", "0.1", "0.6", "0.85"),
                                           ("selu", "1", "0", "1", "0.1")):
        f, df, _ = FUNCTIONS[name]
        sw, sb = mpf(sigma_w)**2, mpf(sigma_b)**2
        q = findroot(lambda q: sw * square(name, q) + sb - q, mpf(q0), tol=1e-25)
        c = mpf(0)
        if name != "selu":
            start = (mpf(c0) - mpf("0.01"), mpf(c0) + mpf("0.01"))
            c = findroot(lambda c: (sw * mean_of_pairs(f, q, c) + sb) / q - c, start, tol=1e-20)
        xi_q = -1 / log(sw * growth(name, q))
        xi_c = -1 / log(sw * mean_of_pairs(df, q, c))
        print(f'    {{"{name}", {sigma_w}, {sigma_b}, {show(q)}, {show(c)}, {show(xi_q)}, '
              f"{show(xi_c)}}},")
    print("};")


def edges():
    print("inline constexpr Edge edges[] = {")
    for name, sigma_b, q0 in (("tanh", "0.1", "0.27"), ("erf", "1", "2.7"), ("gelu", "0.1", "0.18"),
                              ("gelu", "1", "82"), ("silu", "0.2", "0.7"), ("elu", "0.5", "4.9"),
                              ("selu", "0.5", "2.6")):
        sb = mpf(sigma_b)**2
        q = findroot(lambda q: q - square(name, q) / slope_square(name, q) - sb, mpf(q0), tol=1e-25)
        slopes = slope_square(name, q)
        stable = growth(name, q) < slopes
        print(f'    {{"{name}", {sigma_b}, {show(1 / sqrt(slopes))}, {show(q)}, '
              f'{"true" if stable else "false"}}},')
    print("};")
    print("inline constexpr HalfStable half_stable[] = {")
    for name, q0 in (("gelu", "3.56"), ("silu", "14.32")):
        q = findroot(lambda q: growth(name, q) - slope_square(name, q), mpf(q0), tol=1e-25)
        slopes = slope_square(name, q)
        print(f'    {{"{name}", {show(q)}, {show(q - square(name, q) / slopes)}, '
              f"{show(1 / slopes)}}},")
    print("};")


if __name__ == "__main__":
    print(HEAD, end="")
    moments()
    fixed_points()
    edges()
    print("// clang-format on\n\n}  // namespace mean_field_golden")
