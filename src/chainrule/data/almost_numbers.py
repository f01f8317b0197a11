"""Columns that would be numbers but for some cells: refused, or said, and never taken for categories without a word."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from chainrule.data.cells import NO_NUMBER, is_missing, is_number
from chainrule.data.columns import NumberColumn, Rows, TextColumn
from chainrule.data.foreign_numbers import codes_in_threes, foreign_number, read_as, text_around
from chainrule.data.table import Table
from chainrule.errors import DataError
from chainrule.wording import counted, quoted

MOST_UNITS = 3  # of one column; suffixes of codes are more
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
    alike: str = ""  # what nearly all cells have, where they may be numbers written otherwise, or categories

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
    texts = column.spelling.cells.tolist()
    counts = np.bincount(column.spelling.codes, minlength=len(texts))
    missing = np.array(list(map(partial(is_missing, words=NO_NUMBER), texts)), dtype=np.bool_)
    plain = np.array(list(map(is_number, texts)), dtype=np.bool_)
    wrong = ~(missing | plain)
    if not wrong.any():
        return None
    if codes_in_threes(text for text, absent in zip(texts, missing, strict=True) if not absent):
        return _codes(column.spelling.codes, wrong, int(counts[wrong].sum()), int(counts[~missing].sum()))
    known = [foreign_number(text) if bad else None for text, bad in zip(texts, wrong, strict=True)]
    maybe = np.array([one is not None and not one.certain for one in known])
    kinds = {one.what: None for one in known if one and not one.certain}
    foreign = np.array([one is not None for one in known])
    if len(kinds) > MOST_UNITS or int(plain.sum() + foreign.sum()) < MANY:
        foreign &= ~maybe
    first = int(np.argmax((foreign if foreign.any() else wrong)[column.spelling.codes]))
    cells, present, others = (int(counts[which].sum()) for which in (wrong, ~missing, foreign))
    alike = int(counts[maybe].sum()) >= NEARLY_ALL * present and len(kinds) <= MOST_UNITS
    told = " or ".join(kinds) if alike else ""
    if not told and cells == present and int(wrong.sum()) >= MANY:
        around = text_around(text for text, bad in zip(texts, wrong, strict=True) if bad)
        told = f"{quoted(around)} around them" if around else ""
    return WrongCells(first, cells, present, others, int(plain.sum()), told)


def _codes(codes: NDArray[np.integer], wrong: NDArray[np.bool_], cells: int, present: int) -> WrongCells:
    """What is said of telephone numbers and the like: nothing is wrong, and they may be numbers yet."""
    told = "separators of thousands, if they are no codes" if cells >= NEARLY_ALL * present else ""
    return WrongCells(int(np.argmax(wrong[codes])), cells, present, 0, 0, told)


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
    say = ", say whether the table has a decimal point or comma" if _depends(cell) else ""
    raise DataError(f"{place}: {quoted(cell)} is {found} ({some}); {mend}{say}, or {otherwise}")


def _depends(cell: str) -> bool:
    """Whether a cell is one number with a decimal point, and another one with a decimal comma."""
    point, comma = (read_as(cell, decimal) for decimal in ("point", "comma"))
    return point is not None and comma is not None and point.plain != comma.plain


def refuse_doubt(table: Table, column: NumberColumn, otherwise: str) -> None:
    """Nothing, or a DataError where a point may stand between thousands; `otherwise` is another way out."""
    if not column.in_doubt or column.spelling is None:
        return
    cell, spelling = column.in_doubt, column.spelling
    here = np.array([text.strip() == cell for text in spelling.cells])[spelling.codes]
    pointed = np.array(["." in text for text in spelling.cells])[spelling.codes]
    raise DataError(
        f"{table.place(int(np.argmax(here)), column.name)}: {quoted(cell)} stands among whole numbers below 1000, and "
        f"its point may be one between thousands ({counted(int(pointed.sum()), 'such cell')}); write "
        f"{quoted(cell.replace('.', ''))}, or {quoted(f'{cell}0')} where it is a fraction, or {otherwise}"
    )


def note_on(table: Table, column: TextColumn, rows: Rows) -> str:
    """Why a column is text although most of its cells are numbers; "" where they are not."""
    wrong = wrong_cells(column)
    if wrong is None:
        numerals = len(rows) and all(map(is_number, column.distinct(rows)[0]))
        return "texts that are numbers; store them as numbers to have them used so" if numerals else ""
    if wrong.alike:
        return f"numbers with {wrong.alike}; write them without to have them used so"
    if not wrong.likely:
        return ""
    return f"text because of {quoted(column.cell(wrong.row))} in {table.spot(wrong.row)}"
