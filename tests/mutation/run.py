#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Are the tests able to fail? Seeds one fault after the other, and says who caught it.

    python3 tests/mutation/run.py [--only TEXT] [--table docs/mutation.md] [--check]

Each fault of faults.txt is put into a copy of the repository, which is then built and tested as the
everyday tests are (one configuration, -O1). A fault is caught by the first test that fails, by the
build if it does not compile, or not at all. --check only sees that every fault's text is there once.
Not part of any test run: a fault takes about a minute on two cores.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def read_faults():
    faults = []
    for block in (ROOT / "tests/mutation/faults.txt").read_text().split("\n== ")[1:]:
        name, file, old, new = block.strip().split("\n")
        unescape = lambda line: line[2:].replace("\\n", "\n")
        faults.append((name, "include/outset/" + file, unescape(old), unescape(new)))
    return faults


def seeded(fault):
    name, file, old, new = fault
    text = (ROOT / file).read_text()
    if text.count(old) != 1 or old == new:
        sys.exit(f"{name}: the text stands {text.count(old)} times in {file}")
    return text.replace(old, new)


def run(command, log):
    log.write(("$ " + " ".join(map(str, command)) + "\n").encode())
    log.flush()
    return subprocess.run(command, stdout=log, stderr=subprocess.STDOUT).returncode == 0


class Copy:
    """The repository, configured once; every fault then compiles what depends on it."""

    def __init__(self, folder):
        self.folder = folder / "outset"
        self.build = folder / "build"
        ignored = shutil.ignore_patterns("build", ".git")
        shutil.copytree(ROOT, self.folder, ignore=ignored)
        self.log = open(folder / "log", "wb")
        options = ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG"]
        options += ["-DOUTSET_UNITY_TESTS=ON", "-DOUTSET_FETCH=OFF", "-DOUTSET_BUILD_EXAMPLES=OFF"]
        if not run(["cmake", "-S", self.folder, "-B", self.build, *options], self.log):
            sys.exit("cmake failed")

    def caught_by(self):
        if not run(["cmake", "--build", self.build, "--parallel"], self.log):
            return "the build"
        tests = ["ctest", "--test-dir", self.build, "--label-exclude", "once|long", "-j2"]
        done = subprocess.run(tests, capture_output=True, text=True)
        failed = re.findall(r"^\s*\d+ - (\S+) ", done.stdout, re.MULTILINE)
        return ", ".join(failed[:3]) + (f" and {len(failed) - 3} more" if len(failed) > 3 else "")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--only", default="", help="only faults whose name contains this")
    arguments.add_argument("--table", type=pathlib.Path, help="where to write the table")
    arguments.add_argument("--check", action="store_true", help="only check the list")
    options = arguments.parse_args()
    faults = [fault for fault in read_faults() if options.only in fault[0]]
    for fault in faults:
        seeded(fault)
    if options.check:
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(pathlib.Path(folder))
        if copy.caught_by():
            sys.exit("the tests fail without a fault")
        for fault in faults:
            name, file, old, _ = fault
            (copy.folder / file).write_text(seeded(fault))
            rows.append((name, copy.caught_by()))
            shutil.copy(ROOT / file, copy.folder / file)
            print(f"{name}: {rows[-1][1] or 'NOT CAUGHT'}", flush=True)
    caught = sum(1 for _, by in rows if by)
    summary = f"{caught} of {len(rows)} faults caught"
    print(summary)
    if options.table:
        lines = ["# Seeded faults", "", "`python3 tests/mutation/run.py --table docs/mutation.md`"]
        lines += ["wrote this table: one fault at a time, and which everyday tests fail of it.", ""]
        lines += [summary + ".", "", "| fault | caught by |", "|---|---|"]
        lines += [f"| {name} | {by or '**not caught**'} |" for name, by in rows]
        options.table.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
