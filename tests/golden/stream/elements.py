# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Elements of uniform, normal and truncated normal draws, bit for bit: "Elements" of the page.

A distribution is a dict of its parameters; `element(scalar, law, parameters, key, stream, index)`
is one number of it, of a complex scalar two.
"""

import math

from . import functions as f
from .ieee import BFLOAT16, DOUBLE, FLOAT, HALF, horner
from .page import constant, table
from .words import word, word64

inf = math.inf
NAMES = {FLOAT: "float", DOUBLE: "double"}
SCALARS = {"float": (FLOAT, FLOAT), "double": (DOUBLE, DOUBLE)}
SCALARS |= {"half": (FLOAT, HALF), "bfloat16": (FLOAT, BFLOAT16)}


def bits_at(real, key, stream, index):
    return (word if real is FLOAT else word64)(key, stream, index)


def signed(w, bits):
    return w - 2**bits if w >> (bits - 1) else w


def clamped(x, lowest, highest):
    x = x if x > lowest else lowest
    return x if x < highest else highest


def bounds(scalar, low, high):
    """The outermost numbers of a scalar between two doubles."""
    largest = scalar.largest
    return scalar.up(max(low, -largest)), scalar.down(min(high, largest))


# Uniform ----------------------------------------------------------------------------------------


def uniform(real, scalar, d, bits):
    n, digits = 8 * real.bytes, real.digits
    inside = math.nextafter(d["high"], -inf)
    low, _ = bounds(real, d["low"], inside)
    first, last = bounds(scalar, d["low"], inside)
    width = real.nearest(d["high"] - low)
    step = real.mul(width, 2.0**-digits)
    x = real.fma(float(bits() >> (n - digits)), step, low)
    return clamped(x, first, last) if scalar.digits < 24 else x if x < last else last


# Normal -----------------------------------------------------------------------------------------


def pairs(real, c, t):
    """c[0] + t (pairs of powers): Estrin's first step."""
    square = real.mul(t, t)
    top = len(c) - 1
    if top % 2 == 0:
        total = real.fma(c[top], t, c[top - 1])
        top -= 1
    else:
        total = c[top]
    for i in range(top - 2, 0, -2):
        total = real.fma(total, square, real.fma(c[i + 1], t, c[i]))
    return real.fma(total, t, c[0])


def radius(real, w):
    name, n = NAMES[real], 8 * real.bytes
    if real is FLOAT:
        w = signed(w, n)
        x = real.fma(real.nearest(float(w)), 2.0**-32, 2.0**-33)
    else:
        w = signed(w | 1, n)
        x = float(w) * 2.0**-64  # Python rounds the integer to nearest even
    k = 0 if w < 0 else max(-math.frexp(x)[1], 0)  # frexp has [1/2, 1)
    m = math.ldexp(x, k)
    t = m if w < 0 else real.sub(m, 1.0)
    square = real.fma(t, pairs(real, table("radius", name), t), real.mul(k, constant("2 ln 2", name)))
    return real.sqrt(square)


def direction(real, w):
    name, n = NAMES[real], 8 * real.bytes
    low = 4 * w | 2 if real is FLOAT else 4 * (w | 1)
    y = real.nearest(float(signed(low % 2**n, n))) * 2.0 ** (1 - n)
    square = real.mul(y, y)
    sine = real.mul(y, horner(real, table("sine", name), square))
    cosine = horner(real, table("cosine", name), square)
    if w >> (n - 1):
        cosine = -cosine
    return (sine, cosine) if w >> (n - 2) & 1 else (cosine, sine)


def normal(real, d, key, stream, index):
    second = index // 16 % 2
    first = index - 16 * second
    mean, std = real.nearest(d["mean"]), real.nearest(d["std"])
    r = real.mul(radius(real, bits_at(real, key, stream, first)), std)
    a = direction(real, bits_at(real, key, stream, first + 16))[second]
    return real.fma(r, a, mean if mean != 0 else -0.0)


# Truncated normal -------------------------------------------------------------------------------


class TruncatedMap:
    """A word to the quantile of its probability."""

    def __init__(self, real, lower, upper):
        self.real, self.name = real, NAMES[real]
        n = 8 * real.bytes
        self.mirror = upper <= 0
        if self.mirror:
            lower, upper = -upper, -lower
        between, inside, above, below, log_tail = self.masses(lower, upper)
        step = inside * 2.0**-n
        half_step = 0.5 * step
        self.tail_slope = self.flushed(step)
        self.upper_offset = self.flushed(above + half_step)
        self.lower_offset = self.flushed(below + half_step)
        self.log_scale = self.shift = 0.0
        self.pivot = -(2 ** (n - 1))
        self.rational = "near"
        if lower >= constant("centre bound"):
            self.slope, self.offset = 0.0, 2.0
            cap = 2.0**30 if real is FLOAT else 2.0**60
            self.log_scale = real.nearest(min(log_tail, cap))
            if lower >= 5:
                self.rational = "middle" if lower < 16 else "far"
            if log_tail < cap:
                self.shift = real.nearest(lower - self.tail(self.log_scale))
            return
        scale = constant("centre scale", self.name)
        self.slope = self.flushed(scale * step)
        self.offset = self.flushed(scale * (between + half_step))
        if lower < 0:
            left, right = f.half_mass(-lower), f.half_mass(upper)
            words = 0.5 * (left - right) / inside / 2.0**-n
            last = 2 ** (n - 1) - 1
            whole = round(words) if abs(words) < 2.0**51 else int(words)
            self.pivot = max(-last, min(whole, last))

    def flushed(self, x):
        tiny = 2.0**-100 if self.real is FLOAT else 2.0**-900
        return 0.0 if x < tiny else self.real.nearest(x)

    @staticmethod
    def masses(lower, upper):
        if lower < 0:
            inside = f.half_mass(-lower) + f.half_mass(upper)
            return 0.0, inside, f.cdf(-upper), f.cdf(lower), 0.0
        if lower < constant("centre bound"):
            to_lower, to_upper = f.half_mass(lower), f.half_mass(upper)
            inside = to_upper - to_lower
            if inside < 0.5 * to_upper:
                peak = f.exp(-0.5 * (lower * lower)) * constant("1 / sqrt(2 pi)")
                inside = peak * f.mass_over_peak(lower, upper)
            return to_lower, inside, f.cdf(-upper), 0.0, 0.0
        lower = min(lower, 2.0**100)
        above = f.tail_ratio(lower, upper)
        inside = 1.0 - above
        if inside < 0.5:
            inside = f.mass_over_peak(lower, upper) / f.mills_ratio(lower)
        return 1.0, inside, above, 0.0, -2.0 * f.log_tail(lower)

    def tail(self, s):
        if self.real is DOUBLE:
            return f.tail_of_square(s)
        real = self.real
        r = real.sqrt(s)
        p, q = (horner(real, table(f"{self.rational} {side}", "float"), r) for side in ("P", "Q"))
        return real.sub(r, real.div(p, q))

    def minus_two_log(self, y):
        """log_scale - 2 ln y."""
        real = self.real
        if real is DOUBLE:
            return self.log_scale + -2.0 * f.log(y)
        x, k = math.frexp(y)
        if x < constant("sqrt 1/2", "float"):
            x, k = 2 * x, k - 1
        x = real.sub(x, 1.0)
        inner = real.fma(x, horner(real, table("minus two log1p", "float"), x), self.log_scale)
        return real.fma(float(k), -constant("2 ln 2", "float"), inner)

    def __call__(self, w):
        real, n = self.real, 8 * self.real.bytes
        w = signed(w ^ (2**n - 1) if self.mirror else w, n)
        below = w < self.pivot
        m = self.pivot - 1 - w if below else w - self.pivot
        e = w + 2 ** (n - 1) if below else 2 ** (n - 1) - 1 - w
        t = real.fma(real.nearest(float(m)), self.slope, self.offset)
        side = self.lower_offset if below else self.upper_offset
        y = real.fma(real.nearest(float(e)), self.tail_slope, side)
        if t <= constant("centre limit", self.name):
            g = real.fma(-y, y, y)
            p, q = (horner(real, table(f"centre {side}", self.name), g) for side in ("P", "Q"))
            z = real.fma(t, real.div(p, q), t)
        else:
            z = real.add(self.tail(self.minus_two_log(y)), self.shift)
        return -z if below != self.mirror else z


def parent_std(d):
    if not d["corrected"]:
        return d["std"]
    return d["std"] / math.sqrt(f.moments(d["lower"], d["upper"])[1])


maps = {}


def truncated(real, scalar, d, w):
    place = real, d["lower"], d["upper"]
    if place not in maps:
        maps[place] = TruncatedMap(*place)
    std = parent_std(d)
    x = real.fma(real.nearest(std), maps[place](w), real.nearest(d["mean"]))
    low, high = d["mean"] + d["lower"] * std, d["mean"] + d["upper"] * std
    return clamped(x, *bounds(scalar, low, high))


# Scalars ----------------------------------------------------------------------------------------


def real_element(scalar, law, d, key, stream, index):
    real, stored = SCALARS[scalar]
    if law == "uniform":
        x = uniform(real, stored, d, lambda: bits_at(real, key, stream, index))
    elif law == "normal":
        x = normal(real, d, key, stream, index)
    else:
        x = truncated(real, stored, d, bits_at(real, key, stream, index))
    return stored.nearest(x)


def complex_parts(law, d):
    """The distributions of the real and of the imaginary part."""
    shrink = constant("sqrt 1/2")
    if law == "uniform":
        half = (d["high"] - d["low"]) * 0.5 * shrink
        middle = d["low"] + (d["high"] - d["low"]) * 0.5
        return {"low": middle - half, "high": middle + half}, {"low": -half, "high": half}
    if law == "normal":
        std = d["std"] * shrink
        return {"mean": d["mean"], "std": std}, {"mean": 0.0, "std": std}
    std = parent_std(d)
    offset = std * f.moments(d["lower"], d["upper"])[0]
    part = d | {"std": std * shrink, "corrected": False}
    imaginary = part | {"mean": -(offset * shrink)}
    return part | {"mean": d["mean"] + offset + imaginary["mean"]}, imaginary


def element(scalar, law, d, key, stream, index):
    """The bits of an element in hexadecimal, of a complex one the real part's and the other's."""
    drawn = [(scalar, d, index)]
    if scalar.startswith("complex"):
        scalar = "float" if scalar == "complex64" else "double"
        drawn = [(scalar, part, 2 * index + i) for i, part in enumerate(complex_parts(law, d))]
    stored = SCALARS[scalar][1]
    numbers = (real_element(s, law, part, key, stream, i) for s, part, i in drawn)
    return "".join(f"{stored.bits(x):0{2 * stored.bytes}x}" for x in numbers)
