# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""The benchmark report's arithmetic, on numbers small enough to check by hand.

    python3 -B tests/bench/report.py
"""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import report
from results import Figure, Results, goals, judge, ratio, show, summarize

CONTEXT = {
    "host_name": "secret", "date": "today", "num_cpus": 2, "mhz_per_cpu": 3000, "load_avg": [0.75],
    "caches": [{"type": "Data", "level": 1, "size": 32768, "num_sharing": 1},
               {"type": "Instruction", "level": 1, "size": 32768, "num_sharing": 1},
               {"type": "Unified", "level": 3, "size": 1048576, "num_sharing": 4}],
    "processor": "<CPU>", "compiler": "g++", "flags": "-O2", "backend": "avx2",
    "backends": "scalar avx2", "outset": "0.1.0", "eigen": "3.4.0", "system": "Linux"}


def runs(name, **counters):
    """A benchmark's repetitions, and the summary that Google Benchmark adds to them."""
    count = len(next(iter(counters.values())))
    single = [{"name": f"{name}/manual_time", "run_type": "iteration",
               **{key: values[i] for key, values in counters.items()}} for i in range(count)]
    return single + [{"name": f"{name}/manual_time_mean", "run_type": "aggregate",
                      **{key: 1e9 for key in counters}}]


def results(**programs):
    with tempfile.TemporaryDirectory() as folder:
        for program, benchmarks in programs.items():
            Path(folder, f"{program}.json").write_text(
                json.dumps({"context": CONTEXT, "benchmarks": benchmarks}))
        Path(folder, "include_cost.tsv").write_text(
            "g++\tthe include\theader-only\t1.25\t0.05\t5\n")
        return Results(folder)


def filled(*of_memset):
    name = "normal/float/64MiB/avx2"
    some = [1] * len(of_memset)
    return (runs(name, **{"of_memset": list(of_memset), "GB/s": [8] * len(of_memset)})
            + runs("uniform/float/64MiB/avx2", **{"of_memset": some, "GB/s": some}))


def verdict(*of_memset):
    return {row[0]: row[3] for row in goals(results(fill=filled(*of_memset)))}[
        "normal/float/64MiB/avx2"]


class Figures(unittest.TestCase):
    def test_a_figure_is_the_median_with_the_interquartile_range(self):
        self.assertEqual(summarize([5, 1, 2, 4, 3]), Figure(3, 2, 5))
        self.assertEqual(summarize([4, 1]), Figure(2.5, 1.5, 2))
        self.assertEqual(summarize([7]), Figure(7, 0, 1))
        self.assertIsNone(summarize([]))

    def test_a_ratio_of_figures_adds_their_relative_ranges_up(self):
        self.assertEqual(ratio(Figure(8, 2, 5), Figure(4, 2, 3)), Figure(2, 1.5, 5))
        self.assertIsNone(ratio(None, Figure(4, 2, 3)))

    def test_a_difference_within_the_range_is_inconclusive(self):
        self.assertEqual([judge(Figure(median, 2, 5), 10) for median in (7, 8, 10, 12, 13)],
                         ["no", "inconclusive", "inconclusive", "inconclusive", "yes"])
        self.assertEqual([judge(Figure(median, 2, 5), 10, at_most=True) for median in (7, 11, 13)],
                         ["yes", "inconclusive", "no"])

    def test_figures_are_shown_with_three_digits(self):
        self.assertEqual([show(x) for x in (0, 0.8123, 24.06, 40965.4, 0.000871234)],
                         ["0.00", "0.812", "24.1", "40965", "0.000871"])
        self.assertEqual(str(Figure(2, 0.1, 5)), "2.00 ± 5 %")
        self.assertEqual(str(Figure(2, 0.01, 5)), "2.00 ± 0.5 %")
        self.assertEqual(str(Figure(2, 0, 1)), "2.00")


class Reading(unittest.TestCase):
    def test_repetitions_are_collected_and_aggregates_are_not(self):
        r = results(fill=filled(0.2, 0.3, 0.4))
        self.assertEqual(r.figure("fill", "normal/float/64MiB/avx2", "of_memset").median, 0.3)
        self.assertIsNone(r.figure("fill", "normal/float/64MiB/avx2", "of_product"))

    def test_programs_that_ran_in_turn_are_compared_round_by_round(self):
        rounds = {f"{program}_{i}": runs("normal/float/64MiB/avx2", **{"GB/s": [speed]})
                  for program, speeds in (("plain", (1, 20, 3)), ("native", (2, 40, 6)))
                  for i, speed in enumerate(speeds)}
        r = results(fill=filled(0.3), **rounds)
        self.assertEqual(r.native("normal/float/64MiB/avx2"), Figure(0.5, 0, 3))

    def test_numbers_in_names_are_sorted_as_numbers(self):
        r = results(fill=filled(0.3), orthogonal=runs("orthogonal/1024/1024", of_product=[1])
                    + runs("orthogonal/512/512", of_product=[1]))
        self.assertEqual([bar.label for bar in r.bars("orthogonal", ".*", "of_product", r"\g<0>")],
                         ["orthogonal/512/512", "orthogonal/1024/1024"])

    def test_an_error_in_a_benchmark_ends_the_report(self):
        with self.assertRaisesRegex(SystemExit, "not orthogonal"):
            results(fill=[{"name": "x", "error_occurred": True, "error_message": "not orthogonal"}])


class Goals(unittest.TestCase):
    def test_a_fill_reaches_its_goal_or_not(self):
        self.assertEqual(verdict(0.30, 0.30, 0.31), "yes")  # the goal is 0.26
        self.assertEqual(verdict(0.20, 0.20, 0.21), "no")
        self.assertEqual(verdict(0.20, 0.25, 0.30), "inconclusive")

    def test_less_is_better_where_the_goal_is_at_most(self):
        r = results(fill=filled(0.3), orthogonal=runs("orthogonal/512/512", of_product=[2, 2, 2]))
        self.assertIn(("orthogonal/512/512", "at most 0.900 of one Eigen product's time",
                       Figure(2, 0, 3), "no"), goals(r))


class Pages(unittest.TestCase):
    def test_both_pages_say_the_figure_its_machine_and_the_missed_goal(self):
        r = results(fill=filled(0.20, 0.20, 0.208))
        table, page = report.table(r), report.page(r)
        self.assertIn("| **outset** | **1.00** | **8.00** |  |", table)
        self.assertIn("- normal/float/64MiB/avx2: 0.200 ± 2 %, goal: at least 0.260 of memset",
                      table)
        self.assertIn("<CPU>, avx2, g++, `-O2`, Eigen 3.4.0", table)
        for text in ("&lt;CPU&gt;", "Not reached: normal/float/64MiB/avx2.", "load 0.750",
                     "L1 data 32 KiB, L3 1024 KiB (shared by 4)", "the include, g++"):
            self.assertIn(text, page)
        self.assertNotIn("secret", page + table)


if __name__ == "__main__":
    unittest.main()
