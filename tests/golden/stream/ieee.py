# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""IEEE 754 binary numbers, each operation rounded once to nearest, ties to even.

Every number is a Python float, which is a double and holds the narrower formats. Python's + - * /
and math.sqrt are the double's operations. A float's are the double's rounded again, which is the
same (53 >= 2 * 24 + 2; Figueroa, "When is double rounding innocuous?", 1995). Only fma needs
integers: the exact sum as a fraction, then one rounding.
"""

import math
import struct


class Format:
    """A binary format: digits, exponent of the smallest number, codes of the module struct."""

    def __init__(self, digits, smallest, largest, number, integer):
        self.digits, self.smallest, self.largest = digits, smallest, largest
        self.number, self.integer = number, integer
        self.bytes = struct.calcsize(integer)

    def fraction(self, n, d, up=False):
        """n / d, d > 0, to nearest or upwards."""
        exponent = max(abs(n).bit_length() - d.bit_length() - self.digits, self.smallest)
        while True:
            over = n << max(-exponent, 0)
            under = d << max(exponent, 0)
            q, r = divmod(over, under)
            if up:
                q += r > 0
            elif 2 * r > under or (2 * r == under and q % 2 == 1):
                q += 1
            if abs(q) <= 2**self.digits:  # 2^digits itself is a number of the format
                return math.ldexp(q, exponent)
            exponent += 1

    def nearest(self, x):
        return math.copysign(self.fraction(*x.as_integer_ratio()), x)

    def up(self, x):
        """The smallest number >= x."""
        return x if x == 0 else self.fraction(*x.as_integer_ratio(), up=True)

    def down(self, x):
        """The largest number <= x."""
        return -self.up(-x)

    def bits(self, x):
        if self.number is None:  # bfloat16: a float's upper half
            return struct.unpack("<I", struct.pack("<f", x))[0] >> 16
        return struct.unpack("<" + self.integer, struct.pack("<" + self.number, x))[0]

    def of_bits(self, bits):
        return struct.unpack("<" + self.number, struct.pack("<" + self.integer, bits))[0]

    # The arithmetic, of float and double.

    def rounded(self, x):
        return x if self.digits == 53 else struct.unpack("<f", struct.pack("<f", x))[0]

    def add(self, a, b):
        return self.rounded(a + b)

    def sub(self, a, b):
        return self.rounded(a - b)

    def mul(self, a, b):
        return self.rounded(a * b)

    def div(self, a, b):
        return self.rounded(a / b)

    def sqrt(self, a):
        return self.rounded(math.sqrt(a))

    def fma(self, a, b, c):
        """a b + c of finite numbers, rounded once."""
        na, da = a.as_integer_ratio()
        nb, db = b.as_integer_ratio()
        nc, dc = c.as_integer_ratio()
        d = da * db
        n, d = na * nb * dc + nc * d, d * dc
        if n == 0:
            return a * b + c if a == 0 or b == 0 else 0.0
        return n / d if self.digits == 53 else self.fraction(n, d)


FLOAT = Format(24, -149, float.fromhex("0x1.fffffep127"), "f", "I")
DOUBLE = Format(53, -1074, float.fromhex("0x1.fffffffffffffp1023"), "d", "Q")
HALF = Format(11, -24, 65504.0, "e", "H")
BFLOAT16 = Format(8, -133, float.fromhex("0x1.fep127"), None, "H")


def horner(real, coefficients, x):
    """The polynomial, lowest power first, one fma a coefficient."""
    total = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        total = real.fma(total, x, c)
    return total
