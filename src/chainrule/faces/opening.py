"""Opening: the board or the network of a page's link or file, with the numbers that were seen there."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.trainable import Trainable
from chainrule.errors import ChainruleError, ModelFileError, SettingError
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.faces.opened import Opened
from chainrule.graph.evaluate import bind_leaf
from chainrule.graph.node import Array
from chainrule.json_fields import FieldError, record, text
from chainrule.live.shared import SharedData, SharedState, read_shared
from chainrule.settings import written
from chainrule.training.checkpoint import Checkpoint, read_model
from chainrule.training.optimizer_description import read_optimizer


def open(link: str | Path) -> Board | Network:
    """The board, or the network, that a page shared: of its link, or of the file that it saved.

    Theta is as it was seen, and so are the data: `board.bind()` has all numbers, and `opened` says what came along,
    `network.explain(network.opened.X, network.opened.y)`. Training goes on with the optimizer of the page. Raises
    ModelFileError for what is damaged, foreign, of another version or too large; no code of a link is run.
    """
    if not isinstance(link, str | Path):
        raise SettingError(f"open takes the link of a page, or the name of a file, not {written(link)}")
    return opened(read_shared(link))


def opened(shared: SharedState) -> Board | Network:
    """The board, or the network, of a state that was read. Raises ModelFileError for one that makes none."""
    try:
        return _board_of(shared) if "text" in shared.model else _trained(shared)
    except ModelFileError:
        raise
    except (ChainruleError, FieldError) as error:
        why = str(error).partition("\n")[0]
        raise ModelFileError(f"this state does not make a board or a network: {why}; share it again") from error


def _board_of(shared: SharedState) -> Board:
    """A board that does not train, whose own numbers are those of the page."""
    board = Board(text(record(shared.model, "the model", ("text",)), "text"))
    values = _fitting(board, shared.leaves)
    missing = [name for name in board.graph.leaves if name not in values]
    if missing:
        raise FieldError(f"{missing[0]} has no numbers")
    return _with_numbers(board, values, Opened(values, {}, None, 0, 0, "drop", shared.step, shared.selection))


def _trained(shared: SharedState) -> Board | Network:
    """What trains, with theta as it was at the step that was seen."""
    how = shared.settings
    if how is None or shared.optimizer is None:
        raise FieldError("it trains, and does not say how")
    optimizer = read_optimizer(shared.optimizer)
    checkpoint = read_model(shared.model, partial(_theta, shared), how.seed)
    rule = (optimizer, how.batch_size, how.seed, how.last, shared.step, shared.selection)
    if not isinstance(checkpoint.trainable, BoardModel):
        network = Network.of(checkpoint)
        learned, held_out = (_table(checkpoint, rows) for rows in _parts(shared.data))
        network.opened = Opened(learned, held_out, *rule)
        return network
    board = Board.of(checkpoint)
    shown, others = (_rows(board, rows) for rows in _parts(shared.data))
    whole = _fitting(board, {**shared.leaves, **_columns(board, shown)})
    return _with_numbers(board, whole, Opened(shown, others, *rule))


def _theta(shared: SharedState, trainable: Trainable) -> Array:
    """The theta of the step that was seen, which has an entry for each of the model's."""
    found = (shared.now or shared.start).get("theta")
    if found is None or found.size != trainable.layout.size:
        size = 0 if found is None else found.size
        raise FieldError(f"theta has {size} numbers, and the model has {trainable.layout.size} parameters")
    return found


def _fitting(board: Board, leaves: Mapping[str, Array]) -> dict[str, Array]:
    """The numbers of the leaves that a board has, of its shapes; others are of another board."""
    known = board.graph.leaves
    if unknown := [name for name in leaves if name not in known]:
        raise FieldError(f"the board has no {unknown[0]!r}")
    return {name: bind_leaf(known[name], value, np.float64) for name, value in leaves.items()}


def _with_numbers(board: Board, values: Mapping[str, Array], opened: Opened) -> Board:
    """The board with numbers of its own, as if they stood on it."""
    board.whiteboard.require(values)
    board.whiteboard = replace(board.whiteboard, values={**board.whiteboard.values, **values})
    board.opened = opened
    return board


# ---- examples -------------------------------------------------------------------------------------------------------


def _parts(data: SharedData | None) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
    """The rows that are learned from, in their order, and those that are not."""
    if data is None:
        return {}, {}
    parts = [{name: table[rows] for name, table in data.tables.items()} for rows in (data.learned, data.held_out)]
    return parts[0], parts[1]


def _rows(board: Board, tables: Mapping[str, Array]) -> dict[str, Array]:
    """The examples of a board, each in the shape that it has there."""
    leaves, letter, sizes = board.graph.leaves, board.trainable.letter, dict(board.trainable.sizes)
    found = {}
    for name, table in tables.items():
        if name not in leaves or letter not in leaves[name].shape:
            raise FieldError(f"the board has no examples {name!r}")
        shape = [sizes.get(str(size), size) for size in leaves[name].shape if size != letter]
        if prod(map(int, shape)) != table.shape[1]:
            raise FieldError(f"{name} has {table.shape[1]} numbers for each example, and the board takes {shape}")
        found[name] = table.reshape(len(table), *map(int, shape))
    return found


def _columns(board: Board, rows: Mapping[str, Array]) -> dict[str, Array]:
    """Examples as they stand on a board, along the axis of their letter."""
    leaves, letter = board.graph.leaves, board.trainable.letter
    return {name: np.moveaxis(table, 0, leaves[name].shape.index(letter)) for name, table in rows.items()}


def _table(checkpoint: Checkpoint, tables: Mapping[str, Array]) -> dict[str, NDArray[np.generic]]:
    """X (m, n), and y: labels where they are classes, else (m, out)."""
    if not tables:
        return {}
    target, sizes = "labels" if "labels" in tables else "Y", checkpoint.architecture.sizes
    for name, size in (("X", sizes[0]), (target, 1 if target == "labels" else sizes[-1])):
        if name not in tables or tables[name].shape[1] != size:
            raise FieldError(f"{name} is not what the network takes: {size} numbers for each example")
    y: NDArray[np.generic] = tables[target]
    classes = checkpoint.classes
    if classes is not None and y.shape[1] == 1 and np.isin(y, range(len(classes))).all():
        y = classes[y[:, 0].astype(np.int64)]
    elif target == "labels":
        raise FieldError("its labels are no places among its classes")
    return {"X": tables["X"], "y": y}
