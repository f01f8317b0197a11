"""The bench: what the lab works on: a text, the data that the command line named, and the page that they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from chainrule.errors import ChainruleError
from chainrule.faces.board import Board
from chainrule.faces.opening import opened
from chainrule.graph.node import Array
from chainrule.live import Page
from chainrule.live.shared import read_text
from chainrule.training.optimizers import find_optimizer

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

        Raises the board's own error for a text that is none.
        """
        board = Board(text)
        known = {**self.numbers, **_before(state)}
        for kept in (known, self.numbers, {}):
            try:
                given = self.fill(board, {name: kept[name] for name in board.graph.leaves if name in kept})
                return board.page(given, optimizer=find_optimizer(optimizer)(), title=self.title)
            except ChainruleError:
                if not kept:  # it is the text, and not what was kept
                    raise
        raise AssertionError(text)


def _before(state: str) -> Numbers:
    """The numbers of the page that was seen; none at the start, or where a page has told nothing."""
    if not state:
        return {}
    board = opened(read_text(state, "the state"))
    assert isinstance(board, Board)  # noqa: S101 - the lab makes no others
    values = board.bind()
    return {name: np.asarray(values[name]) for name in board.graph.leaves}
