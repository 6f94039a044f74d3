#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""outset's files against NumPy's, and layouts of layers against their forward passes.

    python3 tests/io/numpy.py PROGRAM     (tests/io/partner.cpp, compiled)

Ends with 77, skipped, where there is no numpy (apt-get install python3-numpy).
"""

import io
import itertools
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

# Not this folder: this file is named numpy.py.
sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1] / "support")
from with_numpy import np  # noqa: E402

RANDOM = np.random.default_rng(1)
failures = []


def check(holds, *what):
    if not holds:
        failures.append(" ".join(str(part) for part in what))


def numbers(*shape):
    """multiples of 1/16, whose products and sums a double holds exactly"""
    return RANDOM.integers(-32, 33, shape) / 16


def run(program, jobs):
    text = "\n".join(" ".join(str(word) for word in job) for job in jobs)
    subprocess.run([program], input=text, text=True, check=True)


# ---------------------------------------------------------------- npy

def npy_bytes(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def check_npy(program, folder):
    cases = []
    shapes = [(), (0,), (7,), (3, 5), (1, 9), (130, 70), (0, 4), (4, 0), (6, 3, 2, 5), (2, 70, 80)]
    dtypes = ["f2", "f4", "f8", "c8", "c16"]
    for shape, dtype, order, endian in itertools.product(shapes, dtypes, "CF", "<>"):
        values = RANDOM.standard_normal(shape)
        if dtype[0] == "c":
            values = values + 1j * RANDOM.standard_normal(shape)
        array = np.array(values, dtype=endian + dtype, order=order)
        cases.append((array, [(1, 0), (2, 0), (3, 0)][len(cases) % 3]))
    jobs = []
    for i, (array, version) in enumerate(cases):
        (folder / f"{i}.in").write_bytes(npy_bytes(array, version))
        jobs.append(("npy", folder / f"{i}.in", folder / f"{i}.out"))
    run(program, jobs)
    for i, (array, version) in enumerate(cases):
        written = (folder / f"{i}.out").read_bytes()
        read = np.load(io.BytesIO(written), allow_pickle=False)
        check(read.shape == array.shape and np.array_equal(read, array), "npy", i, array.shape,
              array.dtype, version)
        # NumPy's own bytes of the same array, little-endian and in C order.
        plain = np.array(array, dtype=array.dtype.newbyteorder("<"), order="C")
        check(written == npy_bytes(plain), "bytes of npy", i, array.shape, array.dtype)
    return len(cases)


def check_npz(program, folder):
    """0 where the program was compiled without libzip"""
    arrays = {"w": RANDOM.standard_normal((30, 20)), "größe/b": np.zeros(1000, "f4"),
              "f": np.asfortranarray(RANDOM.standard_normal((3, 4, 5)).astype("f2"))}
    given, packed = folder / "given.npz", folder / "packed.npz"
    np.savez(given, **arrays)
    np.savez_compressed(packed, **arrays)
    outputs = [folder / "out.npz", folder / "out.packed.npz"]
    run(program, [("npz", packed, outputs[0]), ("packed", given, outputs[1])])
    if not outputs[0].exists():
        return 0
    for output in outputs:
        with np.load(output, allow_pickle=False) as read:
            check(set(read.files) == set(arrays), "names of npz", read.files)
            for name, array in arrays.items():
                check(np.array_equal(read[name], array) and read[name].dtype == array.dtype,
                      "npz", output.name, name)
    check(outputs[1].stat().st_size < outputs[0].stat().st_size, "packing")
    return len(arrays)


# ---------------------------------------------------------------- safetensors, by its description

def write_tensors(path, tensors, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, (dtype, array) in tensors.items():
        raw = np.ascontiguousarray(array).tobytes()
        header[name] = {"dtype": dtype, "shape": list(array.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


NUMPY = {"F16": "<f2", "BF16": "<u2", "F32": "<f4", "F64": "<f8", "C64": "<c8"}


def read_tensors(path):
    raw = path.read_bytes()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, facts in header.items():
        begin, end = (8 + length + offset for offset in facts["data_offsets"])
        array = np.frombuffer(raw[begin:end], NUMPY[facts["dtype"]]).reshape(facts["shape"])
        tensors[name] = (facts["dtype"], array)
    return tensors, metadata


def check_tensors(program, folder):
    tensors = {}
    for i, (dtype, shape) in enumerate(itertools.product(NUMPY, [(), (4,), (3, 70), (5, 0), (4, 3, 2, 2)])):
        values = RANDOM.standard_normal(shape)
        array = (np.array(RANDOM.integers(0, 0x7F80, shape), "<u2") if dtype == "BF16"
                 else np.array(values, NUMPY[dtype]))
        tensors[f"layer.{i * 7 % 31}.größe"] = (dtype, array)
    metadata = {"format": "pt", "note": "a \"quote\",\nä \u2028 \x7f"}
    given, made, again = (folder / name for name in ("given.st", "made.st", "again.st"))
    write_tensors(given, tensors, metadata)
    run(program, [("tensors", given, made), ("tensors", made, again)])
    read, texts = read_tensors(made)
    check(texts == metadata, "metadata")
    check(set(read) == set(tensors), "names")
    for name, (dtype, array) in tensors.items():
        check(read[name][0] == dtype and read[name][1].tobytes() == array.tobytes() and
              read[name][1].shape == array.shape, "tensor", name)
    # Laid out as the format's own writer does: so this writer has the same bytes.
    order = ["F64", "C64", "F32", "BF16", "F16"]
    expected = dict(sorted(tensors.items(), key=lambda t: (order.index(t[1][0]), t[0].encode())))
    by_rule = folder / "rule.st"
    write_tensors(by_rule, expected, metadata)
    check(made.read_bytes() == by_rule.read_bytes(), "bytes of safetensors")
    check(made.read_bytes() == again.read_bytes(), "bytes of a copy")
    return len(tensors)


# ---------------------------------------------------------------- forward passes

def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def torch_conv(x, w, groups=1):
    """x (in, h, w), w (out, in/groups, kh, kw)"""
    out, per, kh, kw = w.shape
    y = np.zeros((out, x.shape[1] - kh + 1, x.shape[2] - kw + 1))
    for o, a, b in itertools.product(*map(range, y.shape)):
        first = o // (out // groups) * per
        y[o, a, b] = (x[first:first + per, a:a + kh, b:b + kw] * w[o]).sum()
    return y


def last_conv(x, k, groups=1):
    """channels last, as Keras and Flax: x (h, w, in), k (kh, kw, in/groups, out)"""
    kh, kw, per, out = k.shape
    y = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1, out))
    for a, b, o in itertools.product(*map(range, y.shape)):
        first = o // (out // groups) * per
        y[a, b, o] = (x[a:a + kh, b:b + kw, first:first + per] * k[:, :, :, o]).sum()
    return y


def keras_depthwise(x, k):
    """k (kh, kw, channels, m); output channel c * m + q"""
    kh, kw, channels, m = k.shape
    y = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1, channels * m))
    for a, b, c, q in itertools.product(range(y.shape[0]), range(y.shape[1]), range(channels), range(m)):
        y[a, b, c * m + q] = (x[a:a + kh, b:b + kw, c] * k[:, :, c, q]).sum()
    return y


def torch_transposed(x, w, stride):
    """w (in, out, kh, kw): every input is scattered"""
    into, out, kh, kw = w.shape
    y = np.zeros((out, (x.shape[1] - 1) * stride + kh, (x.shape[2] - 1) * stride + kw))
    for i, a, b in itertools.product(*map(range, x.shape)):
        y[:, a * stride:a * stride + kh, b * stride:b * stride + kw] += x[i, a, b] * w[i]
    return y


def keras_transposed(x, k, stride):
    """k (kh, kw, out, in)"""
    kh, kw, out, into = k.shape
    y = np.zeros(((x.shape[0] - 1) * stride + kh, (x.shape[1] - 1) * stride + kw, out))
    for a, b in itertools.product(*map(range, x.shape[:2])):
        y[a * stride:a * stride + kh, b * stride:b * stride + kw] += k @ x[a, b]
    return y


def flax_transposed(x, k, stride):
    """k (kh, kw, in, out): a convolution of the input with zeros between, without reversing taps"""
    kh, kw, into, out = k.shape
    dilated = np.zeros(((x.shape[0] - 1) * stride + 1, (x.shape[1] - 1) * stride + 1, into))
    dilated[::stride, ::stride] = x
    return last_conv(np.pad(dilated, ((kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0))), k)


def torch_lstm(xs, w, hidden):
    h = c = np.zeros(hidden)
    for x in xs:
        i, f, g, o = np.split(w["in"] @ x + w["rec"] @ h + w["bias"], 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def keras_lstm(xs, w, hidden):
    h = c = np.zeros(hidden)
    for x in xs:
        z = x @ w["in"] + h @ w["rec"] + w["bias"]
        i, f = sigmoid(z[:hidden]), sigmoid(z[hidden:2 * hidden])
        c = f * c + i * np.tanh(z[2 * hidden:3 * hidden])
        h = sigmoid(z[3 * hidden:]) * np.tanh(c)
    return h


def torch_gru(xs, w, hidden):
    h = np.zeros(hidden)
    for x in xs:
        xr, xz, xn = np.split(w["in"] @ x + w["bias"], 3)
        hr, hz, hn = np.split(w["rec"] @ h + w["rec_bias"], 3)
        z = sigmoid(xz + hz)
        h = (1 - z) * np.tanh(xn + sigmoid(xr + hr) * hn) + z * h
    return h


def keras_gru(xs, w, hidden):
    """reset_after; the gates in the order z, r, h"""
    h = np.zeros(hidden)
    for x in xs:
        xz, xr, xn = np.split(x @ w["in"] + w["bias"], 3)
        hz, hr, hn = np.split(h @ w["rec"] + w["rec_bias"], 3)
        z = sigmoid(xz + hz)
        h = (1 - z) * np.tanh(xn + sigmoid(xr + hr) * hn) + z * h
    return h


def check_layers(program, folder):
    """the same output from a framework's weights in its own pass and, in outset's, in PyTorch's"""
    image = numbers(6, 5, 4)
    channels_first = image.transpose(2, 0, 1)
    xs = numbers(3, 5)
    hidden = 4
    last = lambda y: y.transpose(1, 2, 0)
    fused = lambda gates: {"in": numbers(5, gates * hidden), "rec": numbers(hidden, gates * hidden) / 4,
                           "bias": numbers(gates * hidden), "rec_bias": numbers(gates * hidden)}
    # layer, framework, its weights, its pass, PyTorch's pass, multiplier
    cases = [
        ("dense", "keras", {"w": numbers(5, 7)}, lambda w: xs @ w["w"], lambda w: xs @ w["w"].T, 1),
        ("dense", "flax", {"w": numbers(5, 7)}, lambda w: xs @ w["w"], lambda w: xs @ w["w"].T, 1),
        ("embedding", "keras", {"w": numbers(9, 3)}, lambda w: w["w"][[4, 0]], lambda w: w["w"][[4, 0]], 1),
        ("conv_transposed", "keras", {"w": numbers(3, 2, 5, 4)},
         lambda w: keras_transposed(image, w["w"], 2),
         lambda w: last(torch_transposed(channels_first, w["w"], 2)), 1),
        ("conv_transposed", "flax", {"w": numbers(3, 2, 4, 5)},
         lambda w: flax_transposed(image, w["w"], 2),
         lambda w: last(torch_transposed(channels_first, w["w"], 2)), 1),
        ("depthwise", "keras", {"w": numbers(3, 2, 4, 3)}, lambda w: keras_depthwise(image, w["w"]),
         lambda w: last(torch_conv(channels_first, w["w"], 4)), 3),
        ("depthwise", "flax", {"w": numbers(3, 2, 1, 12)}, lambda w: last_conv(image, w["w"], 4),
         lambda w: last(torch_conv(channels_first, w["w"], 4)), 3),
        ("lstm", "keras", fused(4), lambda w: keras_lstm(xs, w, hidden),
         lambda w: torch_lstm(xs, w, hidden), 1),
        ("gru", "keras", fused(3), lambda w: keras_gru(xs, w, hidden),
         lambda w: torch_gru(xs, w, hidden), 1),
    ]
    for framework, groups in itertools.product(("keras", "flax"), (1, 2)):
        cases.append(("conv", framework, {"w": numbers(3, 2, 4 // groups, 6)},
                      lambda w, groups=groups: last_conv(image, w["w"], groups),
                      lambda w, groups=groups: last(torch_conv(channels_first, w["w"], groups)), 1))
    for i, (layer, framework, weights, own, torch, multiplier) in enumerate(cases):
        given, there, back = (folder / f"{name}.{i}" for name in ("layer", "torch", "back"))
        write_tensors(given, {name: ("F64", array) for name, array in weights.items()})
        run(program, [("layer", layer, framework, "pytorch", 1, given, there),
                      ("layer", layer, "pytorch", framework, multiplier, there, back)])
        converted = {name: array for name, (_, array) in read_tensors(there)[0].items()}
        check(np.array_equal(own(weights), torch(converted)), layer, "of", framework)
        returned = {name: array for name, (_, array) in read_tensors(back)[0].items()}
        check(all(np.array_equal(returned[name], weights[name]) and
                  returned[name].shape == weights[name].shape for name in weights),
              layer, "back to", framework)
    return len(cases)


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        arrays = check_npy(program, folder)
        zipped = check_npz(program, folder)
        tensors = check_tensors(program, folder)
        layers = check_layers(program, folder)
    for failure in failures:
        print("failed:", failure)
    if failures:
        sys.exit(1)
    print(f"{arrays} arrays, {zipped} zipped ones, {tensors} tensors and {layers} layers agree with numpy {np.__version__}")


if __name__ == "__main__":
    main(sys.argv[1])
