"""What a model makes of one column: its mean prediction, were the cell of that column the same in every row.

f̄(v) = (1/m) Σᵢ f(v, the rest of row i)      (Friedman, "Greedy function approximation", 2001, section 8.2)

The cells v are those of rows of the table, so that whatever a column becomes is set as it is for a real row. Where two
columns move together, some of these rows are none that anybody would meet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding, Table
from chainrule.data.codings import CategoryCoding, UsedCoding, numbers_of
from chainrule.data.columns import Rows
from chainrule.data.date_coding import YEAR, DateCoding, seconds_in
from chainrule.data.dates import DAY, TIME_OF_DAY

EPOCH = 1970  # the year from which seconds are counted
HOUR = DAY / 24
STEPS = 21  # of numbers
TAILS = 0.02  # of the rows at each end, where there are too few to ask about
MOST_CATEGORIES = 8
MOST_COLUMNS = 6  # that a picture shows

Output = NDArray[np.floating]


@dataclass(frozen=True)
class Dependence:
    """The mean prediction at some cells of a column: numbers, years, or hours `at` their places; or categories."""

    column: str
    unit: str  # of the places, beside the column's own
    at: tuple[float, ...]  # 0, 1, … for categories
    categories: tuple[str, ...]  # of the places; none where they are numbers
    means: tuple[tuple[float, ...], ...]  # of each output, at each place


def dependences(
    encoding: Encoding, table: Table, rows: Rows, columns: Iterable[str], output: Callable[[Output], Output], X: Output
) -> tuple[Dependence, ...]:
    """What `output` makes of each of these columns, in the mean over the rows whose features X (m, n) are."""
    bounds = np.cumsum([0, *(len(coding.feature_names) for coding in encoding.used)])
    parts = {coding.column: part for coding, part in zip(encoding.used, pairwise(bounds.tolist()), strict=True)}
    codings = {coding.column: coding for coding in encoding.used}
    found = []
    for column in columns:
        places, categories, examples = _cells(codings[column], table, rows)
        start, stop = parts[column]
        means = []
        for example in examples.tolist():
            changed = X.copy()
            changed[:, start:stop] = X[example, start:stop]
            means.append(tuple(output(changed).astype(np.float64).mean(axis=0).tolist()))
        unit = _unit(codings[column])
        found.append(Dependence(column, unit, tuple(places.tolist()), categories, tuple(zip(*means, strict=True))))
    return tuple(one for one in found if len(one.at) > 1)


def _cells(coding: UsedCoding, table: Table, rows: Rows) -> tuple[NDArray[np.float64], tuple[str, ...], Rows]:
    """Where cells of a column stand on an axis, their names if they have some, and the place of a row with each."""
    if isinstance(coding, CategoryCoding):
        labels, positions = table.column(coding.column).categories(rows)
        counts = np.bincount(positions, minlength=len(labels))
        most = np.argsort(-counts, kind="stable")[: min(MOST_CATEGORIES, int((counts > 0).sum()))]
        examples = np.array([np.argmax(positions == one) for one in most], dtype=np.int64)
        return np.arange(len(most), dtype=np.float64), tuple(labels[one] or "(missing)" for one in most), examples
    values, missing = _numbers(coding, table, rows)
    known = np.flatnonzero(~missing)
    order = known[np.argsort(values[known], kind="stable")]
    if not len(order):
        return np.zeros(0), (), order
    chosen = order[np.unique(np.round(np.linspace(TAILS, 1 - TAILS, STEPS) * (len(order) - 1)).astype(np.int64))]
    places, first = np.unique(values[chosen], return_index=True)
    return places, (), chosen[first]


def _numbers(coding: UsedCoding, table: Table, rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The numbers of a column in these rows; dates as years, times as hours; and which are missing."""
    if not isinstance(coding, DateCoding):
        numbers, missing = numbers_of(table, table.column(coding.column))
        return numbers[rows], missing[rows]
    seconds, _, _, positions = seconds_in(table.column(coding.column), rows, coding.order)
    each = seconds[positions]
    return (each / HOUR if coding.order == TIME_OF_DAY else EPOCH + each / (DAY * YEAR)), np.isnan(each)


def _unit(coding: UsedCoding) -> str:
    if not isinstance(coding, DateCoding):
        return ""
    return "hour" if coding.order == TIME_OF_DAY else "year"
