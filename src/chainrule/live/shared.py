"""Shared states: what the link of a page, or the file that it saved, says; believed field by field.

A link ends in `#state=1.` and text: JSON, deflated, in the alphabet of addresses. A file holds the same JSON.
"""

import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import ModelFileError
from chainrule.graph.node import Array
from chainrule.json_fields import FieldError, Json, count, counts, flag, items, not_this, parse, record, text

FORMAT = 1
MARK = f"#state={FORMAT}."
MOST_TEXT = 4_000_000  # characters of JSON, the most that is unfolded from a link or read from a file
MOST_AXES = 8
FIELDS = ("format", "title", "model", "optimizer", "settings", "data", "leaves", "step", "start", "now", "selection")
NEXT = "copy the whole link again, or save the state as a file"


@dataclass(frozen=True)
class Settings:
    """What was chosen about a training on a page."""

    batch_size: int
    seed: int
    last: str  # what becomes of a short last batch: "keep" or "drop"
    epochs: int  # of a schedule


@dataclass(frozen=True)
class SharedData:
    """Examples, a row of each table for each of them, (rows, width), and which of them are learned from."""

    tables: Mapping[str, Array]
    learned: NDArray[np.int64]
    held_out: NDArray[np.int64]


@dataclass(frozen=True)
class SharedState:
    """A state as it was shared: the model as plain data, arrays by name, and where its run stands."""

    title: str
    model: Json
    optimizer: Json | None
    settings: Settings | None
    data: SharedData | None
    leaves: Mapping[str, Array]  # those that neither learn nor are examples
    step: int
    start: Mapping[str, Array]  # vectors by name, theta among them, at step 0
    now: Mapping[str, Array]  # and at this step
    selection: str


def read_shared(link: str | Path) -> SharedState:
    """The state of a link, or of a file. Raises ModelFileError for what is damaged, foreign or too large."""
    if isinstance(link, str) and "#" in link:
        what, content = "this link", _unfolded(link)
    else:
        what, content = str(link), _content(Path(link))
    return read_text(content, what)


def read_text(content: str | bytes, what: str) -> SharedState:
    """The state of a text, which a message calls `what`. Raises ModelFileError."""
    if len(content) > MOST_TEXT:
        raise ModelFileError(f"{what} is larger than {MOST_TEXT:,} characters, the most that is read")
    try:
        return _state(parse(content))
    except FieldError as error:
        raise ModelFileError(f"{what} is damaged, or no state of a page: {error}; {NEXT}") from None


def _unfolded(link: str) -> bytes:
    """The JSON of a link; no more of it is unfolded than may be read."""
    if MARK not in link:
        known = f"a link of this chainrule has {MARK}… in it"
        other = "#state=" in link
        told = "this link is of another version of chainrule" if other else "this link holds no state of a page"
        raise ModelFileError(f"{told}; {known}, and a page gives it under Share")
    folded = link.partition(MARK)[2].strip()
    if len(folded) > MOST_TEXT:
        raise ModelFileError(f"this link has {len(folded):,} characters; {MOST_TEXT:,} is the most that is read")
    try:
        packed = b64decode(folded + "=" * (-len(folded) % 4), altchars="-_", validate=True)
        unfolder = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        content = unfolder.decompress(packed, MOST_TEXT + 1)
    except (ValueError, zlib.error):
        raise ModelFileError(f"this link is damaged; {NEXT}") from None
    if len(content) > MOST_TEXT:
        raise ModelFileError(f"this link unfolds to more than {MOST_TEXT:,} characters, the most that is read")
    if not unfolder.eof or unfolder.unused_data:
        raise ModelFileError(f"this link was cut short, or goes on behind its end; {NEXT}")
    return content


def _content(path: Path) -> bytes:
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MOST_TEXT + 1)
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    raise ModelFileError(f"there is no file {path}; a page saves one under Share, and a link of it has # in it")


def _state(value: object) -> SharedState:
    data = record(value, "the state", FIELDS)
    if count(data, "format") != FORMAT:
        raise not_this("the format", str(FORMAT), data["format"])
    settings = None if data["settings"] is None else _settings(data["settings"])
    return SharedState(
        text(data, "title"),
        _named(data, "model"),
        None if data["optimizer"] is None else _named(data, "optimizer"),
        settings,
        None if data["data"] is None else _data(data["data"]),
        {name: _array(name, value) for name, value in _named(data, "leaves").items()},
        count(data, "step"),
        _vectors(data, "start"),
        _vectors(data, "now"),
        text(data, "selection"),
    )


def _settings(value: object) -> Settings:
    data = record(value, "the settings", ("batch_size", "seed", "keep_last", "epochs"))
    last = "keep" if flag(data, "keep_last") else "drop"
    return Settings(count(data, "batch_size"), count(data, "seed"), last, count(data, "epochs"))


def _data(value: object) -> SharedData:
    data = record(value, "the data", ("said", "rows", "tables", "learned", "held_out"))
    rows = count(data, "rows")
    tables = {name: _numbers(name, numbers) for name, numbers in _named(data, "tables").items()}
    for name, numbers in tables.items():
        if not rows or numbers.size % rows:
            raise FieldError(f"{name} has {numbers.size} numbers, which make no {rows} rows")
    learned, held_out = (np.array(counts(data, key, rows), dtype=np.int64) for key in ("learned", "held_out"))
    if sorted([*learned, *held_out]) != [*range(rows)] or not learned.size:
        raise FieldError("its examples do not stand once each, some of them learned from")
    return SharedData({name: one.reshape(rows, -1) for name, one in tables.items()}, learned, held_out)


def _named(data: Json, key: str) -> Json:
    if not isinstance(data[key], dict):
        raise not_this(key, "an object with names", data[key])
    return {**data[key]}


def _vectors(data: Json, key: str) -> dict[str, Array]:
    return {name: _numbers(name, numbers) for name, numbers in _named(data, key).items()}


def _array(name: str, value: object) -> Array:
    data = record(value, name, ("shape", "numbers"))
    shape, numbers = counts(data, "shape", MOST_AXES), _numbers(name, items(data, "numbers"))
    if prod(shape) != numbers.size:
        raise FieldError(f"{name} has {numbers.size} numbers, and its shape asks for {prod(shape)}")
    return numbers.reshape(shape)


def _numbers(name: str, value: object) -> Array:
    """A list of finite numbers, as a vector."""
    if not isinstance(value, list) or not {type(one) for one in value} <= {int, float}:
        raise not_this(name, "a list of numbers", value)
    numbers = np.array(value, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise FieldError(f"{name} has a number that is not finite")
    return numbers
