"""Rows that are held out together: all of a group, or the last ones in time.

Rows of one person, or of one hour and the next, are alike. A random split would put one of them into training and the
other into the test, and the result would say how well rows are remembered.
"""

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Column, NumberColumn, Rows
from chainrule.data.date_coding import seconds_in
from chainrule.data.dates import date_order
from chainrule.data.split import STREAM
from chainrule.data.table import Table
from chainrule.errors import ArgumentError
from chainrule.wording import counted, quoted

PARTS = ("training", "validation", "test")
Ordered = NDArray[np.float64]


def split_by_group(table: Table, name: str, shares: tuple[float, float], seed: int) -> tuple[dict[str, Rows], str]:
    """The rows in three parts, those of a group in one of them, in an order that the seed decides; and what is said.

    The shares, for validation and for the test, are met as near as whole groups allow.
    """
    codes, rows = group_codes(table, name), np.arange(table.row_count)
    groups = int(codes.max()) + 1
    place = np.random.default_rng([seed, STREAM]).permutation(groups)[codes]  # of the group of each row in an order
    by_place = rows[np.argsort(place, kind="stable")]
    parts = _cut(by_place, np.sort(place), shares, "group", counted(groups, "group"))
    counts = ", ".join(f"{len(np.unique(codes[part])):,} {what}" for what, part in parts.items())
    return parts, f"rows of one {quoted(name)} stay together: {counts}"


def split_by_time(table: Table, name: str, shares: tuple[float, float]) -> tuple[dict[str, Rows], str]:
    """The rows in three parts, the last in time for the test, those before for validation; and what is said.

    Rows of the same time stay together.
    """
    column, times = table.column(name), times_of(table, name)
    order = np.argsort(times, kind="stable")
    parts = _cut(order, times[order], shares, "time", f"{counted(len(np.unique(times)), 'time')}")
    held_out = [what for what in ("validation", "test") if len(parts[what])]
    started = [f"{what} begins with {_cell(column, int(parts[what][0]))}" for what in held_out]
    return parts, f"rows are held out by {quoted(name)}: {', '.join(started) or 'none'}"


def _cell(column: Column, row: int) -> str:
    texts, positions = column.distinct(np.array([row]))
    return quoted(texts[positions[0]])


def group_codes(table: Table, name: str) -> Rows:
    """The group of each row, as a number from 0."""
    column = table.column(name)
    _refuse_missing("group", table, column)
    _, positions = column.categories(np.arange(table.row_count))
    codes: Rows = np.unique(positions, return_inverse=True)[1]
    return codes


def times_of(table: Table, name: str) -> Ordered:
    """When each row was, in seconds or as a number."""
    column = table.column(name)
    _refuse_missing("time", table, column)
    rows = np.arange(table.row_count)
    texts, _ = column.distinct(rows)
    if order := date_order(texts):
        seconds, _, _, positions = seconds_in(column, rows, order)
        found: Ordered = seconds[positions]
        return found
    if isinstance(column, NumberColumn):
        return column.numbers.astype(np.float64)
    raise ArgumentError("time", f"{quoted(column.name)} holds neither dates nor numbers; choose another column")


def _refuse_missing(argument: str, table: Table, column: Column) -> None:
    if column.missing.any():
        row = int(np.argmax(column.missing))
        raise ArgumentError(argument, f"{table.place(row, column.name)}: the cell is missing; every row needs one")


def _cut(
    rows: Rows, keys: NDArray[np.generic], shares: tuple[float, float], argument: str, found: str
) -> dict[str, Rows]:
    """Rows in the order of their keys, cut where keys change, nearest to the shares."""
    ends = np.append(np.flatnonzero(keys[1:] != keys[:-1]) + 1, len(rows))
    validation, test = shares
    bounds = [len(rows) * (1 - validation - test), len(rows) * (1 - test)]
    cuts = [int(ends[np.argmin(np.abs(ends - bound))]) if bound < len(rows) else len(rows) for bound in bounds]
    parts = dict(zip(PARTS, np.split(rows, cuts), strict=True))
    wanted = [True, validation > 0, test > 0]
    if any(want and not len(part) for want, part in zip(wanted, parts.values(), strict=True)):
        raise ArgumentError(argument, f"{found} cannot be split into {sum(wanted)} parts of rows; hold out less")
    return parts
