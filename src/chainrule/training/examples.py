"""Examples: a person's X, y and weights as the tables that a program gathers its batches from, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.layers import Architecture
from chainrule.engines.task import Table, TableType
from chainrule.errors import DataError, ShapeError
from chainrule.training.frame_columns import Names, by_name
from chainrule.training.mapped import release

Classes = NDArray[np.generic] | None  # the label of each class, in order; None for numbers
PLAIN_NUMBERS = bool | int | float | np.bool_ | np.integer | np.floating
BLOCK = 1 << 16  # rows looked at together, so that a mapped table is never held whole


@dataclass(frozen=True)
class Examples:
    """Tables by leaf, rows being examples: X, then Y or labels, then weights where there are some."""

    tables: Mapping[str, Table]
    classes: Classes
    target: str = "Y"  # the leaf that holds targets which are numbers; nothing where none is known

    @property
    def rows(self) -> int:
        """The number of examples; a model without tables is one itself."""
        return len(next(iter(self.tables.values()))) if self.tables else 1

    @property
    def labelled(self) -> bool:
        """Whether the targets are class labels, a whole number each."""
        return "labels" in self.tables

    @property
    def types(self) -> tuple[TableType, ...]:
        """The type of each table."""
        return tuple(TableType.of(name, table) for name, table in self.tables.items())


def prepare_examples(
    architecture: Architecture,
    X: object,
    y: object,
    weights: object | None,
    classes: Classes,
    dtype: type[np.floating],
    columns: Names | None = None,
) -> Examples:
    """The tables of X and its targets; `classes`, and `columns` of a frame, are those that are known already."""
    table = prepare_inputs(architecture, X, dtype, columns)
    targets = of_one_kind(as_array(y, "y"))
    if targets.ndim == 0:
        raise ShapeError(f"y needs a target for each of the {len(table)} rows of X, got {y!r:.60}")
    if len(targets) != len(table):
        raise ShapeError(f"X has {len(table)} rows, but y has {len(targets)}; they need one each")
    if len(table) == 0:
        raise DataError("there are no rows to learn from")
    outputs = architecture.sizes[-1]
    if targets.ndim == 2 and targets.shape[1] == 1:
        targets = targets[:, 0]
    if targets.ndim > 1:
        classes = None  # a column for each output: numbers, whatever labels the network knows
    elif classes is None:
        classes = _find_classes(architecture, targets)
    tables: dict[str, Table] = {"X": table}
    if classes is None:
        tables["Y"] = _numbers(targets.reshape(len(targets), -1), architecture.targets, dtype)
    elif outputs > 1:
        tables["labels"] = positions(targets, classes)[:, None]
    else:
        tables["Y"] = positions(targets, classes)[:, None].astype(dtype)
    if weights is not None:
        tables["weights"] = prepare_weights(weights, len(table), dtype)
    release(targets)
    return Examples(tables, classes)


def prepare_inputs(
    architecture: Architecture, X: object, dtype: type[np.floating], columns: Names | None = None
) -> Table:
    """X as a table (m, n) with contiguous rows or columns, every entry finite; a mapped file stays in its own type.

    Of a data frame `columns` are the names of its columns in their order.
    """
    table = _without_objects(as_array(by_name(X, columns), "X"))
    inputs = architecture.sizes[0]
    if table.ndim != 2 or table.shape[1] != inputs:
        hint = f"; for one example use X.reshape(1, {inputs})" if table.shape == (inputs,) else ""
        raise ShapeError(f"X needs a row for each example and {inputs} columns, got the shape {table.shape}{hint}")
    if table.dtype.kind not in "buif":
        raise DataError(f"X needs numbers, got {table.dtype}; turn text into numbers first")
    require_finite(table, "X", dtype)
    if _is_used_as_it_is(table, dtype):
        return table
    return np.ascontiguousarray(table, dtype=dtype)


def _without_objects(table: Table) -> Table:
    """A frame whose columns are truth and numbers, which NumPy holds as Python's objects, as numbers."""
    if table.dtype.kind != "O" or not all(isinstance(one, PLAIN_NUMBERS) for one in table.ravel()):
        return table
    try:
        return table.astype(np.float64)
    except OverflowError:  # whole numbers of hundreds of digits
        return table


def _is_used_as_it_is(table: Table, dtype: type[np.floating]) -> bool:
    """Whether no copy is needed: contiguous rows or columns, of the right type or in a mapped file."""
    contiguous = table.flags.c_contiguous or table.flags.f_contiguous
    return contiguous and table.dtype.isnative and (isinstance(table, np.memmap) or table.dtype == dtype)


def positions(targets: Table, classes: Table, name: str = "y") -> Table:
    """The place of each label among the classes; labels that are places already are used as they are."""
    are_places = np.array_equal(classes, np.arange(len(classes))) and targets.dtype.kind in "iu"
    if are_places and targets.dtype.isnative and targets.min() >= 0 and targets.max() < len(classes):
        return np.ascontiguousarray(targets)
    places = np.searchsorted(classes, targets)
    wrong = np.flatnonzero(classes[np.minimum(places, len(classes) - 1)] != targets)
    if wrong.size:
        row = int(wrong[0])
        names = ", ".join(map(str, classes[:10]))
        raise DataError(f"{name} has the label {targets[row]} in row {row}; the model knows {names}")
    return places.astype(np.int64)


def of_one_kind(targets: Table, name: str = "y") -> Table:
    """Targets as an array of texts or of numbers: what a file can hold, and nothing in Python objects."""
    if targets.dtype.kind in "OT" and targets.size:
        kinds = {type(one) for one in targets.ravel().tolist()}
        if len(kinds) > 1:
            raise DataError(f"{name} holds labels of several kinds; make them all text or all numbers")
        targets = np.array(targets.tolist())
    if targets.dtype.kind not in "buifU" and targets.size:
        found = f"{name} holds {targets.dtype}, and labels are texts or numbers"
        raise DataError(f"{found}; make them texts: {name}.astype(str)")
    return targets.astype(np.float64) if targets.dtype.char == "g" else targets  # longer ones do not fit into a file


def _find_classes(architecture: Architecture, targets: Table) -> Classes:
    """The classes that targets of one column stand for, or None where they are numbers."""
    outputs = architecture.sizes[-1]
    if architecture.targets < outputs or (outputs == 1 and architecture.output != "sigmoid"):
        return None
    if outputs > 1 and targets.dtype.kind in "iu" and targets.min() >= 0 and targets.max() < outputs:
        return np.arange(outputs)
    found = np.unique(targets)
    if outputs == 1 and targets.dtype.kind in "buif" and set(found.tolist()) <= {0, 1}:
        return np.arange(2).astype({"b": np.bool_, "f": np.float64}.get(targets.dtype.kind, np.int64))
    if outputs == 1 and targets.dtype.kind == "f" and len(found) != 2:
        return None  # shares between 0 and 1
    if found.dtype.kind == "f" and not np.isfinite(found).all():
        raise DataError("y holds NaN or infinity, which is no label; leave out those rows, or make the labels texts")
    needed = max(outputs, 2)
    if len(found) != needed:
        raise DataError(
            f"y has {len(found)} different labels, but the network has {outputs} outputs for {needed} classes; "
            f"use sizes that end in {len(found)}, or give y as numbers with {outputs} columns"
        )
    return np.asarray(found)


def _numbers(targets: Table, count: int, dtype: type[np.floating]) -> Table:
    if targets.shape[1] != count:
        raise ShapeError(f"y has {targets.shape[1]} columns, but the network has {count} outputs")
    if targets.dtype.kind not in "buif":
        raise DataError(f"y needs numbers, got {targets.dtype}; for class labels use output='softmax'")
    require_finite(targets, "y", dtype)
    return np.ascontiguousarray(targets, dtype=dtype)


def prepare_weights(weights: object, rows: int, dtype: type[np.floating]) -> Table:
    """Example weights (m, 1), scaled to mean 1 so that they do not change the learning rate."""
    try:
        array = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(f"weights are a number for each row, not {weights!r:.60}") from None
    if array.shape not in ((rows,), (rows, 1)):
        raise ShapeError(f"there are {rows} rows, so {rows} weights are needed, got the shape {array.shape}")
    require_finite(array.reshape(rows, 1), "weights", dtype)
    if (array < 0).any() or not array.sum() > 0:
        raise DataError("example weights must be 0 or more, and not all 0")
    scaled: Table = (array.reshape(rows, 1) / array.mean()).astype(dtype)
    return scaled


def as_array(values: object, name: str) -> Table:
    """What was handed in as an array; a ShapeError for rows of different lengths."""
    try:
        return np.asanyarray(values)
    except ValueError:
        raise ShapeError(f"{name} is not a table: its rows have different lengths") from None


def require_finite(table: Table, name: str, dtype: type[np.floating]) -> None:
    """Refuse NaN, infinity, and numbers that are infinite in this type."""
    limit = np.float64(np.finfo(dtype).max)  # a NumPy number, so that half precision is compared in double
    for first in range(0, len(table), BLOCK):
        block = table[first : first + BLOCK]
        with np.errstate(invalid="ignore"):
            fits = block.min() >= -limit and block.max() <= limit  # no memory is needed, and NaN is neither
            release(table)
            if fits:
                continue
            row, column = (int(i[0]) for i in np.nonzero(~(np.abs(block) <= limit)))
        found = block[row, column]
        where = f" in {np.dtype(dtype).name}" if np.isfinite(found) else ""
        raise DataError(f"{name} must be finite{where}, but row {first + row}, column {column} is {found}")
