#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""A second implementation of the stream format, version 1, from its description alone.

    python3 tests/golden/reference.py > tests/golden/stream_v1.txt

Python's integers are exact and its Fractions round once where that is asked for; the standard
library is all it needs. Nothing here was taken from the C++ headers but the tags of the key chain.
The table is committed: a change of it is a change of everyone's weights and needs a new version.

Lines of the table (words and keys in hexadecimal, reals so that they read back exactly):

    word        key stream chunk row lane               the word there
    name        key name-as-hex-bytes                   the key of stream(name)
    integer     key number                              the key of stream(number)
    part        key stream index                        the key of a part of an initializer
    engine      bits draws...                           the key from an engine with that many bits
    uniform32   key stream low high element             bits of the float
    uniform64   key stream low high element             bits of the double
    normal32    key stream element                      standard normal, to compare within rounding
    normal64    key stream element                      the same for double
    truncated32 key stream lower upper element          truncated standard normal, within rounding
    truncated64 key stream lower upper element          the same for double
"""

import math
import struct
from fractions import Fraction

MASK32 = 0xFFFFFFFF


# Words ------------------------------------------------------------------------------------------


def philox4x32(counter, key):
    """Salmon et al. 2011: ten rounds of two 32 x 32 bit products."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK32, (p0 >> 32) ^ c3 ^ k1, p0 & MASK32
        k0, k1 = (k0 + 0x9E3779B9) & MASK32, (k1 + 0xBB67AE85) & MASK32
    return c0, c1, c2, c3


def sfc32(state):
    """Doty-Humphrey's generator, PractRand's constants, no warm-up."""
    a, b, c, counter = state
    while True:
        word = (a + b + counter) & MASK32
        counter = (counter + 1) & MASK32
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & MASK32
        c = (((c << 21) | (c >> 11)) + word) & MASK32
        yield word


def split(x):
    """64 bits as two words, low first."""
    return x & MASK32, x >> 32


def lane_words(key, stream, chunk, lane):
    generator = sfc32(philox4x32(split(16 * chunk + lane) + split(stream), split(key)))
    return [next(generator) for _ in range(64)]


def word(key, stream, index):
    chunk, inside = divmod(index, 1024)
    row, lane = divmod(inside, 16)
    return lane_words(key, stream, chunk, lane)[row]


def word64(key, stream, element):
    """A double's 64 bits: rows t and t + 1 of its lane, t even, row t the low half."""
    chunk, inside = divmod(element, 512)
    row, lane = divmod(inside, 16)
    words = lane_words(key, stream, chunk, lane)
    return words[2 * row] | words[2 * row + 1] << 32


# Keys -------------------------------------------------------------------------------------------


def chain(key, blocks, length, origin):
    h = (0, 0, 0, 0)
    tag = struct.unpack("<I", b"outs")[0]
    last = split(length) + (tag, struct.unpack("<I", origin)[0])
    for block in list(blocks) + [last]:
        h = philox4x32(tuple(x ^ y for x, y in zip(h, block)), split(key))
    return h[0] | h[1] << 32


def key_of_name(key, name):
    padded = name + b"\0" * (-len(name) % 16)
    blocks = [struct.unpack("<4I", padded[i : i + 16]) for i in range(0, len(padded), 16)]
    return chain(key, blocks, len(name), b"name")


def key_of_integer(key, number):
    return chain(key, [split(number) + (0, 0)], 8, b"int ")


def key_of_part(key, stream, index):
    return chain(key, [split(stream) + (index, 0)], 12, b"part")


def key_of_engine(draws):
    return chain(0, [split(draw) + (0, 0) for draw in draws], 8 * len(draws), b"eng ")


# Reals ------------------------------------------------------------------------------------------


def round_to(x, digits):
    """A Fraction to the nearest binary number with so many digits, ties to even."""
    if x == 0:
        return x
    exponent = math.floor(math.log2(abs(x))) - digits + 1
    while abs(x) >= Fraction(2) ** (exponent + digits):
        exponent += 1
    while abs(x) < Fraction(2) ** (exponent + digits - 1):
        exponent -= 1
    unit = Fraction(2) ** exponent
    return round(x / unit) * unit  # Python rounds ties to even


def uniform(low, high, bits, numerator, below_high):
    u = Fraction(numerator, 2**bits)
    x = round_to(Fraction(low) + u * (Fraction(high) - Fraction(low)), bits)
    return below_high if x >= Fraction(high) else float(x)


def uniform32(key, stream, low, high, element):
    top = word(key, stream, element) >> 8
    below = struct.unpack("<f", struct.pack("<i", next_below(struct.pack("<f", high), "<i")))[0]
    return uniform(low, high, 24, top, below)


def uniform64(key, stream, low, high, element):
    top = word64(key, stream, element) >> 11
    below = struct.unpack("<d", struct.pack("<q", next_below(struct.pack("<d", high), "<q")))[0]
    return uniform(low, high, 53, top, below)


def next_below(packed, integer):
    """Bits, as a signed number, of the neighbour below; not for 0."""
    (bits,) = struct.unpack(integer, packed)
    return bits - 1 if bits > 0 else bits + 1


def radius(odd, bits):
    """sqrt(-2 ln u), u = odd / 2^bits, right next to 0 and next to 1."""
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


def normal32(key, stream, element):
    """Rows t (radius) and t + 1 (angle) of a lane give both rows' numbers."""
    row = element // 16 % 2
    first = element - 16 * row
    r = radius(2 * word(key, stream, first) + 1, 33)
    return r * direction(word(key, stream, first + 16), 32, True)[row]


def normal64(key, stream, element):
    row = element // 16 % 2
    first = element - 16 * row
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


def truncated32(key, stream, lower, upper, element):
    return truncated(unit(32, word(key, stream, element)), lower, upper)


def truncated64(key, stream, lower, upper, element):
    return truncated(unit(64, word64(key, stream, element)), lower, upper)


# The table --------------------------------------------------------------------------------------

SEEDS = [0, 42, 0x0123456789ABCDEF, 0xFFFFFFFFFFFFFFFF]
NAMES = [
    b"",
    b"a",
    b"7",
    b"encoder.0.weight",  # 16 bytes
    b"encoder.10.weight",  # 17
    b"decoder.layers.11.attention.qkv",  # 31
    b"a\0",
    "größe.β".encode(),
    "重み.0".encode(),
    bytes(range(256)),
]
INTEGERS = [0, 1, 7, 2**31, 2**32, 2**63, 2**64 - 1]
BIG = [0, 1, 15, 16, 17, 31, 511, 512, 1023, 1024, 5555, 2**32 + 3, 2**40, 2**46 + 12345, 2**53 + 1]


def main():
    print("# outset stream format, version 1: written by tests/golden/reference.py, see there")
    for seed, stream in zip(SEEDS, [0, 1, 2**32, 2**64 - 1]):
        for chunk in [0, 1, 2**28, 2**36, 2**54 - 1]:
            for row, lane in [(0, 0), (0, 15), (1, 1), (31, 8), (63, 0), (63, 15)]:
                value = lane_words(seed, stream, chunk, lane)[row]
                print(f"word {seed:016x} {stream} {chunk} {row} {lane} {value:08x}")
    for seed in SEEDS:
        for name in NAMES:
            print(f"name {seed:016x} {name.hex() or '-'} {key_of_name(seed, name):016x}")
        for number in INTEGERS:
            print(f"integer {seed:016x} {number} {key_of_integer(seed, number):016x}")
        for stream, index in [(0, 0), (0, 1), (2**40 + 5, 1)]:
            print(f"part {seed:016x} {stream} {index} {key_of_part(seed, stream, index):016x}")
    for bits, draws in [
        (24, [1, 2, 3, 4, 5, 6]),
        (30, [0, 2**31 - 4, 7, 1, 99]),
        (32, [1, 2, 3, 2**32 - 1]),
        (64, [2**64 - 1, 3]),
    ]:
        listed = " ".join(str(draw) for draw in draws)
        print(f"engine {bits} {listed} {key_of_engine(draws):016x}")
    key = SEEDS[2]
    # Bounds that floats hold, with one rounding of low + u (high - low) that they do not.
    for low, high in [(0.0, 1.0), (-0.0625, 0.0625), (-3.0, 0.125), (1.0, 1.0 + 2.0**-20)]:
        for element in BIG:
            (bits,) = struct.unpack("<I", struct.pack("<f", uniform32(key, 3, low, high, element)))
            print(f"uniform32 {key:016x} 3 {low!r} {high!r} {element} {bits:08x}")
            (bits,) = struct.unpack("<Q", struct.pack("<d", uniform64(key, 3, low, high, element)))
            print(f"uniform64 {key:016x} 3 {low!r} {high!r} {element} {bits:016x}")
    for element in BIG + list(range(64, 128, 5)):
        print(f"normal32 {key:016x} 4 {element} {normal32(key, 4, element)!r}")
        print(f"normal64 {key:016x} 4 {element} {normal64(key, 4, element)!r}")
    for lower, upper in [(-2.0, 2.0), (-1.0, 3.0), (0.0, math.inf), (6.0, 8.0), (-math.inf, -1.0)]:
        for element in BIG:
            value = truncated32(key, 5, lower, upper, element)
            print(f"truncated32 {key:016x} 5 {lower!r} {upper!r} {element} {value!r}")
            value = truncated64(key, 5, lower, upper, element)
            print(f"truncated64 {key:016x} 5 {lower!r} {upper!r} {element} {value!r}")


if __name__ == "__main__":
    main()
