#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""The example `lottery`: a run that is killed and goes on ends with the same figures to the digit.

    python3 tests/examples/lottery.py PROGRAM

Also: any number of threads gives the same figures, more seeds use what is there, MNIST's files are
read, and files that are wrong are errors.
"""

import gzip
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
RUN = ["--seeds", "2", "--rounds", "6", "--steps", "240", "--every", "20"]
RANDOM = random.Random(1)


def lottery(folder, *arguments):
    """exit code, stdout, stderr"""
    result = subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True,
                            encoding="utf-8")
    return result.returncode, result.stdout, result.stderr


def text_of(folder, *arguments):
    code, out, err = lottery(folder, *arguments)
    expect(code == 0, arguments, code, err)
    return out


def expect(holds, *what):
    if not holds:
        sys.exit(" ".join(map(str, what)))


def refused(folder, because, *arguments):
    code, out, err = lottery(folder, *arguments)
    expect(code == 2 and out == "" and because in err, arguments, "must say", because, "but said",
           code, err)


def killed_runs(folder, expected):
    """Killed again and again, each time a little later, until one run gets to its end."""
    kills, resumed, delay = 0, 0, 0.04
    while True:
        run = subprocess.Popen([PROGRAM, *RUN, "--state", "killed.json"], cwd=folder,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        try:
            out, err = run.communicate(timeout=delay)
            break
        except subprocess.TimeoutExpired:
            run.kill()
            _, err = run.communicate()
            kills += 1
        resumed += "trainings are there from before" in err
        state = folder / "killed.json"
        if state.exists():
            json.loads(state.read_text())
        delay *= 1.15
    expect(run.returncode == 0, err)
    expect(kills >= 3 and resumed >= 1, kills, "kills, went on", resumed, "times")
    expect(out == expected, "killed and gone on:\n" + out + "in one run:\n" + expected)
    expect(not list(folder.glob("killed.json.*")), "an unfinished file was left")


def states_that_are_wrong(folder, expected):
    whole = (folder / "one.json").read_text()
    state = folder / "wrong.json"

    def tried(text, must_fail=True):
        state.write_text(text)
        code, out, err = lottery(folder, *RUN, "--state", "wrong.json")
        expect(code in (0, 2), "ended with", code, "on a state of", text[:200])
        if code == 2:
            expect("--state" in err and "wrong.json" in err, err)
        expect(code == 2 or not must_fail, "accepted a state of", text[:200])
        expect(code == 2 or out == expected, "other figures from", text[:200])

    for _ in range(40):
        tried(whole[:RANDOM.randrange(len(whole) - 2)])
    tried("[" * 100000)
    tried("{}")
    tried("")
    for change in [
            lambda s: s.update(pruned_in=s["pruned_in"][1:]),
            lambda s: s.update(pruned_in="." * len(s["pruned_in"])),
            lambda s: s.update(pruned_in="A" * len(s["pruned_in"])),
            lambda s: s.update(pruned_in=s["pruned_in"].replace("B", "!")),
            lambda s: s["trainings"].append(s["trainings"][0]),
            lambda s: s["trainings"].pop(0),
            lambda s: s["trainings"][0].pop(),
            lambda s: s["trainings"][0].__setitem__(0, 99),
            lambda s: s["trainings"][0].__setitem__(0, -1),
            lambda s: s["trainings"][0].__setitem__(0, 1e300),
            lambda s: s["trainings"][0].__setitem__(1, "tickets"),
            lambda s: s["trainings"][0].__setitem__(2, 1.5),
            lambda s: s["trainings"][0].__setitem__(3, 10**12),
            lambda s: s["trainings"][0].__setitem__(4, None),
    ]:
        json_state = json.loads(whole)
        change(json_state["seeds"]["2"])
        tried(json.dumps(json_state))
    (folder / "wrong.json").write_text(whole)
    refused(folder, "other settings", *RUN, "--batch", "50", "--state", "wrong.json")
    expect((folder / "wrong.json").read_text() == whole, "a refused state was changed")
    refused(folder, "not a regular file", *RUN, "--state", "/dev/null")


def write_mnist(folder, images=200, side=6):
    """Ten classes of images: a bright place each, and noise."""
    folder.mkdir()
    for name, count in [("train", images), ("t10k", images // 4)]:
        labels = bytes(i % 10 for i in range(count))
        pixels = bytearray()
        for label in labels:
            image = bytearray(RANDOM.randrange(100) for _ in range(side * side))
            image[3 * label] = 255
            pixels += image
        (folder / f"{name}-images-idx3-ubyte").write_bytes(
            struct.pack(">IIII", 0x803, count, side, side) + pixels)
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(
            struct.pack(">II", 0x801, count) + labels)


def mnist(folder):
    data = folder / "mnist"
    write_mnist(data)
    run = ["--data", data, "--hidden", "20,12", "--validation", "40", "--rounds", "3", "--steps",
           "60", "--every", "20", "--seeds", "2", "--state", "mnist.json"]
    out = text_of(folder, *run)
    expect("36-20-12-10" in out and "40 training images are held out" in out, out)
    expect(out == text_of(folder, *run), "a finished run says something else the second time")
    images = data / "train-images-idx3-ubyte"
    whole = images.read_bytes()
    refused(folder, "training images, must be fewer", *run, "--validation", "200")
    for cut in [0, 3, 4, 15, 16, len(whole) - 1]:
        images.write_bytes(whole[:cut])
        refused(folder, "train-images-idx3-ubyte", *run)
    images.write_bytes(whole[:7] + b"\xff" + whole[8:])
    refused(folder, "train-images-idx3-ubyte", *run)
    images.write_bytes(gzip.compress(whole))
    refused(folder, "gunzip it first", *run)
    images.unlink()
    refused(folder, "has no file train-images-idx3-ubyte", *run)
    refused(folder, "no file or folder", "--data", folder / "nowhere")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start = time.monotonic()
        one = text_of(folder, *RUN, "--state", "one.json")
        print(f"one run: {time.monotonic() - start:.2f} s")
        for line in ["as good as the dense net", "other initial weights", "shuffled masks",
                     "signs of the initial weights", "learn faster than the dense net"]:
            expect(line in " ".join(one.split()), "no verdict on", line, "in", one)
        for threads in ["1", "3"]:
            again = text_of(folder, *RUN, "--state", "", "--threads", threads)
            expect(again == one, threads, "threads changed the text:\n", again, one)
        killed_runs(folder, one)

        # More seeds: those that are there are not trained again.
        code, _, err = lottery(folder, *RUN, "--seeds", "3", "--state", "one.json")
        expect(code == 0 and "32 of 48 trainings are there" in err, err)
        expect(text_of(folder, *RUN, "--state", "one.json") == one, "a third seed changed two")

        rewound = text_of(folder, *RUN, "--rewind", "60", "--state", "rewound.json", "--out",
                          "page.html", "--svg", "pictures")
        expect("put the others back to step 60" in " ".join(rewound.split()), rewound)
        expect(len(list((folder / "pictures").glob("*.svg"))) == 2, "not two pictures")
        expect("@OUTSET_DATA@" not in (folder / "page.html").read_text(encoding="utf-8"), "page")

        states_that_are_wrong(folder, one)
        mnist(folder)
        refused(folder, "--rewind", *RUN, "--rewind", "240")
        refused(folder, "folder must exist", *RUN, "--state", "no/such/folder/a.json")
        refused(folder, "whole number", "--hidden", "10,,10")
        refused(folder, "whole number", "--seeds", "1")


main()
