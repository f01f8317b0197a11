"""The target: the column to be predicted, and whether its values are classes or numbers."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from chainrule.data.almost_numbers import refuse_doubt, refuse_wrong_cells
from chainrule.data.cells import category_of
from chainrule.data.columns import Column, NumberColumn, Rows, TextColumn
from chainrule.data.table import Table
from chainrule.errors import DataError, SettingError
from chainrule.wording import counted, quoted

FEW, ENOUGH = 20, 5  # different whole numbers that may be classes, with so many rows each

Task: TypeAlias = Literal["classes", "regression"]


@dataclass(frozen=True, eq=False)
class Target:
    """The values of a target column: positions in `classes`, or numbers where `classes` is None."""

    name: str
    task: Task
    classes: tuple[str, ...] | None
    values: NDArray[np.int64] | NDArray[np.float64]
    hint: str = ""  # what else its values may be


def read_target(table: Table, name: str, task: Task | None = None, rows: Rows | None = None) -> Target:
    """The target in these rows (all, unless they are given); texts, or two different numbers, mean classes."""
    if task is not None and task not in get_args(Task):
        raise SettingError(f"task is 'classes' or 'regression', not {quoted(str(task))}")
    column = table.column(name)
    rows = np.arange(table.row_count) if rows is None else rows
    if not len(rows):
        raise DataError(f"there are no rows of {table.source} to learn column {quoted(name)} from")
    refuse_missing_target(table, column, rows)
    if task != "classes" and isinstance(column, TextColumn):
        refuse_wrong_cells(table, column, "choose the task 'classes'")
    if task == "regression" or (task is None and _is_regression(column, rows)):
        numbers = _numbers(table, column, rows)
        return Target(name, "regression", None, numbers, "" if task else _hint(name, numbers))
    classes, values = _classes(table, column, rows)
    return Target(name, "classes", classes, values)


def class_positions(table: Table, column: Column, classes: tuple[str, ...], rows: Rows) -> Rows:
    """For each row the position of its label in `classes`."""
    labels, positions = column.labels(rows)
    known = {category_of(label): position for position, label in reversed(list(enumerate(classes)))}
    found = np.array([known.get(category_of(label), -1) for label in labels], dtype=np.int64)[positions]
    if (found < 0).any():
        first = int(np.argmin(found))
        raise DataError(
            f"{table.place(int(rows[first]), column.name)}: {quoted(labels[positions[first]])} is not one of the "
            f"{len(classes)} classes that were learned"
        )
    return found


def refuse_missing_target(table: Table, column: Column, rows: Rows) -> None:
    """Nothing, or a DataError when one of these rows has no target."""
    missing = rows[column.missing[rows]]
    if len(missing):
        raise DataError(
            f"the target is missing in {len(missing):,} of {counted(len(rows), 'row')}, first in "
            f"{table.place(int(missing.min()), column.name)}; remove those rows or fill them in"
        )


def _is_regression(column: Column, rows: Rows) -> bool:
    return isinstance(column, NumberColumn) and len(np.unique(column.numbers[rows])) != 2


def _hint(name: str, values: NDArray[np.float64]) -> str:
    """What is to be said of numbers that may well be classes."""
    different = np.unique(values)
    few = len(different) <= FEW and ENOUGH * len(different) <= len(values)
    if not few or (different != np.floor(different)).any():
        return ""
    return f"{quoted(name)} holds {len(different)} different whole numbers and is predicted as a number"


def _numbers(table: Table, column: Column, rows: Rows) -> NDArray[np.float64]:
    if not isinstance(column, NumberColumn):
        raise DataError(
            f"column {quoted(column.name)} of {table.source} holds texts and a regression needs numbers; "
            "choose another target, or the task 'classes'"
        )
    refuse_doubt(table, column, "choose another target")
    values = column.numbers[rows].astype(np.float64)
    if values.min() == values.max():
        raise _only_one(table, column, rows)
    return values


def _classes(table: Table, column: Column, rows: Rows) -> tuple[tuple[str, ...], Rows]:
    labels, _ = column.labels(rows)
    is_number = isinstance(column, NumberColumn)
    classes = tuple(sorted(labels, key=float if is_number else str))
    if len(classes) < 2:
        raise _only_one(table, column, rows)
    if len(classes) > 2 and 2 * len(classes) > len(rows):
        raise DataError(
            f"column {quoted(column.name)} of {table.source} has {len(classes):,} different values in "
            f"{counted(len(rows), 'row')}; a class needs several rows, so choose another target"
            + (" or the task 'regression'" if is_number else "")
        )
    return classes, class_positions(table, column, classes, rows)


def _only_one(table: Table, column: Column, rows: Rows) -> DataError:
    value = quoted(column.labels(rows[:1])[0][0])
    return DataError(
        f"column {quoted(column.name)} of {table.source} is {value} in every one of {counted(len(rows), 'row')}; "
        "a target needs at least two different values"
    )
