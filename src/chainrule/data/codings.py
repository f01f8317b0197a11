"""What becomes of one column: a standardised number and its pieces, categories one-hot, or nothing.

A number is (value − mean)/sd, and how far it reaches into each of its pieces; a missing one is first filled with the
median. Where numbers were missing in training, a last feature is 1 for a missing one and 0 otherwise. A category has a
feature that is 1 for it and 0 for the others; rare categories share one, which unknown ones join (without rare ones, an
unknown one is all zeros); missing is a category of its own. Dates are in `date_coding.py`.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainrule.data.almost_numbers import WrongCells, refuse_doubt, wrong_cells
from chainrule.data.cells import NO_NUMBER, category_of, is_missing
from chainrule.data.columns import Column, NumberColumn, Rows, TextColumn
from chainrule.data.date_coding import DateCoding
from chainrule.data.foreign_numbers import foreign_number
from chainrule.data.note import Note, Unseen
from chainrule.data.pieces import reached
from chainrule.data.table import Table
from chainrule.errors import DataError
from chainrule.wording import counted, quoted

Block: TypeAlias = NDArray[np.floating]
BEND = 3  # a value of z spreads becomes z / sqrt(1 + (z/BEND)²), never more than BEND (RealMLP, arXiv 2407.04491)


@dataclass(frozen=True)
class NumberCoding:
    """A number, standardised, and its pieces; with sd 0, where all were equal, only whether it is missing."""

    column: str
    mean: float
    sd: float
    median: float
    flagged: bool
    bent: bool = False  # whether mean and sd are those of the middle rows, and values far out are bent towards it
    edges: tuple[float, ...] = ()  # of its pieces

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of its features."""
        value = (self.column,) if self.sd > 0 else ()
        pieces = tuple(f"{self.column} {low:g} to {high:g}" for low, high in pairwise(self.edges))
        missing = (f"{self.column} (missing)",) if self.flagged else ()
        return (*value, *pieces, *missing)

    @property
    def sentence(self) -> str:
        """What is done, in a few words."""
        scale = f"number, standardised (mean {_short(self.mean)}, sd {_short(self.sd)})"
        if self.bent:
            middle = f"median {_short(self.mean)}, spread {_short(self.sd)}"
            scale = f"number, heavy tails ({middle}; bent beyond {BEND} spreads)"
        if self.edges:
            scale += f", and in {len(self.edges) - 1} pieces"
        if not self.flagged:
            return scale
        return f"{scale}, missing: median {_short(self.median)} and a flag" if self.sd > 0 else "missing or not"

    def fill(self, block: Block, table: Table, rows: Rows) -> None:
        """Write the features of these rows into the block."""
        numbers, absent = numbers_of(table, table.column(self.column))
        missing = absent[rows]
        if self.sd > 0:
            numbers = np.where(missing, self.median, numbers[rows])
            with np.errstate(over="ignore"):
                scaled = (numbers - self.mean) / self.sd
                block[:, 0] = scaled / np.sqrt(1 + (scaled / BEND) ** 2) if self.bent else scaled
            self._refuse_infinite(block[:, 0], table, rows)
            if self.edges:
                block[:, 1 : len(self.edges)] = reached(numbers, self.edges)
        if self.flagged:
            block[:, -1] = missing

    def unseen(self, table: Table, rows: Rows) -> Unseen:
        """How many numbers are missing, where none were in training."""
        return Counter({"": 0 if self.flagged else int(numbers_of(table, table.column(self.column))[1][rows].sum())})

    def notes(self, unseen: Unseen) -> tuple[Note, ...]:
        """A note where numbers are missing and never were in training."""
        if not (missing := unseen[""]):
            return ()
        told = f"missing in {counted(missing, 'row')} and never in training; the median {_short(self.median)} stands in"
        return (Note(self.column, missing, told),)

    def _refuse_infinite(self, values: Block, table: Table, rows: Rows) -> None:
        if not np.isfinite(values).all():
            row = int(rows[np.argmin(np.isfinite(values))])
            raise DataError(
                f"{table.place(row, self.column)}: the number is too far from those in training "
                f"(mean {_short(self.mean)}, sd {_short(self.sd)}); correct it or leave the cell empty"
            )


@dataclass(frozen=True)
class CategoryCoding:
    """Categories, one-hot."""

    column: str
    categories: tuple[str, ...]
    rare: bool  # some were rare in training, and share a feature that unknown ones join
    missing: bool  # some cells were missing in training
    note: str = ""  # why a column of numbers is text
    seldom: tuple[str, ...] = ()  # the rare ones, where they are not too many to be listed

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of its features."""
        others = (("(rare or unknown)",) if self.rare else ()) + (("(missing)",) if self.missing else ())
        return tuple(f"{self.column} = {label}" for label in self.categories + others)

    @property
    def sentence(self) -> str:
        """What is done, in a few words."""
        rest = ", rare and unknown together" if self.rare else ""
        missing = ", missing apart" if self.missing else ""
        note = f" ({self.note})" if self.note else ""
        return f"{counted(len(self.categories), 'category', 'categories')} one-hot{rest}{missing}{note}"

    def fill(self, block: Block, table: Table, rows: Rows) -> None:
        """Write the features of these rows into the block, which is zero."""
        categories, positions = table.column(self.column).categories(rows)
        other = len(self.categories) if self.rare else -1
        known = {"": block.shape[1] - 1 if self.missing else other, **self._features}
        features = np.array([known.get(category, other) for category in categories], dtype=np.int64)[positions]
        hit = np.flatnonzero(features >= 0)
        block[hit, features[hit]] = 1

    @property
    def _features(self) -> dict[str, int]:
        """The feature of each category; files of long ago may hold one in two spellings."""
        pairs = reversed(list(enumerate(self.categories)))
        return {category_of(category): feature for feature, category in pairs}

    def unseen(self, table: Table, rows: Rows) -> Unseen:
        """How many cells there are of each category that training did not show, "" for missing ones."""
        categories, positions = table.column(self.column).categories(rows)
        counts, known = np.bincount(positions, minlength=len(categories)).tolist(), {*self._features, *self.seldom}
        unknown: Counter[str] = Counter()
        for category, count in zip(categories, counts, strict=True):
            unknown[category] += 0 if category in known else count
        return unknown

    def notes(self, unseen: Unseen) -> tuple[Note, ...]:
        """Notes on categories that training did not show, and on missing cells where it had none."""
        unknown = Counter(unseen)
        stands = "they count as rare" if self.rare else "no feature stands for them"
        notes = []
        if (missing := unknown.pop("", 0)) and not self.missing:
            told = f"missing in {counted(missing, 'row')} and never in training; {stands}"
            notes.append(Note(self.column, missing, told))
        if cells := unknown.total():
            shown = "showed rarely or not" if self.rare and not self.seldom else "did not show"
            told = f"{counted(cells, 'cell')} with categories that training {shown}; {stands}"
            notes.append(Note(self.column, cells, told, tuple(one for one, count in unknown.most_common() if count)))
        return tuple(notes)


@dataclass(frozen=True)
class DroppedCoding:
    """A column that is not used, and why."""

    column: str
    reason: str

    @property
    def sentence(self) -> str:
        """What is done, in a few words."""
        return f"dropped: {self.reason}"


UsedCoding: TypeAlias = NumberCoding | CategoryCoding | DateCoding
Coding: TypeAlias = UsedCoding | DroppedCoding


def numbers_of(table: Table, column: Column) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The column's numbers, also when a file holds them as texts; and which are missing, where they are 0."""
    if isinstance(column, NumberColumn):
        refuse_doubt(table, column, "leave the cell empty")
        return column.numbers.astype(np.float64), column.missing
    wrong = wrong_cells(column)
    if wrong is not None and wrong.cells:
        raise _no_numbers(table, column, wrong)
    texts, codes = column.spelling.cells.tolist(), column.spelling.codes
    missing = np.array([is_missing(text, NO_NUMBER) for text in texts], dtype=np.bool_)
    numbers = np.array([0.0 if absent else float(text) for text, absent in zip(texts, missing, strict=True)])
    return numbers[codes], missing[codes]


def _no_numbers(table: Table, column: TextColumn, wrong: WrongCells) -> DataError:
    some = f" ({counted(wrong.cells, 'such cell')})" if wrong.cells > 1 else ""
    cell = column.cell(wrong.row)
    foreign = foreign_number(cell)
    what = f"is {foreign}" if foreign else "is text"
    mend = f"write {quoted(foreign.plain)}" if foreign and foreign.plain else "correct it or leave the cell empty"
    return DataError(
        f"{table.place(wrong.row, column.name)}: {quoted(cell)} {what} where the model needs a number{some}; {mend}"
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.3g}"
