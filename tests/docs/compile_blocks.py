#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Every C++ block of a page compiles.

    python3 tests/docs/compile_blocks.py PAGE... -- COMPILER FLAG...

A block is compiled with the names that tests/docs/names.hpp has, and none of another block's. One that
begins with a declaration, or has a main, stands outside of functions. Errors name the page's line; a
page may leave unused what it shows, so there are no warnings.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import run_page

DECLARATION = re.compile(r"\A(?:\s|//[^\n]*\n|#include[^\n]*\n)*(?:struct|class|template|int main)\b")


def program(pages):
    includes, bodies, count = "", "", 0
    for page in pages:
        for line, language, text in run_page.blocks(page.read_text(encoding="utf-8")):
            if language != "cpp":
                continue
            count += 1
            place = f'#line {line + 1} "{page}"\n'
            includes += place + "".join(
                part if part.startswith("#include") else "\n" for part in text.splitlines(True))
            text = re.sub("^#include.*", "", text, flags=re.MULTILINE)
            inside = DECLARATION.match(text) is None
            # Braces of their own, so that a block may give a name of names.hpp a new meaning.
            bodies += f"namespace block_{count} {{\n{'void typed() {' if inside else ''}\n{place}{text}"
            bodies += "}\n}\n" if inside else "}\n"
    return '#include "names.hpp"\n' + includes + bodies, count


def main():
    split = sys.argv.index("--")
    pages = [pathlib.Path(page).resolve() for page in sys.argv[1:split]]
    text, count = program(pages)
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "blocks.cpp"
        source.write_text(text, encoding="utf-8")
        here = pathlib.Path(__file__).resolve().parent
        result = subprocess.run([*sys.argv[split + 1:], "-w", f"-I{here}", source])
    print(f"{count} blocks of {len(pages)} pages compiled")
    return 1 if result.returncode != 0 or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
