"""A plane of inputs: two columns of the examples vary over a grid, and all others are those of a chosen row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from chainrule.errors import SettingError, ShapeError
from chainrule.graph.node import Array
from chainrule.movement.inner import Inside, varied
from chainrule.settings import whole_number, written
from chainrule.training.evaluation import Tables
from chainrule.training.examples import Examples

MARGIN = 0.15  # of the examples' extent, on each side


@dataclass(frozen=True)
class InputsPlane:
    """The grid x (n,), y (k,), and the rows of inputs that stand on it."""

    columns: tuple[int, int]
    x: Array = field(repr=False)
    y: Array = field(repr=False)
    tables: Tables = field(repr=False)  # (k·n, inputs)
    said: str  # of the inputs that do not vary

    def on_grid(self, values: Array) -> Array:
        """A number for each row as a matrix (k, n)."""
        return np.asarray(values, dtype=np.float64).reshape(len(self.y), len(self.x))

    @property
    def names(self) -> tuple[str, str]:
        """What the two axes are called."""
        return f"x{self.columns[0]}", f"x{self.columns[1]}"


def inputs_plane(
    inside: Inside, examples: Examples, columns: Sequence[int], row: int | None, points: int
) -> InputsPlane:
    """The plane of two columns around the examples, through one of their rows. Raises SettingError."""
    table = np.asarray(examples.tables[inside.input], dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise SettingError(f"a surface is over two inputs, and {inside.input} has {table.shape[1:]}; use slice instead")
    first, second = _two(columns, table.shape[1])
    through = whole_number("row", 0 if row is None else row, 0, len(table) - 1)
    x, y = (_around(table[:, column], points) for column in (first, second))
    others = table.shape[1] - 2
    said = f"The other inputs are those of row {through}." if others else ""
    return InputsPlane((first, second), x, y, {inside.input: varied(table[through], (first, second), x, y)}, said)


def _two(columns: Sequence[int], count: int) -> tuple[int, int]:
    try:
        first, second = columns
    except (TypeError, ValueError):
        raise ShapeError(f"columns are two, such as (0, 1), not {written(columns)}") from None
    first, second = (whole_number("a column", column, 0, count - 1) for column in (first, second))
    if first == second:
        raise SettingError(f"columns are two different ones, got {first} twice")
    return first, second


def _around(column: Array, points: int) -> Array:
    low, high = float(column.min()), float(column.max())
    room = MARGIN * (high - low) or 1.0
    return np.linspace(low - room, high + room, points)
