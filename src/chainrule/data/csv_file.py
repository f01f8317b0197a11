"""A CSV file as a table: every cell read as text first, in file order, and typed only when all are known.

The exact reader (`csv_rows.py`) finds the names of the columns. The rows are pyarrow's, where it is installed and
sure to read what the exact reader would; otherwise the exact reader goes on, and finds the fault if there is one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Column, Spelling, as_texts, text_column, typed_column
from chainrule.data.csv_arrow import read_columns
from chainrule.data.csv_rows import Row, find_delimiter, find_lines, open_csv, read_rows
from chainrule.data.table import NoRowError, Table, checked_table
from chainrule.errors import DataError

BLOCK = 8192  # rows that are held as lists of texts at a time


def read_csv(path: Path) -> Table:
    """The table in a CSV file."""
    with _readable(path):
        columns = _read(path)
    return checked_table(str(path), columns, partial(find_lines, path))


def read_csv_row(path: Path, row: int, texts: Collection[str]) -> Table:
    """A table of one row of a CSV file, the first being 0; the columns named in `texts` stay texts.

    What comes after the row is not read.
    """
    with _readable(path), open_csv(path) as file:
        names, rows = read_rows(file, find_delimiter(file, path), str(path))
        found = next(islice(rows, row, None), None)
    if found is None:
        raise NoRowError(str(path), len(find_lines(path)), row)
    line, cells = found
    return checked_table(
        str(path), [_cell(*pair, texts) for pair in zip(names, cells, strict=True)], lambda: np.array([line]), row
    )


def _cell(name: str, text: str, texts: Collection[str]) -> Column:
    """A column of one cell."""
    spelling = Spelling(as_texts([text]), np.zeros(1, dtype=np.int32))
    return text_column(name, spelling) if name in texts else typed_column(name, spelling)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """A DataError where the file is not UTF-8, or cannot be read."""
    try:
        yield
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    except OSError as fault:
        raise DataError(f"{path} cannot be read: {fault.strerror}") from None


def _read(path: Path) -> list[Column]:
    with open_csv(path) as file:
        delimiter = find_delimiter(file, path)
        names, rows = read_rows(file, delimiter, str(path))
        return read_columns(path, delimiter, names) or _gathered(names, rows)


def _gathered(names: list[str], rows: Iterator[Row]) -> list[Column]:
    gatherers = [_Gatherer() for _ in names]
    while block := list(islice(rows, BLOCK)):
        by_column = zip(*(cells for _, cells in block), strict=True)
        for gatherer, texts in zip(gatherers, by_column, strict=True):
            gatherer.add(texts)
    return [typed_column(name, gatherers.pop(0).spelling()) for name in names]  # each gives its memory back


class _Gatherer:
    """A column being read, block by block."""

    def __init__(self) -> None:
        self.positions: defaultdict[str, int] = defaultdict()
        self.positions.default_factory = self.positions.__len__  # a new spelling gets the next position
        self.codes: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]

    def add(self, texts: tuple[str, ...]) -> None:
        self.codes.append(np.fromiter(map(self.positions.__getitem__, texts), np.int32, len(texts)))

    def spelling(self) -> Spelling:
        return Spelling(as_texts(list(self.positions)), np.concatenate(self.codes))


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
