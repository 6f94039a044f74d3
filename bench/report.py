# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Writes report.html and report.md from the files that report.sh has collected.

    python3 bench/report.py RESULTS OUT     two folders

RESULTS holds Google Benchmark's JSON files and include_cost.tsv.
"""

import html
import string
import sys
from pathlib import Path

from results import FACTS, Bar, Figure, Results, goals, show


def sections(r):
    """The charts of the page's sections: title, unit and bars of each."""

    def ranked(bars):
        return sorted(bars, key=lambda bar: -bar.figure.median)

    def beside_peers(fill):
        return (fill, "GB/s; 64 MiB, one thread", ranked(
            r.bars("fill", f"{fill}/64MiB/{r.best}", "memset_GB/s", "memset", "limit")
            + r.bars("fill", f"{fill}/64MiB/(.*)", "GB/s", r"outset, \1")
            + r.bars("fill", f"peer/(.*)/{fill}/64MiB", "GB/s", r"\1", "peer")
            + r.bars("native_peers", f"peer/(.*)/{fill}/64MiB", "GB/s", r"\1, -march=native",
                     "peer")))

    shape = r"(\d+)/(\d+)"
    network = r"\1 hidden layers of \2"
    training = [
        ("Training steps on the digits", "steps/s; batches of 32, float: times 32 for samples/s",
         ranked(r.bars("train", f"step/{shape}", "steps/s", network + ", nn/")
                + r.bars("train", f"step/{shape}", "eigen_steps/s", network + ", Eigen", "limit"))),
        ("The same in turn", "of the speed with Eigen's products",
         r.bars("train", f"step/{shape}", "of_eigen", network)),
        ("A step of 784-256-128-10, batches of 128, with momentum", "times the speed of",
         r.bars("train", "step_of_784", "of_libtorch", "libtorch", "peer")
         + r.bars("train", "step_of_784", "of_eigen", "Eigen's products")),
        ("Initialization", "us; he_normal on all layers",
         r.bars("train", f"run/{shape}", "init_us", network)),
        ("Initialization", "of the time of 30 epochs",
         r.bars("train", f"run/{shape}", "init_part", network))]
    structured = [
        ("Orthogonal, float", "products; less is better",
         r.bars("orthogonal", f"orthogonal/{shape}", "of_product", r"\1 x \2")
         + r.bars("orthogonal", rf"(eigen|libtorch)_(\w+)/{shape}", "of_product",
                  r"\3 x \4, \1 \2", "peer")),
        ("Orthogonal, 16 x 16", "ns; a whole call",
         r.bars("orthogonal", "orthogonal_16x16", "ns/call", "outset")),
        ("Sparse, 4096 x 4096", "ms; less is better",
         r.bars("sparse", r"(\w+)_matrix/(\d+)", "ms", r"\1, \2 of 10000 nonzero"))]
    native = [bar._replace(figure=r.native(bar.name), goal=0.95)
              for bar in r.bars("plain", "(.*)/64MiB/.*", "GB/s", r"\1")]
    cached = ranked(
        r.bars("fill", f"uniform/float/256x256/{r.best}", "memset_GB/s", "memset", "limit")
        + r.bars("fill", r"(\w+)/float/256x256/(.*)", "GB/s", r"\1, \2"))
    costs = [Bar(f"{what}, {compiler}" + f", {form}" * (form != "header-only"),
                 Figure(float(median), float(spread), int(count)), "", "sh bench/include_cost.sh",
                 "own") for compiler, what, form, median, spread, count in r.costs]
    return {
        "peers": [beside_peers(f"{d}/{s}") for s in ("float", "double")
                  for d in ("uniform", "normal")],
        "backends": [(b, "of memset; 64 MiB", r.bars("fill", f"(.*)/64MiB/{b}", "of_memset", r"\1"))
                     for b in reversed(r.facts["backends"].split())]
                    + [("float, 256 MiB", "of memset",
                        r.bars("fill", r"(\w+)/float/256MiB/(.*)", "of_memset", r"\1, \2")),
                       ("16 bytes into a line, 64 MiB", "of a fill from a line's start on",
                        r.bars("fill", "(.*)/16-bytes-on/(.*)", "of_aligned", r"\1, \2"))],
        "cached": [("256 x 256 float", "GB/s; 256 KiB", cached),
                   ("16 x 16 float, a whole call", "ns; fans, stream, dispatch and 256 numbers",
                    r.bars("fill", r"(\w+)/float/16x16", "ns/call", r"\1")
                    + r.bars("fill", "peer/(.*)/(.*)/float/16x16", "ns/call", r"\1, \2", "peer"))],
        "layouts": [(f"{d}/float", "of the speed of a contiguous fill",
                     r.bars("fill", f"{d}/float/(.*)", "of_contiguous", r"\1"))
                    for d in ("uniform", "normal")],
        "sizes": [(f"normal/float, {r.best}", "ns per element",
                   r.bars("fill", r"normal/float/(1e\d)/.*", "ns/element", r"\1 elements"))],
        "threads": [("Two threads; 64 MiB of float where no size is named", unit,
                     r.bars("threads", "(.*)/(.*)/2", counter, r"\2, \1"))
                    for unit, counter in (("times the speed of one", "speedup"),
                                          ("of a memset by two threads", "of_memset"))],
        "native": [(f"64 MiB, {r.best}", "-O2 as a fraction of the speed with -march=native",
                    native)],
        "structured": structured,
        "training": training,
        "costs": [("Compiling one file", "times the user seconds of <Eigen/Dense> alone", costs)]}


def chart_html(title, unit, bars):
    longest = max(max(bar.figure.median, bar.goal) for bar in bars)
    rows = ""
    for bar in bars:
        mark = f'<i style="left:{100 * bar.goal / longest:.2f}%"></i>' if bar.goal else ""
        rows += (f'<div class="row" title="{html.escape(bar.command)}">'
                 f'<span class="label">{html.escape(bar.label)}</span><span class="track">'
                 f'<b class="{bar.kind}" style="width:{100 * bar.figure.median / longest:.2f}%">'
                 f'</b>{mark}</span><span>{show(bar.figure.median)} '
                 f'<small>{bar.figure.spread()}</small></span></div>\n')
    commands = html.escape("\n".join(dict.fromkeys(bar.command for bar in bars)))
    return (f"<figure><figcaption>{html.escape(title)}<small>{html.escape(unit)}</small>"
            f"</figcaption>\n{rows}<details><summary>Commands</summary><pre>{commands}</pre>"
            "</details></figure>\n")


def page(r):
    rate = lambda fill: "{} GB/s ({} of memset)".format(*(
        show(r.figure("fill", f"{fill}/float/64MiB/{r.best}", counter).median)
        for counter in ("GB/s", "of_memset")))
    load = float(r.facts["load"] or 0)
    rows = [f'<tr><td>{html.escape(what)}<td>{html.escape(goal)}<td>{figure}'
            f'<td class="{reached}">{reached}' for what, goal, figure, reached in goals(r)]
    missed = [what for what, _, _, reached in goals(r) if reached == "no"]
    charts = {key: "".join(chart_html(*chart) for chart in all_charts if chart[2])
              for key, all_charts in sections(r).items()}
    template = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
    return string.Template(template).substitute(
        {key: text or "<p>Not measured.</p>" for key, text in charts.items()},
        lead=html.escape(f"On {r.facts['processor']}, one thread, 64 MiB of float with {r.best}: "
                         f"uniform {rate('uniform')}, normal {rate('normal')}."),
        warning="" if load <= 0.5 else f"The machine was not idle (load {show(load)} before the "
                "first program): these figures are for trying the report only.",
        missed="Not reached: " + html.escape("; ".join(missed)) if missed else "No goal was missed",
        goals="\n".join(rows), version=r.facts["outset"],
        facts="".join(f"<dt>{name}<dd>{html.escape(r.facts[key])}\n"
                      for key, name in FACTS.items() if r.facts.get(key)))


def table(r):
    """The README's table: our best backend, memset and the peers on 64 MiB, in GB/s."""
    fills = [f"{d}/{s}" for s in ("float", "double") for d in ("uniform", "normal", "truncated")]
    fills.remove("truncated/double")
    own = [[r.figure("fill", f"{fill}/64MiB/{r.best}", counter) for fill in fills]
           for counter in ("GB/s", "of_memset", "memset_GB/s")]
    cell = lambda figure: show(figure.median) if figure else ""
    rows = [["**outset**"] + [f"**{cell(figure)}**" if figure else "" for figure in own[0]],
            ["of `memset` beside it"] + [str(figure or "") for figure in own[1]],
            ["`memset`"] + [cell(figure) for figure in own[2]]]
    bars = r.bars("fill", "peer/(.*?)/.*/64MiB", "GB/s", r"\1")
    for peer in dict.fromkeys(b.label for b in sorted(bars, key=lambda b: -b.figure.median)):
        rows.append([peer] + [cell(r.figure("fill", f"peer/{peer}/{fill}/64MiB", "GB/s"))
                              for fill in fills])
    heads = [f"{d} `{s}`" for d, s in (fill.split("/") for fill in fills)]
    lines = ["| " + " | ".join(row) + " |" for row in [["GB/s"] + heads] + rows]
    lines.insert(1, "|---|" + "---:|" * len(fills))
    f = r.facts
    lines += ["", f"64 MiB, one thread, medians; {f['processor']}, {r.best}, {f['compiler']}, "
              f"`{f['flags']}`, Eigen {f['eigen']}, {f['date']}.",
              "Made by `cmake --build build/bench --target bench-report`."]
    missed = [f"- {what}: {figure}, goal: {goal}"
              for what, goal, figure, reached in goals(r) if reached == "no"]
    return "\n".join(lines + (["", "Goals not reached:", ""] + missed if missed else [])) + "\n"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    results = Results(sys.argv[1])
    for name, text in (("report.html", page(results)), ("report.md", table(results))):
        path = Path(sys.argv[2]) / name
        path.write_text(text, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
