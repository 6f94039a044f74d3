#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""No header has a word that Windows, Apple, X11, engines or C libraries define as a macro.

    python3 tests/macros/platforms.py

The words are in platforms.txt; one that ends with () is a macro only where a parenthesis follows.
All of a header is read, so what other machines compile is checked too.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMENTS_AND_TEXTS = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\[^'\n]+|[^'\\\n])'""", re.DOTALL)


def words_of(text):
    """(line, word as platforms.txt writes it) of each identifier"""
    code = COMMENTS_AND_TEXTS.sub(lambda match: "\n" * match[0].count("\n"), text)
    for match in re.finditer(r"\b[A-Za-z_]\w*", code):
        line = code.count("\n", 0, match.start()) + 1
        yield line, match[0]
        if re.match(r"\s*\(", code[match.end():]):
            yield line, match[0] + "()"


def main():
    lines = pathlib.Path(__file__).with_name("platforms.txt").read_text().splitlines()
    macros = {word for line in lines if not line.startswith("#") for word in line.split()}
    headers = sorted(path for path in (ROOT / "include").rglob("*") if path.suffix in (".hpp", ".inl"))
    found = [f"{header.relative_to(ROOT)}:{line}: {word}" for header in headers
             for line, word in words_of(header.read_text()) if word in macros]
    print("\n".join(found) or f"{len(headers)} headers have none of {len(macros)} macros' words")
    return 1 if found or not macros or not headers else 0


sys.exit(main())
