#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""A second implementation of the stream format, version 1, from docs/stream-format.md alone.

    python3 tests/golden/reference.py           # writes stream_v1.txt and elements_v1.txt anew
    python3 tests/golden/reference.py --check   # compares both, and the page with the headers

The coefficients are read from the page; nothing was taken from the C++ headers. The standard library
is enough. The tables are committed: a change of one is a change of everyone's weights and needs a
new version. --check fails, with status 1, if the page and the tables disagree (see it: change the
last digit of `2 ln 2 float` on the page); and if a coefficient on the page does not stand in
include/outset, which sees a last digit of any of them, and a change of the header too.

stream_v1.txt (words and keys in hexadecimal, reals so that they read back exactly) has in its
normals and truncated normals what the maps approximate, by the mathematical functions of Python:

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

elements_v1.txt has elements bit for bit, of every scalar (a complex number's real part first), and
of float and double the SHA-256 of the bits, lowest byte first, of a run of elements:

    uniform-SCALAR      key stream low high element                       bits
    normal-SCALAR       key stream mean std element                       bits
    truncated-SCALAR    key stream mean std lower upper corrected element bits
    run-LAW-SCALAR      the same, with the first element and the number of them
    sparse-SCALAR       key stream rows cols sparsity std      SHA-256 of the matrix

Of orthogonal.txt, which the C++ test wrote, --check makes the matrices of dense shapes again.
"""

import hashlib
import itertools
import math
import pathlib
import sys

sys.dont_write_bytecode = True  # no folders of Python's between the sources

from stream import page
from stream.approximated import normal32, normal64, truncated, unit
from stream.elements import element
from stream.structured import orthogonal, sparse
from stream.words import key_of_engine, key_of_integer, key_of_name, key_of_part
from stream.words import lane_words, word, word64

HERE = pathlib.Path(__file__).resolve().parent

# The tables -------------------------------------------------------------------------------------

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
SOME = [0, 17, 495, 512, 1007, 1024, 5555, 2**32 + 3, 2**46 + 12345]
FIRST, COUNT = 700, 1000  # over the borders of chunks
SCALARS = ["float", "double", "half", "bfloat16", "complex64", "complex128"]


def stream_lines():
    yield "# outset stream format, version 1: written by tests/golden/reference.py, see there"
    for seed, stream in zip(SEEDS, [0, 1, 2**32, 2**64 - 1]):
        for chunk in [0, 1, 2**28, 2**36, 2**54 - 1]:
            for row, lane in [(0, 0), (0, 15), (1, 1), (31, 8), (63, 0), (63, 15)]:
                value = lane_words(seed, stream, chunk, lane)[row]
                yield f"word {seed:016x} {stream} {chunk} {row} {lane} {value:08x}"
    for seed in SEEDS:
        for name in NAMES:
            yield f"name {seed:016x} {name.hex() or '-'} {key_of_name(seed, name):016x}"
        for number in INTEGERS:
            yield f"integer {seed:016x} {number} {key_of_integer(seed, number):016x}"
        for stream, index in [(0, 0), (0, 1), (2**40 + 5, 1)]:
            yield f"part {seed:016x} {stream} {index} {key_of_part(seed, stream, index):016x}"
    for bits, draws in [
        (24, [1, 2, 3, 4, 5, 6]),
        (30, [0, 2**31 - 4, 7, 1, 99]),
        (32, [1, 2, 3, 2**32 - 1]),
        (64, [2**64 - 1, 3]),
    ]:
        listed = " ".join(str(draw) for draw in draws)
        yield f"engine {bits} {listed} {key_of_engine(draws):016x}"
    key = SEEDS[2]
    for low, high in [(0.0, 1.0), (-0.0625, 0.0625), (-3.0, 0.125), (1.0, 1.0 + 2.0**-20)]:
        d = {"low": low, "high": high}
        for index in BIG:
            for scalar, bits in ("float", 32), ("double", 64):
                x = element(scalar, "uniform", d, key, 3, index)
                yield f"uniform{bits} {key:016x} 3 {low!r} {high!r} {index} {x}"
    for index in BIG + list(range(64, 128, 5)):
        yield f"normal32 {key:016x} 4 {index} {normal32(key, 4, index)!r}"
        yield f"normal64 {key:016x} 4 {index} {normal64(key, 4, index)!r}"
    for lower, upper in [(-2.0, 2.0), (-1.0, 3.0), (0.0, math.inf), (6.0, 8.0), (-math.inf, -1.0)]:
        for index in BIG:
            for bits, read in (32, word), (64, word64):
                z = truncated(unit(bits, read(key, 5, index)), lower, upper)
                yield f"truncated{bits} {key:016x} 5 {lower!r} {upper!r} {index} {z!r}"


inf = math.inf
# Every way through the maps: bounds around 0, beside it, far, mirrored, one-sided, narrow.
LAWS = {
    "uniform": [(0.0, 1.0), (-0.05, 0.05), (3.0, 3.001), (0.1, 0.7), (-1e30, 1.0)],
    "normal": [(0.0, 1.0), (-0.3, 0.02), (1000.0, 3.0)],
    "truncated": [
        (0.0, 0.01, -2.0, 2.0, False),
        (0.5, 0.1, -1.0, 2.5, False),
        (0.1, 1.0, -2.0, 2.0, True),
        (0.1, 1.0, -1.0, 3.5, True),
        (0.0, 1.0, -inf, inf, False),
        (0.0, 1.0, 0.0, inf, True),
        (0.0, 1.0, -inf, -3.0, False),
        (0.0, 1.0, -1.5, -1.25, False),
        (0.0, 1.0, 0.5, 3.0, False),
        (1.0, 1.0, 6.0, 8.0, False),
        (0.0, 1.0, 12.0, 12.5, True),
        (0.0, 1.0, 20.0, inf, False),
        (0.0, 1.0, 30.0, 31.0, False),
        (0.0, 1.0, -0.001, 30.0, False),
        (0.0, 1e-3, 40000.0, inf, False),
    ],
}
OPTIONS = {
    "uniform": ("low", "high"),
    "normal": ("mean", "std"),
    "truncated": ("mean", "std", "lower", "upper", "corrected"),
}


def element_lines():
    yield "# outset stream format, version 1: written by tests/golden/reference.py, see there"
    key = SEEDS[2]
    for stream, (law, cases) in enumerate(LAWS.items()):
        for case in cases:
            d = dict(zip(OPTIONS[law], case))
            shown = " ".join(str(int(x)) if x is True or x is False else repr(x) for x in case)
            for scalar in SCALARS:
                if law == "uniform" and scalar == "half" and case[0] < -65504:
                    continue
                for index in SOME:
                    bits = element(scalar, law, d, key, stream, index)
                    yield f"{law}-{scalar} {key:016x} {stream} {shown} {index} {bits}"
            for scalar in "float", "double":
                run = hashlib.sha256()
                for index in range(FIRST, FIRST + COUNT):
                    run.update(bytes.fromhex(element(scalar, law, d, key, stream, index))[::-1])
                place = f"{key:016x} {stream} {shown} {FIRST} {COUNT}"
                yield f"run-{law}-{scalar} {place} {run.hexdigest()}"


# In half all draws of the last are 0, and are replaced.
SPARSE = [(65, 12, 0.9, 0.01), (300, 5, 0.6, 1.0), (7, 3, 0.0, 1.0), (9, 3, 0.5, 1e-9)]


def sparse_lines():
    key = SEEDS[2]
    for case in SPARSE:
        shown = " ".join(map(repr, case))
        for scalar in "float", "double", "half", "bfloat16":
            bits, size = sparse(scalar, *case, key, 3)
            hashed = hashlib.sha256(b"".join(x.to_bytes(size, "little") for x in bits))
            yield f"sparse-{scalar} {key:016x} 3 {shown} {hashed.hexdigest()}"


# The command ------------------------------------------------------------------------------------

TABLES = {
    "stream_v1.txt": stream_lines,
    "elements_v1.txt": lambda: itertools.chain(element_lines(), sparse_lines()),
}


def same(written, computed):
    """Lines are equal, but that reals of the C library's functions may differ in the last digits."""
    a, b = written.split(), computed.split()
    if a[:1] == b[:1] and a and a[0] in ("normal32", "normal64", "truncated32", "truncated64"):
        x, y = float(a[-1]), float(b[-1])
        return a[:-1] == b[:-1] and abs(x - y) <= 1e-13 * (1 + abs(y))
    return a == b


def fnv_1a(bits, size):
    h = 0xCBF29CE484222325
    for byte in b"".join(x.to_bytes(size, "little") for x in bits):
        h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


def orthogonal_failures():
    for line in (HERE / "orthogonal.txt").read_text().splitlines():
        scalar, kind, shape, written = (line.split() * 4)[:4]
        if kind not in ("plain", "scaled") or "x" not in shape:
            continue
        rows, cols = map(int, shape.split("x"))
        if rows * cols > (10000 if scalar == "double" else 300):  # the others take seconds
            continue
        gain = 1.3 if kind == "scaled" else 1.0
        found = f"{fnv_1a(*orthogonal(scalar, rows, cols, gain, 42, 0)):x}"
        if found != written:
            yield f"orthogonal.txt: {line}\n  computed: {found}"


def check():
    failures = [f"{page.PAGE.name}: `{name}` is not in include/outset" for name in page.headers_lack()]
    failures += orthogonal_failures()
    for file, lines in TABLES.items():
        written, computed = (HERE / file).read_text().splitlines(), list(lines())
        if len(written) != len(computed):
            failures.append(f"{file} has {len(written)} lines, computed {len(computed)}")
        for number, (a, b) in enumerate(zip(written, computed), 1):
            if not same(a, b):
                failures.append(f"{file}:{number}: {a}\n  computed: {b}")
    for failure in failures[:20]:
        print(failure)
    if failures:
        sys.exit(f"{len(failures)} differences between the page, the headers and the tables")
    print(f"{len(page.TABLES)} tables of coefficients and all golden tables agree")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    elif not sys.argv[1:]:
        for file, lines in TABLES.items():
            (HERE / file).write_text("\n".join(lines()) + "\n")
    else:
        sys.exit(__doc__)
