"""A CSV file as a table: every cell read as text first, in file order, and typed only when all are known.

The reader is the standard library's, in its strict mode. The delimiter is a tab in `.tsv` files and a
comma otherwise, unless the first line has none and does have semicolons or tabs. Empty lines are no rows.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Column, Spelling, typed_column
from chainrule.data.table import Table, checked_table, refuse_names
from chainrule.data.wording import counted
from chainrule.errors import DataError

LONGEST_LINE = 1 << 24
BLOCK = 8192  # rows that are held as lists of texts at a time

FAULTS = {
    "unexpected end of data": 'opens a quote (") that is never closed; close it',
    "expected after": 'has text after a closing quote ("); write a quote twice inside quotes',
    "field larger": "has a cell of more than 131,072 characters; is a quote there never closed?",
}


def read_csv(path: Path) -> Table:
    """The table in a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(file, path)
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    except OSError as fault:
        raise DataError(f"{path} cannot be read: {fault.strerror}") from None


def _read(file: TextIO, path: Path) -> Table:
    source = str(path)
    delimiter = _delimiter(file, path)
    rows = _rows(file, delimiter, source)
    header = next(rows, None)
    if header is None:
        raise DataError(f"{source} is empty; a table needs a line of column names and at least one row")
    names = [name.strip() for name in header[1]]
    refuse_names(names, source)
    return _gathered(names, rows, delimiter, source)


def _delimiter(file: TextIO, path: Path) -> str:
    first = next((line for line in _lines(file, str(path)) if line.strip()), "")
    file.seek(0)
    candidates = "\t,;" if path.suffix.lower() == ".tsv" else ",;\t"
    return next((letter for letter in candidates if letter in first), candidates[0])


def _lines(file: TextIO, source: str) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if "\0" in line:
            raise DataError(f"line {number} of {source} has a NUL byte; a table is text without such bytes")
        if len(line) == LONGEST_LINE:
            raise DataError(f"line {number} of {source} is longer than {LONGEST_LINE:,} characters; is it a table?")
        yield line


def _rows(file: TextIO, delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it starts on."""
    reader = csv.reader(_lines(file, source), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as fault:
        found = next((meaning for words, meaning in FAULTS.items() if words in str(fault)), str(fault))
        raise DataError(f"the row that starts in line {line} of {source} {found}") from None


def _gathered(names: list[str], rows: Iterator[tuple[int, list[str]]], delimiter: str, source: str) -> Table:
    gatherers = [_Gatherer(name) for name in names]
    lines: list[int] = []
    while block := list(islice(rows, BLOCK)):
        for line, cells in block:
            if len(cells) != len(names):
                raise _ragged(line, len(cells), len(names), delimiter, source)
            lines.append(line)
        by_column = zip(*(cells for _, cells in block), strict=True)
        for gatherer, texts in zip(gatherers, by_column, strict=True):
            gatherer.add(texts)
    return checked_table(source, [gatherer.column() for gatherer in gatherers], np.array(lines, dtype=np.int64))


def _ragged(line: int, found: int, needed: int, delimiter: str, source: str) -> DataError:
    return DataError(
        f"line {line} of {source} has {counted(found, 'cell')} and the header has {needed:,}; "
        f"give it {needed:,}, with quotes around a cell that contains {delimiter!r}"
    )


def _not_utf8(path: Path) -> DataError:
    offset = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as fault:
                where = f"byte {line[fault.start]:#04x} at offset {offset + fault.start:,}, line {number}"
                return DataError(f"{path} is not UTF-8 ({where}); save it as UTF-8")
            offset += len(line)
    return DataError(f"{path} is not UTF-8; save it as UTF-8")


class _Gatherer:
    """A column being read, block by block."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.positions: defaultdict[str, int] = defaultdict()
        self.positions.default_factory = self.positions.__len__  # a new spelling gets the next position
        self.codes: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]

    def add(self, texts: tuple[str, ...]) -> None:
        self.codes.append(np.fromiter(map(self.positions.__getitem__, texts), np.int32, len(texts)))

    def column(self) -> Column:
        return typed_column(self.name, Spelling(tuple(self.positions), np.concatenate(self.codes)))
