"""Written numbers: the factors that explain them, by the SHORT_NUMBERS of chainrule.tutor.written_numbers."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.written_numbers import Digits, Written

BOARD = read_whiteboard("data x (1, m)\nparams w\nL = w*sum(x)")


@pytest.mark.parametrize(
    "factor", ["1", "−1", "2", "−2", "1/2", "−1/2", "4", "−4", "3", "m", "−m", "4·m", "1/m", "−2/m"]
)
def test_a_factor_is_short(factor):
    """1, 2, 1/2 or 4 with either sign, and perhaps the size of a batch; three times is no slip that people make."""
    value = eval(factor.replace("−", "-").replace("·", "*"), {"m": 7})  # noqa: S307 - our own factors
    values = cr.Values(BOARD.graph, {"x": np.arange(1.0, 8)[None], "w": 0.3})
    written = Written(Digits(np.array(value * 8.4), np.array(1e-6)), values)
    node = BOARD.graph.node("L")
    assert str(written.factor(node, node)) == ("None" if factor == "3" else factor)
