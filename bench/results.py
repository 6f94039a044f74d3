# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""What the benchmarks measured, and whether it reaches the goals.

A figure is the median over the repetitions with their interquartile range. A difference within that
range is called inconclusive.
"""

import json
import math
import re
import sys
from pathlib import Path
from typing import NamedTuple

# The fraction of memset's speed that a fill of 64 MiB should reach.
FILL_GOALS = {
    "uniform/float/64MiB/avx512": 0.80, "normal/float/64MiB/avx512": 0.45,
    "truncated/float/64MiB/avx512": 0.40, "uniform/double/64MiB/avx512": 0.75,
    "normal/double/64MiB/avx512": 0.22, "uniform/float/64MiB/avx2": 0.65,
    "normal/float/64MiB/avx2": 0.26, "truncated/float/64MiB/avx2": 0.22,
    "uniform/double/64MiB/avx2": 0.55, "normal/double/64MiB/avx2": 0.13,
}
FACTS = {"processor": "Processor", "cpus": "Cores", "caches": "Caches", "system": "System",
         "load": "Load before", "compiler": "Compiler", "flags": "Flags", "eigen": "Eigen",
         "outset": "outset", "backend": "Backend", "backends": "Backends measured", "date": "Date"}


class Figure(NamedTuple):
    median: float
    range: float  # the interquartile range
    count: int    # of repetitions

    def spread(self):
        """The interquartile range in per cent of the median; "" for a single repetition."""
        percent = 100 * self.range / self.median if self.median else 0
        return "" if self.count < 2 else f"± {percent:.{int(percent < 1)}f} %"

    def __str__(self):
        return f"{show(self.median)} {self.spread()}".rstrip()


def show(value):
    """Three significant digits, without an exponent: 0.812, 24.1, 40965."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    digits = math.floor(math.log10(abs(value))) if value else 0
    return f"{value:.{min(2 - digits, 6)}f}"


def quantile(ordered, q):
    """The q-quantile of sorted numbers, interpolated between two neighbours."""
    at = q * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def summarize(values):
    """The figure of these repetitions; None without any."""
    x = sorted(values)
    return Figure(quantile(x, 0.5), quantile(x, 0.75) - quantile(x, 0.25), len(x)) if x else None


def ratio(a, b):
    """a / b of figures whose repetitions are not pairs: their relative ranges add up."""
    if not a or not b:
        return None
    median = a.median / b.median
    return Figure(median, median * (a.range / a.median + b.range / b.median), a.count)


def judge(figure, goal, at_most=False):
    """"yes" or "no"; "inconclusive" where the goal is within the interquartile range."""
    gain = goal - figure.median if at_most else figure.median - goal
    return "inconclusive" if abs(gain) <= figure.range else "yes" if gain > 0 else "no"


class Bar(NamedTuple):
    label: str
    figure: Figure
    name: str  # of the benchmark
    command: str
    kind: str  # "own", "peer" or "limit" (what the others are measured by)
    goal: float = 0


class Results:
    """All counters of a folder, as counters[program][benchmark][name] = [one per repetition]."""

    def __init__(self, folder):
        self.counters, self.facts, self.costs = {}, {}, []
        for path in sorted(Path(folder).glob("*.json")):
            program = path.stem.rstrip("0123456789").rstrip("_")  # native_1, native_2, ...
            self.add(program, json.loads(path.read_text()))
        for path in Path(folder).glob("*.tsv"):
            self.costs += [line.split("\t") for line in path.read_text().splitlines()]
        if not self.facts:
            sys.exit(f"report.py: {folder} has no fill.json")
        self.best = self.facts["backend"]

    def add(self, program, content):
        if program == "fill":
            self.facts = facts(content["context"])
        for run in content["benchmarks"]:
            if run.get("error_occurred"):
                sys.exit(f"report.py: {program}: {run['name']}: {run['error_message']}")
            if run["run_type"] != "iteration":
                continue
            name = re.sub("/(iterations:|manual_time).*", "", run["name"])
            counters = self.counters.setdefault(program, {}).setdefault(name, {})
            for key, value in run.items():
                counters.setdefault(key, []).append(value)

    def values(self, program, name, counter):
        return self.counters.get(program, {}).get(name, {}).get(counter, [])

    def figure(self, program, name, counter):
        return summarize(self.values(program, name, counter))

    def native(self, name):
        """The speed of -O2 over that of -march=native: they ran in turn, so round by round."""
        rounds = zip(self.values("plain", name, "GB/s"), self.values("native", name, "GB/s"))
        return summarize([plain / native for plain, native in rounds])

    def bars(self, program, pattern, counter, label, kind="own"):
        """One bar for each benchmark that matches and has the counter."""
        found = []
        executable = program.replace("native_peers", "fill_native")
        for name in sorted(self.counters.get(program, {}), key=by_number):
            match = re.fullmatch(pattern, name)
            figure = match and self.figure(program, name, counter)
            if figure:
                found.append(Bar(match.expand(label), figure, name,
                                 f"bench_{executable} --benchmark_filter='^{name}/'", kind,
                                 FILL_GOALS.get(name, 0) if counter == "of_memset" else 0))
        return found


def by_number(name):
    """The key that sorts 512 before 1024."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def facts(context):
    """What the programs ran on. The host's name is not told to the report's readers."""
    kinds = {"Data": " data ", "Unified": " "}
    caches = [f"L{c['level']}{kinds[c['type']]}{c['size'] // 1024} KiB"
              + (f" (shared by {c['num_sharing']})" if c["num_sharing"] > 1 else "")
              for c in context["caches"] if c["type"] in kinds]
    return {**{key: context[key] for key in FACTS if key in context},
            "caches": ", ".join(caches),
            "cpus": f"{context['num_cpus']} at {context['mhz_per_cpu']} MHz",
            "load": "".join(f"{load:g}" for load in context["load_avg"][:1])}


def goals(r):
    """Rows of: what, its goal, the figure, whether it reaches the goal."""
    rows = []

    def row(what, figure, goal, unit, at_most=False):
        if figure:
            rows.append((what, f"at {'most' if at_most else 'least'} {show(goal)} {unit}", figure,
                         judge(figure, goal, at_most)))

    for name, goal in FILL_GOALS.items():
        row(name, r.figure("fill", name, "of_memset"), goal, "of memset")
    for backend in ("avx512", "avx2"):
        half, bfloat16, single = (
            r.figure("fill", f"normal/{scalar}/64MiB/{backend}", "elements/s")
            for scalar in ("half", "bfloat16", "float"))
        row(f"normal/half, {backend}", ratio(half, single), 1, "of float's elements/s")
        row(f"normal/bfloat16, {backend}", ratio(bfloat16, single), 1, "of float's elements/s")
    for bar in r.bars("fill", ".*", "of_aligned", r"\g<0>"):
        row(bar.label, bar.figure, 0.96, "of a fill from a line's start on")
    for bar in r.bars("fill", ".*", "of_contiguous", r"\g<0>"):
        row(bar.label, bar.figure, 0.7, "of contiguous")
    rate, time = ({size: r.figure("fill", f"normal/float/{size}/{r.best}", counter)
                   for size in ("256x256", "64MiB", "1e5", "1e9")}
                  for counter in ("GB/s", "ns/element"))
    row("normal, 256x256", ratio(rate["256x256"], rate["64MiB"]), 0.9, "of the rate of 64 MiB")
    row("normal, an element of 1e9", ratio(time["1e9"], time["1e5"]), 1.15,
        "of the time of one of 1e5", at_most=True)
    row("he_normal, 16x16", r.figure("fill", "he_normal/float/16x16", "ns/call"), 250, "ns", True)
    for bar in r.bars("threads", "(.*)/normal/2", "speedup", r"normal, two threads, \1"):
        row(bar.label, bar.figure, 1.8, "times one")
    for bar in r.bars("threads", "(.*)/orthogonal_2048/2", "speedup", r"orthogonal 2048, \1"):
        row(bar.label, bar.figure, 1.7, "times one")
    row("a step of 784-256-128-10", r.figure("train", "step_of_784", "of_libtorch"), 1.15,
        "times libtorch's speed")
    for bar in r.bars("orthogonal", "orthogonal/.*", "of_product", r"\g<0>"):
        row(bar.label, bar.figure, 0.9, "of one Eigen product's time", at_most=True)
    own, libtorch, qr = (r.figure("orthogonal", f"{name}/1024/1024", "ms") for name in (
        "orthogonal", "libtorch_orthogonal", "eigen_householder_qr"))
    row("orthogonal/1024/1024", ratio(libtorch, own), 3.5, "times libtorch's speed")
    row("orthogonal/1024/1024", ratio(qr, own), 1.9, "times HouseholderQR's speed")
    for bar in r.bars("plain", ".*", "GB/s", r"\g<0>, -O2"):
        row(bar.label, r.native(bar.name), 0.95, "of -march=native")
    return rows
