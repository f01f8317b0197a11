"""The bench: what the lab works on: a text, the data that the command line named, and the page that they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from chainrule.errors import ChainruleError
from chainrule.faces import living
from chainrule.faces.board import Board
from chainrule.faces.opened import Opened
from chainrule.faces.opening import opened
from chainrule.graph.node import Array
from chainrule.live import Page
from chainrule.live.shared import read_text
from chainrule.readers.equations.descent import learned
from chainrule.training.optimizers import Optimizer, find_optimizer

Numbers = Mapping[str, Array]
Fill = Callable[[Board, Numbers], Numbers]  # numbers for what has none


@dataclass(frozen=True)
class Bench:
    """What stands on the whiteboard at first, and the numbers that its names have whatever is written there."""

    title: str
    text: str
    fill: Fill = field(repr=False)
    numbers: Numbers = field(default_factory=dict, repr=False)  # data, and parameters of a model
    optimizer: str = "sgd"

    def page(self, text: str, optimizer: str, state: str) -> Page:
        """The page of a text. Leaves keep the numbers that they had on the page before, where they fit.

        It is a quick one, for somebody waits for a key. Raises the board's own error for a text that is none.
        """
        board, before = Board(text), _before(state)
        known = {**self.numbers, **(_numbers(before) if before else {})}
        pace = _pace(optimizer, before.opened if before else None)
        for kept in (known, self.numbers, {}):
            try:
                given = self.fill(board, {name: kept[name] for name in board.graph.leaves if name in kept})
                trains = bool(learned(board.backward()))
                values, stand = living.at_start(board, given) if trains else (board.bind(**given), None)
                return living.board_page(board.whiteboard, values, stand, board.notes, pace, self.title, quick=True)
            except ChainruleError:
                if not kept:  # it is the text, and not what was kept
                    raise
        raise AssertionError(text)


def _before(state: str) -> Board | None:
    """The board of the page that was seen; none at the start, or where a page has told nothing."""
    if not state:
        return None
    board = opened(read_text(state, "the state"))
    assert isinstance(board, Board)  # noqa: S101 - the lab makes no others
    return board


def _numbers(board: Board) -> Numbers:
    values = board.bind()
    return {name: np.asarray(values[name]) for name in board.graph.leaves}


def _pace(name: str, before: Opened | None) -> tuple[Optimizer, int | str]:
    """The optimizer of that name, as the page before had it, if it had that one, and its batch size."""
    if before is None or before.optimizer is None:
        return find_optimizer(name)(), "full"
    known = before.optimizer
    return known if known.name == name else find_optimizer(name)(), before.batch_size
