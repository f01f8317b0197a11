"""The rows of a CSV file, read exactly: one by one, each with the line it starts on, and every fault with its line.

The reader is the standard library's, in its strict mode. The delimiter is a tab in `.tsv` files and a
comma otherwise, unless the first line has none and does have semicolons or tabs. Empty lines are no rows.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainrule.data.table import refuse_names
from chainrule.errors import DataError
from chainrule.wording import counted

LONGEST_LINE = 1 << 24
BYTE_ORDER_MARK = "utf-8-sig"  # the encoding that skips one, if there is one

FAULTS = {
    "unexpected end of data": 'opens a quote (") that is never closed; close it',
    "expected after": 'has text after a closing quote ("); write a quote twice inside quotes',
    "field larger": "has a cell of more than 131,072 characters; is a quote there never closed?",
}

Row: TypeAlias = tuple[int, list[str]]


def open_csv(path: Path) -> TextIO:
    """The file as text, line ends as they stand."""
    return path.open(encoding=BYTE_ORDER_MARK, newline="")


def find_delimiter(file: TextIO, path: Path) -> str:
    """The character between cells; the file is then at its beginning again."""
    first = next((line for line in _lines(file, str(path)) if line.strip()), "")
    file.seek(0)
    candidates = "\t,;" if path.suffix.lower() == ".tsv" else ",;\t"
    return next((letter for letter in candidates if letter in first), candidates[0])


def read_rows(file: TextIO, delimiter: str, source: str) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns, and the rows below them, which are as long as the names are many."""
    rows = _rows(file, delimiter, source)
    header = next(rows, None)
    if header is None:
        raise DataError(f"{source} is empty; a table needs a line of column names and at least one row")
    names = [name.strip() for name in header[1]]
    refuse_names(names, source)
    return names, _even(rows, len(names), delimiter, source)


def find_lines(path: Path) -> NDArray[np.int64]:
    """The line that each row starts on; none where the file is no longer what it was."""
    try:
        with open_csv(path) as file:
            _, rows = read_rows(file, find_delimiter(file, path), str(path))
            return np.fromiter((line for line, _ in rows), np.int64)
    except (OSError, ValueError):  # a DataError is a ValueError, and so is text that is not UTF-8
        return np.empty(0, dtype=np.int64)


def _lines(file: TextIO, source: str) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if "\0" in line:
            raise DataError(f"line {number} of {source} has a NUL byte; a table is text without such bytes")
        if len(line) == LONGEST_LINE:
            raise DataError(f"line {number} of {source} is longer than {LONGEST_LINE:,} characters; is it a table?")
        yield line


def _rows(file: TextIO, delimiter: str, source: str) -> Iterator[Row]:
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


def _even(rows: Iterator[Row], needed: int, delimiter: str, source: str) -> Iterator[Row]:
    for line, cells in rows:
        if len(cells) != needed:
            raise DataError(
                f"line {line} of {source} has {counted(len(cells), 'cell')} and the header has {needed:,}; "
                f"give it {needed:,}, with quotes around a cell that contains {delimiter!r}"
            )
        yield line, cells
