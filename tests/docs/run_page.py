#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Runs a page of docs/ as its reader would, and compares what it shows with what is printed.

    python3 tests/docs/run_page.py docs/walkthrough.md

In an empty folder, in the page's order: a ```cpp or ```python block is the file that its first line
names (`// NAME` or `# NAME`), ```sh blocks are typed into one shell, and a block without a language is
what the ```sh block before it prints. OUTSET is the repository, CXX the compiler. Ends with 77,
skipped, where there is no numpy or cmake.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

MARK = "-- end of block"


def blocks(page):
    """(line, language, text) of every fenced block"""
    found, begin = [], None
    for number, line in enumerate(page.splitlines(), 1):
        if begin is None and line.startswith("```"):
            begin, language, text = number, line[3:].strip(), []
        elif line == "```":
            found.append((begin, language, "\n".join(text) + "\n"))
            begin = None
        elif begin is not None:
            text.append(line)
    if begin is not None:
        sys.exit(f"line {begin}: a block without an end")
    return found


def run(page, folder):
    script, expected = "set -e\n", []
    for line, language, text in blocks(page):
        if language == "sh":
            script += text + f"echo '{MARK}'\n"
            expected.append((line, None))
        elif language == "":
            expected[-1] = (line, text)
        elif language in ("cpp", "python"):
            name = re.fullmatch(r"(?://|#) ([\w.]+)", text.split("\n")[0])
            if name is None:
                sys.exit(f"line {line}: the block's first line names no file")
            # Not before its turn: what a block reads must stand above it.
            script += f"cat >{name[1]} <<'{MARK}'\n{text}{MARK}\n"
        else:
            sys.exit(f"line {line}: a block of {language}, which nothing runs")
    home = folder / "home"
    home.mkdir()
    (folder / "bin").mkdir()
    (folder / "bin/python3").symlink_to(sys.executable)
    environment = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}",
                   "OUTSET": str(pathlib.Path(__file__).resolve().parents[2])}
    environment.setdefault("CXX", "g++")
    result = subprocess.run(["sh", "-c", script], cwd=home, env=environment, text=True,
                            stdout=subprocess.PIPE)
    printed = result.stdout.split(MARK + "\n")
    wrong = 0
    for (line, text), output in zip(expected, printed):
        if text is not None and output != text:
            wrong += 1
            print(f"line {line}: the page shows\n{text}\nand it prints\n{output}")
    if result.returncode != 0:
        wrong += 1
        print(f"block {len(printed)} of {len(expected)} that are run ended with "
              f"{result.returncode}:\n{printed[-1]}")
    print(f"{len(expected)} blocks run, {sum(text is not None for _, text in expected)} outputs "
          f"compared, {wrong} wrong")
    return wrong


def main():
    import with_numpy  # noqa: F401
    if shutil.which("cmake") is None:
        print("skipped: install cmake")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
        return 1 if run(page, pathlib.Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
