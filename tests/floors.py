#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Includes point down: to the same floor of docs/design.md or to one further down.

    python3 tests/floors.py

The floors are the block of lines under "The floors", the top floor first. A line names headers and
folders. Clients stand beside them, so nothing here may include a client. Clients include each other
in one direction.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
HEADERS = ROOT / "include/outset"
# A client may include those before it.
CLIENTS = ["nn", "probe", "io", "prune"]


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
        named = re.sub(r"\.inl$", ".hpp", header)  # definitions stand on their declarations' floor
        found = floor.get(named, floor.get(header.split("/")[0] + "/"))
        if found is None:
            sys.exit(f"docs/design.md has no floor for {header}")
        return found

    def client_of(header):
        room = header.split("/")[0]
        return CLIENTS.index(room) if room in CLIENTS else None

    for path in sorted([*HEADERS.rglob("*.hpp"), *HEADERS.rglob("*.inl")]):
        header = path.relative_to(HEADERS).as_posix()
        own = client_of(header)
        for included in re.findall(r'#include "outset/([^"]+\.(?:hpp|inl))"', path.read_text()):
            other = client_of(included)
            if other is not None:
                above = own is None or other > own
            else:
                above = own is None and floor_of(included) < floor_of(header)
            if above:
                wrong.append(f"{header} includes {included}, which is above it")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
