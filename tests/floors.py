#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Includes point down: to the same floor of docs/design.md or to one further down.

    python3 tests/floors.py

The floors are the block of lines under "The floors", the top floor first. A line names headers and
folders. nn/ is a client of all of them, so nothing here may include it.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
HEADERS = ROOT / "include/outset"


def floors():
    """floor of each header and folder that the page names, 0 for the top"""
    page = (ROOT / "docs/design.md").read_text()
    block = page.split("## The floors")[1].split("```")[1]
    return {name: floor for floor, line in enumerate(block.strip().splitlines())
            for name in re.findall(r"[a-z_/]+(?:\.hpp|/)(?= |$)", line)}


def main():
    floor = floors()
    wrong = []

    def floor_of(header):
        found = floor.get(header, floor.get(header.split("/")[0] + "/"))
        if found is None:
            sys.exit(f"docs/design.md has no floor for {header}")
        return found

    for path in sorted([*HEADERS.rglob("*.hpp"), *HEADERS.rglob("*.inl")]):
        header = path.relative_to(HEADERS).as_posix()
        if header.startswith("nn/"):
            continue
        for included in re.findall(r'#include "outset/([^"]+\.(?:hpp|inl))"', path.read_text()):
            if included.startswith("nn/") or floor_of(included) < floor_of(header):
                wrong.append(f"{header} includes {included}, which is above it")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
