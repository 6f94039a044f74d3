# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Words and keys: the integers of the stream format."""

import functools
import struct

MASK32 = 0xFFFFFFFF


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


@functools.lru_cache(4096)
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
