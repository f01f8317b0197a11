"""Boards with constants of either sign, powers and nesting end in a full set of readers, or in one WhiteboardError."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.random_values import complete_values
from chainrule.errors import WhiteboardError

from .hostile_boards import hostile_board

SHARE, ALL, CHUNK = 60, 20_000, 1000


def read(seed):
    """Whether a board could be read; every reader has then had its say."""
    try:
        board = cr.whiteboard(hostile_board(seed))
    except WhiteboardError:
        return False
    values = board.bind(**complete_values(board.graph, {}, np.random.default_rng(seed)))
    assert str(board.equations())
    assert board.equations("derivation", values).latex()
    assert str(board.trace(values))
    assert board.diagram(values).startswith("<svg")
    assert board.script(values).text
    return True


def test_a_share_of_them_ends():
    """Of the first ones most are boards, and each of these has equations, trace, circuit and script."""
    assert sum(map(read, range(SHARE))) > SHARE / 2


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, ALL, CHUNK))
def test_all_of_them_end(first):
    """So do all twenty thousand, none of them in an error of Python's."""
    assert sum(map(read, range(first, first + CHUNK))) > CHUNK / 2
