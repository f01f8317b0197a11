"""Opening: the board or the network of a page's link or file, with the numbers that were seen there."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
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
from chainrule.live.shared import SharedState, read_shared
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
    return _with_numbers(board, values, Opened(values, None, 0, 0, shared.step, shared.selection))


def _trained(shared: SharedState) -> Board | Network:
    """What trains, with theta as it was at the step that was seen."""
    settings = shared.settings
    if settings is None or shared.optimizer is None:
        raise FieldError("it trains, and does not say how")
    optimizer = replace(read_optimizer(shared.optimizer), learning_rate=settings.learning_rate)
    checkpoint = read_model(shared.model, partial(_theta, shared), settings.seed)
    rule = (optimizer, settings.batch_size, settings.seed, shared.step, shared.selection)
    if isinstance(checkpoint.trainable, BoardModel):
        board = Board.of(checkpoint)
        return _with_numbers(board, _fitting(board, shared.leaves), Opened(_rows(board, shared.leaves), *rule))
    network = Network.of(checkpoint)
    network.opened = Opened(_table(checkpoint, shared.leaves), *rule)
    return network


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


def _rows(board: Board, leaves: Mapping[str, Array]) -> dict[str, Array]:
    """The data of a board, a row for each example."""
    shapes, letter = board.graph.leaves, board.trainable.letter
    found = {name: array for name, array in leaves.items() if letter in shapes[name].shape}
    return {name: np.moveaxis(array, shapes[name].shape.index(letter), 0) for name, array in found.items()}


def _table(checkpoint: Checkpoint, leaves: Mapping[str, Array]) -> dict[str, NDArray[np.generic]]:
    """X (m, n), and y: labels where they are classes, else (m, out)."""
    target = "labels" if "labels" in leaves else "Y"
    for name in ("X", target):
        if name not in leaves or leaves[name].ndim != 2:
            raise FieldError(f"{name} has no rows")
    sizes, rows = checkpoint.architecture.sizes, leaves["X"].shape[1]
    outputs = 1 if target == "labels" else sizes[-1]
    for name, size in (("X", sizes[0]), (target, outputs)):
        if leaves[name].shape != (size, rows):
            raise FieldError(f"{name} is {leaves[name].shape}, and the network takes {(size, rows)}")
    y: NDArray[np.generic] = leaves[target].T
    classes = checkpoint.classes
    if classes is not None and y.shape[1] == 1 and np.isin(y, range(len(classes))).all():
        y = classes[y[:, 0].astype(np.int64)]
    elif target == "labels":
        raise FieldError("its labels are no places among its classes")
    return {"X": leaves["X"].T, "y": y}
