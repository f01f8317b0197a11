"""One column of a table: numbers or texts, and which cells are missing.

A column from a text file keeps each distinct spelling once, and for every row the position of its spelling:
the file can be written again as it stood, and what is slow in Python (reading numbers, finding categories)
is done once per spelling instead of once per row.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainrule.data.cells import Numbers, is_missing, is_number, number_text, read_numbers

Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spelling:
    """The distinct texts of a column as they stand in the file, and for each row the position of its text."""

    texts: tuple[str, ...]
    codes: NDArray[np.int32]

    def distinct(self, rows: Rows) -> tuple[list[str], Rows]:
        """The distinct texts of these rows, stripped, and for each row the position of its text.

        Two of the texts are equal when they differ only by surrounding spaces in the file.
        """
        used, positions = np.unique(self.codes[rows], return_inverse=True)
        return [self.texts[code].strip() for code in used], positions

    def written(self) -> list[str]:
        """The text of every row."""
        return [self.texts[code] for code in self.codes.tolist()]


@dataclass(frozen=True, eq=False)
class TextColumn:
    """A column of texts."""

    name: str
    missing: NDArray[np.bool_]
    spelling: Spelling

    def distinct(self, rows: Rows) -> tuple[list[str], Rows]:
        """The distinct texts of these rows, and for each row the position of its text."""
        return self.spelling.distinct(rows)

    def labels(self, rows: Rows) -> tuple[list[str], Rows]:
        """The same as `distinct`: a text is its own label."""
        return self.spelling.distinct(rows)

    def written(self) -> list[str]:
        """The cell of every row as it stands in a file."""
        return self.spelling.written()

    def cell(self, row: int) -> str:
        """The text in this row."""
        return self.spelling.texts[int(self.spelling.codes[row])]

    def first_wrong_row(self) -> int | None:
        """The first row that keeps the column from being numbers, or None."""
        wrong = np.array([not (is_missing(text) or is_number(text)) for text in self.spelling.texts], dtype=np.bool_)
        rows = np.flatnonzero(wrong[self.spelling.codes])
        return int(rows[0]) if len(rows) else None


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """A column of numbers, 0 where one is missing."""

    name: str
    missing: NDArray[np.bool_]
    numbers: Numbers
    spelling: Spelling | None = None  # where the numbers come from a text file

    def distinct(self, rows: Rows) -> tuple[list[str], Rows]:
        """The distinct texts of these rows, and for each row the position of its text."""
        return self.spelling.distinct(rows) if self.spelling else self.labels(rows)

    def labels(self, rows: Rows) -> tuple[list[str], Rows]:
        """The distinct numbers of these rows as texts, in order, and for each row the position of its own."""
        values, positions = np.unique(self.numbers[rows], return_inverse=True)
        return [number_text(value) for value in values], positions

    def written(self) -> list[str]:
        """The cell of every row as it stands in a file."""
        if self.spelling:
            return self.spelling.written()
        texts: list[str] = np.where(self.missing, "", self.numbers.astype(str)).tolist()
        return texts


Column: TypeAlias = NumberColumn | TextColumn


def typed_column(name: str, spelling: Spelling) -> Column:
    """The column of these texts: numbers where every text that is not missing is a plain number."""
    numbers = read_numbers(spelling.texts)
    if numbers is None:
        return text_column(name, spelling)
    return NumberColumn(name, _missing(spelling), numbers[spelling.codes], spelling)


def text_column(name: str, spelling: Spelling) -> TextColumn:
    """The column of these texts, whatever they look like."""
    return TextColumn(name, _missing(spelling), spelling)


def number_column(name: str, numbers: NDArray[np.generic], missing: NDArray[np.bool_]) -> NumberColumn:
    """The column of these numbers, which are nothing where missing."""
    present: Numbers = np.where(missing, np.zeros_like(numbers), numbers)
    return NumberColumn(name, missing, present)


def array_column(name: str, values: NDArray[np.generic]) -> Column:
    """The column of an array's values: numbers (NaN is missing), or the texts of whatever else it holds.

    >>> array_column("x", np.array([1.5, np.nan])).written()
    ['1.5', '']
    """
    if np.issubdtype(values.dtype, np.integer) or np.issubdtype(values.dtype, np.floating):
        return number_column(name, values, np.isnan(values))
    texts, codes = np.unique(values.astype(str), return_inverse=True)
    return text_column(name, Spelling(tuple(texts.tolist()), codes.astype(np.int32)))


def _missing(spelling: Spelling) -> NDArray[np.bool_]:
    missing = np.array([is_missing(text) for text in spelling.texts], dtype=np.bool_)
    return missing[spelling.codes]
