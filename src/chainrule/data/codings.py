"""What becomes of one column: a standardised number, categories one-hot, or nothing.

A number is (value − mean)/sd; a missing one is first filled with the median. Where numbers were missing in
training, a second feature is 1 for a missing one and 0 otherwise. A category has a feature that is 1 for it and 0
for the others; rare categories share one, which unknown ones join (without rare ones, an unknown one is all zeros);
missing is a category of its own.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainrule.data.cells import is_missing
from chainrule.data.columns import Column, NumberColumn, Rows
from chainrule.data.table import Table
from chainrule.errors import DataError
from chainrule.wording import counted, quoted

Block: TypeAlias = NDArray[np.floating]


@dataclass(frozen=True)
class NumberCoding:
    """A number, standardised; with sd 0, where all present numbers were equal, only whether it is missing."""

    column: str
    mean: float
    sd: float
    median: float
    flagged: bool

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of its features."""
        value = (self.column,) if self.sd > 0 else ()
        return (*value, f"{self.column} (missing)") if self.flagged else value

    @property
    def sentence(self) -> str:
        """What is done, in a few words."""
        scale = f"number, standardised (mean {_short(self.mean)}, sd {_short(self.sd)})"
        if not self.flagged:
            return scale
        return f"{scale}, missing: median {_short(self.median)} and a flag" if self.sd > 0 else "missing or not"

    def fill(self, block: Block, table: Table, rows: Rows) -> None:
        """Write the features of these rows into the block."""
        column = table.column(self.column)
        missing = column.missing[rows]
        if self.sd > 0:
            numbers = np.where(missing, self.median, _numbers(table, column)[rows])
            with np.errstate(over="ignore"):
                block[:, 0] = (numbers - self.mean) / self.sd
            self._refuse_infinite(block[:, 0], table, rows)
        if self.flagged:
            block[:, -1] = missing

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
        column = table.column(self.column)
        texts, positions = column.distinct(rows)
        known = {category: feature for feature, category in enumerate(self.categories)}
        other = len(self.categories) if self.rare else -1
        features = np.array([known.get(text, other) for text in texts], dtype=np.int64)[positions]
        features[column.missing[rows]] = block.shape[1] - 1 if self.missing else other
        hit = np.flatnonzero(features >= 0)
        block[hit, features[hit]] = 1


@dataclass(frozen=True)
class DroppedCoding:
    """A column that is not used, and why."""

    column: str
    reason: str

    @property
    def sentence(self) -> str:
        """What is done, in a few words."""
        return f"dropped: {self.reason}"


UsedCoding: TypeAlias = NumberCoding | CategoryCoding
Coding: TypeAlias = UsedCoding | DroppedCoding


def _numbers(table: Table, column: Column) -> NDArray[np.float64]:
    """The column's numbers, also when a file holds them as texts; 0 where missing."""
    if isinstance(column, NumberColumn):
        return column.numbers.astype(np.float64)
    row = column.first_wrong_row()
    if row is not None:
        raise DataError(
            f"{table.place(row, column.name)}: {quoted(column.cell(row))} is text where the model needs a number; "
            "correct it or leave the cell empty"
        )
    spelling = column.spelling
    return np.array([0.0 if is_missing(text) else float(text) for text in spelling.texts.tolist()])[spelling.codes]


def _short(value: float) -> str:
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.3g}"
