# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""The functions in double that set up a truncated normal: "Functions in double" of the page.

Python's own operations on floats are the rounded operations that the page asks for, in the order
in which they are written. Nothing here calls the C library but sqrt, which IEEE 754 rounds.
"""

import math

from .ieee import DOUBLE, horner
from .page import constant, table

inf = math.inf
fma = DOUBLE.fma


def polynomial(coefficients, x):
    """Horner's rule with a product and a sum, each rounded: not an fma."""
    total = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        total = total * x + c
    return total


def exp(x):
    if x < -708:
        return 0.0
    k = round(x * constant("log2 e"))
    high = x - k * constant("ln 2 high")
    low = k * constant("ln 2 low")
    r = high - low
    tail = (high - r) - low
    return math.ldexp(1.0 + (r + (r * r * polynomial(table("exp"), r) + tail)), k)


def expm1(x):
    if abs(x) > 0.34:
        return exp(x) - 1.0
    return x + x * x * polynomial(table("exp"), x)


def log(x):
    m, k = math.frexp(x)  # [1/2, 1)
    if m < constant("sqrt 1/2"):
        m, k = 2 * m, k - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    half_square = 0.5 * (f * f)
    rest = s * (half_square + z * polynomial(table("log"), z))
    lesser = half_square - (rest + k * constant("ln 2 low"))
    return k * constant("ln 2 high") - (lesser - f)


def mills_ratio(x):
    if x == inf:
        return 0.0
    t = (x - 5.0) / (x + 5.0)
    return polynomial(table("mills"), t) / (x + 1.0)


def pdf(x):
    if abs(x) > 37.5:
        return 0.0
    square = x * x
    lost = fma(x, x, -square)
    factor = constant("1 / sqrt(2 pi)")
    return exp(-0.5 * square) * (factor - 0.5 * lost * factor)


def half_mass(x):
    """P(0 < Z < x)."""
    if x > 1.0:
        return 0.5 - pdf(x) * mills_ratio(x)
    square = x * x
    total = 1.0
    for k in range(16, 0, -1):
        total = 1.0 + total * (square / (2 * k + 1))
    return pdf(x) * (x * total)


def cdf(x):
    if abs(x) < 0.5:
        half = half_mass(abs(x))
        return 0.5 - half if x < 0 else 0.5 + half
    tail = pdf(x) * mills_ratio(abs(x))
    return tail if x < 0 else 1.0 - tail


def log_tail(x):
    """ln P(Z > x), x >= 0."""
    square = x * x
    lost = fma(x, x, -square)
    return ((log(mills_ratio(x)) - constant("ln sqrt(2 pi)")) - 0.5 * lost) - 0.5 * square


def tail_of_square(s):
    """The z > 1.99 with -2 ln P(Z > z) = s."""
    if s < 510:
        name = "near" if s < 120 else "middle"
        r = math.sqrt(s)
        p, q = (horner(DOUBLE, table(f"{name} {side}", "double"), r) for side in ("P", "Q"))
        return r - p / q
    if not s < 2.0**1000:
        return inf
    z = math.sqrt(s - log(s * constant("2 pi")))
    for _ in range(3):
        excess = fma(z, z, -s)
        mills = mills_ratio(z)
        z = z - 0.5 * (excess + 2.0 * (constant("ln sqrt(2 pi)") - log(mills))) * mills
    return z


# The cut law ------------------------------------------------------------------------------------


def integrals(c, start, end, origin):
    """Of 1, x - origin and (x - origin)^2 times exp(-x (c + x / 2)), by Gauss and Legendre's rule."""
    height = abs(c)
    reach = 90.0 / (height + math.sqrt(height * height + 90.0))
    start, end = max(start, -reach), min(end, reach)
    widest = 3.0 / (1.0 + 0.25 * height)
    length = end - start
    panels = int(length / widest) + 1
    half = 0.5 * length / panels
    zeroth = first = second = 0.0
    for panel in range(panels):
        middle = start + half * (2 * panel + 1)
        for sign in (1.0, -1.0):
            for node, weight in zip(table("nodes"), table("weights")):
                x = middle + half * (sign * node)
                w = weight * exp(-(x * (c + 0.5 * x)))
                distance = x - origin
                zeroth = zeroth + w
                first = first + w * distance
                second = second + w * distance * distance
    return half * zeroth, half * first, half * second


def mode(lower, upper):
    return lower if lower > 0 else upper if upper < 0 else 0.0


def mass_over_peak(lower, upper):
    c = mode(lower, upper)
    return integrals(c, lower - c, upper - c, 0.0)[0]


def tail_ratio(lower, upper):
    """P(Z > upper) / P(Z > lower), 0 <= lower."""
    if not upper < 2.0**500:
        return 0.0
    fall = exp(-0.5 * ((upper - lower) * (upper + lower)))
    return 0.0 if fall < 2.0**-900 else fall * (mills_ratio(upper) / mills_ratio(lower))


def moments(lower, upper):
    """Mean and variance of the standard normal cut off at two bounds."""
    if lower == -inf and upper == inf:
        return 0.0, 1.0
    if upper == -lower and upper <= 3:
        square = upper * upper
        series = 1.0
        for k in range(41, 1, -1):
            series = 1.0 + series * (square / (2 * k + 1))
        u = square / 3.0 * series
        return 0.0, u / (1.0 + u)
    if abs(lower) > abs(upper):
        mean, variance = moments(-upper, -lower)
        return -mean, variance
    c = mode(lower, upper)
    if abs(c) > 2.0**200:
        return c, 0.0
    zeroth, first, _ = integrals(c, lower - c, upper - c, 0.0)
    offset = first / zeroth
    zeroth, first, second = integrals(c, lower - c, upper - c, offset)
    correction = first / zeroth
    variance = second / zeroth - correction * correction
    if c != 0:
        return c + (offset + correction), variance
    fall = -1.0 if upper == inf else expm1(-0.5 * ((upper - lower) * (upper + lower)))
    return -fall * exp(-0.5 * (lower * lower)) / zeroth, variance
