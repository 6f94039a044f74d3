# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""What the maps of the stream format approximate, by Python's mathematical functions: nothing here
is in the order of the page, and no coefficient is used."""

import math

from .words import word, word64


def radius(odd, bits):
    """sqrt(-2 ln u), u = odd / 2^bits, accurate next to 0 and next to 1."""
    whole = 2**bits
    if 2 * odd < whole:
        return math.sqrt(-2 * math.log(odd / whole))
    return math.sqrt(-2 * math.log1p(-(whole - odd) / whole))


def direction(w, bits, centre):
    """A point of the circle: top bit, negated cosine; the next, swapped; the rest, the angle."""
    low = w & (2 ** (bits - 2) - 1)
    signed = low - 2 ** (bits - 2) if low >> (bits - 3) else low
    turn = (2 * signed + 1) / 2 ** (bits - 2) if centre else signed / 2 ** (bits - 3)
    angle = math.pi / 4 * turn
    cosine, sine = math.cos(angle), math.sin(angle)
    if w >> (bits - 1):
        cosine = -cosine
    return (sine, cosine) if w >> (bits - 2) & 1 else (cosine, sine)


def normal32(key, stream, index):
    """Rows t (radius) and t + 1 (angle) of a lane give the numbers of both rows."""
    row = index // 16 % 2
    first = index - 16 * row
    r = radius(2 * word(key, stream, first) + 1, 33)
    return r * direction(word(key, stream, first + 16), 32, True)[row]


def normal64(key, stream, index):
    row = index // 16 % 2
    first = index - 16 * row
    r = radius(word64(key, stream, first) | 1, 64)
    return r * direction(word64(key, stream, first + 16) | 1, 64, False)[row]


def unit(bits, w):
    """Words are read as signed numbers: the lowest is the smallest u."""
    return (w ^ 2 ** (bits - 1)) / 2**bits + 0.5 / 2**bits


def truncated(u, lower, upper):
    """The z with P(lower < Z < z) = u P(lower < Z < upper), by bisection of tails."""
    if upper <= 0:
        return -truncated(1 - u, -upper, -lower)

    def tail(z):
        return math.erfc(z / math.sqrt(2)) / 2

    target = tail(lower) - u * (tail(lower) - tail(upper))
    below, above = max(lower, -40.0), min(upper, 40.0)
    for _ in range(200):
        middle = (below + above) / 2
        below, above = (middle, above) if tail(middle) > target else (below, middle)
    return below
