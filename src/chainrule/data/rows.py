"""Which rows of a table are learned from, and how much each of them counts."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chainrule.data.codings import numbers_of
from chainrule.data.columns import Column, NumberColumn, Rows
from chainrule.data.table import Table
from chainrule.errors import ArgumentError
from chainrule.wording import counted, quoted


def with_target(table: Table, target: str) -> tuple[Table, tuple[str, ...]]:
    """The rows of a table that have a target, and a sentence on the others."""
    missing = table.column(target).missing
    if not missing.any():
        return table, ()
    kept = chosen_rows(table, np.flatnonzero(~missing))
    return kept, (f"{counted(int(missing.sum()), 'row')} without {quoted(target)} left out",)


def chosen_rows(table: Table, rows: Rows) -> Table:
    """These rows of a table, which know their lines."""
    find = table.find_lines
    columns = tuple(_chosen(column, rows) for column in table.columns)
    return replace(table, columns=columns, find_lines=None if find is None else lambda: find()[rows])


def part_of(table: Table, first: int, stop: int) -> Table:
    """The rows of a table from one to before another, which know where they stand."""
    rows = np.arange(first, stop)
    find = table.find_lines
    return replace(
        table,
        columns=tuple(_chosen(column, rows) for column in table.columns),
        find_lines=None if find is None else lambda: find()[first:stop],
        before=table.before + first,
    )


def _chosen(column: Column, rows: Rows) -> Column:
    """These rows of a column."""
    spelling = None if column.spelling is None else replace(column.spelling, codes=column.spelling.codes[rows])
    if isinstance(column, NumberColumn):
        return replace(column, missing=column.missing[rows], numbers=column.numbers[rows], spelling=spelling)
    assert spelling is not None  # noqa: S101 - texts are spelled
    return replace(column, missing=column.missing[rows], spelling=spelling)


def row_weights(table: Table, name: str) -> NDArray[np.float64]:
    """How much each row counts, scaled to a mean of 1: a column of numbers from 0, not all of them 0."""
    weights, missing = numbers_of(table, table.column(name))
    wrong = missing | (weights < 0)
    if wrong.any():
        row = int(np.argmax(wrong))
        what = "the weight is missing" if missing[row] else f"{weights[row]:g} is no weight"
        raise ArgumentError("weight", f"{table.place(row, name)}: {what}; a number from 0 is needed in every row")
    if not weights.any():
        raise ArgumentError("weight", f"{quoted(name)} is 0 in every row, and then no row counts")
    scaled: NDArray[np.float64] = weights / weights.mean()
    return scaled
