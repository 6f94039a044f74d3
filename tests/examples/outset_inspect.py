#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""outset-inspect names the rules of the files that a PyTorch script would write.

    python3 tests/examples/outset_inspect.py PROGRAM [--large]

Without --large, a small network, faults in it, and errors; with it, the shapes of ResNet-50 (100 MB)
and GPT-2 (500 MB): every tensor named right. Ends with 77, skipped, where there is no numpy.
"""

import json
import pathlib
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from with_numpy import np  # noqa: E402

RANDOM = np.random.default_rng(1)


def normal(std, *shape):
    return RANDOM.standard_normal(shape, dtype="f4") * np.float32(std)


def uniform(bound, *shape):
    return RANDOM.uniform(-bound, bound, shape).astype("f4")


def write(path, tensors):
    header, at = {}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape),
                        "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array).tobytes())


def inspect(program, *arguments):
    """exit code, and the parsed JSON"""
    result = subprocess.run([program, "--json", *map(str, arguments)], capture_output=True, text=True)
    return result.returncode, json.loads(result.stdout) if result.stdout else result.stderr


def expect(holds, *what):
    if not holds:
        sys.exit("failed: " + " ".join(str(part) for part in what))


def rules(report):
    return {tensor["name"]: tensor["rule"] for tensor in report["tensors"]}


def small(program, folder):
    path, old = folder / "small.safetensors", folder / "old.safetensors"
    layers = {f"layer.{i}.weight": normal(np.sqrt(2 / 100), 100, 100) for i in range(12)}
    write(old, layers)
    moved = dict(layers)
    moved["layer.2.weight"] = layers["layer.2.weight"] + normal(0.5 * np.sqrt(2 / 100), 100, 100)
    write(path, layers)
    code, report = inspect(program, path)
    expect(code == 0 and report["healthy"], code, report)
    expect([t["name"] for t in report["tensors"]] == list(layers), "order of names")
    expect(set(rules(report).values()) == {"he_normal"}, rules(report))
    # Half of a standard deviation, +- 1/sqrt(2 * 10,000) of it: five standard errors.
    write(path, moved)
    _, report = inspect(program, path, "--against", old)
    by_name = {tensor["name"]: tensor["moved"] for tensor in report["tensors"]}
    expect(by_name["layer.1.weight"] == 0, by_name)
    expect(abs(by_name["layer.2.weight"] - 0.5) < 0.5 * 5 * np.sqrt(2 / 20_000) + 0.02, by_name)
    # Faults: a copy, a constant, not finite.
    for fault, problem in ((lambda t: t.update({"layer.9.weight": t["layer.3.weight"]}), "duplicate"),
                           (lambda t: t.update({"layer.4.weight": np.ones((100, 100), "f4")}), "constant"),
                           (lambda t: t["layer.5.weight"].__setitem__((7, 7), np.nan), "not_finite")):
        faulty = {name: array.copy() for name, array in layers.items()}
        fault(faulty)
        write(path, faulty)
        code, report = inspect(program, path)
        found = {finding["problem"] for finding in report["diagnosis"]["findings"]}
        expect(code == 1 and problem in found, problem, code, found)
    # Nine tenths pruned: scaled to He's variance they have it, but no rule drew them.
    pruned = normal(1, 100, 100)
    pruned[np.abs(pruned) < np.quantile(np.abs(pruned), 0.9)] = 0
    write(path, {**layers, "layer.6.weight": pruned * np.sqrt(2 / 100 / np.mean(pruned**2))})
    code, report = inspect(program, path)
    tensor = next(t for t in report["tensors"] if t["name"] == "layer.6.weight")
    expect(code == 0 and tensor["rule"] == "" and abs(tensor["zeros"] - 0.9) < 1e-9, code, tensor)
    path.write_bytes(b"no tensors here")
    code, error = inspect(program, path)
    expect(code == 2 and str(path) in error and "byte" in error, code, error)
    expect(inspect(program, folder / "none.npy")[0] == 2, "a file that is not there")
    np.save(folder / "w.npy", np.sqrt(1 / 300) * RANDOM.standard_normal((200, 300)))
    code, report = inspect(program, folder / "w.npy")
    expect(code == 0 and rules(report) == {"w": "lecun_normal"}, code, rules(report))
    print("a small network, its change and its faults: all told")


def resnet50():
    tensors, expected = {}, {}

    def add(name, array, rule):
        tensors[name], expected[name] = array, rule

    def conv(name, out, into, k):  # kaiming_normal_(mode="fan_out", nonlinearity="relu")
        add(name + ".weight", normal(np.sqrt(2 / (out * k * k)), out, into, k, k), "he_normal(fan=out)")

    def norm(name, size):
        for part, value in ("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1):
            add(f"{name}.{part}", np.full(size, value, "f4"),
                "constant(value=1)" if value else "zeros")

    conv("conv1", 64, 3, 7)
    norm("bn1", 64)
    into = 64
    for stage, (width, count) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), 1):
        for block in range(count):
            name = f"layer{stage}.{block}"
            for i, (out, inner, k) in enumerate(((width, into, 1), (width, width, 3),
                                                 (4 * width, width, 1)), 1):
                conv(f"{name}.conv{i}", out, inner, k)
                norm(f"{name}.bn{i}", out)
            if block == 0:
                conv(name + ".downsample.0", 4 * width, into, 1)
                norm(name + ".downsample.1", 4 * width)
            into = 4 * width
    bound = 1 / np.sqrt(2048)
    add("fc.weight", uniform(bound, 1000, 2048), "he_uniform(gain=0.5774)")  # U(+-1/sqrt(fan-in))
    add("fc.bias", uniform(bound, 1000), "")
    return tensors, expected


def gpt2(blocks=12, dim=768):
    tensors, expected = {}, {}

    def add(name, array, rule):
        tensors[name], expected[name] = array, rule

    residual = 0.02 / np.sqrt(2 * blocks)
    add("wte.weight", normal(0.02, 50257, dim), "normal(std=0.02)")
    add("wpe.weight", normal(0.02, 1024, dim), "normal(std=0.02)")
    for block in range(blocks):
        for name in ("ln_1", "ln_2"):
            add(f"h.{block}.{name}.weight", np.ones(dim, "f4"), "constant(value=1)")
            add(f"h.{block}.{name}.bias", np.zeros(dim, "f4"), "zeros")
        for name, into, out, std in (("attn.c_attn", dim, 3 * dim, 0.02),
                                     ("attn.c_proj", dim, dim, residual),
                                     ("mlp.c_fc", dim, 4 * dim, 0.02),
                                     ("mlp.c_proj", 4 * dim, dim, residual)):
            add(f"h.{block}.{name}.weight", normal(std, into, out), f"normal(std={std:.6g})")
            add(f"h.{block}.{name}.bias", np.zeros(out, "f4"), "zeros")
    return tensors, expected


def large(program, folder):
    for name, make, arguments in (("ResNet-50", resnet50, ()), ("GPT-2", gpt2, ("--transposed",))):
        tensors, expected = make()
        path = folder / "large.safetensors"
        write(path, tensors)
        code, report = inspect(program, path, *arguments)
        found = rules(report)
        wrong = {key: found[key] for key in expected if found[key] != expected[key]}
        expect(not wrong, name, wrong)
        expect(code == 0, name, report["diagnosis"])
        print(f"{name}: {len(expected)} tensors named right")


def main():
    with tempfile.TemporaryDirectory() as name:
        (large if "--large" in sys.argv else small)(sys.argv[1], pathlib.Path(name))


if __name__ == "__main__":
    main()
