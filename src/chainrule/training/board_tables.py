"""From what a person hands over to what a board's program runs on: the number of every letter, and tables by leaf."""

from collections.abc import Mapping

import numpy as np

from chainrule.architecture.board_model import LABELS, BoardModel
from chainrule.architecture.weighing import WEIGHTS
from chainrule.boards.whiteboard import Whiteboard
from chainrule.engines.task import Table, TableType
from chainrule.errors import DataError, SettingError
from chainrule.graph.node import Array
from chainrule.ops.indexing import limits
from chainrule.settings import whole_number, written
from chainrule.training.board_examples import Handed, tables_of
from chainrule.training.examples import Classes, Examples, prepare_weights


def require_read(board: Whiteboard) -> None:
    """Nothing, or the error for parameters that the cost does not read, which no step could move."""
    if board.unread:
        names = ", ".join(board.unread)
        told = f"{board.cost} does not read {names}, declared under params, so that nothing could be learned of it"
        raise SettingError(f"{told}; let {board.cost} read it, or leave it out")


def require_sizes(board: Whiteboard, letter: str, sizes: Mapping[str, int]) -> None:
    """Nothing, or the error for sizes that are no whole numbers by letter."""
    if not isinstance(sizes, Mapping):
        raise SettingError(f"sizes are whole numbers by letter, {{'k': 64}}, not {written(sizes)}")
    letters = _letters(board, letter)
    for name, size in sizes.items():
        if name not in letters:
            raise SettingError(f"{name!r} is no size of this board; its sizes are {', '.join(sorted(letters))}")
        whole_number(f"the size {name}", size, 1)


def all_sizes(board: Whiteboard, letter: str, handed: Handed) -> tuple[tuple[str, int], ...]:
    """The number of every letter but that of the examples."""
    unknown = sorted(_letters(board, letter) - handed.sizes.keys())
    if unknown:
        drawn = [name for name in board.drawn if unknown[0] in board.graph.leaves[name].shape]
        each = (
            "" if letter or not drawn else f"nothing on this board counts examples; each step draws all of {drawn[0]}: "
        )
        raise SettingError(f"{each}the size {unknown[0]} has no number yet: sizes={{{unknown[0]!r}: 64}}")
    return tuple(sorted((name, size) for name, size in handed.sizes.items() if name != letter))


def _letters(board: Whiteboard, letter: str) -> set[str]:
    """The letters of the board's shapes, but that of the examples."""
    shapes = [leaf.shape for leaf in board.graph.leaves.values()]
    return {size for shape in shapes for size in shape if isinstance(size, str)} - {letter}


def examples_of(board: BoardModel, handed: Handed, theta: Array, weights: object = None) -> Examples:
    """The tables of a board in the names and types that run, labels and example weights among them.

    Without labels the targets are of classes where the board compares them as such: places, or numbers 0 and 1.
    """
    tables, classes = running_tables(board, handed, theta), handed.classes
    if handed.labels is not None:
        tables[LABELS] = handed.labels
    elif board.is_of_signs:
        classes = np.array([-1, 1]) if classes is None else classes
    elif board.target and _are_places(tables[board.target], board.classes):
        classes = np.arange(board.classes)
    if weights is not None:
        rows = len(next(iter(tables.values())))
        tables[WEIGHTS] = prepare_weights(weights, rows, theta.dtype.type)
    return Examples(tables, classes, board.target)


def _are_places(targets: Table, classes: int) -> bool:
    """Whether a column holds the places of so many classes, none of them where there are no classes."""
    return targets.shape[1] == 1 and bool(np.isin(targets, np.arange(classes)).all())


def running_tables(board: BoardModel, handed: Handed, theta: Array) -> dict[str, Table]:
    """The tables that are no labels, in the type of theta."""
    kinds = {name: "index" if board.is_index(name) else "real" for name in handed.tables}
    tables = tables_of(handed, kinds, theta.dtype.type)
    _require_places(board, tables)
    return {board.leaf_of(name): table for name, table in tables.items()}


def _require_places(board: BoardModel, tables: Mapping[str, Table]) -> None:
    """Nothing, or the error for an index that is no place of what is read at it: a program would not notice."""
    names = {board.leaf_of(name): name for name in tables}
    for leaf, size in limits(board.graph.order):
        if leaf.name not in names or not isinstance(size, int):
            continue
        name, table = names[leaf.name], tables[names[leaf.name]]
        outside = np.argwhere(np.less(table, 0) | np.greater_equal(table, size))
        if len(outside):
            row, column = outside[0]
            found = f"{name} has {table[row, column]} in row {row}"
            raise DataError(f"{found}, and what is read at it has {size} places, from 0 to {size - 1}")


def table_types(board: BoardModel, classes: Classes, theta: Array) -> tuple[TableType, ...]:
    """The types of the tables that it was trained on last, rows contiguous."""
    names = [name for name in board.tables if name != board.labelled or classes is None]
    types = [TableType(board.leaf_of(name), "int64" if board.is_index(name) else theta.dtype.name) for name in names]
    return (*types, *([] if len(names) == len(board.tables) else [TableType(LABELS, "int64")]))
