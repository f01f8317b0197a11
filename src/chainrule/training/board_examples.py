"""What a person hands over for the data of a board, as tables with a row for each example, and the sizes they say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType

import numpy as np

from chainrule.boards.facts import Fact
from chainrule.boards.steps import write_step
from chainrule.boards.whiteboard import Whiteboard
from chainrule.engines.task import Table
from chainrule.errors import DataError, SettingError, ShapeError
from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.training.examples import Classes, as_array, of_one_kind, positions, require_finite
from chainrule.wording import quoted


@dataclass(frozen=True)
class Handed:
    """Tables by leaf, rows being examples; numbers of data that all examples share; labels; the letters' sizes."""

    tables: Mapping[str, Table]
    shared: Mapping[str, Table]
    labels: Table | None  # a column with the place of each among the classes
    classes: Classes
    sizes: Mapping[str, int]


def read_data(
    board: Whiteboard,
    letter: str,
    data: Mapping[str, object],
    *,
    classes: Classes = None,
    sizes: Mapping[str, int] = MappingProxyType({}),
    needed: Collection[str] | None = None,
) -> Handed:
    """The arrays of a board's data leaves, those that stand on the board included; only `needed` ones have to be there.

    A leaf whose shape has the letter of the examples is handed in with a row for each, (m, …); a one-hot leaf may be
    given as labels (m,), which are of the `classes` if there are some. Raises ShapeError and DataError for what does
    not fit.
    """
    data = board.by_leaf(data)
    every = {name: leaf for name, leaf in board.graph.leaves.items() if leaf.op.name == "input"}
    filled = board.filled_data
    leaves = {name: leaf for name, leaf in every.items() if name not in board.drawn and name not in filled}
    for name in data:
        if name not in leaves:
            if name in board.drawn:
                raise SettingError(f"{quoted(name)} is drawn at each step and not handed in")
            if name in filled:
                shown = write_step(*board.steps[name]) if name in board.steps else name
                raise SettingError(f"{shown} is {filled[name]:g} on the board; without the value there it is handed in")
            kind = "a parameter" if name in board.graph.leaves else "no data"
            raise SettingError(f"{quoted(name)} is {kind} of this board; its data are {', '.join(leaves)}")
    given = {**_rows_on_board(board, leaves, letter), **data}
    missing = [name for name in leaves if name not in given and (needed is None or name in needed)]
    if missing:
        raise SettingError(f"the board needs numbers for {', '.join(missing)}: {missing[0]}=…")
    reader = _Reader(board, letter, classes, sizes)
    reader.needs_rows = needed is None  # whoever asks for a prediction may ask for none
    for name in given if needed is None else [name for name in given if name in needed or name in data]:
        reader.read(name, leaves[name], given[name])
    return Handed(reader.tables, reader.shared, reader.labels, reader.classes, reader.sizes)


def _rows_on_board(board: Whiteboard, leaves: Mapping[str, Node], letter: str) -> dict[str, object]:
    """The numbers that stand on the board, rows being examples."""
    found: dict[str, object] = {}
    for name in board.values.keys() & leaves.keys():
        shape, value = leaves[name].shape, board.values[name]
        found[name] = np.moveaxis(value, shape.index(letter), 0) if letter in shape else value
    return {**found, **{name: board.fills[name] for name in board.fills.keys() & leaves.keys()}}


class _Reader:
    """Reads one leaf after the other; the first says how many rows there are, and how large a letter is."""

    def __init__(self, board: Whiteboard, letter: str, classes: Classes, sizes: Mapping[str, int]) -> None:
        self._board, self._letter, self.classes = board, letter, classes
        self._rows: tuple[str, int] | None = None
        self.needs_rows = True
        self.tables: dict[str, Table] = {}
        self.shared: dict[str, Table] = {}
        self.labels: Table | None = None
        self.sizes = dict(sizes)

    def read(self, name: str, leaf: Node, value: object) -> None:
        """Take up what was given for a leaf."""
        array = as_array(value, name)
        if self._letter not in leaf.shape:
            self._take_sizes(name, leaf.shape, array.shape)
            self.shared[name] = _numbers(array, name, np.float64)
            return
        rest = leaf.shape[1:] if leaf.shape[0] == self._letter else leaf.shape[:-1]
        fact = self._board.facts.get(name)
        if fact is not None and fact.kind == "one-hot" and (array.ndim == 1 or array.shape[1:] == (1,)):
            self._take_rows(name, len(array))
            self._take_labels(name, next(iter(rest), 1), of_one_kind(array.reshape(-1), name))
            return
        if fact is not None and fact.kind == "signs":
            array = self._signs(name, fact, array)
        if array.ndim == 1 and all(size == 1 for size in rest):
            array = array.reshape(-1, *(1 for _ in rest))
        elif array.ndim == 2 and array.shape[1] == 1 and not rest:
            array = array[:, 0]
        if array.ndim != 1 + len(rest):
            needed = write_shape((self._letter, *rest))
            raise ShapeError(f"{name} needs a row for each example, {needed}, got the shape {array.shape}")
        self._take_rows(name, len(array))
        self._take_sizes(name, rest, array.shape[1:])
        self.tables[name] = _flat(array)

    def _signs(self, name: str, fact: Fact, array: Table) -> Table:
        """Numbers that are signs as they are; of two labels in texts the second is 1."""
        if array.dtype.kind in "buif":
            if wrong := fact.violation(name, array.astype(np.float64)):
                raise DataError(wrong)
            return array
        labels = of_one_kind(array.reshape(-1), name)
        if self.classes is None:
            self.classes = _classes_of(labels, 2)
        return 2 * positions(labels, self.classes, name).reshape(array.shape) - 1

    def _take_labels(self, name: str, dimension: Dimension, labels: Table) -> None:
        if self.classes is None:
            self.classes = _classes_of(labels, self.sizes.get(dimension) if isinstance(dimension, str) else dimension)
        self._take_size(name, dimension, len(self.classes), (len(self.classes),))
        self.labels = positions(labels, self.classes, name)[:, None]

    def _take_rows(self, name: str, rows: int) -> None:
        if rows == 0 and self.needs_rows:
            raise DataError("there are no rows to learn from")
        first, known = self._rows or (name, rows)
        if rows != known:
            raise ShapeError(f"{first} has {known} rows, but {name} has {rows}; they need one each")
        self._rows = first, known

    def _take_sizes(self, name: str, shape: Shape, found: tuple[int, ...]) -> None:
        if len(shape) != len(found):
            raise ShapeError(f"{name} is {write_shape(shape)}, got an array of shape {found}")
        hint = _turned(name, tuple(self.sizes.get(d, d) if isinstance(d, str) else d for d in shape), shape, found)
        for dimension, size in zip(shape, found, strict=True):
            self._take_size(name, dimension, size, found, hint)

    def _take_size(self, name: str, dimension: Dimension, size: int, found: tuple[int, ...], hint: str = "") -> None:
        known = self.sizes.setdefault(dimension, size) if isinstance(dimension, str) else dimension
        if known != size:
            letter = f"{dimension} = {known}" if isinstance(dimension, str) else str(dimension)
            raise ShapeError(f"{name} has {size} where {letter} is needed, got {found} for each example{hint}")


def _turned(name: str, known: Shape, shape: Shape, found: tuple[int, ...]) -> str:
    """What to hand over where the axes of an example are those of the board the other way around."""
    fits = [isinstance(needed, str) or needed == size for needed, size in zip(known, reversed(found), strict=True)]
    if len(found) != 2 or not all(fits):
        return ""
    return f"; {name}.swapaxes(1, 2) has an example as the board has it, {write_shape(shape)}"


def tables_of(handed: Handed, kinds: Mapping[str, str], dtype: type[np.floating]) -> dict[str, Table]:
    """The tables in the types that are computed with: places stay whole numbers, all else is finite and real."""
    tables = {}
    for name, table in handed.tables.items():
        if kinds[name] == "index":
            if table.dtype.kind not in "iu":
                raise DataError(f"{name} holds places or labels and needs whole numbers, not {table.dtype}")
            tables[name] = np.ascontiguousarray(table)
        else:
            tables[name] = _numbers(table, name, dtype)
    return tables


def _classes_of(labels: Table, count: int | None) -> Table:
    """The classes that labels show: 0, 1, … where they are places among so many, else the labels themselves."""
    if count is not None and labels.dtype.kind in "iu" and labels.min() >= 0 and labels.max() < count:
        return np.arange(count)
    found = np.unique(labels)
    if count is not None and len(found) != count:
        raise DataError(f"there are {len(found)} different labels, and the board has {count} classes")
    if len(found) < 2:
        raise DataError("all labels are the same; there is nothing to tell apart")
    return found


def _numbers(table: Table, name: str, dtype: type[np.floating]) -> Table:
    if table.dtype.kind not in "buif":
        raise DataError(f"{name} needs numbers, got {table.dtype}; turn text into numbers first")
    require_finite(_flat(table) if table.ndim else table.reshape(1, 1), name, dtype)
    if table.ndim == 0:
        return np.array(table, dtype=dtype)
    contiguous = table.flags.c_contiguous or (table.ndim == 2 and table.flags.f_contiguous)
    return table if contiguous and table.dtype == dtype else np.ascontiguousarray(table, dtype=dtype)


def _flat(array: Table) -> Table:
    """A row for each example, also of none."""
    return array.reshape(len(array), prod(array.shape[1:]))
