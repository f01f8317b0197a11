"""Hostile model files: good ones with something else in each of their fields, damaged in structure, turned in bytes."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import chainrule as cr
from chainrule.data import Encoding
from chainrule.data.codings import CategoryCoding, DroppedCoding, NumberCoding

TABLE = {"a": [0.5, None, -3.0, 4.0], "b": ["1", "x", None, "new"], "c": [1, 1, 1, 1], "y": [1.0, 2.0, 4.0, 3.0]}
X = np.random.default_rng(8).normal(size=(24, 3))
LABELS = np.array(["no", "yes"])[(X[:, 0] > 0).astype(int)]
CODINGS = (
    NumberCoding("a", 0.5, 2.0, 0.25, flagged=False),
    CategoryCoding("b", ("1", "x"), rare=False, missing=False),
    DroppedCoding("c", "constant"),
)
BOARD = """
    data   X (n, m), Y (c, m) one-hot, D (k, m) ~ dropout(0.1), lam
    params W (k, n) ~ he, b (k, 1) = 0, V (c, k)
    running mu (k, 1), v (k, 1)
    A = D * relu(batch_norm(W @ X, mu, v) + b)
    Z = V @ A
    L = cross_entropy(Z, Y) + lam*sum(W**2)
"""
TABLE_BOARD = """
    data   X (n, m), Y (1, m) binary
    params w (1, n), b = 0
    p = sigmoid(w @ X + b)
    L = -mean(Y*log(p) + (1 - Y)*log(1 - p))
"""
RAW = "raw text:"  # begins what stands in a description as it is, without being JSON
VALUES = (
    *(None, True, False, 0, 1, -1, 2, 0.5, -0.0, 1e308, -1e308, 1e-320, 2**31, 2**53, 2**63 - 1, 2**63, 10**15, 10**18),
    *("", "x", "0", "relu", "sigmoid", "W1", "nan", "inf", "1e999", "\x1b[31m\x07", "\u202e\x9b", "é" * 40),
    *([], [0], [1, 2], [None], ["x"], [[]], [1] * 2000, {}, {"x": 1}, {"function": "f"}, [{"kind": "number"}]),
    *(f"{RAW}{text}" for text in ("NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400, "-" + "9" * 4000)),
    *(
        f"{RAW}{text}"
        for text in ("[" * 3000 + "]" * 3000, '{"a":' * 500 + "1" + "}" * 500, "[" + "0," * 20_000 + "0]")
    ),
    *("x" * 100_000, "gone", "twice", ["a", "b"]),
)


def good_models(folder: Path) -> list[bytes]:
    """The contents of files of networks, and of a board, that hold everything a file may hold."""
    plain = cr.Network([3, 4, 2], output="softmax", dropout=0.1, l2=0.01, seed=5, frozen=["b1"])
    plain.encoding = Encoding("y", "classes", ("no", "yes"), 0.0, 1.0, CODINGS).to_json()
    rule = cr.Adam(cr.warm_up(cr.step_decay(0.01, 0.5, 3), 4), clip_norm=2.0)
    hooks = [cr.ReduceOnPlateau(patience=1), cr.ReduceOnPlateau("accuracy")]
    plain.train(X, LABELS, optimizer=rule, epochs=2, batch_size=8, validation=0.25, callbacks=hooks)
    kept = {"best validation_cost": 0.5, "waited": 1.0, "epoch": 1.0, "theta": plain.theta.copy()}
    plain._checkpoint.progress.callbacks["EarlyStopping"] = kept  # of a run that was interrupted
    numbers = cr.Network([3, 5, 4, 1], hidden=("tanh", "relu"), dtype="float64", initializer="he")
    numbers.encoding = Encoding("y", "regression", None, 3.0, 2.0, CODINGS).to_json()
    numbers.train(X, X[:, :1], optimizer=cr.AdamW(), epochs=1, batch_size=5)
    models = (plain, numbers, cr.Network([3, 1], output="sigmoid"), trained_board(), board_of_table())
    contents = []
    for model in models:
        model.save(folder / "good.safetensors")
        contents.append((folder / "good.safetensors").read_bytes())
    return contents


def trained_board() -> cr.Board:
    """A board that holds everything a file of one may hold."""
    board = cr.whiteboard(BOARD)
    board.train(X=X, Y=LABELS, lam=0.01, sizes={"k": 4}, epochs=2, batch_size=8, validation=0.25, frozen=["b"])
    return board


def board_of_table() -> cr.Board:
    """A board that has learned from the columns of a table, whose prediction is found by its cost."""
    board = cr.whiteboard(TABLE_BOARD)
    board.train(X=X, Y=(LABELS == "yes").astype(int), epochs=1, weights=np.arange(24.0))
    board.encoding = Encoding("y", "classes", ("no", "yes"), 0.0, 1.0, CODINGS).to_json()
    return board


def hostile_models(good: list[bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many hostile contents, each with a word for it: fields in turn, then structure, then bytes."""
    rng = np.random.default_rng([31, seed])
    fields = [(content, path) for content in good for path in paths(description(content))]
    in_fields, in_structure = count * 3 // 5, count // 5
    for i in range(in_fields):
        content, path = fields[(seed * in_fields + i) % len(fields)]
        value = VALUES[int(rng.integers(len(VALUES)))]
        yield f"{'/'.join(map(str, path))} is {str(value)[:30]!r}", with_field(content, path, value)
    for i in range(count - in_fields):
        damaged = structured if i < in_structure else turned
        yield damaged(good[int(rng.integers(len(good)))], rng)


# ---- fields -------------------------------------------------------------------------------------------------------


def parts(content: bytes) -> tuple[dict, bytes]:
    """The header of a file, and the rest."""
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def joined(header: dict, body: bytes) -> bytes:
    """The file of these parts."""
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def description(content: bytes) -> dict:
    """What a file says of itself."""
    return json.loads(parts(content)[0]["__metadata__"]["chainrule"])


def paths(value: object, before: tuple = ()) -> Iterator[tuple]:
    """The way to each field, to its fields, and so on."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*before, key)
        yield from paths(one, (*before, key))


def with_field(content: bytes, path: tuple, value: object) -> bytes:
    """The file with another value in one field of its description."""
    header, body = parts(content)
    changed = description(content)
    place = changed
    for key in path[:-1]:
        place = place[key]
    marker = "a place for a text"
    if value == "gone":
        del place[path[-1]]
    elif value == "twice" and isinstance(place, list):
        place.append(copy.deepcopy(place[path[-1]]))
    else:
        place[path[-1]] = marker if isinstance(value, str) and value.startswith(RAW) else value
    text = json.dumps(changed)
    if value == "twice" and isinstance(place, dict):
        key = json.dumps(path[-1])
        text = text.replace('"twice"', f"1, {key}: 1", 1)
    if isinstance(value, str) and value.startswith(RAW):
        text = text.replace(f'"{marker}"', value.removeprefix(RAW))
    return joined({**header, "__metadata__": {"chainrule": text}}, body)


# ---- structure and bytes ------------------------------------------------------------------------------------------


def structured(content: bytes, rng: np.random.Generator) -> tuple[str, bytes]:
    """A file whose header, tensors or metadata are not as they should be."""
    header, body = parts(content)
    names = [name for name in header if name != "__metadata__"]
    name, other = (str(one) for one in rng.choice(names, 2))
    entry = header[name]
    kind = int(rng.integers(14))
    match kind:
        case 0:
            del header[name]
        case 1:
            header["\x1b[2J" + name] = header.pop(name)
        case 2:
            entry["dtype"] = str(rng.choice(["I64", "F16", "BF16", "F64", "F32", "BOOL", "X\x9b", ""]))
        case 3:
            entry["shape"] = [[], [0], [-1], [2**62, 4], [1.5], "x", None, [1] * 100_000][int(rng.integers(8))]
        case 4:
            entry["data_offsets"] = [[0, 0], [0], [8, 0], [0, 2**63], [-4, 4], None, [0, 1, 2]][int(rng.integers(7))]
        case 5:
            entry["data_offsets"] = header[other]["data_offsets"]
        case 6:
            header[name], header[other] = header[other], header[name]
        case 7:
            header["__metadata__"] = [{}, [], {"chainrule": 1}, {"chainrule": ""}, {"other": "x"}, None][
                int(rng.integers(6))
            ]
        case 8:
            header["__metadata__"]["chainrule"] *= 2
        case 9:
            header["extra"] = {"dtype": "F32", "shape": [0], "data_offsets": [len(body), len(body)]}
        case 10:
            body += bytes(rng.integers(0, 256, int(rng.integers(1, 64)), dtype=np.uint8))
        case 11:
            body = body[: int(rng.integers(len(body)))]
        case 12:
            return "a length", int(rng.integers(0, 2**63)).to_bytes(8, "little") + content[8:]
        case _:
            width = {"F32": np.float32, "F64": np.float64}[entry["dtype"]]
            start, end = entry["data_offsets"]
            number = rng.choice([np.nan, np.inf, -np.inf, np.finfo(width).max, -1.0, 0.0])
            body = body[:start] + np.full((end - start) // width().itemsize, number, width).tobytes() + body[end:]
    return f"structure {kind} of {name}", joined(header, body)


def turned(content: bytes, rng: np.random.Generator) -> tuple[str, bytes]:
    """A file with bytes turned, cut off, put in, or moved; mostly in its header, where each of them counts."""
    made, edge = bytearray(content), 8 + int.from_bytes(content[:8], "little")
    kind = int(rng.integers(5))
    place = int(rng.integers(edge if rng.random() < 0.8 else len(made)))
    match kind:
        case 0:
            made[place] ^= 1 << int(rng.integers(8))
        case 1:
            made = made[:place]
        case 2:
            made[place:place] = bytes(rng.integers(0, 256, int(rng.integers(1, 9)), dtype=np.uint8))
        case 3:
            other = int(rng.integers(edge))
            made[place : place + 8], made[other : other + 8] = made[other : other + 8], made[place : place + 8]
        case _:
            made[place : place + 1] = str(rng.choice(list('0123456789"{}[],:-.eE\\x')))[:1].encode()
    return f"bytes {kind} at {place}", bytes(made)
