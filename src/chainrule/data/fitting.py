"""An encoding made from training rows: what each column is, and the numbers that standardise it.

Rows that are held out have no say in it. A category is rare with fewer than 1 in 100 training rows, but never with
10 or more; beyond the 50 most common ones all are rare.
"""

import re
from collections import Counter
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from chainrule.data.almost_numbers import note_on, refuse_doubt, refuse_wrong_cells
from chainrule.data.codings import CategoryCoding, Coding, DroppedCoding, NumberCoding
from chainrule.data.columns import Column, NumberColumn, Rows, TextColumn
from chainrule.data.encoding import Encoding
from chainrule.data.pieces import edges_of
from chainrule.data.table import Table
from chainrule.data.target import Task, read_target
from chainrule.errors import DataError
from chainrule.wording import quoted

ENOUGH = 10  # training rows that always make a category of its own
MOST_CATEGORIES = 50
MOST_LISTED = 10_000  # rare categories that a model knows by name
DISTINCT = 0.9  # the share of different texts from which on they are taken for identifiers or prose
PANDAS_INDEX = re.compile(r"__index_level_\d+__")


def fit_encoding(
    table: Table,
    target: str,
    rows: Rows | None = None,
    task: Task | None = None,
    ignore: Collection[str] = (),
    *,
    standardised: bool = True,
    pieces: int = 0,
) -> Encoding:
    """The encoding that these training rows (all, unless they are given) ask for; ignored columns are dropped.

    A target that is a number is `standardised`, or stays in its own unit. A column of numbers is told in up to so many
    `pieces` beside itself.
    """
    rows = np.arange(table.row_count) if rows is None else rows
    goal = read_target(table, target, task, rows)
    ignored = {table.column(name).name for name in ignore}
    codings = tuple(
        DroppedCoding(column.name, "as asked") if column.name in ignored else _coding(table, column, rows, pieces)
        for column in table.columns
        if column.name != target
    )
    kept = goal.task == "classes" or not standardised
    mean, sd = (0.0, 1.0) if kept else _mean_and_sd(table, target, goal.values.astype(np.float64))
    encoding = Encoding(target, goal.task, goal.classes, mean, sd, codings)
    if not encoding.feature_names:
        reasons = "; ".join(f"{quoted(item.column)} is {item.done}" for item in encoding.report()[:5])
        raise DataError(
            f"no column of {table.source} can be learned from, beside the target: {reasons or 'none there'}"
        )
    return encoding


def _coding(table: Table, column: Column, rows: Rows, pieces: int) -> Coding:
    present = rows[~column.missing[rows]]
    if PANDAS_INDEX.fullmatch(column.name):
        return DroppedCoding(column.name, "row index of pandas")
    if not len(present):
        return DroppedCoding(column.name, "no values")
    flagged = len(present) < len(rows)
    if isinstance(column, NumberColumn):
        return _number_coding(table, column, present, flagged, pieces)
    return _category_coding(table, column, present, flagged)


def _number_coding(table: Table, column: NumberColumn, present: Rows, flagged: bool, pieces: int) -> Coding:
    refuse_doubt(table, column, "ignore the column")
    numbers = column.numbers[present].astype(np.float64)
    if numbers.min() < numbers.max():
        mean, sd = _mean_and_sd(table, column.name, numbers)
        edges = edges_of(numbers, pieces) if pieces else ()
        return NumberCoding(column.name, mean, sd, float(np.median(numbers)), flagged, edges)
    if flagged:
        return NumberCoding(column.name, float(numbers[0]), 0.0, float(numbers[0]), flagged)
    return DroppedCoding(column.name, "constant")


def _mean_and_sd(table: Table, name: str, numbers: NDArray[np.float64]) -> tuple[float, float]:
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        mean, sd = float(numbers.mean()), float(numbers.std())
    if not (np.isfinite(sd) and sd > 0):
        raise DataError(
            f"column {quoted(name)} of {table.source} reaches from {numbers.min():g} to {numbers.max():g}, "
            "which cannot be standardised in floating point; use another unit"
        )
    return mean, sd


def _category_coding(table: Table, column: TextColumn, present: Rows, flagged: bool) -> Coding:
    refuse_wrong_cells(table, column, "ignore the column")
    categories, positions = column.categories(present)
    counts: Counter[str] = Counter()
    for category, count in zip(categories, np.bincount(positions).tolist(), strict=True):
        counts[category] += count
    note = note_on(table, column, present)
    common = _common(counts, len(present))
    if len(counts) == 1 and not flagged:
        return DroppedCoding(column.name, "constant")
    if not common or (len(counts) >= DISTINCT * len(present) and len(counts) > 2):
        return DroppedCoding(column.name, "nearly every text is different" + (f" ({note})" if note else ""))
    seldom = tuple(sorted(set(counts) - set(common)))
    listed = seldom if len(seldom) <= MOST_LISTED else ()
    return CategoryCoding(column.name, common, bool(seldom), flagged, note, listed)


def _common(counts: Counter[str], row_count: int) -> tuple[str, ...]:
    """The categories that are not rare, in alphabetical order."""
    enough = min(ENOUGH, max(row_count // 100, 1))
    ranked = sorted(counts, key=lambda text: (-counts[text], text))[:MOST_CATEGORIES]
    return tuple(sorted(text for text in ranked if counts[text] >= enough))
