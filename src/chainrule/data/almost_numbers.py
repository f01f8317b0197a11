"""Columns that would be numbers but for some cells: refused, or said, and never taken for categories without a word."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from chainrule.data.cells import NO_NUMBER, is_missing, is_number
from chainrule.data.columns import Rows, TextColumn
from chainrule.data.foreign_numbers import foreign_number
from chainrule.data.table import Table
from chainrule.errors import DataError
from chainrule.wording import counted, quoted

NEARLY_ALL = 0.9  # of the cells that are not missing: numbers, the other ones are faults
MANY = 20  # different numbers: with fewer, 1, 2, 3 and "4 or more" may be categories


@dataclass(frozen=True)
class WrongCells:
    """The cells that keep a column from being numbers."""

    row: int  # the first of them
    cells: int
    present: int  # cells of the column that are not missing
    foreign: int  # of the wrong cells, those that are numbers written otherwise
    different: int  # different numbers in the column

    @property
    def certain(self) -> bool:
        """Whether the column is meant to be numbers."""
        meant = self.present - self.cells + self.foreign
        enough = bool(self.foreign) or self.different >= MANY
        return enough and meant >= NEARLY_ALL * self.present

    @property
    def likely(self) -> bool:
        """Whether most of the cells are numbers."""
        return 2 * (self.present - self.cells) >= self.present


def wrong_cells(column: TextColumn) -> WrongCells | None:
    """What keeps a column from being numbers; None where nothing does."""
    texts = column.spelling.texts.tolist()
    counts = np.bincount(column.spelling.codes, minlength=len(texts))
    missing = np.array(list(map(partial(is_missing, words=NO_NUMBER), texts)), dtype=np.bool_)
    plain = np.array(list(map(is_number, texts)), dtype=np.bool_)
    wrong = ~(missing | plain)
    foreign = np.array([bad and foreign_number(text) is not None for text, bad in zip(texts, wrong, strict=True)])
    if not wrong.any():
        return None
    first = int(np.argmax((foreign if foreign.any() else wrong)[column.spelling.codes]))
    cells, present, others = (int(counts[which].sum()) for which in (wrong, ~missing, foreign))
    return WrongCells(first, cells, present, others, int(plain.sum()))


def refuse_wrong_cells(table: Table, column: TextColumn, otherwise: str) -> None:
    """Nothing, or a DataError where a column is meant to be numbers and is not; `otherwise` is another way out."""
    wrong = wrong_cells(column)
    if wrong is None or not wrong.certain:
        return
    cell = column.cell(wrong.row)
    found = foreign_number(cell)
    place, some = table.place(wrong.row, column.name), counted(wrong.foreign or wrong.cells, "such cell")
    if found is None:
        numbers = counted(wrong.present - wrong.cells, "cell")
        raise DataError(
            f"{place}: {quoted(cell)} is no number, and {numbers} of the column are ({some}); correct it, leave the "
            f"cell empty, or {otherwise}"
        )
    mend = f"write {quoted(found.plain)}" if found.plain else "leave the cell empty"
    raise DataError(f"{place}: {quoted(cell)} is {found} ({some}); {mend}, or {otherwise}")


def note_on(table: Table, column: TextColumn, rows: Rows) -> str:
    """Why a column is text although most of its cells are numbers; "" where they are not."""
    wrong = wrong_cells(column)
    if wrong is None:
        numerals = len(rows) and all(map(is_number, column.distinct(rows)[0]))
        return "texts that are numbers; store them as numbers to have them used so" if numerals else ""
    if not wrong.likely:
        return ""
    return f"text because of {quoted(column.cell(wrong.row))} in {table.spot(wrong.row)}"
