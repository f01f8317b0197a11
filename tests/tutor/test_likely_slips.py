"""Likely slips: wrong gradients by one mistake each, told apart by their numbers."""

import numpy as np
from tests.live.boards import HIDDEN, cases

import chainrule as cr
from chainrule.graph.evaluate import evaluate
from chainrule.tutor import slips_by


def test_no_two_are_the_same_and_none_is_right():
    """At the numbers of XOR, in the shape of the gradient."""
    board = cr.whiteboard(HIDDEN)
    values = board.bind(**cases()["full"].numbers, **cases()["full"].parameters(2))
    leaves = {leaf: values[leaf] for leaf in board.graph.leaves.values()}
    slips = slips_by(board.whiteboard, "b1", 20)
    arrays = evaluate([slip.gradient for slip in slips], leaves, sizes=values.sizes)
    kinds = {np.round(array, 12).tobytes() for array in (values["∂L/∂b1"], *arrays)}
    assert len(slips) == 20
    assert len(kinds) == 21
    assert {array.shape for array in arrays} == {(2, 1)}


def test_what_the_cost_does_not_stand_on_has_none():
    """Its gradient is 0, and there is no way back to go wrong on."""
    assert slips_by(cr.whiteboard("data x, y\nL = x**2\nK = y\nJ = L * 1").whiteboard, "y", 5) == ()
