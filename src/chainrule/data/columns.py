"""One column of a table: numbers or texts, and which cells are missing.

A column from a text file keeps each distinct spelling once, and for every row the position of its spelling:
the file can be written again as it stood, and what is slow in Python (reading numbers, finding categories)
is done once per spelling instead of once per row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from chainrule.data.cells import Numbers, category_of, is_missing, number_text, read_numbers
from chainrule.data.foreign_numbers import thousands_by_points

Rows: TypeAlias = NDArray[np.int64]
Texts: TypeAlias = np.ndarray[tuple[int], np.dtypes.StringDType]  # a third of the memory of a list


@dataclass(frozen=True, eq=False)
class Spelling:
    """The distinct texts of a column as they stand in the file, and for each row the position of its text.

    Where a text means what is usually written otherwise, 0.4 for `0,4`, `meant` has for each what it means.
    """

    texts: Texts
    codes: NDArray[np.int32]
    meant: Texts | None = None

    @property
    def cells(self) -> Texts:
        """What each of the texts means, as it is usually written."""
        return self.texts if self.meant is None else self.meant

    def distinct(self, rows: Rows) -> tuple[list[str], Rows]:
        """The distinct texts of these rows, stripped, and for each row the position of its text.

        Two of the texts are equal when they differ only by surrounding spaces in the file.
        """
        used, positions = np.unique(self.codes[rows], return_inverse=True)
        return [self.cells[code].strip() for code in used], positions

    def categories(self, rows: Rows) -> tuple[list[str], Rows]:
        """The categories of these rows, "" for a missing cell, and for each row the position of its own."""
        texts, positions = self.distinct(rows)
        return ["" if is_missing(text) else category_of(text) for text in texts], positions

    def labels(self, rows: Rows) -> tuple[list[str], Rows]:
        """The texts of these rows, one for each category: the first that means it; and for each row the position."""
        texts, positions = self.distinct(rows)
        categories = list(map(category_of, texts))
        first: dict[str, str] = {}
        for category, text in zip(categories, texts, strict=True):
            first.setdefault(category, text)
        places = {category: place for place, category in enumerate(first)}
        return list(first.values()), np.array([places[one] for one in categories], dtype=np.int64)[positions]

    def written(self) -> list[str]:
        """The text of every row."""
        texts: list[str] = self.texts[self.codes].tolist()
        return texts


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
        """The labels of these rows, equal ones as the first is written, and for each row the position of its own."""
        return self.spelling.labels(rows)

    def written(self) -> list[str]:
        """The cell of every row as it stands in a file."""
        return self.spelling.written()

    def cell(self, row: int) -> str:
        """The text in this row."""
        return str(self.spelling.texts[self.spelling.codes[row]])

    def categories(self, rows: Rows) -> tuple[list[str], Rows]:
        """The categories of these rows, "" for a missing cell, and for each row the position of its own."""
        return self.spelling.categories(rows)


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """A column of numbers, 0 where one is missing."""

    name: str
    missing: NDArray[np.bool_]
    numbers: Numbers
    spelling: Spelling | None = None  # where the numbers come from a text file
    sure: bool = False  # whether somebody said that its points are no points between thousands

    @cached_property
    def in_doubt(self) -> str:
        """A text of the column that may mean a thousand times its number; "" where there is none."""
        if self.spelling is None or self.sure or self.numbers.dtype.kind != "f":
            return ""
        return thousands_by_points(self.spelling.cells)

    def distinct(self, rows: Rows) -> tuple[list[str], Rows]:
        """The distinct texts of these rows, and for each row the position of its text."""
        return self.spelling.distinct(rows) if self.spelling else self._numerals(rows)

    def categories(self, rows: Rows) -> tuple[list[str], Rows]:
        """The categories of these rows, "" for a missing cell, and for each row the position of its own."""
        if self.spelling:  # where numbers stand for categories, a cell is missing as it is among texts
            return self.spelling.categories(rows)
        texts, positions = self._numerals(rows)
        return [*map(category_of, texts), ""], np.where(self.missing[rows], len(texts), positions)

    def labels(self, rows: Rows) -> tuple[list[str], Rows]:
        """The labels of these rows, equal ones as the first is written, and for each row the position of its own."""
        return self.spelling.labels(rows) if self.spelling else self._numerals(rows)

    def _numerals(self, rows: Rows) -> tuple[list[str], Rows]:
        values, positions = np.unique(self.numbers[rows], return_inverse=True)
        return [number_text(value) for value in values], positions

    def written(self) -> list[str]:
        """The cell of every row as it stands in a file."""
        if self.spelling:
            return self.spelling.written()
        texts: list[str] = np.where(self.missing, "", self.numbers.astype(str)).tolist()
        return texts


Column: TypeAlias = NumberColumn | TextColumn


def as_texts(texts: Sequence[str] | NDArray[np.object_]) -> Texts:
    """The texts as a compact array."""
    return cast("Texts", np.asarray(texts, dtype=np.dtypes.StringDType()))


def typed_column(name: str, spelling: Spelling) -> Column:
    """The column of these texts: numbers where every text that is not missing is a plain number."""
    numbers, missing = read_numbers(spelling.cells.tolist())
    if numbers is None:
        return text_column(name, spelling)
    return NumberColumn(name, missing[spelling.codes], numbers[spelling.codes], spelling)


def text_column(name: str, spelling: Spelling) -> TextColumn:
    """The column of these texts, whatever they look like."""
    missing = np.array([is_missing(text) for text in spelling.cells.tolist()], dtype=np.bool_)
    return TextColumn(name, missing[spelling.codes], spelling)


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
    return text_column(name, Spelling(as_texts(texts.tolist()), codes.astype(np.int32)))
