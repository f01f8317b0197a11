"""Living: boards and networks as pages that compute."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from chainrule.architecture.board_text import board_text
from chainrule.architecture.example_letter import example_letter
from chainrule.architecture.layers import Architecture
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import SettingError
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.graph.passes import forward_pass
from chainrule.graph.shape import Shape
from chainrule.graph.values import Values
from chainrule.live import Lesson, Pace, Page, live_page
from chainrule.movement.attempt import Stand
from chainrule.readers.notation.blocks import Blocks
from chainrule.readers.page import Sheet
from chainrule.settings import one_text
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.optimizers import Optimizer

SINGLE, DOUBLE = 4, 8  # bytes
MOST_BYTES = 64_000  # of the numbers that a page holds, which hardly get smaller when they are compressed

ZOOMS = ("operations", "layers")  # that a page fills with numbers


class Startable(Protocol):
    """A board, as far as its start is concerned."""

    @property
    def graph(self) -> Graph:
        """The forward pass."""

    def stand(self, data: Mapping[str, object] | None = None, sizes: Mapping[str, int] | None = None) -> Stand:
        """It with data, and sizes that no data has."""

    def bind(self, /, **leaves: object) -> Values:
        """Its numbers."""


def at_start(board: Startable, given: Mapping[str, object]) -> tuple[Values, Stand]:
    """The numbers of a board where training begins, or where they are given, and what begins there."""
    stand = board.stand(_rows_of(board.graph, given), _sizes_beside_data(board.graph, given))
    trainable, leaves = stand.checkpoint.trainable, board.graph.leaves
    theta = stand.theta
    start = {trainable.leaf_of(name): view for name, view in trainable.layout.views(theta).items()}
    own = {name: view.reshape(()) if leaves[name].rank == 0 else view for name, view in start.items() if name in leaves}
    values = board.bind(**{**own, **given})
    for name in trainable.layout.shapes:
        if (leaf := trainable.leaf_of(name)) in leaves:
            theta[trainable.layout.place(name)] = np.ravel(values[leaf])
    return values, replace(stand, checkpoint=replace(stand.checkpoint, theta=theta))


def board_page(
    whiteboard: Whiteboard,
    values: Values,
    stand: Stand | None,
    notes: tuple[str, ...],
    pace: tuple[Optimizer | str | None, int | str],
    title: str,
    *,
    quick: bool = False,
) -> Page:
    """The page of a board at these numbers; with a stand it trains, and a `quick` one has no gates and no slips."""
    _require_few(values)
    blocks = Blocks(whiteboard.scopes, whiteboard.steps)
    sheet = Sheet(
        one_text("title", title), whiteboard.graph, values.graph, whiteboard.cost, values, notes=notes, blocks=blocks
    )
    own = Pace.of(stand, *pace) if stand else None
    return live_page(Lesson(sheet, whiteboard.text, own, whiteboard, quick=quick))


def network_page(
    known: Checkpoint,
    values: Values,
    stand: Stand,
    pace: tuple[Optimizer | str | None, int | str],
    title: str,
    notes: tuple[str, ...] = (),
) -> Page:
    """The page of a network at some rows and targets, all of which are in every picture."""
    _require_few(values)
    assert isinstance(known.trainable, Architecture)  # noqa: S101 - a network's
    text = board_text(known.trainable, labelled=stand.examples.labelled)
    graph = forward_pass(values.graph)
    cost = next(iter(graph.outputs))
    sheet = Sheet(one_text("title", title), graph, values.graph, cost, values, zoom="layers", notes=notes)
    return live_page(Lesson(sheet, text, Pace.of(stand, *pace)))


def explained_page(sheet: Sheet, board: Whiteboard | None = None, stand: Stand | None = None) -> Page:
    """The page of a sheet with numbers that computes, with the calculation of these; with a stand it trains."""
    assert sheet.values is not None  # noqa: S101 - whoever asks has looked
    _require_few(sheet.values)
    pace = Pace.of(stand, None, "full") if stand else None
    return live_page(Lesson(sheet, board.text if board else "", pace, board, explained=True))


def is_alive(sheet: Sheet) -> bool:
    """Whether a sheet has numbers for a page that computes: few, all finite, and nothing closed."""
    if sheet.values is None or sheet.closed or sheet.zoom not in ZOOMS:
        return False
    arrays = _arrays(sheet.values)
    return sum(map(_weight, arrays)) <= MOST_BYTES and all(np.isfinite(one).all() for one in arrays)


def _rows_of(graph: Graph, given: Mapping[str, object]) -> dict[str, object]:
    """Data as training takes them: a row for each example, from arrays as they stand on a board."""
    letter, data = example_letter(graph.leaves), {name: leaf for name, leaf in graph.leaves.items() if name in given}
    return {name: _rows(given[name], leaf.shape, letter) for name, leaf in data.items() if leaf.op.name == "input"}


def _sizes_beside_data(graph: Graph, given: Mapping[str, object]) -> dict[str, int]:
    """The numbers of letters that only parameters have, where some of these are given."""
    bound = {leaf: bind_leaf(leaf, given[name], np.float64) for name, leaf in graph.leaves.items() if name in given}
    of_data = {size for leaf in graph.leaves.values() if leaf.op.name == "input" for size in leaf.shape}
    return {letter: size for letter, size in sizes_of(bound).items() if letter not in of_data}


def _rows(array: object, shape: Shape, letter: str) -> object:
    if letter and len(shape) > 1 and shape[-1] == letter and shape[0] != letter:
        return np.moveaxis(np.asarray(array, dtype=np.float64), -1, 0)
    return array


def _require_few(values: Values) -> None:
    arrays = _arrays(values)
    if sum(map(_weight, arrays)) > MOST_BYTES:
        count, most = sum(map(np.size, arrays)), MOST_BYTES // DOUBLE
        known = f"a page holds up to {most:,} numbers, data and parameters, or twice as many of single precision"
        raise SettingError(f"{known}, and here are {count:,}; hand in fewer rows, or take a smaller model")


def _arrays(values: Values) -> list[Array]:
    return [np.asarray(values[name], dtype=np.float64) for name in values.graph.leaves]


def _weight(array: Array) -> int:
    """The bytes of its numbers; those of single precision have half of them."""
    return np.size(array) * (SINGLE if np.all(np.asarray(array, dtype=np.float32) == array) else DOUBLE)
