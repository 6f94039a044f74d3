# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""The tables of docs/stream-format.md, and whether the C++ headers have the same numbers.

In a code block of the page that is marked `coefficients`, a line at the margin is the name of a
table, and the indented lines below it are its numbers. A constant is one line, `name = number`.
"""

import pathlib
import re

from .ieee import FLOAT

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/stream-format.md"

NUMBER = r"[-+]?(?:0x[0-9a-fA-F.]+p[-+]?\d+|\d+\.\d*(?:e[-+]?\d+)?|\d+)"


def value(text):
    return float.fromhex(text) if "x" in text else float(text)


def read_tables(text):
    tables = {}
    for block in re.findall(r"^```coefficients\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith(" "):
                tables[name] += map(value, line.split())
            elif line:
                name, _, number = line.partition(" = ")
                if name in tables:
                    raise SystemExit(f"{PAGE}: two tables are called {name}")
                tables[name] = [value(number)] if number else []
    if not tables:
        raise SystemExit(f"{PAGE}: no block of coefficients")
    return tables


TABLES = read_tables(PAGE.read_text())


def table(name, real=""):
    return TABLES[f"{name} {real}".strip()]


def constant(name, real=""):
    (x,) = table(name, real)
    return x


def headers_lack():
    """Which tables are no braced list of the headers, and which constants no literal there."""
    text = ""
    for header in sorted((ROOT / "include/outset").rglob("*.hpp")):
        text += re.sub(r"//[^\n]*", "", header.read_text())
    literal = re.compile(rf"(?<![\w.])({NUMBER})[fF]?(?![\w.])")
    literals = {abs(value(x)) for x in literal.findall(text)}
    literals |= {FLOAT.of_bits(int(x, 16)) for x in re.findall(r"\b0x([0-9a-fA-F]{8})\b", text)}
    lists = set()
    for inside in re.findall(r"\{([^{}]*)\}", text):
        items = [item.strip().rstrip("fF") for item in inside.split(",")]
        if all(re.fullmatch(NUMBER, item) for item in items):
            lists.add(tuple(map(value, items)))
    lacking = []
    for name, numbers in TABLES.items():
        if not (numbers[0] in literals if len(numbers) == 1 else tuple(numbers) in lists):
            lacking.append(name)
    return lacking
