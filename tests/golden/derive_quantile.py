#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

"""Derives the rationals of outset/exact/normal_quantile.hpp: minimax fits by Remez exchange on a
fine grid, in 50 digits. Needs mpmath. Prints the degree, log2 of the largest relative error of z, and the
coefficients, lowest power first. The float coefficients in the header are these, rounded, and then
moved by a few ulp each (random descent on the same error), which gains back what rounding cost.
"""

from mpmath import mp, mpf, matrix, lu_solve, cos, erfc, erfinv, log, pi, sqrt

mp.dps = 50


def value(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def remez(points, n, m):
    """p/q of degrees n and m, q(0) = 1, minimising max |w (p/q - f)| over points (x, f, w)."""
    count = n + m + 2
    last = len(points) - 1
    reference = [int(round(last * (1 - cos(pi * i / (count - 1))) / 2)) for i in range(count)]
    q, level, best = [mpf(1)], mpf(0), None
    for _ in range(60):
        for _ in range(30):  # the system is bilinear in q and the level: fixed point
            a, b = matrix(count, count), matrix(count, 1)
            for row, i in enumerate(reference):
                x, f, w = points[i]
                for k in range(n + 1):
                    a[row, k] = x**k
                for k in range(1, m + 1):
                    a[row, n + k] = -f * x**k
                a[row, count - 1] = (-1) ** row * value(q, x) / w
                b[row] = f
            solution = lu_solve(a, b)
            p = [solution[k] for k in range(n + 1)]
            q = [mpf(1)] + [solution[n + k] for k in range(1, m + 1)]
            change, level = abs(solution[count - 1] - level), solution[count - 1]
            if change < abs(level) * mpf(10) ** -8:
                break
        error = [w * (value(p, x) / value(q, x) - f) for x, f, w in points]
        worst = max(map(abs, error))
        if best is None or worst < best[0]:
            best = (worst, p, q)
        if worst < abs(level) * mpf("1.005"):
            break
        extrema = []
        for i, e in enumerate(error):
            if not extrema or (e > 0) != (error[extrema[-1]] > 0):
                extrema.append(i)
            elif abs(e) > abs(error[extrema[-1]]):
                extrema[-1] = i
        while len(extrema) > count:  # an end, or the smallest and its smaller neighbour
            j = min(range(len(extrema)), key=lambda k: abs(error[extrema[k]]))
            if len(extrema) == count + 1:
                j = 0 if abs(error[extrema[0]]) < abs(error[extrema[-1]]) else len(extrema) - 1
            if 0 < j < len(extrema) - 1:
                left = abs(error[extrema[j - 1]]) < abs(error[extrema[j + 1]])
                extrema.pop(j)
                extrema.pop(j - 1 if left else j)
            else:
                extrema.pop(j)
        if len(extrema) < count:
            break
        reference = extrema
    return best


def centre(scale, count):
    """h(g) with z = t (1 + h), t = scale T, g = 1/4 - T^2, |T| <= 0.4775; weight of 1 + h."""
    low, high = mpf(1) / 4 - mpf("0.4775") ** 2, mpf(1) / 4
    for i in range(count):
        g = (low + high) / 2 - (high - low) / 2 * cos(pi * i / (count - 1))
        t = sqrt(max(high - g, mpf(0)))
        ratio = sqrt(2 * pi) if t < mpf(10) ** -20 else sqrt(2) * erfinv(2 * t) / t
        yield g, ratio / scale - 1, scale / ratio


def tail(low, high, count):
    """c(r) with z = r - c, r = sqrt(-2 ln P(Z > z)); weight 1 / z."""
    for i in range(count):
        share = (1 - cos(pi * i / (count - 1))) / 2
        z = 1 / (1 / mpf(low) + (1 / mpf(high) - 1 / mpf(low)) * share)
        r = sqrt(-2 * log(erfc(z / sqrt(2)) / 2))
        yield r, r - z, 1 / z


def show(name, points, n, m):
    worst, p, q = remez(list(points), n, m)
    print(f"{name} ({n}, {m}): 2^{mp.nstr(log(worst, 2), 5)}")
    for side in p, q:
        print("   ", ", ".join(float(c).hex() for c in side))


show("float centre", centre(mpf(float.fromhex("0x1.401a2p+1")), 600), 5, 4)
show("float near", tail("1.985", "8.6", 600), 3, 3)
show("float middle", tail("4.9", "18", 600), 3, 3)
show("float far", tail("15.9", 32768, 600), 3, 3)
show("double centre", centre(mpf("2.5"), 900), 10, 10)
show("double near", tail("1.985", "10.8", 900), 8, 8)
show("double middle", tail("4.9", "22.5", 900), 8, 8)
