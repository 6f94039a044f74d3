# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Orthogonal frames and sparse patterns: "Structured initializers" of the page.

A complex vector is a list of twice as many reals, so that all products are real ones.
"""

import math

from .elements import SCALARS, normal, real_element
from .words import key_of_part, word64


def parts_of(scalar):
    """The real scalar of a scalar, and how many of them it is."""
    return {"complex64": ("float", 2), "complex128": ("double", 2)}.get(scalar, (scalar, 1))


class Frame:
    """Q, m x k: a list of columns of reals."""

    def __init__(self, scalar, m, k, key, stream, number=0):
        name, self.parts = parts_of(scalar)
        self.real, self.stored = SCALARS[name]
        standard = {"mean": 0.0, "std": 1.0}
        first = number * (m * k - k * (k - 1) // 2)

        def vector(j):
            start = first + j * m - j * (j - 1) // 2
            return [
                normal(self.real, standard, key, stream, i)
                for i in range(self.parts * start, self.parts * (start + m - j))
            ]

        self.columns = [[0.0] * (self.parts * m) for _ in range(k)]
        panels = max(1, (k + 16) // 32)
        for p in reversed(range(panels)):
            begin = 32 * p
            width = k - begin if p == panels - 1 else 32
            self.apply(begin, [vector(begin + j) for j in range(width)])

    def second(self, column):
        """i times a column: the other of the two real columns that stand for a complex one."""
        return [y for re, im in zip(column[::2], column[1::2]) for y in (-im, re)]

    def real_columns(self, columns):
        if self.parts == 1:
            return columns
        return [half for column in columns for half in (column, self.second(column))]

    def product(self, a, b, start):
        """start + a b of a's real columns and one real column b, one fma a term."""
        total = list(start)
        for column, x in zip(a, b):
            total = [self.real.fma(y, x, z) for y, z in zip(column, total)]
        return total

    def square(self, x0):
        real = self.real
        re = real.mul(x0[0], x0[0])
        return re if self.parts == 1 else real.fma(x0[1], x0[1], re)

    def reflector(self, x):
        """v, d, v^* v."""
        real, parts = self.real, self.parts
        sums = [0.0] * 16
        for i, y in enumerate(x[parts:]):
            sums[i % 16] = real.fma(y, y, sums[i % 16])
        for half in 8, 4, 2, 1:
            sums = [real.add(sums[i], sums[i + half]) for i in range(half)]
        norm = real.sqrt(real.add(sums[0], self.square(x[:parts])))
        phase = [1.0] + [0.0] * (parts - 1)
        if parts == 2:
            modulus = real.sqrt(self.square(x[:2]))
            if modulus > 0:
                phase = [real.div(y, modulus) for y in x[:2]]
        elif x[0] < 0:
            phase = [-1.0]
        v = [real.fma(u, norm, y) for u, y in zip(phase, x)] + x[parts:]
        if norm == 0:
            v[0] = 1.0
        return v, [-u for u in phase], real.add(sums[0], self.square(v[:parts]))

    def conjugate_times(self, a, d):
        real = self.real
        if self.parts == 1:
            return [real.mul(a[0], d[0])]
        return [
            real.fma(a[1], d[1], real.mul(a[0], d[0])),
            real.fma(-a[1], d[0], real.mul(a[0], d[1])),
        ]

    def apply(self, begin, vectors):
        real, parts, width = self.real, self.parts, len(vectors)
        v, d, diagonal = [], [], []
        for j, x in enumerate(vectors):
            tail, phase, square = self.reflector(x)
            v.append([0.0] * (parts * j) + tail)
            d.append(phase)
            diagonal.append(real.div(-2.0, square))
        v_real = self.real_columns(v)
        adjoint = [list(row) for row in zip(*v_real)]  # column r of V^* is row r of V's real columns
        t = []
        for j in range(width):
            gram = self.product(adjoint, v[j], [0.0] * (parts * width))
            column = self.product(self.real_columns(t), gram[: parts * j], [0.0] * (parts * width))
            column = [real.mul(y, diagonal[j]) for y in column[: parts * j]]
            column += [diagonal[j]] + [0.0] * (parts * (width - j) - 1)
            t.append(column)
        t_real = self.real_columns(t)
        for j, q in enumerate(self.columns[begin:]):
            own = q[parts * begin :]
            if j < width:
                own[parts * j : parts * (j + 1)] = d[j]
                right = [0.0] * (parts * width)
                for i in range(j + 1):
                    entry = v[i][parts * j : parts * (j + 1)]
                    right[parts * i : parts * (i + 1)] = self.conjugate_times(entry, d[j])
            else:
                below = parts * width
                right = self.product(adjoint[below:], own[below:], [0.0] * (parts * width))
            middle = self.product(t_real, right, [0.0] * (parts * width))
            q[parts * begin :] = self.product(v_real, middle, own)


def orthogonal(scalar, rows, cols, gain, key, stream):
    """The matrix, column by column, as bits of its reals."""
    frame = Frame(scalar, max(rows, cols), min(rows, cols), key, stream)
    parts, stored = frame.parts, frame.stored
    scale = frame.real.nearest(gain)
    columns = [[frame.real.mul(x, scale) for x in q] if gain != 1 else q for q in frame.columns]
    if rows < cols:
        columns = [
            [x for q in columns for x in q[parts * i : parts * (i + 1)]] for i in range(cols)
        ]
    return [stored.bits(stored.nearest(x)) for column in columns for x in column], stored.bytes


def sparse(scalar, rows, cols, sparsity, std, key, stream):
    """The same of Sparse, of a real scalar."""
    k = min(math.floor((rows * (1.0 - sparsity) + rows * 2.0**-50) + 0.5), rows)
    places, values = key_of_part(key, stream, 0), key_of_part(key, stream, 1)
    stored = SCALARS[scalar][1]
    sign = 1 << (8 * stored.bytes - 1)
    smallest = {"float": 0x00800000, "double": 1 << 52, "half": 1, "bfloat16": 0x0080}[scalar]
    bits = []
    for j in range(cols):
        taken = set()
        for t in range(k):
            last = rows - k + t
            r = word64(places, 0, j * k + t) * (last + 1) >> 64
            taken.add(last if r in taken else r)
        column = [0] * rows
        for t, row in enumerate(sorted(taken)):
            d = {"mean": 0.0, "std": std}
            x = stored.bits(real_element(scalar, "normal", d, values, 0, j * k + t))
            column[row] = x | smallest if std != 0 and x & ~sign == 0 else x
        bits += column
    return bits, stored.bytes
