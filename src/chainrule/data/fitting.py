"""An encoding made from training rows: what each column is, and the numbers that standardise it.

Rows that are held out have no say in it. A category is rare with fewer than 1 in 100 training rows, but never with
5 or more; beyond the 1,000 most common ones all are rare. A number whose standard deviation comes from a few values far
out is scaled by its quartiles.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from chainrule.data.almost_numbers import note_on, refuse_doubt, refuse_wrong_cells
from chainrule.data.codings import CategoryCoding, Coding, DroppedCoding, NumberCoding
from chainrule.data.columns import Column, NumberColumn, Rows, text_column
from chainrule.data.date_coding import fitted_dates
from chainrule.data.dates import date_order
from chainrule.data.encoding import Encoding
from chainrule.data.identifiers import identity, is_code
from chainrule.data.table import Table
from chainrule.data.target import Task, read_target
from chainrule.errors import DataError
from chainrule.wording import counted, quoted

ENOUGH = 5  # training rows that always make a category of its own
MOST_CATEGORIES, FEW_CATEGORIES = 1000, 50  # of a column; the latter where there are many rows
MOST_FEATURES = 1 << 27  # of one column in all rows
MANY_RARE = 0.1  # the share of rows from which on rare categories are said
HEAVY = 5  # spreads in a standard deviation that comes from a few values far out
QUARTILES = 1.349  # standard deviations between the quartiles of a normal distribution
EIGHT_DIGITS = 10_000_000
MOST_LISTED = 10_000  # rare categories that a model knows by name
DISTINCT = 0.9  # the share of different texts from which on they are taken for identifiers or prose
AS_ASKED = "as asked"
NONE: Mapping[str, str] = {}
PANDAS_INDEX = re.compile(r"__index_level_\d+__")


def fit_encoding(
    table: Table,
    target: str,
    rows: Rows | None = None,
    task: Task | None = None,
    ignore: Collection[str] = (),
    *,
    standardised: bool = True,
    categorical: Collection[str] = (),
    keep: Collection[str] = (),
    beside: Mapping[str, str] = NONE,
) -> Encoding:
    """The encoding that these training rows (all, unless they are given) ask for; ignored columns are dropped.

    A target that is a number is `standardised`, or stays in its own unit. Numbers in `categorical` columns are
    categories, and columns in `keep` are used even where they seem to number the rows. Columns in `beside` are no
    features, for the reason that stands there.
    """
    rows = np.arange(table.row_count) if rows is None else rows
    goal = read_target(table, target, task, rows)
    for name in ignore:
        table.require(name)
    unused = {**dict.fromkeys(ignore, AS_ASKED), **beside}
    codings = (
        *(
            DroppedCoding(column.name, unused[column.name])
            if column.name in unused
            else _coding(table, column, rows, categorical=column.name in categorical, keep=column.name in keep)
            for column in table.columns
            if column.name != target
        ),
        *(DroppedCoding(name, AS_ASKED) for name in ignore if name not in table),
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


def _coding(table: Table, column: Column, rows: Rows, *, categorical: bool, keep: bool) -> Coding:
    present = rows[~column.missing[rows]]
    if PANDAS_INDEX.fullmatch(column.name):
        return DroppedCoding(column.name, "row index of pandas")
    if not len(present):
        return DroppedCoding(column.name, "no values")
    flagged = len(present) < len(rows)
    if categorical:
        texts = column.spelling and text_column(column.name, column.spelling)  # among which a dash may be one
        return _categorical(texts or column, rows)
    if order := date_order(_texts(column)):
        return fitted_dates(column, present, order, flagged=flagged) or DroppedCoding(column.name, "constant")
    if isinstance(column, NumberColumn):
        if not keep and (why := identity(column)):
            return DroppedCoding(column.name, f"{why}; keep it to have it used")
        if not keep and is_code(column.name):
            coding = _category_coding(
                column, present, flagged, "codes by its name; keep it to have it used as a number"
            )
            if isinstance(coding, CategoryCoding) and "rare" not in coding.note:
                return coding
        return _number_coding(table, column, present, flagged)
    refuse_wrong_cells(table, column, "ignore the column")
    return _category_coding(column, present, flagged, note_on(table, column, present))


def _categorical(column: Column, rows: Rows) -> Coding:
    present = rows[~column.missing[rows]]
    return _category_coding(column, present, len(present) < len(rows), of_numbers=True)


def _texts(column: Column) -> list[str]:
    """What may be dates: texts, and whole numbers of eight digits."""
    if not isinstance(column, NumberColumn):
        texts: list[str] = column.spelling.cells.tolist()
        return texts
    numbers = column.numbers[~column.missing]
    eight = (
        numbers.dtype.kind in "iu" and len(numbers) and numbers.min() >= EIGHT_DIGITS and len(np.unique(numbers)) > 2
    )
    return list(map(str, np.unique(numbers).tolist())) if eight and numbers.max() < 10 * EIGHT_DIGITS else []


def _number_coding(table: Table, column: NumberColumn, present: Rows, flagged: bool) -> Coding:
    refuse_doubt(table, column, "ignore the column")
    numbers = column.numbers[present].astype(np.float64)
    if numbers.min() < numbers.max():
        mean, sd = _mean_and_sd(table, column.name, numbers)
        if (spread := _spread(numbers)) and sd > HEAVY * spread:
            median = float(np.median(numbers))
            return NumberCoding(column.name, median, spread, median, flagged, bent=True)
        return NumberCoding(column.name, mean, sd, float(np.median(numbers)), flagged)
    if flagged:
        return NumberCoding(column.name, float(numbers[0]), 0.0, float(numbers[0]), flagged)
    return DroppedCoding(column.name, "constant")


def _spread(numbers: NDArray[np.float64]) -> float:
    """The standard deviation of a normal distribution with these quartiles; 0 where they are one number."""
    low, high = np.quantile(numbers, (0.25, 0.75))
    return float(high - low) / QUARTILES


def _mean_and_sd(table: Table, name: str, numbers: NDArray[np.float64]) -> tuple[float, float]:
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        mean, sd = float(numbers.mean()), float(numbers.std())
    if not (np.isfinite(sd) and sd > 0):
        raise DataError(
            f"column {quoted(name)} of {table.source} reaches from {numbers.min():g} to {numbers.max():g}, "
            "which cannot be standardised in floating point; use another unit"
        )
    return mean, sd


def _category_coding(
    column: Column, present: Rows, flagged: bool, note: str = "", *, of_numbers: bool = False
) -> Coding:
    categories, positions = column.categories(present)
    counts: Counter[str] = Counter()
    for place, count in enumerate(np.bincount(positions).tolist()):
        counts[categories[place]] += count
    common = _common(counts, len(present))
    if len(counts) == 1 and not flagged:
        return DroppedCoding(column.name, "constant")
    if not common or (not of_numbers and len(counts) >= DISTINCT * len(present) and len(counts) > 2):
        return DroppedCoding(column.name, "nearly every text is different" + (f" ({note})" if note else ""))
    seldom = tuple(sorted(set(counts) - set(common)))
    rare = sum(counts[category] for category in seldom)
    if rare > MANY_RARE * len(present):
        told = (
            f"{counted(rare, 'row')} of {len(present):,} in {counted(len(seldom), 'rare category', 'rare categories')}"
        )
        note = f"{note}; {told}" if note else told
    listed = seldom if len(seldom) <= MOST_LISTED else ()
    return CategoryCoding(column.name, common, bool(seldom), flagged, note, listed)


def _common(counts: Counter[str], row_count: int) -> tuple[str, ...]:
    """The categories that are not rare, in alphabetical order."""
    enough = min(ENOUGH, max(row_count // 100, 1))
    most = min(max(MOST_FEATURES // row_count, FEW_CATEGORIES), MOST_CATEGORIES)
    ranked = sorted(counts, key=lambda text: (-counts[text], text))[:most]
    return tuple(sorted(text for text in ranked if counts[text] >= enough))
