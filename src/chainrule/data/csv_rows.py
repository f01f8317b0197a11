"""The rows of a CSV file, read exactly: one by one, each with the line it starts on, and every fault with its line.

The reader is the standard library's, in its strict mode. Empty lines are no rows. Texts alone below the last row, as
"Source: …", are no part of the table either, and are told.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TextIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainrule.data.cells import is_number
from chainrule.data.content import Content
from chainrule.data.csv_form import Form, find_form, joined_spaces
from chainrule.data.reading import Reading
from chainrule.errors import DataError
from chainrule.wording import counted, quoted

LONGEST_LINE = 1 << 24
MOST_BELOW = 20  # lines below a table
MANY_EMPTY = 2  # rows of empty cells at the end that are no rows; one may be of one that knows nothing

FAULTS = {
    "unexpected end of data": 'opens a quote (") that is never closed; close it',
    "expected after": 'has text after a closing quote ("); write a quote twice inside quotes',
    "field larger": "has a cell of more than 131,072 characters; is a quote there never closed?",
}

Row: TypeAlias = tuple[int, list[str]]


@dataclass
class Rows:
    """The rows of a file from the first one on, and what was said of it once all were read."""

    file: TextIO
    form: Form
    source: str
    notes: list[str] = field(default_factory=list)  # on what stands below the table

    def __iter__(self) -> Iterator[Row]:
        """The rows, which are as long as the names are many."""
        rows = _split(_lines(self.file, self.source, self.form.skipped), self.form, self.source)
        if self.form.header:
            next(rows, None)
        needed, odd, empty = len(self.form.names), list[Row](), list[Row]()
        for line, cells in rows:
            kept = cells if any(map(str.strip, cells[needed : needed + self.form.trailing])) else cells[:needed]
            kept += cells[needed + self.form.trailing :]
            if len(kept) != needed:
                odd.append((line, kept))
                if len(odd) > MOST_BELOW or not _is_note(kept, needed):
                    raise self._uneven(*odd[0])
            elif odd:
                raise self._uneven(*odd[0])
            elif needed > 1 and not any(map(str.strip, kept)):
                empty.append((line, kept))
            else:
                yield from empty  # which stand among others, and count
                empty.clear()
                yield line, kept
        if len(empty) >= MANY_EMPTY:
            self.notes.append(f"{counted(len(empty), 'empty row')} at the end left out")
        else:
            yield from empty
        if odd:
            told = counted(len(odd), "line")
            self.notes.append(f"{told} below the table left out, the first {quoted(odd[0][1][0].strip())}")

    def _uneven(self, line: int, cells: list[str]) -> DataError:
        needed, delimiter = len(self.form.names), self.form.delimiter
        return DataError(
            f"line {line} of {self.source} has {counted(len(cells), 'cell')} and the header has {needed:,}; "
            f"give it {needed:,}, with quotes around a cell that contains {delimiter!r}"
        )


def _is_note(cells: list[str], needed: int) -> bool:
    """Whether a row is a text about the table: one cell that is no number, where there are several columns."""
    first = cells[0].strip()
    return needed > 1 and len(cells) == 1 and bool(first) and not is_number(first)


@contextmanager
def open_text(content: Content, encoding: str) -> Iterator[TextIO]:
    """The content as text, line ends as they stand."""
    with content.open() as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        yield text
        text.detach()


def form_of(content: Content, reading: Reading, encoding: str) -> Form:
    """The form of a text file in this encoding."""
    with open_text(content, encoding) as file:
        return find_form(_lines(file, content.source), reading, encoding, content.suffix, content.source)


def find_lines(content: Content, form: Form) -> NDArray[np.int64]:
    """The line that each row starts on; none where the file is no longer what it was."""
    try:
        with open_text(content, form.encoding) as file:
            return np.fromiter((line for line, _ in Rows(file, form, content.source)), np.int64)
    except (OSError, ValueError):  # a DataError is a ValueError, and so is text of another encoding
        return np.empty(0, dtype=np.int64)


def _lines(file: TextIO, source: str, skipped: int = 0) -> Iterator[str]:
    """The lines of a file below those that are skipped."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if "\0" in line:
            raise DataError(f"line {number} of {source} has a NUL byte; a table is text without such bytes")
        if len(line) == LONGEST_LINE:
            raise DataError(f"line {number} of {source} is longer than {LONGEST_LINE:,} characters; is it a table?")
        if number > skipped:
            yield line


def _split(lines: Iterator[str], form: Form, source: str) -> Iterator[Row]:
    if form.delimiter == " ":
        lines = map(joined_spaces, lines)
    reader = csv.reader(lines, delimiter=form.delimiter, strict=True)
    line = form.skipped + 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = form.skipped + reader.line_num + 1
    except csv.Error as fault:
        found = next((meaning for words, meaning in FAULTS.items() if words in str(fault)), str(fault))
        raise DataError(f"the row that starts in line {line} of {source} {found}") from None


def nth(rows: Rows, row: int) -> Row | None:
    """The row of this number, the first being 0; what comes after it is not read."""
    return next(islice(iter(rows), row, None), None)
