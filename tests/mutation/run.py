#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Are the tests able to fail? Seeds one fault after the other, and says which test fails.

    python3 tests/mutation/run.py [--only TEXT] [--jobs N] [--table docs/mutation.md] [--check]

Each fault of faults.txt is put into a copy of the repository and must make a test or the build fail.
The test that mirrors the faulty header and the test of the golden values run first, each compiled
alone (g++ -O1). Only if both pass, everything is built and every everyday test runs. --check only
checks that every fault's text stands in its file once. No test run includes this script: most faults
take about twenty seconds, one that only the whole run can see takes minutes.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = pathlib.Path("include/outset")
# The tests that run first where no test has the header's name.
MIRRORS = {
    "simd/backend.hpp": "simd/kernels",
    "simd/kernels.inl": "simd/kernels",
    "simd/maps.inl": "simd/kernels",
    "simd/polynomial.inl": "simd/kernels",
    "simd/stores.inl": "simd/kernels",
    "simd/scalar.hpp": "simd/kernels",
    "simd/avx2.hpp": "simd/kernels",
    "simd/avx512.hpp": "simd/kernels",
    "simd/activation.inl": "simd/elementwise",
    "simd/elementwise.inl": "simd/elementwise",
    "simd/elementwise_scalar.hpp": "simd/elementwise",
    "exact/activation_number.hpp": "activation",
    "simd/common.inl": "simd/vocabulary",
    "simd/conversions.inl": "simd/vocabulary",
    "simd/x86.inl": "simd/vocabulary",
    "simd/product.inl": "simd/kernels",
    "fill/draws.inl": "fill/sampler",
    "fill/order.hpp": "fill/fill",
    "fill/tiles.hpp": "fill/fill",
    "fill/steps.hpp": "fill/sampler",
    "random/keys.hpp": "rng",
    "initializers/submatrix.hpp": "initializers/identity",
    "any_initializer.inl": "registry",
    "exact/bits.hpp": "exact/arithmetic",
    "exact/normal_quantile.hpp": "random/truncated",
    "initializers/haar.hpp": "initializers/threads",
    "initializers/sparse_pattern.hpp": "initializers/sparse",
    "io/tile.hpp": "io/npy io/allocation",
    "structured.hpp": "initializer",
    "probe/lines.hpp": "probe/lines probe/diagnose",
}
GOLDEN = "golden/stream_v1"


class Fault:
    def __init__(self, block):
        self.name, file, old, new = block.strip().split("\n")
        self.file = file
        self.old, self.new = (line[2:].replace("\\n", "\n") for line in (old, new))

    def seeded(self):
        text = (ROOT / HEADERS / self.file).read_text()
        if text.count(self.old) != 1 or self.old == self.new:
            sys.exit(f"{self.name}: the text stands {text.count(self.old)} times in {self.file}")
        return text.replace(self.old, self.new)

    def first_tests(self):
        mirror = MIRRORS.get(self.file, str(pathlib.Path(self.file).with_suffix("")))
        tests = [*mirror.split(), GOLDEN]
        return [test for test in tests if (ROOT / "tests" / f"{test}.cpp").exists()]


def run(command, log):
    log.write(("$ " + " ".join(map(str, command)) + "\n").encode())
    log.flush()
    return subprocess.run(command, stdout=log, stderr=subprocess.STDOUT).returncode == 0


class Copy:
    """A copy of the repository for one fault at a time."""

    def __init__(self, folder):
        self.source = folder / "outset"
        self.build = folder / "build"
        ignored = shutil.ignore_patterns("build", ".git")
        shutil.copytree(ROOT, self.source, ignore=ignored)
        self.log = open(folder / "log", "wb")
        eigen = subprocess.run(["pkg-config", "--cflags", "eigen3"], capture_output=True, text=True)
        self.compile = ["g++", "-std=c++20", "-O1", "-I", self.source / "include", "-I",
                        self.source / "tests", "-I", self.source / "examples",
                        f'-DOUTSET_SOURCE_DIR="{self.source}"', *eigen.stdout.split()]

    def shared(self, test):
        """Objects of what the test shares with others, compiled where a header of theirs has changed;
        None where one does not compile."""
        names = ["main", "algebra"]
        if re.search('#include "support/(instances|digits|residual)', test.read_text()):
            names += [path.stem for path in (self.source / "tests/support").glob("instances_*.cpp")]
        objects = []
        for name in names:
            made, source = self.build.with_name(f"{name}.o"), self.source / f"tests/support/{name}.cpp"
            needed = made.with_suffix(".d")
            if not made.exists() or any(
                    pathlib.Path(file).stat().st_mtime_ns > made.stat().st_mtime_ns
                    for file in needed.read_text().replace("\\\n", " ").split()[1:]):
                made.unlink(missing_ok=True)
                if not run([*self.compile, "-MMD", "-c", source, "-o", made], self.log):
                    return None
            objects.append(made)
        return objects

    def first_failure(self, tests):
        program = self.build.with_name("test")
        for test in tests:
            file = self.source / "tests" / f"{test}.cpp"
            objects = self.shared(file)
            if objects is None:
                return "the compiler"
            if not run([*self.compile, file, *objects, "-o", program], self.log):
                return "the compiler"
            if not run([program], self.log):
                return test
        return ""

    def everyday_failures(self):
        options = ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG"]
        options += ["-DOUTSET_UNITY_TESTS=ON", "-DOUTSET_FETCH=OFF"]
        if not run(["cmake", "-S", self.source, "-B", self.build, *options], self.log):
            sys.exit("cmake failed")
        if not run(["cmake", "--build", self.build, "--parallel", "2"], self.log):
            return "the compiler"
        tests = ["ctest", "--test-dir", self.build, "--label-exclude", "long"]
        done = subprocess.run(tests, capture_output=True, text=True)
        failed = re.findall(r"^\s*\d+ - (\S+) ", done.stdout, re.MULTILINE)
        return ", ".join(failed[:3]) + (f" and {len(failed) - 3} more" if len(failed) > 3 else "")

    def caught_by(self, fault):
        file = self.source / HEADERS / fault.file
        file.write_text(fault.seeded())
        found = self.first_failure(fault.first_tests()) or self.everyday_failures()
        shutil.copy(ROOT / HEADERS / fault.file, file)
        return found


def work(share):
    """One worker, with its own copy and every `jobs`th fault."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(pathlib.Path(folder))
        found = {}
        for fault in share:
            found[fault.name] = copy.caught_by(fault)
            print(f"{fault.name}: {found[fault.name] or 'NOT CAUGHT'}", flush=True)
        return found


def healthy(faults):
    """The tests that run first must pass without a fault."""
    with tempfile.TemporaryDirectory() as folder:
        tests = sorted({test for fault in faults for test in fault.first_tests()})
        copy = Copy(pathlib.Path(folder))
        for test in tests:
            failing = copy.first_failure([test])
            if failing:
                sys.exit(f"{test} without a fault: {failing} fails")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--only", default="", help="only faults whose name contains this")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count(), help="faults at a time")
    arguments.add_argument("--table", type=pathlib.Path, help="where to write the table")
    arguments.add_argument("--check", action="store_true", help="only check the list")
    options = arguments.parse_args()
    blocks = (ROOT / "tests/mutation/faults.txt").read_text().split("\n== ")[1:]
    faults = [fault for fault in map(Fault, blocks) if options.only in fault.name]
    for fault in faults:
        fault.seeded()
    if options.check:
        return
    healthy(faults)
    found = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for part in pool.map(work, [faults[k :: options.jobs] for k in range(options.jobs)]):
            found.update(part)
    caught = sum(1 for by in found.values() if by)
    summary = f"{caught} of {len(faults)} faults caught"
    print(summary)
    if options.table:
        lines = ["# Seeded faults", "", "`python3 tests/mutation/run.py --table docs/mutation.md`"]
        lines += ["wrote this table. It seeds one fault at a time; the last column is the first test "
                  "that fails.", ""]
        lines += [summary + ".", "", "| fault | in | caught by |", "|---|---|---|"]
        for fault in faults:
            by = found[fault.name] or "**not caught**"
            lines.append(f"| {fault.name} | {fault.file} | {by} |")
        options.table.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
