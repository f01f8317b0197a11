"""A table that is larger than memory: encoded block by block into a file of its own, which is learned from as it lies.

It is read twice. From the first pass come the encoding and the target's classes, by some hundred thousand rows at
random; in the second one each row is encoded, and put into its part. The file has no name, so that nothing of it is
left, however the process ends.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding, Table
from chainrule.data.blocks import is_folder
from chainrule.data.joining import Sample
from chainrule.data.rows import with_target
from chainrule.errors import ArgumentError, DataError
from chainrule.tables.advice import advice_on
from chainrule.tables.parts import TEST, VALIDATION, Part, Prepared, fitted, meant, test_file
from chainrule.tables.source import Source, TableData, is_sample, name_of, source_blocks
from chainrule.tables.table_settings import TableSettings
from chainrule.wording import counted

Encoded = tuple[NDArray[Any], NDArray[Any]]  # features and targets of some rows
LARGE = 1 << 29  # bytes of a file from which on it is not held in memory
SAMPLED = 100_000  # rows that tell the encoding, at least
HELD_OUT = 1 << 15  # rows that stop the training, and that measure it, at the most


def is_streamed(data: TableData) -> bool:
    """Whether data is a folder, or a file too large to be held."""
    if not isinstance(data, str | Path) or is_sample(data) or "\0" in str(data):
        return False
    return is_folder(data) or (Path(data).is_file() and Path(data).stat().st_size > LARGE)


def prepare_streamed(data: str | Path, settings: TableSettings) -> Prepared:
    """The parts of a table, the rows of training in a file."""
    for name in ("weight", "group", "time", "folds"):
        if getattr(settings, name) is not None:
            raise ArgumentError(name, f"this is for tables that are held in memory, and {data} is read block by block")
    needed = {settings.target}
    unused = [name for name in settings.ignore if name not in needed]
    sample, rows = Sample(SAMPLED, np.random.default_rng([settings.seed, *b"sample"])), 0
    for table in source_blocks(data, settings.reading, unused):
        sample.add(table)
        rows += table.row_count
    known = meant(Source(name_of(data), sample.table()), settings)
    sampled = np.arange(known.table.row_count)
    encoding = fitted(known, settings, sampled)
    advice = tuple(advice_on(known.table, known.target, encoding, sampled, settings))
    told = f"read block by block; the encoding is that of {counted(len(sampled), 'row')} at random"
    made = Prepared(known.name, encoding, {}, advice, known.plan, (*known.notes, told), shuffle="blocks")
    del sample, known  # before more is read
    parts = _parts(data, encoding, settings, rows)
    if isinstance(settings.test, str | Path):
        parts["test"] = test_file(encoding, settings.test, settings)
    return replace(made, parts=parts)


def _parts(data: str | Path, encoding: Encoding, settings: TableSettings, rows: int) -> dict[str, Part]:
    """Every row in its part: held out by chance, a few, and else learned from."""
    shares = _shares(settings, rows)
    kept: dict[str, list[Encoded]] = {"validation": [], "test": []}
    chance = np.random.default_rng([settings.seed, *b"parts"])
    with ExitStack() as files:
        X = files.enter_context(Rows(np.dtype(settings.dtype), len(encoding.feature_names)))
        y = files.enter_context(Rows(_type_of_targets(encoding), 0))
        for table in _with_targets(data, encoding, settings):
            features, targets = encoding.features(table, dtype=settings.dtype), encoding.targets(table)
            drawn = chance.random(table.row_count)
            is_test = drawn < shares["test"]
            is_validation = ~is_test & (drawn < shares["test"] + shares["validation"])
            for name, chosen in (("test", is_test), ("validation", is_validation)):
                kept[name].append((features[chosen], targets[chosen]))
            learned = ~(is_test | is_validation)
            X.add(features[learned])
            y.add(targets[learned].astype(y.dtype))
        return {"training": Part(X.mapped(), y.mapped()), **{name: _joined(found) for name, found in kept.items()}}


def _type_of_targets(encoding: Encoding) -> "np.dtype[Any]":
    """Numbers as they are; of two classes a place is kept in one byte, for there are as many as rows."""
    if encoding.classes is None:
        return np.dtype(np.float64)
    return np.dtype(np.int8 if len(encoding.classes) == 2 else np.int64)


def _joined(parts: list[Encoded]) -> Part:
    """Rows that were held out block by block."""
    return Part(np.concatenate([X for X, _ in parts]), np.concatenate([y for _, y in parts]))


def _shares(settings: TableSettings, rows: int) -> dict[str, float]:
    """The chance of a row to be held out; at most HELD_OUT are, in the mean, unless somebody asks for more."""
    validation = min(VALIDATION, HELD_OUT / rows) if settings.validation is None else settings.validation
    own = 0.0 if isinstance(settings.test, str | Path) else settings.test
    return {"validation": validation, "test": min(TEST, HELD_OUT / rows) if own is None else own}


def _with_targets(data: str | Path, encoding: Encoding, settings: TableSettings) -> Iterator[Table]:
    dropped = [name for names in encoding.dropped.values() for name in names]
    for table in encoding.understood_blocks(source_blocks(data, settings.reading, dropped)):
        yield with_target(table, encoding.target)[0] if settings.drop_missing_target else table


class Rows:
    """Rows that are written to a file without a name, one behind the other, and then mapped."""

    def __init__(self, dtype: "np.dtype[np.generic]", width: int) -> None:
        self.dtype, self._width, self._rows = dtype, width, 0
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed at the end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()  # what is mapped stays

    def add(self, rows: NDArray[np.generic]) -> None:
        """Write some rows."""
        try:
            self._file.write(np.ascontiguousarray(rows).data)
        except OSError as error:
            folder = tempfile.gettempdir()
            why = f"the encoded rows do not fit into {folder} ({error.strerror})"
            raise DataError(f"{why}; name another folder in TMPDIR") from error
        self._rows += len(rows)

    def mapped(self) -> NDArray[Any]:
        """All rows, as an array in the file: (m, width), or (m,) where they have none."""
        self._file.flush()
        shape = (self._rows, self._width) if self._width else (self._rows,)
        return np.memmap(self._file, self.dtype, "r", shape=shape)
