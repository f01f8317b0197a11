"""A board that trains as plain data, for files: its text, the numbers of its letters, and data that examples share."""

import json
from collections.abc import Mapping
from math import prod

import numpy as np

from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.layers import MOST_PARAMETERS
from chainrule.graph.evaluate import bind_leaf
from chainrule.graph.shape import write_shape
from chainrule.json_fields import FieldError, Json, count, not_this, record, text
from chainrule.wording import quoted

FIELDS = ("text", "sizes", "shared", "batch")


def describe_board(board: BoardModel) -> dict[str, object]:
    """The board as plain data."""
    shared = {name: json.loads(numbers) for name, numbers in board.shared}
    return {"text": board.text, "sizes": dict(board.sizes), "shared": shared, "batch": board.batch}


def read_board(value: object) -> BoardModel:
    """The board that `describe_board` wrote; FieldError, or the board's own error, for anything else."""
    data = record(value, "the board", FIELDS)
    sizes = _object(data, "sizes")
    board = BoardModel(
        text(data, "text"),
        tuple(sorted((letter, _size(sizes, letter)) for letter in sizes)),
        tuple((name, json.dumps(numbers)) for name, numbers in sorted(_object(data, "shared").items())),
        text(data, "batch"),
    )
    _require_letters(board)
    _require_shared(board, data["shared"])
    if sum(map(prod, board.layout.shapes.values())) > MOST_PARAMETERS:
        raise FieldError(f"its sizes make more than {MOST_PARAMETERS:.0e} parameters")
    return board


def _object(data: Json, key: str) -> Json:
    if not isinstance(data[key], dict):
        raise not_this(quoted(key), "an object with names", data[key])
    return {**data[key]}


def _size(sizes: Json, letter: str) -> int:
    if not count(sizes, letter):
        raise not_this(f"the size {quoted(letter)}", "a whole number from 1", 0)
    return int(sizes[letter])


def _require_letters(board: BoardModel) -> None:
    """Nothing, or the error for letters without a number, and for numbers without a letter."""
    shapes = [leaf.shape for leaf in board.whiteboard.graph.leaves.values()]
    letters = {size for shape in shapes for size in shape if isinstance(size, str)} - {board.letter}
    known = {letter for letter, _ in board.sizes}
    if letters != known:
        found = min(letters ^ known)
        raise FieldError(f"the size {quoted(found)} {'has no number' if found in letters else 'is none of the board'}")


def _require_shared(board: BoardModel, shared: Mapping[str, object]) -> None:
    """Nothing, or the error for numbers that are not those of the data which all examples share."""
    leaves = board.whiteboard.graph.leaves
    own = {*board.tables, *board.whiteboard.own_data}
    needed = {name for name, leaf in leaves.items() if leaf.op.name == "input"} - own
    if needed != shared.keys():
        raise FieldError(f"the data {quoted(min(needed ^ shared.keys()))} has to stand in 'shared', or has not")
    for name, numbers in shared.items():
        try:
            array = np.array(numbers, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            raise not_this(f"the data {quoted(name)}", "numbers in rows", numbers) from None
        bind_leaf(leaves[name], array, np.float64)
        needed_shape = tuple(dict(board.sizes).get(str(size), size) for size in leaves[name].shape)
        if array.shape != needed_shape or not np.isfinite(array).all():
            raise FieldError(f"the data {quoted(name)} is not {write_shape(needed_shape)} of finite numbers")
